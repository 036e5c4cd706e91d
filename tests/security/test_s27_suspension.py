"""「心当たりがない」 stops what was issued (security.md S27)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from activities.enrolment import EnrolmentActivities
from activities.orders import StepOrder
from db.console.company_acts import lift_suspension, suspend
from db.enrolment.applicant_acts import withdraw
from db.enrolment.facts import load_facts
from db.identity.credentials import load_credentials
from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.members import sessions
from db.tables.companies import Company, LoginSession
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent, Mail, Outbox
from db.tables.review import Dispute
from domain.enrolment.stages import Choice, Stage
from domain.logins import MEMBERS
from domain.passwords import verify_password
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, PASSWORD, WHY, Applications, another_form, now
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Visitor
from tests.security.logins import SESSION, without_what_was_typed
from tests.web.test_login import log_in


async def dispute(site: Site, applications: Applications, number: str) -> None:
    """The owner of the mailbox presses the button of the receipt, in a browser of their own."""
    path = f"/dispute/{await applications.token(Purpose.DISPUTE, number)}"
    async with site.browser("198.51.100.7") as browser:
        owner = Visitor(browser)
        page = await owner.press(await owner.get(path), "心当たりがない")
    assert page.h1 == "「心当たりがない」とのお申し出を受け付けました"


async def number_of(ids: Ids) -> str:
    company = await Company.objects().get(Company.company_id == ids.company_id)
    assert company is not None
    return str(company.application_number)


async def test_s27_session_of_the_company_ends_at_once(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    assert (await log_in(site, ids)).path == "/home"
    await dispute(site, applications, await number_of(ids))
    assert not await LoginSession.exists()
    assert (await site.get("/home")).path == "/login"


SUSPENDED = "貴社のInforexの利用を停止しています"


async def test_s27_whoever_gives_the_right_password_is_told_of_the_suspension(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    user = await colleague(ids)
    await dispute(site, applications, await number_of(ids))
    for member in (ids, user):
        page = await log_in(site, member, PASSWORD)
        assert (page.status, page.h1) == (403, SUSPENDED)
        assert "ヘルプデスクまでお問い合わせください" in page.text
    assert SESSION not in site.client.cookies


async def test_s13_s27_whoever_gives_a_wrong_password_is_told_nothing_of_it(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    wrong = await log_in(site, ids, "wrong-horse-battery-staple")
    await dispute(site, applications, await number_of(ids))
    page = await log_in(site, ids, "wrong-horse-battery-staple")
    assert page.status == wrong.status == 422
    assert without_what_was_typed(page) == without_what_was_typed(wrong)


async def test_s13_s27_an_account_that_was_stopped_itself_is_told_nothing(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    user = await colleague(ids)
    await user.change(state="stopped")
    await dispute(site, applications, await number_of(ids))
    assert (await log_in(site, user, PASSWORD)).status == 422


async def test_s13_s27_login_of_a_suspended_company_takes_the_same_work(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await id_manager(applications)
    await dispute(site, applications, await number_of(ids))
    verified: list[str | None] = []

    def verify(hashed: str | None, password: str) -> bool:
        verified.append(hashed)
        return verify_password(hashed, password)

    monkeypatch.setattr("web.login.attempt.verify_password", verify)
    await log_in(site, ids, "wrong-horse-battery-staple")
    assert len(verified) == 1, "one hash is computed, as for anybody"


async def test_s27_right_passwords_of_a_suspended_company_use_up_no_limit_and_are_on_record(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await dispute(site, applications, await number_of(ids))
    for _ in range(12):
        assert (await log_in(site, ids, PASSWORD)).status == 403
    outcomes = await LoginRecord.select(LoginRecord.outcome)
    assert {row["outcome"] for row in outcomes} == {"suspended"}


async def told(ids: Ids) -> list[tuple[str, str, str]]:
    """The mails of its suspension that the company gets: kind, recipient, state."""
    rows = await Mail.select(Mail.kind, Mail.recipient, Mail.state).where(
        Mail.company == ids.company_id
    )
    return [(row["kind"], row["recipient"], row["state"]) for row in rows]


async def test_s27_the_id_manager_is_told_by_mail_and_the_process_that_sends_it_is_begun(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await dispute(site, applications, await number_of(ids))
    assert await told(ids) == [("company_disputed", APPLICANT, "queued")]
    (mail,) = await Mail.select(Mail.process).where(Mail.kind == "company_disputed")
    assert await Outbox.exists().where(Outbox.process == mail["process"], Outbox.signal == "start")


async def test_s27_the_status_page_tells_of_the_suspension_and_leads_to_no_login(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    number = await number_of(ids)
    await dispute(site, applications, number)
    path = f"/status/{await applications.token(Purpose.STATUS, number)}"
    page = await site.get(path)
    assert "利用を停止しています" in page.text
    assert "会員登録が完了しました" not in page.text
    with pytest.raises(LookupError):
        page.link("ログイン")
    assert "Your use of Inforex is suspended" in (await site.get(f"{path}?lang=en")).text


async def test_every_suspension_and_its_end_are_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    await suspend(ids.company_id, WHY, now())
    await lift_suspension(ids.company_id, WHY, now())
    assert await told(ids) == [
        ("company_suspended", APPLICANT, "void"),
        ("suspension_lifted", APPLICANT, "queued"),
    ]


async def test_s27_a_dispute_of_what_is_suspended_already_suspends_and_tells_nobody_again(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await suspend(ids.company_id, WHY, now())
    before = await Company.select(Company.suspended_at)
    await applications.dispute(await number_of(ids))
    assert await Company.select(Company.suspended_at) == before
    assert await told(ids) == [("company_suspended", APPLICANT, "queued")]
    alerts = await Mail.select(Mail.kind).where(Mail.kind.like("alert_%"))
    assert alerts == [{"kind": "alert_dispute"}]


async def test_s27_login_under_way_while_the_ids_are_stopped_opens_nothing(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    credentials = await ids.credentials()
    await dispute(site, applications, await number_of(ids))
    origin = Origin(browser="", network="192.0.2.1")
    assert await begin(credentials, origin, replaces=None, now=site.clock.now) is None
    assert not await LoginSession.exists()


async def test_s27_other_companies_are_not_touched(site: Site, applications: Applications) -> None:
    disputed = await applications.awaiting_approval("other@betsu.example", another_form())
    await applications.approve(disputed)
    await applications.steps.issue_ids(applications.order(disputed))
    assert (await log_in(site, await id_manager(applications))).path == "/home"
    await dispute(site, applications, disputed)
    assert (await site.get("/home")).path == "/home"
    suspended = Company.suspended_at.is_not_null()
    assert await Company.select(Company.application_number).where(suspended) == [
        {"application_number": disputed}
    ]


async def test_s27_disputed_approval_alerts_and_names_the_company_in_the_audit_log(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await dispute(site, applications, await number_of(ids))
    assert await Mail.count().where(Mail.kind == "alert_suspended") == 1
    event = await AuditEvent.objects().get(AuditEvent.tag == "wholesaler:decision:dispute")
    assert event is not None
    assert event.company_id == ids.company_id


async def test_s27_disputed_refusal_goes_to_an_administrator(
    site: Site, applications: Applications
) -> None:
    number = await applications.returned()
    await dispute(site, applications, number)
    await applications.steps.freeze_disputed(applications.order(number))
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert await Mail.count().where(Mail.kind == "alert_dispute") == 1


async def test_s01_s27_mail_scanner_that_opens_the_link_stops_nothing(
    site: Site, applications: Applications
) -> None:
    ids = await id_manager(applications)
    await log_in(site, ids)
    path = f"/dispute/{await applications.token(Purpose.DISPUTE, await number_of(ids))}"
    await asyncio.gather(*(site.client.get(path) for _ in range(10)))
    assert (await site.client.head(path)).status_code == 200
    assert not await Dispute.exists()
    assert (await site.get("/home")).path == "/home"


@pytest.mark.parametrize(
    ("choice", "step"),
    [
        (Choice.APPROVE, EnrolmentActivities.issue_ids),
        (Choice.DECLINE, EnrolmentActivities.return_refused),
        (Choice.NO_TRADE, EnrolmentActivities.freeze_disowned),
    ],
)
async def test_s27_after_every_decision_the_registered_mailbox_gets_a_receipt(
    applications: Applications,
    choice: Choice,
    step: Callable[[EnrolmentActivities, StepOrder], Awaitable[object]],
) -> None:
    number = await applications.decided(choice, "理由")
    await step(applications.steps, applications.order(number))
    assert await receipts(number) == [CONTACT]
    assert await applications.link(Purpose.DISPUTE, number)


async def test_s27_a_decision_that_the_withdrawal_overtook_has_its_receipt_too(
    applications: Applications,
) -> None:
    number = await applications.decided()
    await withdraw(number, now())
    await applications.steps.close_withdrawn(applications.order(number))
    assert await receipts(number) == [CONTACT]


async def receipts(number: str) -> list[str]:
    rows = await Mail.select(Mail.recipient).where(
        Mail.application == number, Mail.kind == "decision_receipt"
    )
    return [row["recipient"] for row in rows]


async def test_s27_a_suspended_company_has_no_session_and_no_credentials_whatever_ended_them(
    applications: Applications,
) -> None:
    """Each of the two holds by itself: a session may have begun at the very moment."""
    ids = await id_manager(applications)
    origin = Origin(browser="", network="192.0.2.1")
    identifier = await begin(await ids.credentials(), origin, replaces=None, now=now())
    assert identifier is not None
    await Company.update({Company.suspended_at: now()}).where(Company.company_id == ids.company_id)
    assert await load_credentials(MEMBERS, ids.company_id, ids.account_id) is None
    assert await sessions.find(identifier, now()) is None
