"""What once was typed as SQL: stuck mails, news and troubles, keys; and facts against workflows."""

import ast
import json
import re
import secrets
from collections.abc import Awaitable, Callable

import pytest

from db import outbox, troubles
from db.audit_seals import seal_events
from db.identity import second_factors
from db.mailing import mails
from db.tables.operation import AuditEvent
from db.temporal_recovery import adopt_temporal
from domain.logins import ADMINISTRATORS
from domain.needs import TroubleKind
from inforex.command import RefusedError, WrongError
from inforex.commands import parse
from inforex.language import _, speak
from rig.applications import Applications, now
from rig.second_factors import turned_on
from rig.servers import start_temporal
from settings import Settings
from tests.deployment.files import PROJECT
from tests.inforex.conftest import done
from tests.inforex.test_program import inforex
from tests.news import heard

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥]")
WHY = ("--reason", "電話で確認しました。", "--by", "admin@inforex.example")

Type = Callable[..., Awaitable[str]]


@pytest.fixture
def told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    """Types a command after `inforex` in a wide terminal; gives what it printed."""
    monkeypatch.setenv("COLUMNS", "200")
    keys = " ".join(key.decode() for key in settings.link_keys)
    environment = {"LINK_KEYS": keys, "CSRF_SECRET": secrets.token_hex(32)}

    async def type_in(*arguments: str, **more: str) -> str:
        try:
            await done(*arguments, environment=environment | more)
        finally:
            out = capsys.readouterr().out
        return out

    return type_in


async def test_mails_that_wait_are_listed_and_filtered_and_never_cut_off_in_silence(
    applications: Applications, told: Type
) -> None:
    one = await applications.invited("a@one.example")
    two = await applications.invited("b@two.example")
    await mails.record_refused(f"{two}/invitation/1", "550 5.1.1 no such user", now())
    waiting = await told("mails", "list")
    assert f"{one}/invitation/1" in waiting
    assert two not in waiting
    refused = await told("mails", "list", "--state", "refused", "--to", "B@two.example")
    assert "550 5.1.1 no such user" in refused
    assert "該当するメールはありません。" in await told("mails", "list", "--kind", "welcome")
    await applications.invited("c@three.example")
    assert "続きがあります" in await told("mails", "list", "--limit", "1")
    found = json.loads(await told("mails", "list", "--limit", "1", "--json"))
    assert found["more"] is True
    assert [mail["key"] for mail in found["mails"]] == [f"{one}/invitation/1"]


async def test_a_mail_is_called_off_once(applications: Applications, told: Type) -> None:
    number = await applications.invited()
    key = f"{number}/invitation/1"
    assert key in await told("mails", "void", key, *WHY)
    assert await mails.states([key]) == {key: "void"}
    with pytest.raises(RefusedError, match="送信待ちではない"):
        await told("mails", "void", key, *WHY)
    with pytest.raises(RefusedError, match="ありません"):
        await told("mails", "void", "nothing", *WHY)


async def test_what_a_domain_refused_is_shown_and_then_goes_again(
    applications: Applications, told: Type
) -> None:
    number = await applications.invited("a@one.example")
    await mails.record_refused(f"{number}/invitation/1", "550 spam", now())
    assert number in await told("mails", "retry", "ONE.example")
    assert await mails.due(number) == ()
    assert "1件を送り直します" in await told("mails", "retry", "one.example", *WHY)
    assert len(await mails.due(number)) == 1
    with pytest.raises(RefusedError):
        await told("mails", "retry", "one.example", *WHY)


async def test_what_does_not_go_on_is_listed_tried_again_and_freed(
    applications: Applications, told: Type
) -> None:
    number = await applications.invited()
    await heard()
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    await outbox.tell("cancellation-999999", "start", now())
    reason = "start: LookupError"
    await troubles.note("cancellation-999999", TroubleKind.NEWS_UNDELIVERABLE, reason, now())
    listed = await told("processes", "list")
    for said in (number, "screen: KeyError", "cancellation-999999", reason, "1件"):
        assert said in listed
    found = json.loads(await told("processes", "list", "--json"))
    assert (len(found["troubles"]), len(found["news"]), found["news_waiting"]) == (2, 1, 1)
    await told("processes", "retry", number, *WHY)
    assert [each.process for each in await outbox.waiting_news(9)] == [
        "cancellation-999999",
        number,
    ]
    await told("processes", "discard", "cancellation-999999", *WHY)
    assert [each.process for each in await outbox.waiting_news(9)] == [number]
    for act in ("retry", "discard"):
        with pytest.raises(RefusedError):
            await told("processes", act, number, *WHY)


