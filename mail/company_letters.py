"""What the mails about a company need: another name or code, and 解約."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.companies.cancellations import CancellationRequest
from db.companies.company_changes import CompanyChangeRequest
from db.mailing.member_facts import MemberFacts
from domain.companies.company_change import ChangeChoice
from domain.mail_kinds import MailKind
from mail.cases import AboutACompany
from mail.harmless_text import Harmless, defuse
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner


@dataclass(frozen=True)
class Wanted:
    """What a company wants to be known by; the code is empty where there is none."""

    name: Harmless
    name_kana: Harmless
    jan_maker_code: str

    @classmethod
    def of(cls, change: CompanyChangeRequest) -> Self:
        wanted = change.wanted
        return cls(defuse(wanted.name), defuse(wanted.name_kana), wanted.jan_maker_code or "")


@dataclass(frozen=True)
class CompanyChangeAlert(AboutACompany):
    """An ID manager asks for another name or code, which an administrator has to decide."""

    kind: ClassVar = MailKind.COMPANY_CHANGE_ALERT
    manager_name: Harmless
    wanted: Wanted
    reason: Harmless
    requested_at: datetime
    console_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        change = _change(facts)
        return cls(
            company_id=facts.company_id,
            company_name=defuse(facts.company_name),
            manager_name=defuse(facts.manager_name),
            wanted=Wanted.of(change),
            reason=defuse(change.reason),
            requested_at=change.requested_at,
            console_url=links.console,
        )


_HOW_IT_ENDED = {
    ChangeChoice.APPROVE: "承認し、企業情報に反映しました",
    ChangeChoice.DECLINE: "承認しませんでした",
    ChangeChoice.WITHDRAW: "ID管理ユーザーが申し込みを取り下げました",
}


@dataclass(frozen=True)
class CompanyChangeSettled(AboutACompany):
    """To the administrators: nobody has to decide any more; `at` UTC."""

    kind: ClassVar = MailKind.COMPANY_CHANGE_SETTLED
    wanted: Wanted
    how: str
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        change = _change(facts)
        if change.choice is None or change.decided_at is None:
            raise LookupError(f"{facts.process} was not decided")
        return cls(
            company_id=facts.company_id,
            company_name=defuse(facts.company_name),
            wanted=Wanted.of(change),
            how=_HOW_IT_ENDED[change.choice],
            at=change.decided_at,
        )


@dataclass(frozen=True)
class CompanyChangeApproved:
    """The company is known by what was asked for."""

    kind: ClassVar = MailKind.COMPANY_CHANGE_APPROVED
    owner: Owner
    wanted: Wanted

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts), Wanted.of(_change(facts)))


@dataclass(frozen=True)
class CompanyChangeDeclined:
    """The company stays as it was, and why."""

    kind: ClassVar = MailKind.COMPANY_CHANGE_DECLINED
    owner: Owner
    wanted: Wanted
    reason: Harmless
    login_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        change = _change(facts)
        reason = defuse(change.decision_reason)
        return cls(Owner.of(facts), Wanted.of(change), reason, links.login)


@dataclass(frozen=True)
class CancellationBegun:
    """The 解約 was asked for: when it takes place, and how to undo it."""

    kind: ClassVar = MailKind.CANCELLATION_BEGUN
    owner: Owner
    ends_at: datetime
    kept_until: datetime | None
    by_operator: bool
    login_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        request = _cancellation(facts)
        return cls(
            Owner.of(facts),
            request.ends_at,
            request.kept_until,
            request.by_operator,
            links.login,
        )


@dataclass(frozen=True)
class CancellationReminder(CancellationBegun):
    """The same once more, shortly before."""

    kind: ClassVar = MailKind.CANCELLATION_REMINDER


@dataclass(frozen=True)
class CancellationUndone:
    """The company stays."""

    kind: ClassVar = MailKind.CANCELLATION_UNDONE
    owner: Owner

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        return cls(Owner.of(facts))


@dataclass(frozen=True)
class CancellationEnded:
    """The company has left, and all its accounts have ended; until when its data is kept."""

    kind: ClassVar = MailKind.CANCELLATION_ENDED
    owner: Owner
    kept_until: datetime | None
    top_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(Owner.of(facts), _cancellation(facts).kept_until, links.top)


@dataclass(frozen=True)
class CancellationAlert(AboutACompany):
    """To the administrators: a company wants to leave, or has left; `reason` may be empty."""

    kind: ClassVar = MailKind.CANCELLATION_ALERT
    ended: bool
    by_operator: bool
    ends_at: datetime
    reason: Harmless
    console_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        request = _cancellation(facts)
        return cls(
            company_id=facts.company_id,
            company_name=defuse(facts.company_name),
            ended=request.ended_at is not None,
            by_operator=request.by_operator,
            ends_at=request.ends_at,
            reason=defuse(request.reason),
            console_url=links.console,
        )


@dataclass(frozen=True)
class CancellationProposed(AboutACompany):
    """One administrator began a company's 解約; another has to look, and to agree (S48)."""

    kind: ClassVar = MailKind.CANCELLATION_PROPOSED
    console_url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        return cls(facts.company_id, defuse(facts.company_name), links.company(facts.company_id))


def _change(facts: MemberFacts) -> CompanyChangeRequest:
    if facts.change is None:
        raise LookupError(f"{facts.process} is about no company change")
    return facts.change


def _cancellation(facts: MemberFacts) -> CancellationRequest:
    if facts.cancellation is None:
        raise LookupError(f"{facts.process} is about no cancellation")
    return facts.cancellation
