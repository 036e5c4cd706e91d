"""Every kind of mail, queued where what it says may be true, and a world that changes meanwhile."""

from collections.abc import AsyncIterator
from datetime import datetime

from activities.digest import DigestActivities
from db.access.answers import call_off
from db.access.requests import ask_for_address
from db.companies.cancellations import request_cancellation
from db.companies.company_changes import request_company_change
from db.company_data import load_company
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.enrolment.links import make_link
from db.mailing import mails
from db.mailing.letters import NewLetter, queue_letters
from db.members.account_links import make_account_link
from db.members.deputies import decline
from db.tables.operation import Mail
from domain.business_calendar import JST
from domain.companies.cancellation import CancellationDates
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from domain.mail_kinds import MailKind
from domain.processes import number_of
from domain.tokens import Purpose
from mail.digest_letters import HelpdeskDigest
from mail.letters import LETTERS
from mail.member_letters import MEMBER_LETTERS
from rig.access import asking
from rig.applications import APPLICANT, Applications, another_form, now
from rig.companies import decide
from rig.console.acts import NEW_ADDRESS, WHY
from rig.deputies import asked_to_be_deputy, member_of
from rig.members import Ids, colleague, id_manager

KINDS = (*LETTERS, *MEMBER_LETTERS, HelpdeskDigest.kind)

BUSINESS_DAY = datetime(2026, 11, 24, 8, 45, tzinfo=JST)
"""When a digest is queued."""

DAY = Duration.parse("1d")

_CHANGES = (
    "UPDATE form_revision SET company_name = '株式会社改名', manager_name = '別の申請者'",
    "UPDATE form_revision SET contact_name = '別の担当者', contact_department = '別の部署'",
    "UPDATE application SET deadline = deadline + interval '3 days'",
    "UPDATE link SET expires_at = expires_at + interval '3 days'",
    "UPDATE decision SET reason = '別の理由', decided_at = decided_at + interval '1 hour'",
    "UPDATE return_notice SET reason = '別の理由'",
    "UPDATE certifying_wholesaler SET name = name || '別館'",
    "UPDATE company SET name = '株式会社改名'",
    "UPDATE account SET person_name = '別の利用者', department = '別の部署'",
    "UPDATE account_link SET expires_at = expires_at + interval '3 hours'",
    "UPDATE company_change SET name = '別の企業名', reason = '別の理由'",
    "UPDATE cancellation SET reason = '別の理由', ends_at = ends_at + interval '3 days'",
    "UPDATE cancellation SET kept_until = kept_until + interval '3 days'",
)


async def queued(kind: str, applications: Applications) -> AsyncIterator[str]:
    """Queue a mail of this kind wherever it may be true; gives the keys, the likeliest first."""
    if kind == HelpdeskDigest.kind:
        digests = DigestActivities(applications.settings, clock=lambda: BUSINESS_DAY)
        yield f"{await digests.queue_digest()}/{kind}/1"
    elif kind in MEMBER_LETTERS:
        async for key in _to_a_member(kind, applications):
            yield key
    else:
        async for key in _about_an_application(kind, applications):
            yield key


async def change_everything(applications: Applications) -> None:
    """Change what mails tell of, but not whether they are true."""
    for statement in _CHANGES:
        await Mail.raw(statement)
    await applications.under_review("another@shinki-shokuhin.example")


async def _about_an_application(kind: str, applications: Applications) -> AsyncIterator[str]:
    for life in (_returned, _asked, Applications.invited, _handed_over):
        number = await life(applications)
        revision = (await load_facts(number)).revision
        revision -= life is _handed_over  # its mail is to who did that
        await make_link(
            applications.settings.link_keys,
            Purpose.REQUESTS,
            number,
            now=now(),
            revision=revision,
            expires_at=DAY.after(now()),
        )
        await mails.queue(number, MailKind(kind), 1, APPLICANT, now(), revision=revision, nth=7)
        yield f"{number}/{kind}/1.7"


async def _access_change(kind: str, manager: Ids, applications: Applications) -> str:
    """A change of who gets in that the operator asked for; called off where the mail says so."""
    process = await ask_for_address(
        manager.company_id, manager.account_id, NEW_ADDRESS, asking(applications.settings)
    )
    if kind == "access_change_off":
        await call_off(number_of(process), WHY, now())
    return process


async def _about_a_deputy(kind: str, manager: Ids) -> str:
    """A colleague was asked to be a deputy, and declined where the mail says so."""
    deputy = await colleague(manager)
    number = await asked_to_be_deputy(manager, deputy)
    if kind in {"deputy_off", "deputy_ended"}:
        await decline(await member_of(deputy), now())
    account = (await manager.account()).id
    letter = NewLetter(MailKind(kind), manager.company_id, account, APPLICANT, number)
    await queue_letters("letters-7000", [letter], now())
    return f"letters-7000/{kind}/{number}.{account}"


async def _returned(applications: Applications) -> str:
    number = await applications.awaiting_approval("a@maker.example", another_form())
    await applications.decline(number)
    await applications.steps.return_refused(applications.order(number))
    return number


async def _handed_over(applications: Applications) -> str:
    number = await applications.awaiting_approval("c@maker.example", another_form())
    await hand_over(
        number, Colleague("営業部", "佐藤 次郎", "sato@mihon-oroshi.example"), revision=1, now=now()
    )
    return number


async def _asked(applications: Applications) -> str:
    return await applications.awaiting_approval("b@maker.example", another_form())


async def _to_a_member(kind: str, applications: Applications) -> AsyncIterator[str]:
    manager = await id_manager(applications)
    account = (await manager.account()).id
    if kind.startswith("access_"):
        process = await _access_change(kind, manager, applications)
        await Mail.raw("DELETE FROM mail WHERE process = {}", process)
        letter = NewLetter(MailKind(kind), manager.company_id, account, APPLICANT)
        await queue_letters(process, [letter], now())
        yield f"{process}/{kind}/1.{account}"
        return
    if kind.startswith("deputy_"):
        yield await _about_a_deputy(kind, manager)
        return
    keys, company_id = applications.settings.link_keys, manager.company_id
    for purpose in (Purpose.INVITATION, Purpose.PASSWORD, Purpose.ADDRESS):
        await make_account_link(keys, purpose, account, now=now(), expires_at=DAY.after(now()))
    identity = (await load_company(company_id)).identity
    change = await request_company_change(
        company_id, manager.account_id, identity, "商号変更", alert_to=APPLICANT, now=now()
    )
    await decide(number_of(change), ChangeChoice.DECLINE, "別の理由")
    dates = CancellationDates.of(now(), DAY, DAY)
    leaving = await request_cancellation(
        company_id, manager.account_id, "統合", dates, alert_to=APPLICANT, now=now()
    )
    for process in (change, leaving, "letters-7"):
        await Mail.raw("DELETE FROM mail WHERE process = {}", process)
        await queue_letters(
            process, [NewLetter(MailKind(kind), company_id, account, APPLICANT)], now()
        )
        yield f"{process}/{kind}/1.{account}"
