"""What an administrator does to one thing of the console changes no other of its kind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db import outbox, troubles
from db.console.administrators import change_role, reset_password, restart, stop
from db.console.cases import release, take
from db.console.digest import queue_digest
from db.console.filters import (
    MOST_FILTERS,
    TooManyFiltersError,
    asked_by,
    forget_filter,
    keep_words,
    kept_filters,
    save_filter,
)
from db.console.replies import Reply, add_reply, change_reply, delete_reply, written_replies
from db.console.stopped import discard_news, try_again
from db.console.stuck_mails import void_mail
from db.console.wholesaler_answers import answer_question
from db.console.wholesalers import (
    WholesalerEntry,
    acts_about,
    add_domain,
    add_wholesaler,
    change_wholesaler,
    remove_domain,
)
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from db.mailing import mails
from db.tables.enrolment import WholesalerQuestion
from db.tables.operation import Outbox
from db.terms import NewTerms, call_back, publish
from domain.console_roles import Role
from domain.enrolment.form import Missing
from domain.needs import TroubleKind
from rig.applications import HASH, Applications, now
from rig.console.acts import WHY
from rig.console.staff import person
from tests.rows import nobody_else

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEW = WholesalerEntry("株式会社あたらし酒販", "アタラシシュハン", "03-0000-9999", listed=True)
UNDELIVERABLE, FAILING = TroubleKind.NEWS_UNDELIVERABLE, TroubleKind.STEP_FAILING
LIST, OTHER_LIST = "/console/companies", "/console/mails"


@pytest.fixture(autouse=True)
def _open(pool: str) -> None:
    """Every test has its own database."""


async def test_a_reply_that_is_written_anew_or_deleted_is_the_only_one() -> None:
    for title in ("一つ目", "二つ目", "三つ目"):
        await add_reply(Reply(title, "本文"), WHY, now())
    (reply,) = [each.reply for each in await written_replies() if each.title == "二つ目"]
    async with nobody_else(f'saved_reply {{"id": {reply},'):
        await change_reply(reply, Reply("改めた題", "改めた本文"), WHY, now())
        await delete_reply(reply, WHY, now())


async def test_a_wholesaler_that_is_changed_is_the_only_one() -> None:
    wholesaler = await add_wholesaler(NEW, WHY, now())
    other = await add_wholesaler(replace(NEW, name="別の酒販"), WHY, now())
    for each, domain in (
        (wholesaler, "a.example"),
        (wholesaler, "b.example"),
        (other, "a.example"),
    ):
        await add_domain(each, domain, WHY, now())
    async with nobody_else(f'certifying_wholesaler {{"id": {wholesaler},'):
        await change_wholesaler(wholesaler, replace(NEW, telephone="03-0000-8888"), WHY, now())
    assert (await acts_about(wholesaler))[0].before["name"] == NEW.name
    async with nobody_else(f'"domain": "a.example", "wholesaler": {wholesaler}'):
        await remove_domain(wholesaler, "a.example", WHY, now())


async def test_a_filter_that_is_forgotten_is_ones_own_and_the_only_one() -> None:
    one, other = await person(), await person("helpdesk")
    for who in (one, other):
        for name in ("条件1", "条件2"):
            await save_filter(who.administrator, LIST, name, {}, now())
    (theirs, _) = await kept_filters(other.administrator, LIST)
    (mine, _) = await kept_filters(one.administrator, LIST)
    await forget_filter(one.administrator, theirs.id)
    assert len(await kept_filters(other.administrator, LIST)) == 2
    async with nobody_else(f'saved_filter {{"id": {mine.id},'):
        await forget_filter(one.administrator, mine.id)


async def test_of_filters_only_ones_own_of_that_list_count() -> None:
    """Neither those of others and of other lists, nor words without a name, nor the same name."""
    one, other = (await person()).administrator, (await person("helpdesk")).administrator
    for nth in range(MOST_FILTERS):
        await save_filter(other, LIST, f"条件{nth}", {}, now())
        await save_filter(one, OTHER_LIST, f"条件{nth}", {}, now())
        await keep_words(one, LIST, {"search": "田中"}, now())
    for nth in range(MOST_FILTERS):
        await save_filter(one, LIST, f"条件{nth}", {}, now())
    await save_filter(one, LIST, "条件0", {"sort": "oldest"}, now())
    with pytest.raises(TooManyFiltersError):
        await save_filter(one, LIST, "条件", {}, now())
    (first, *_) = await kept_filters(one, LIST)
    assert await asked_by(one, LIST, first.id) == {"sort": "oldest"}


async def test_a_case_that_changes_hands_is_the_only_one_and_only_its_holder_lets_go() -> None:
    one, other = (await person()).administrator, (await person("helpdesk")).administrator
    for subject, who in (("review:1", one), ("review:2", one), ("review:3", other)):
        await take(subject, who, now())
    async with nobody_else('"subject": "review:1"'):
        await release("review:1", other, now())
        await take("review:1", other, now(), instead_of=one)
        await release("review:1", other, now())


async def stopped_twice() -> None:
    """Two processes, each with news that cannot be brought, older ones, and another trouble."""
    for process in ("change-1", "change-2"):
        for signal in ("start", "decided"):
            await outbox.tell(process, signal, now())
        start = await outbox.claim_of(process, now())
        assert start is not None
        await outbox.mark_delivered([start], now())
        news = await outbox.claim_of(process, now())
        assert news is not None
        await outbox.postpone_undeliverable(news, "decided: KeyError", now() + MINUTE, now())
        await troubles.note(process, FAILING, "close: KeyError", now())


async def test_a_process_that_is_tried_again_is_the_only_one() -> None:
    await stopped_twice()
    async with nobody_else('"process": "change-1"'):
        await try_again("change-1", WHY, now())


async def test_news_that_are_discarded_are_those_of_one_process_which_were_not_brought() -> None:
    await stopped_twice()
    async with nobody_else('"process": "change-1"'):
        await discard_news("change-1", WHY, now())
    told = Outbox.select(Outbox.signal).where(Outbox.process == "change-1")
    assert await told == [{"signal": "start"}]
    assert [each.kind for each in await troubles.of_process("change-1")] == [FAILING]


async def test_a_mail_that_is_called_off_is_the_only_one(applications: Applications) -> None:
    await applications.invited("a@one.example")
    (key,) = await mails.due(await applications.invited("b@two.example"))
    await applications.invited("c@three.example")
    async with nobody_else(f'"key": "{key}"'):
        await void_mail(key, WHY, now())


async def test_a_digest_calls_off_no_mail_but_an_older_digest(applications: Applications) -> None:
    tuesday = now().replace(year=2026, month=11, day=24, hour=0)
    await queue_digest("a@inforex.example", tuesday)
    await applications.invited()
    async with nobody_else('"process": "digest-20261124"'):
        await queue_digest("a@inforex.example", tuesday + DAY)
    async with nobody_else('"process": "digest-20261125"'):
        await queue_digest("a@inforex.example", tuesday + 2 * DAY)


async def test_terms_that_are_called_back_are_one_version() -> None:
    coming = [NewTerms("本文", "Terms", now() + days * DAY, "nobody") for days in (30, 40, 50)]
    _, version, _ = [await publish(terms, WHY, now()) for terms in coming]
    async with nobody_else(f'"version": {version}'):
        await call_back(version, WHY, now())


async def test_what_is_done_to_one_of_the_staff_changes_nobody_else() -> None:
    await person()
    who = (await person("viewer")).administrator
    await person("helpdesk")
    async with nobody_else(f'administrator {{"id": {who},'):
        await change_role(who, Role.HELPDESK, WHY, now())
        await stop(who, WHY, now())
        await reset_password(who, HASH + " ", WHY, now())
    await person("helpdesk", mail_address="gone@inforex.example", state="stopped")
    async with nobody_else(f'administrator {{"id": {who},'):
        await restart(who, WHY, now())


async def test_a_question_that_is_answered_or_asked_anew_is_the_open_one_of_one_application(
    applications: Applications,
) -> None:
    policy, keys = applications.settings.policy, applications.settings.link_keys
    number = await applications.invited("a@one.example")
    other = await applications.invited("b@two.example")

    async def ask(which: str, name: str) -> None:
        missing = Missing.WHOLESALER
        await ask_about_wholesaler(which, missing, name, "", policy=policy, now=now())

    async def answer(reason: str) -> None:
        why = replace(WHY, reason=reason)
        await answer_question(number, None, why, keys=keys, policy=policy, now=now())

    for which in (number, other):
        await ask(which, "北国食品卸")
    async with nobody_else(number):
        await answer("一つ目の答え")
        await ask(number, "南国食品卸")
        await ask(number, "西国食品卸")
        await answer("二つ目の答え")
    told = WholesalerQuestion.select(WholesalerQuestion.name, WholesalerQuestion.answer)
    assert await told.where(WholesalerQuestion.application == number).order_by(
        WholesalerQuestion.id
    ) == [
        {"name": "北国食品卸", "answer": "一つ目の答え"},
        {"name": "西国食品卸", "answer": "二つ目の答え"},
    ]
