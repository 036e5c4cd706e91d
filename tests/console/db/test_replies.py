"""Saved replies: written, changed and deleted, and offered by forms."""

import pytest

from db.console.replies import (
    Reply,
    TitleTakenError,
    add_reply,
    change_reply,
    delete_reply,
    load_reply,
    saved_replies,
    written_replies,
)
from db.tables.administration import ConsoleAct
from rig.applications import now
from rig.console.acts import WHY

REPLY = Reply("書類の不備", "書類を確認できませんでした。もう一度お送りください。")


@pytest.fixture(autouse=True)
def _open(pool: str) -> None:
    """Every test has its own database."""


async def only_reply() -> int:
    (written,) = await written_replies()
    return written.reply


async def test_a_saved_reply_is_offered() -> None:
    await add_reply(REPLY, WHY, now())
    assert await saved_replies() == (REPLY,)
    assert (await load_reply(await only_reply())).changed_by == WHY.done_by


async def test_a_title_is_used_once() -> None:
    await add_reply(REPLY, WHY, now())
    await add_reply(Reply("別の題名", "本文"), WHY, now())
    with pytest.raises(TitleTakenError):
        await add_reply(Reply(REPLY.title, "別の本文"), WHY, now())
    other = next(each.reply for each in await written_replies() if each.title == "別の題名")
    with pytest.raises(TitleTakenError):
        await change_reply(other, REPLY, WHY, now())
    assert await ConsoleAct.count() == 2


async def test_a_changed_reply_is_offered_as_it_is_now() -> None:
    await add_reply(REPLY, WHY, now())
    await change_reply(await only_reply(), Reply(REPLY.title, "新しい本文"), WHY, now())
    assert await saved_replies() == (Reply(REPLY.title, "新しい本文"),)


async def test_a_deleted_reply_is_gone_and_its_text_is_in_the_record() -> None:
    await add_reply(REPLY, WHY, now())
    reply = await only_reply()
    await delete_reply(reply, WHY, now())
    assert await saved_replies() == ()
    with pytest.raises(LookupError):
        await delete_reply(reply, WHY, now())
    act = await ConsoleAct.objects().get(ConsoleAct.tag == "administrator:reply:delete")
    assert act is not None
    assert REPLY.text in act.before
