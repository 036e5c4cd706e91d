"""What the mails need about changes of who gets in, which somebody of the operator asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.access.facts import AccessChangeRequest
from db.mailing.member_facts import MemberFacts
from domain.companies.access_acts import AccessAct
from domain.mail_addresses import domain_of
from domain.mail_kinds import MailKind
from mail.cases import AboutACompany
from mail.harmless_text import Harmless, defuse
from mail.links import SecretLink
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner
from texts.access_changes import ACCESS_ACTS, ACCESS_ENDS


@dataclass(frozen=True)
class Asked:
    """What somebody of the operator asked for, in words that a mailbox of the company may read.

    `what`: the act. `account_id` and `person_name`: whose account; empty where nobody is the ID
    manager. `wanted_label`, `wanted`: what is to be, of an address only its domain; empty where the
    act says it all. `asked_by`: which of the operator's people.
    """

    what: str
    account_id: str
    person_name: Harmless
    wanted_label: str
    wanted: Harmless
    asked_by: Harmless
    asked_at: datetime
    effective_from: datetime
    confirms: bool

    @classmethod
    def of(cls, facts: MemberFacts) -> Self:
        change = _change(facts)
        label, wanted = _wanted(change)
        return cls(
            what=ACCESS_ACTS[change.act],
            account_id=change.account_id,
            person_name=defuse(change.person_name),
            wanted_label=label,
            wanted=defuse(wanted),
            asked_by=defuse(_asked_by(change)),
            asked_at=change.progress.asked_at,
            effective_from=change.progress.effective_from,
            confirms=change.progress.confirms,
        )


@dataclass(frozen=True)
class AccessChangeAsked:
    """To the account's own mailbox, which may agree or stop it."""

    kind: ClassVar = MailKind.ACCESS_CHANGE_ASKED
    owner: Owner
    asked: Asked
    link: SecretLink

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), Asked.of(facts), await links.access())


class AccessChangeNotice(AccessChangeAsked):
    """To others of the company, who may only stop it."""

    kind: ClassVar = MailKind.ACCESS_CHANGE_NOTICE


@dataclass(frozen=True)
class AccessConfirmation:
    """To a mailbox that nobody has proved yet, so it says nothing of the person."""

    kind: ClassVar = MailKind.ACCESS_CONFIRMATION
    link: SecretLink
    effective_from: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(await links.address(), _change(facts).progress.effective_from)


@dataclass(frozen=True)
class AccessChangeOff:
    """To those who heard of it: nothing comes of it, and why."""

    kind: ClassVar = MailKind.ACCESS_CHANGE_OFF
    owner: Owner
    asked: Asked
    why: str
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts), Asked.of(facts), _ended(_change(facts)), facts.queued_at)


@dataclass(frozen=True)
class AccessChangeAlert(AboutACompany):
    """To all administrators: one of them, or of the helpdesk, asked for it.

    `alone`: no mailbox of the company could be told, so that another administrator has to agree.
    """

    kind: ClassVar = MailKind.ACCESS_CHANGE_ALERT
    asked: Asked
    alone: bool
    console_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        change = _change(facts)
        return cls(
            company_id=change.company_id,
            company_name=defuse(change.company_name),
            asked=Asked.of(facts),
            alone=change.progress.told_nobody,
            console_url=links.access_change(change.company_id, change.change_id),
        )


class AccessChangeStopped(AccessChangeAlert):
    """To all administrators: somebody of the company says 「心当たりがない」."""

    kind: ClassVar = MailKind.ACCESS_CHANGE_STOPPED


_OF_THE_OPERATOR = {"administrator": "Inforexの管理者", "helpdesk": "Inforexヘルプデスク"}


def _asked_by(change: AccessChangeRequest) -> str:
    who = _OF_THE_OPERATOR.get(change.asked_by_role, "Inforexの運営担当者")
    return f"{who}（{change.asked_by_name}）" if change.asked_by_name else who


def _wanted(change: AccessChangeRequest) -> tuple[str, str]:
    match change.act:
        case AccessAct.ADDRESS:
            return "新しいメールアドレスのドメイン", domain_of(change.new_address)
        case AccessAct.MANAGER:
            name = f"{change.new_department} {change.new_person_name}".strip()
            return "新しいID管理ユーザー", f"{name} 様"
        case _:
            return "", ""


def _ended(change: AccessChangeRequest) -> str:
    if change.progress.outcome is None:
        raise LookupError(f"{change.process} is not over")
    return ACCESS_ENDS[change.progress.outcome]


def _change(facts: MemberFacts) -> AccessChangeRequest:
    if facts.access is None:
        raise LookupError(f"{facts.process} is about no change of who gets in")
    return facts.access
