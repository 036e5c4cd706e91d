"""Every act of the console on the command line, by the same functions."""

from datetime import date

import pytest

from db.audit import ActSubject
from db.console.cases import in_hand, notes_about, subject_of
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.enrolment.acts import ApplicationAct
from domain.enrolment.stages import Choice, Stage
from domain.identifiers import application_number
from inforex.command import RefusedError
from rig.applications import Applications, now
from rig.console.acts import NEW_ADDRESS, acts_on, last_minute_in, mail_states
from rig.console.staff import person
from tests.inforex.conftest import Type

BY = ("--by", "admin@inforex.example")
WHY = ("--reason", "申請者から電話で依頼がありました。", *BY)
EVIDENCE = ("--evidence", "03-0000-0001へ折り返しました。")


async def test_a_deadline_is_extended(applications: Applications, typed: Type) -> None:
    number = await applications.invited()
    until = last_minute_in(30)
    said = await typed("deadline", number, "--until", until.date().isoformat(), *WHY)
    assert "期限を延長する（受け付けました）" in said
    assert (await load_facts(number)).deadline == until
    (act,) = await acts_on(number)
    assert (act.done_by, act.reason) == (BY[1], WHY[1])


async def test_an_address_is_corrected(applications: Applications, typed: Type) -> None:
    number = await applications.invited()
    await typed("address", number, NEW_ADDRESS, *WHY)
    assert (await mail_states(number))["invitation/2"] == (NEW_ADDRESS, "queued")


