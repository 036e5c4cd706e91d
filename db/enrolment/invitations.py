"""The applicant asks for the link to the form (product.md, steps 4 and 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.deadlines import note_dues
from db.enrolment.links import make_link, prolong_begun_form
from db.mailing import mails
from db.mailing.shares import is_used_up
from db.tables.enrolment import Application, Consent
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.business_calendar import JST
from domain.enrolment.policy import Policy
from domain.enrolment.procedure import dues_of_invitation
from domain.enrolment.stages import Stage
from domain.identifiers import application_number as numbered
from domain.limits import PRESSED_TWICE
from domain.mail_addresses import mailbox_key
from domain.mail_kinds import MailKind
from domain.mail_shares import Share
from domain.tokens import Purpose


@dataclass(frozen=True)
class InvitationRequest:
    """What is known when 「メールアドレス認証」 is pressed; `language`: of the page it is on.

    `seen`: when the page was made that says that the mail was sent, if it is pressed there.
    """

    mail_address: str
    searched_name: str
    terms_version: int
    terms_sha256: str
    language: str = "ja"
    seen: datetime | None = None


async def request_invitation(
    request: InvitationRequest, *, keys: Sequence[bytes], policy: Policy, now: datetime
) -> str | None:
    """Record the request, its consent, a fresh link and its mail; gives the application number.

    An address that already has an open invitation keeps its application and draft; the new
    link voids the old one and has a new deadline. It takes the same steps either way (S10).

    None, and nothing is changed, for a mailbox that had its mails of the day and has a link that
    works: others who ask neither flood it nor void what it has (S12, S15). So it is at a second
    click, else two mails would go, and the link of one be void; but the mail that a page speaks of
    may be asked for again there. The same steps are taken and undone. Without such a link, the mail
    waits until the mailbox may have it.
    """
    async with transaction() as attempt:
        await _one_at_a_time(request.mail_address)
        used_up = await is_used_up(Share.FORM_LINK, request.mail_address, now)
        open_number = await _open_invitation(request.mail_address, now)
        mailed = await _has_its_mail_since(open_number or "", now)
        twice = mailed is not None and _is_new(request, mailed) and now - mailed < PRESSED_TWICE
        enough = twice or (mailed is not None and used_up)
        deadline = policy.link_lifetime.after(now)
        number = await _open_or_new_application(open_number, request, deadline, now)
        await _renew(number, request, deadline, now)
        generation = await send_link(
            number, request.mail_address, deadline, keys=keys, policy=policy, now=now
        )
        await outbox.tell(number, "link_renewed" if open_number else "start", now)
        await audit.record(
            AuditTag.APPLICANT_LINK_REQUEST, now, application_number=number, generation=generation
        )
        if enough:
            await attempt.rollback()  # type: ignore[no-untyped-call]  # Piccolo's
    return None if enough else number


async def send_link(  # noqa: PLR0913 -- whose link, to whom, until when, by which rules
    application_number: str,
    mail_address: str,
    deadline: datetime,
    *,
    keys: Sequence[bytes],
    policy: Policy,
    now: datetime,
    kind: MailKind = MailKind.INVITATION,
) -> int:
    """Make a new link to the form, which voids the old one, and queue its mail and reminder.

    A form that is being filled in goes on by the old link, too. The caller has locked the
    application, and sets its deadline. `kind`: of the mail. Gives the link's generation.
    """
    generation = await make_link(
        keys, Purpose.APPLY, application_number, now=now, expires_at=deadline
    )
    await prolong_begun_form(application_number, deadline)
    await note_dues(application_number, dues_of_invitation(generation, deadline, policy))
    await mails.queue(application_number, kind, generation, mail_address, now)
    return generation


def _is_new(request: InvitationRequest, mailed: datetime) -> bool:
    """Whether the mail is none that the page speaks of on which it is asked for."""
    return request.seen is None or mailed > request.seen


async def _one_at_a_time(mail_address: str) -> None:
    """Two requests for one address wait for each other, so that only one application begins."""
    await Application.raw(
        "SELECT pg_advisory_xact_lock(hashtextextended({}, 1))", mailbox_key(mail_address)
    )


async def _open_invitation(mail_address: str, now: datetime) -> str | None:
    """One that still waits for its form, or whose mail has not gone, so that its time waits."""
    rows = await Application.raw(
        """
        SELECT application_number FROM application
        WHERE mailbox_key = {} AND stage = 'invited' AND (deadline > {} OR EXISTS (
            SELECT FROM mail WHERE mail.application = application_number
                AND kind IN ('invitation', 'wholesaler_answer') AND state = 'queued'
                AND content IS NULL
        )) AND NOT EXISTS (
            SELECT FROM form_revision WHERE form_revision.application = application_number
        )
        ORDER BY requested_at DESC LIMIT 1 FOR UPDATE
        """,
        mailbox_key(mail_address),
        now,
    )
    return rows[0]["application_number"] if rows else None


async def _has_its_mail_since(application_number: str, now: datetime) -> datetime | None:
    """Since when the mail of the newest link to the form is there or under way, if that works."""
    rows = await Mail.raw(
        """
        SELECT max(mail.queued_at) AS since FROM mail JOIN (
            SELECT generation, expires_at FROM link WHERE application = {} AND purpose = {}
            ORDER BY generation DESC LIMIT 1
        ) AS newest ON newest.generation = mail.generation AND newest.expires_at > {}
        WHERE application = {} AND kind IN ('invitation', 'wholesaler_answer')
            AND state IN ('queued', 'sent')
        """,
        application_number,
        Purpose.APPLY.value,
        now,
        application_number,
    )
    since: datetime | None = rows[0]["since"]
    return since


async def _open_or_new_application(
    open_number: str | None, request: InvitationRequest, deadline: datetime, now: datetime
) -> str:
    """Begin an application unless one is open; the same statements run either way (S10)."""
    serial = (await Application.raw("SELECT nextval('application_serial') AS serial"))[0]["serial"]
    number = open_number or numbered(now.astimezone(JST).date(), serial)
    await Application.insert(
        Application(
            application_number=number,
            stage=Stage.INVITED.value,
            stage_since=now,
            mail_address=request.mail_address,
            mailbox_key=mailbox_key(request.mail_address),
            requested_at=now,
            deadline=deadline,
        )
    ).on_conflict(target=Application.application_number, action="DO NOTHING")
    return number


async def _renew(
    number: str, request: InvitationRequest, deadline: datetime, now: datetime
) -> None:
    await Application.update(
        {
            Application.deadline: deadline,
            Application.mail_address: request.mail_address,
            Application.searched_name: request.searched_name,
            Application.language: request.language,
        }
    ).where(Application.application_number == number)
    await Consent.insert(
        Consent(
            application=number,
            terms_version=request.terms_version,
            text_sha256=request.terms_sha256,
            consented_at=now,
        )
    )
