"""What the mails need that tell of a deputy: asked, consented or not, and when it is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.mailing.member_facts import MemberFacts
from db.members.deputy_facts import Appointment
from domain.companies.deputies import Ending
from domain.mail_kinds import MailKind
from mail.harmless_text import Harmless, defuse
from mail.member_links import MemberLinks
from mail.own_data_letters import Owner

_WHY = {
    Ending.DECLINED: "ご本人が辞退しました。",
    Ending.WITHDRAWN: "ID管理ユーザーの方が、お願いを取り下げました。",
    Ending.LAPSED: "承諾の期限までに、お返事がありませんでした。",
    Ending.VOID: "就任をお願いした方のアカウントが、停止または削除されました。",
    Ending.DISMISSED: "主担当のID管理ユーザーの方が、解任しました。",
    Ending.RESIGNED: "ご本人が辞任しました。",
    Ending.STOPPED: "アカウントの利用が停止されました。",
    Ending.OPERATOR: "貴社からのご依頼により、Inforexの担当者が解任しました。",
    Ending.PROMOTED: "主担当のID管理ユーザーになりました。",
}


@dataclass(frozen=True)
class DeputyAsked:
    """To the person who is asked; `url` is of the portal, behind the login."""

    kind: ClassVar = MailKind.DEPUTY_ASKED
    owner: Owner
    asked_by: Harmless
    expires_at: datetime
    url: str

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self:
        appointment = _appointment(facts)
        return cls(
            Owner.of(facts),
            defuse(appointment.asked_by_name or appointment.asked_by),
            appointment.expires_at,
            links.deputy,
        )


@dataclass(frozen=True)
class DeputyAsking:
    """To the ID managers: a colleague was asked. The person is known by number once it is gone."""

    kind: ClassVar = MailKind.DEPUTY_ASKING
    owner: Owner
    person: Harmless
    person_id: str
    asked_by: Harmless
    expires_at: datetime
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        appointment = _appointment(facts)
        return cls(
            Owner.of(facts),
            _person(appointment),
            appointment.account_id,
            defuse(appointment.asked_by_name or appointment.asked_by),
            appointment.expires_at,
            facts.queued_at,
        )


@dataclass(frozen=True)
class DeputyBegun(DeputyAsking):
    """To the ID managers, the new deputy among them."""

    kind: ClassVar = MailKind.DEPUTY_BEGUN


@dataclass(frozen=True)
class DeputyOff:
    """To the person and the ID managers: it did not come about, and why."""

    kind: ClassVar = MailKind.DEPUTY_OFF
    owner: Owner
    person: Harmless
    person_id: str
    why: str
    at: datetime

    @classmethod
    async def about(cls, facts: MemberFacts, _links: MemberLinks) -> Self:
        appointment = _appointment(facts)
        if appointment.ending is None:
            raise LookupError("the appointment is not over")
        return cls(
            Owner.of(facts),
            _person(appointment),
            appointment.account_id,
            _WHY[appointment.ending],
            facts.queued_at,
        )


@dataclass(frozen=True)
class DeputyEnded(DeputyOff):
    """To the former deputy and the ID managers."""

    kind: ClassVar = MailKind.DEPUTY_ENDED


def _appointment(facts: MemberFacts) -> Appointment:
    if facts.appointment is None:
        raise LookupError("the mail is about no appointment")
    return facts.appointment


def _person(appointment: Appointment) -> Harmless:
    return defuse(f"{appointment.department} {appointment.person_name}".strip())