async def test_s48_address_that_was_proved_takes_evidence(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(RefusedError, match="確認の根拠"):
        await typed("address", number, NEW_ADDRESS, *WHY)
    await typed("address", number, NEW_ADDRESS, *EVIDENCE, *WHY)
    (act,) = await acts_on(number)
    assert act.after == {"mail_address": NEW_ADDRESS, "evidence": EVIDENCE[1]}


async def test_s48_whoever_changed_the_contact_does_not_answer_for_it(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    await typed("contact", number, "--address", "sato@mihon-oroshi.example", *WHY)
    await applications.steps.screen(applications.order(number))
    with pytest.raises(RefusedError, match="別の管理者"):
        await typed("approve", number, *EVIDENCE, "--confirmed", *WHY)
    other = ("--reason", "確認", "--by", "other@inforex.example")
    await typed("approve", number, *EVIDENCE, "--confirmed", *other)
    assert (await load_facts(number)).choice is Choice.APPROVE


async def test_a_contact_is_changed(applications: Applications, typed: Type) -> None:
    number = await applications.awaiting_approval()
    await typed("contact", number, "--address", "sato@mihon-oroshi.example", *WHY)
    form = await newest_form(number)
    assert form.contact_mail_address == "sato@mihon-oroshi.example"
    assert form.contact_name == "鈴木 一郎"


async def test_an_approval_on_behalf_is_recorded(applications: Applications, typed: Type) -> None:
    number = await applications.awaiting_approval()
    await typed("approve", number, *EVIDENCE, "--confirmed", *WHY)
    assert (await load_facts(number)).choice is Choice.APPROVE


async def test_an_approval_on_behalf_is_to_be_confirmed(
    applications: Applications, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(SystemExit):
        await typed("approve", number, *EVIDENCE, *WHY)
    assert "--confirmed" in capsys.readouterr().err
    assert (await load_facts(number)).choice is None


async def test_it_is_withdrawn_on_request(applications: Applications, typed: Type) -> None:
    number = await applications.awaiting_approval()
    await typed("withdraw", number, *WHY)
    assert (await load_facts(number)).stage is Stage.WITHDRAWING


async def test_what_failed_is_tried_again_and_a_mail_sent_again(
    applications: Applications, typed: Type
) -> None:
    number = await applications.enrolled()
    await mails.record_refused(f"{number}/welcome/1", "550 no such user", now())
    await typed("retry", number, *WHY)
    await mails.record_sent(f"{number}/welcome/1.101", "250 ok", now())
    await typed("mail", number, "welcome/1", *WHY)
    assert "welcome/1.102" in await mail_states(number)


async def test_a_company_is_suspended_and_let_in_again(
    applications: Applications, typed: Type
) -> None:
    number = await applications.enrolled()
    await typed("suspend", number, *WHY)
    with pytest.raises(RefusedError, match="すでにその状態"):
        await typed("suspend", number, *WHY)
    await typed("lift", number, *WHY)
    assert [act.tag for act in await acts_on(number)] == [
        "administrator:company:suspend",
        "administrator:company:lift",
    ]


async def test_a_note_is_left(applications: Applications, typed: Type) -> None:
    number = await applications.invited()
    await typed("note", number, "--text", "折り返しを待っています。", *BY)
    (note,) = await notes_about(ActSubject(number))
    assert note.text == "折り返しを待っています。"


@pytest.mark.parametrize(
    "act", [("withdraw",), ("retry",), ("contact", "--name", "佐藤"), ("address", NEW_ADDRESS)]
)
async def test_an_application_that_moved_on_is_left_as_it_is(
    applications: Applications, typed: Type, act: tuple[str, ...]
) -> None:
    number = await applications.withdrawing()
    with pytest.raises(RefusedError, match="何も変更していません。\n現在の状態: 申請者が取り下げ"):
        await typed(act[0], number, *act[1:], *WHY)
    assert await acts_on(number) == []


async def test_a_value_that_cannot_be_is_told(applications: Applications, typed: Type) -> None:
    number = await applications.invited()
    with pytest.raises(RefusedError, match="より後の日"):
        await typed("deadline", number, "--until", "2020-01-01", *WHY)


@pytest.mark.parametrize("act", [("suspend",), ("mail", "welcome/1")])
async def test_what_is_not_there_is_told(
    applications: Applications, typed: Type, act: tuple[str, ...]
) -> None:
    number = await applications.invited()
    with pytest.raises(RefusedError, match="その対象はありません"):
        await typed(act[0], number, *act[1:], *WHY)


@pytest.mark.usefixtures("applications")
@pytest.mark.parametrize("act", ["withdraw", "suspend", "retry"])
async def test_an_unknown_number_is_told(typed: Type, act: str) -> None:
    with pytest.raises(RefusedError, match="の申請はありません"):
        await typed(act, application_number(date(2026, 11, 22), 777), *WHY)


def test_every_act_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    from inforex.commands import parse

    with pytest.raises(SystemExit):
        parse(["applications", "--help"])
    shown = capsys.readouterr().out
    for name in (*ApplicationAct, "mail", "note"):
        assert f"\n  {name} " in shown, name


async def test_an_application_is_taken_in_hand_and_let_go(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    subject = subject_of(await load_facts(number))
    who = await person("helpdesk")
    await typed("take", number, "--by", who.mail_address)
    taken = await in_hand(subject)
    assert taken is not None
    assert taken.administrator == who.administrator
    await typed("release", number, "--by", who.mail_address)
    assert await in_hand(subject) is None


async def test_what_a_colleague_has_in_hand_stays_there(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    colleague, who = await person("helpdesk"), await person("administrator")
    await typed("take", number, "--by", colleague.mail_address)
    with pytest.raises(RefusedError, match="ほかの人が、先に担当しました。"):
        await typed("take", number, "--by", who.mail_address)
    await typed("release", number, "--by", who.mail_address)
    taken = await in_hand(subject_of(await load_facts(number)))
    assert taken is not None
    assert taken.administrator == colleague.administrator


@pytest.mark.parametrize(
    ("role", "state"), [("viewer", "active"), ("helpdesk", "stopped"), (None, "active")]
)
async def test_nobody_takes_an_application_who_may_not(
    applications: Applications, typed: Type, role: str | None, state: str
) -> None:
    number = await applications.under_review()
    address = "nobody@inforex.example"
    if role is not None:
        await person(role, mail_address=address, state=state)
    with pytest.raises(RefusedError, match="担当できる人のメールアドレスではありません"):
        await typed("take", number, "--by", address)
    assert await in_hand(subject_of(await load_facts(number))) is None
