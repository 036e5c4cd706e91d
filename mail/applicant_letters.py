"""What the mails to the applicant need on the straight path."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from db.enrolment.mail_facts import MailFacts
from domain.business_calendar import is_over_for_today, next_business_morning, next_digest
from domain.enrolment.disclosure import NOT_GIVEN
from domain.enrolment.form import PARTS, TITLES
from domain.enrolment.stages import Stage
from domain.enrolment.usual_times import UsualTime, in_english, in_japanese
from domain.mail_kinds import MailKind
from mail.english_fields import ENGLISH_FIELDS
from mail.harmless_text import Harmless, defuse
from mail.links import Links, SecretLink


@dataclass(frozen=True)
class Applicant:
    """Who applied, as the salutation shows it."""

    company_name: Harmless
    person_name: Harmless

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        return cls(defuse(facts.company_name), defuse(facts.manager_name))


@dataclass(frozen=True)
class UnderWay:
    """An application of the same mailbox that goes on."""

    company_name: Harmless
    application_number: str
    status_url: str


@dataclass(frozen=True)
class Enrolled:
    """A company in which the same mailbox has an account; `application_number` may be empty."""

    company_name: Harmless
    application_number: str


@dataclass(frozen=True)
class Invitation:
    """The 《加入申請用URL》, to an address that nobody has proved yet.

    `under_way`, `enrolled`: what its mailbox has already, so that nobody applies twice.
    """

    kind: ClassVar = MailKind.INVITATION
    link: SecretLink
    under_way: tuple[UnderWay, ...]
    enrolled: tuple[Enrolled, ...]
    login_url: str
    forgotten_url: str
    top_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            link=await links.apply(),
            under_way=tuple(
                [
                    UnderWay(
                        defuse(each.company_name),
                        each.application_number,
                        await links.status_of(each.application_number),
                    )
                    for each in facts.others
                    if not each.enrolled
                ]
            ),
            enrolled=tuple(
                Enrolled(defuse(each.company_name), each.application_number)
                for each in facts.others
                if each.enrolled
            ),
            login_url=links.login,
            forgotten_url=links.forgotten,
            top_url=links.top,
        )


@dataclass(frozen=True)
class InvitationReminder:
    """The same link once more, before its time is over."""

    kind: ClassVar = MailKind.INVITATION_REMINDER
    link: SecretLink
    top_url: str

    @classmethod
    async def about(cls, _facts: MailFacts, links: Links) -> Self:
        return cls(await links.apply(), links.top)


SentPart = tuple[str, tuple[tuple[str, Harmless], ...]]
"""A part of the form by its title, with each label and what was entered."""


def _sent(facts: MailFacts) -> tuple[SentPart, ...]:
    def said(text: str) -> str:
        return ENGLISH_FIELDS[text] if facts.language == "en" else text

    def entered(name: str) -> Harmless:
        if name == "wholesaler_id":
            return defuse(facts.wholesaler_name)
        return defuse(getattr(facts, name) or said(NOT_GIVEN))

    return tuple(
        (said(TITLES[part]), tuple((said(label), entered(name)) for name, label in labels.items()))
        for part, labels in PARTS.items()
    )


def _usual(facts: MailFacts) -> str:
    """How long it takes what is waited for, in the words of the status page."""
    held = facts.stage is Stage.UNDER_REVIEW
    usual = facts.usual_review if held else facts.usual_answer
    if usual is None:
        return ""
    if facts.language == "en":
        return _usual_in_english(usual, held=held)
    whose = "認証先卸の回答" if usual.general else "この認証先卸の回答"
    half, most = in_japanese(usual.half), in_japanese(usual.most)
    return (
        f"{'Inforexでの内容の確認' if held else whose}："
        f"これまでの半数は{half}以内、9割は{most}以内（直近{usual.cases}件）"
    )


def _usual_in_english(usual: UsualTime, *, held: bool) -> str:
    whose = "Answers of wholesalers" if usual.general else "Answers of this wholesaler"
    half, most = in_english(usual.half), in_english(usual.most)
    return (
        f"{'Checks by Inforex' if held else whose} so far: half of them within {half},"
        f" nine out of ten within {most} (latest {usual.cases} cases)"
    )


def _next_morning(facts: MailFacts) -> datetime | None:
    at = facts.submitted_at
    return next_business_morning(at) if at and is_over_for_today(at) else None


@dataclass(frozen=True)
class WholesalerAnswer:
    """What an administrator found of the wholesaler that the applicant missed in the form.

    `named`: the one to choose there; empty where the answer alone helps on.
    """

    kind: ClassVar = MailKind.WHOLESALER_ANSWER
    link: SecretLink
    missed: Harmless
    named: Harmless
    answer: Harmless

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(
            link=await links.apply(),
            missed=defuse(facts.missed_wholesaler),
            named=defuse(facts.named_wholesaler),
            answer=defuse(facts.wholesaler_answer),
        )


@dataclass(frozen=True)
class Receipt:
    """The form has come, and what happens next.

    `asks`: the contact is asked; else an administrator looks first, or the application has moved
    on since. `deadline`: of the wholesaler's answer; None while nobody waits for it. `reminded_at`:
    when the contact is asked again. `reviewed_from`: when the administrators next read what waits
    for them. `usual`: how long that takes; empty where nobody knows. `next_morning`: when work
    goes on, where it was over for the day. `sent`: all that was entered, but for the password.
    """

    kind: ClassVar = MailKind.RECEIPT
    applicant: Applicant
    application_number: str
    wholesaler_name: Harmless
    contact_department: Harmless
    contact_name: Harmless
    asks: bool
    looked_into: bool
    deadline: datetime | None
    reminded_at: datetime | None
    reviewed_from: datetime | None
    usual: str
    next_morning: datetime | None
    sent: tuple[SentPart, ...]
    status_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        asked = facts.stage is Stage.AWAITING_APPROVAL
        held = facts.stage is Stage.UNDER_REVIEW
        return cls(
            applicant=Applicant.of(facts),
            application_number=facts.application_number,
            wholesaler_name=defuse(facts.wholesaler_name),
            contact_department=defuse(facts.contact_department),
            contact_name=defuse(facts.contact_name),
            asks=asked,
            looked_into=held,
            deadline=facts.deadline if asked else None,
            reminded_at=facts.next_reminder if asked else None,
            reviewed_from=next_digest(facts.submitted_at) if held and facts.submitted_at else None,
            usual=_usual(facts) if asked or held else "",
            next_morning=_next_morning(facts) if asked else None,
            sent=_sent(facts),
            status_url=await links.status(),
        )


@dataclass(frozen=True)
class Welcome:
    """The IDs; the password is the applicant's own, and no mail carries one."""

    kind: ClassVar = MailKind.WELCOME
    applicant: Applicant
    company_id: str
    account_id: str
    login_url: str

    @classmethod
    async def about(cls, facts: MailFacts, links: Links) -> Self:
        return cls(Applicant.of(facts), facts.company_id, facts.account_id, links.login)
