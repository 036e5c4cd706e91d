"""Who is told what, from the first mail of an application to the last."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from activities.orders import MailReport, TimeOrder
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.business_calendar import format_jst
from domain.screening import Reason
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, FORM, Applications, now
from rig.mail_reading import text_of
from settings import Settings
from tests.activities.sending import Sending, open_sending
from texts.evidence import explain


@pytest.fixture
async def sending(settings: Settings, tmp_path: Path) -> AsyncIterator[Sending]:
    async with open_sending(settings, tmp_path) as sending:
        yield sending


async def test_the_invitation_carries_the_link_that_works(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    report = await sending.send_due(number)
    assert report == MailReport(sent=(f"{number}/invitation/1",), refused=())
    assert sending.arrived() == [(APPLICANT, "【Inforex】加入手続きのご案内")]
    token = await applications.token(Purpose.APPLY, number)
    assert f"\nhttps://inforex.test/apply/{token}\n" in sending.text()


async def test_the_reminder_carries_the_same_link_and_deadline_as_the_invitation(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.invited()
    await sending.send_due(number)
    await _next_due(applications, number)
    await sending.send_due(number)
    invitation, reminder = (text_of(mail) for mail in sending.inbox.mails())
    for shown in (r"https://\S+", "有効期限: .+"):
        assert re.findall(shown, invitation) == re.findall(shown, reminder)


async def test_a_reminder_carries_the_link_that_the_contact_was_asked_with(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.awaiting_approval()
    await sending.send_due(number)
    await _next_due(applications, number)
    assert (await sending.send_due(number)).sent == (f"{number}/approval_reminder/1.1",)
    assert sending.arrived()[-1] == (CONTACT, "【Inforex】お取引確認のお願い（ご回答待ち）")
    token = await applications.token(Purpose.APPROVAL, number)
    assert f"\nhttps://inforex.test/approval/{token}\n" in sending.text()


async def test_applicant_and_contact_get_a_link_of_their_own(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.awaiting_approval()
    await sending.send_due(number)
    assert sorted(sending.arrived()) == [
        (CONTACT, "【Inforex】お取引確認のお願い"),
        (APPLICANT, "【Inforex】加入申請を受け付けました"),
    ]
    links = {
        mail["Subject"]: re.findall(r"https://\S+", text_of(mail)) for mail in sending.inbox.mails()
    }
    status = await applications.token(Purpose.STATUS, number)
    approval = await applications.token(Purpose.APPROVAL, number)
    assert links["【Inforex】加入申請を受け付けました"] == [f"https://inforex.test/status/{status}"]
    assert links["【Inforex】お取引確認のお願い"] == [f"https://inforex.test/approval/{approval}"]


async def test_approval_ends_with_the_ids_and_a_receipt(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.enrolled()
    await sending.send(f"{number}/decision_receipt/1", f"{number}/welcome/1")
    texts = {mail["To"]: text_of(mail) for mail in sending.inbox.mails()}
    assert "回答: 承認\n" in texts[CONTACT]
    assert re.search("企業ID: [0-9]{8}\nアカウントID: 001\n", texts[APPLICANT])


async def test_a_decline_is_told_to_both_and_the_applicant_may_name_another_wholesaler(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.returned()
    await sending.send(f"{number}/declined/1", f"{number}/decision_receipt/1")
    texts = {mail["To"]: text_of(mail) for mail in sending.inbox.mails()}
    assert "> 取引の予定がありません。" in texts[APPLICANT]
    assert "> 取引の予定がありません。" in texts[CONTACT]
    status = await applications.token(Purpose.STATUS, number)
    dispute = await applications.token(Purpose.DISPUTE, number)
    assert f"\nhttps://inforex.test/status/{status}\n" in texts[APPLICANT]
    assert f"\nhttps://inforex.test/dispute/{dispute}\n" in texts[CONTACT]
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    assert f"修正期限: {format_jst(deadline)}" in texts[APPLICANT]


async def test_what_is_to_be_corrected_is_never_sent_after_it_was(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.returned()
    await submit_correction(number, FORM, revision=1, now=now())
    assert await sending.send(f"{number}/declined/1") == MailReport(sent=(), refused=())
    assert sending.arrived() == []


async def test_a_lapse_is_told_to_both(applications: Applications, sending: Sending) -> None:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number)
    await _end_wait(applications, number)
    await sending.send(f"{number}/lapsed/1", f"{number}/approval_lapsed/1")
    assert {recipient for recipient, _ in sending.arrived()} == {APPLICANT, CONTACT}


async def test_a_form_under_review_is_told_to_both_sides_of_it(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.under_review()
    await sending.send_due(number)
    texts = {mail["Subject"].partition("（")[0]: text_of(mail) for mail in sending.inbox.mails()}
    assert (
        "確認が終わるまで、卸担当者へはメールをお送りしません。"
        in texts["【Inforex】加入申請を受け付けました"]
    )
    assert "回答期限" not in texts["【Inforex】加入申請を受け付けました"]
    found = explain(Reason.CONTACT_DOMAIN_NOT_REGISTERED)
    assert f"\n・{found}\n" in texts["【Inforex管理】審査が必要な加入申請があります"]
    alerts = [to for to, subject in sending.arrived() if subject.startswith("【Inforex管理】")]
    assert alerts == [sending.settings.alert_mail_address]


async def test_a_return_by_an_administrator_is_told_with_reason_and_parts(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.sent_back()
    await applications.steps.send_back(applications.order(number))
    await sending.send(f"{number}/returned/1")
    assert "> 電話で確認しました。\n" in sending.text()
    assert "\n・認証先卸情報\n" in sending.text()


async def test_a_contact_whom_no_mail_reaches_is_told_to_the_applicant(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    await sending.send(f"{number}/undeliverable/1")
    (told,) = sending.arrived()
    assert told == (APPLICANT, "【Inforex】認証先卸担当者へのメールが届きませんでした")
    assert "メールアドレス: suzuki[@]mihon-oroshi[.]example\n" in sending.text()


async def test_an_administrators_decline_is_told_with_its_reason(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.turned_down()
    await applications.steps.close_turned_down(applications.order(number))
    await sending.send(f"{number}/turned_down/1")
    assert "> 電話で確認しました。\n" in sending.text()


async def test_an_application_that_nobody_corrected_ends_with_a_mail(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.returned()
    await applications.mails_have_gone(number)
    await _end_wait(applications, number)
    await sending.send(f"{number}/uncorrected/1")
    assert sending.arrived() == [
        (APPLICANT, "【Inforex】修正期限が過ぎたため加入申請を終了しました")
    ]


async def test_a_withdrawal_is_told_to_both(applications: Applications, sending: Sending) -> None:
    number = await applications.withdrawing()
    await applications.steps.close_withdrawn(applications.order(number))
    await sending.send(f"{number}/withdrawn/1", f"{number}/approval_withdrawn/1")
    assert sorted(sending.arrived()) == [
        (CONTACT, "【Inforex】お取引確認のお願いが取り下げられました"),
        (APPLICANT, "【Inforex】加入申請の取り下げを受け付けました"),
    ]


async def test_s26_an_answer_of_no_trade_alerts_the_administrators(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.frozen()
    await sending.send(*_alerts(await mails.due(number), "alert_no_trade"))
    assert "> 取引がありません。\n" in sending.text()
    assert f"\nhttps://inforex.test/console/applications/{number}\n" in sending.text()


async def test_s27_a_dispute_alerts_the_administrators_with_what_was_suspended(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.enrolled()
    await applications.dispute(number)
    await sending.send(f"{number}/alert_suspended/1")
    assert sending.arrived() == [
        (
            sending.settings.alert_mail_address,
            f"【Inforex管理】発行済みの企業IDを停止しました（{number}\u3000{FORM.company_name}）",
        )
    ]
    assert re.search("\n企業ID: [0-9]{8}\n", sending.text())


async def test_s27_a_dispute_before_the_issue_alerts_the_administrators(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.disputed()
    await applications.steps.freeze_disputed(applications.order(number))
    await sending.send(*_alerts(await mails.due(number), "alert_dispute"))
    assert sending.arrived()[0][1].startswith(
        "【Inforex管理】「心当たりがない」との連絡がありました（"
    )


async def test_silence_alerts_the_administrators_in_the_end(
    applications: Applications, sending: Sending
) -> None:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number)
    for _ in range(3):
        await _next_due(applications, number)
    await sending.send(f"{number}/alert_silence/1")
    assert sending.arrived()[0][1].startswith("【Inforex管理】卸担当者の回答がまだありません（")


async def _next_due(applications: Applications, number: str) -> None:
    """The time of the next reminder or alert comes."""
    until = (await load_facts(number)).next_due
    assert until is not None
    await applications.steps.do_what_is_due(TimeOrder(number, until))


async def _end_wait(applications: Applications, number: str) -> None:
    """The deadline passes."""
    until = (await load_facts(number)).deadline
    assert until is not None
    await applications.steps.end_wait(TimeOrder(number, until))


def _alerts(keys: Sequence[str], kind: str) -> list[str]:
    """The keys of one kind, which end with a number that the test does not know."""
    return [key for key in keys if f"/{kind}/" in key]