async def test_of_a_leaked_key_the_links_end_and_second_factors_are_counted_and_forgotten(
    applications: Applications, settings: Settings, told: Type
) -> None:
    await applications.invited()
    owner = ADMINISTRATORS.owner(7)
    await turned_on(owner, settings, now())
    with pytest.raises(RefusedError, match="1番目の鍵"):
        await told("keys", "end-links", "--key", "1")
    newer = {"LINK_KEYS": f"{'n' * 40} {settings.link_keys[0].decode()}"}
    with pytest.raises(RefusedError, match="2個"):
        await told("keys", "end-links", "--key", "3", **newer)
    assert "申請のリンク1件" in await told("keys", "end-links", "--key", "2", **newer)
    counted = json.loads(await told("keys", "list", "--json", **newer))
    assert [each["second_factors"] for each in counted] == [0, 1, 0]
    await seal_events(settings.link_keys, 2**62)
    counted = json.loads(await told("keys", "list", "--json", **newer))
    assert [each["audit_events"] for each in counted] == [0, await AuditEvent.count(), 0]
    for typed in ((), ("--all", "--unreadable"), ("--key", "3")):
        with pytest.raises(RefusedError):
            await told("keys", "forget-second-factors", *typed, **newer)
    assert "0件" in await told("keys", "forget-second-factors", "--unreadable", **newer)
    assert await second_factors.is_on(owner)
    assert "1件" in await told("keys", "forget-second-factors", "--key", "2", **newer)
    assert not await second_factors.is_on(owner)


async def test_facts_and_workflows_are_compared_and_mended(
    applications: Applications,
    settings: Settings,
    told: Type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The exit code says whether anything is left; what is done is the operator's."""
    from relay.connection import connect_to_temporal
    from relay.home import namespace_id

    with start_temporal() as address:
        monkeypatch.setenv("TEMPORAL_ADDRESS", address)
        with pytest.raises(RefusedError, match="まだ何も始まっていません"):
            await told("reconcile")
        await adopt_temporal(await namespace_id(await connect_to_temporal()), now())
        assert "記録のとおりです" in await told("reconcile")
        number = await applications.invited()
        await heard()
        with pytest.raises(WrongError, match="--mend"):
            await told("reconcile")
        environment = {
            "DATABASE_URL": settings.database_url,
            "LINK_KEYS": "k" * 32,
            "CSRF_SECRET": "s" * 32,
            "TEMPORAL_ADDRESS": address,
        }
        for mend, code in (((), 1), (("--mend",), 0)):
            outcome = await inforex("reconcile", "--json", *mend, **environment)
            assert outcome.code == code, outcome.err
            found = json.loads(outcome.out)
            assert [(each["process"], each["kind"], each["mended"]) for each in found] == [
                (number, "missing", bool(mend))
            ]
        assert json.loads(await told("reconcile", "--json")) == []
        assert await AuditEvent.count().where(AuditEvent.tag == "operator:process:mend") == 1
        await adopt_temporal("another", now())
        with pytest.raises(RefusedError, match="another Temporal"):
            await told("reconcile", "--mend")
    with pytest.raises(RefusedError, match="TEMPORAL_ADDRESS"):
        await told("reconcile")


@pytest.mark.parametrize("name", ["comparison", "keys", "mails", "processes", "reconcile"])
def test_whatever_these_commands_say_is_said_in_english_too(name: str) -> None:
    tree = ast.parse((PROJECT / f"inforex/{name}.py").read_text())
    said = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    speak("en")
    try:
        untold = {text for text in said if JAPANESE.search(text) and JAPANESE.search(_(text))}
    finally:
        speak("ja")
    assert untold <= {"企業ID"}


@pytest.mark.parametrize("group", ["mails", "processes", "keys"])
def test_every_list_can_be_had_as_json(group: str) -> None:
    assert parse([group, "list", "--json"]).as_json
