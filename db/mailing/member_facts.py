"""What mails to members say, read when a mail is rendered."""

from dataclasses import dataclass, replace
from datetime import datetime

from db.access.facts import AccessChangeRequest as AccessChange
from db.access.facts import load_access_change
from db.companies.cancellations import CancellationRequest, load_cancellation
from db.companies.company_changes import CompanyChangeRequest, load_company_change
from db.members.deputy_facts import Appointment, load_appointment
from db.tables.operation import Mail
from domain.mail_kinds import MailKind
from domain.processes import ProcessKind, kind_of, number_of


@dataclass(frozen=True)
class MemberFacts:
    """Everything any mail about a company or one of its accounts may need; empty where none.

    `process`: who sends the mail. `account`: the key of the account's row, 0 for none.
    `mail_address`: where the account's mails go now, which is not always the recipient.
    `manager_…`: of the ID manager. `queued_at`: when the act was that called for the mail.
    `change`, `cancellation`, `access`: what the process is about, if it is about that.
    `appointment`: the deputy's that the mail is about, if it is about one.
    """

    process: str
    recipient: str
    queued_at: datetime
    company_id: str
    company_name: str
    account: int
    account_id: str
    person_name: str
    department: str
    mail_address: str
    manager_name: str
    manager_department: str
    change: CompanyChangeRequest | None = None
    cancellation: CancellationRequest | None = None
    access: AccessChange | None = None
    appointment: Appointment | None = None


_OF_APPOINTMENTS = frozenset(
    {
        MailKind.DEPUTY_ASKED,
        MailKind.DEPUTY_ASKING,
        MailKind.DEPUTY_BEGUN,
        MailKind.DEPUTY_OFF,
        MailKind.DEPUTY_ENDED,
    }
)


async def load_member_facts(key: str) -> MemberFacts:
    """Read what is true for one mail; raises `LookupError` when there is no such mail."""
    rows = await Mail.raw(
        """
        SELECT mail.kind, mail.generation, mail.process, mail.recipient, mail.queued_at,
            company.company_id, company.name AS company_name,
            coalesce(account.id, 0) AS account, coalesce(account.account_id, '') AS account_id,
            coalesce(account.person_name, '') AS person_name,
            coalesce(account.department, '') AS department,
            coalesce(account.mail_address, '') AS mail_address,
            coalesce(manager.person_name, '') AS manager_name,
            coalesce(manager.department, '') AS manager_department
        FROM mail JOIN company ON company.company_id = mail.company
        LEFT JOIN account ON account.id = mail.account
        LEFT JOIN account AS manager ON manager.company = company.company_id
            AND manager.role = 'id_manager'
        WHERE mail.key = {}
        """,
        key,
    )
    if not rows:
        raise LookupError(f"there is no mail {key} to a member")
    kind, generation = rows[0].pop("kind"), rows[0].pop("generation")
    facts = MemberFacts(**rows[0])
    if kind in _OF_APPOINTMENTS:
        return replace(facts, appointment=await load_appointment(generation))
    return await _with_what_it_is_about(facts)


async def _with_what_it_is_about(facts: MemberFacts) -> MemberFacts:
    match kind_of(facts.process):
        case ProcessKind.COMPANY_CHANGE:
            return replace(facts, change=await load_company_change(number_of(facts.process)))
        case ProcessKind.CANCELLATION:
            request = await load_cancellation(number_of(facts.process))
            return replace(facts, cancellation=request)
        case ProcessKind.ACCESS_CHANGE:
            return replace(facts, access=await load_access_change(number_of(facts.process)))
        case _:
            return facts
