"""What pages and mails may claim of an application, and when each claim is true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from db.enrolment.facts import load_facts
from db.identity.credentials import load_credentials
from db.tables.enrolment import Application
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Choice, Stage
from domain.enrolment.standing import Standing
from domain.logins import MEMBERS
from web.language import ENGLISH
from web.state_texts import STANDING_TEXTS
from web.wholesaler.texts import ENDED_TEXTS, HANDED_OVER_TEXTS, after_answer


@dataclass(frozen=True)
class World:
    """What is true of one application at one moment, read anew from the database."""

    facts: Facts
    now: datetime
    contact_has_the_mail: bool
    contact_ever_had_one: bool
    declined_ever: bool
    approved_ever: bool
    has_ids: bool
    may_log_in: bool

    @property
    def in_time(self) -> bool:
        return self.facts.deadline is not None and self.now < self.facts.deadline

    @property
    def open(self) -> bool:
        return not self.facts.stage.closed

    @property
    def over(self) -> bool:
        return self.facts.stage.closed or (self.facts.stage.waits and not self.in_time)

    @property
    def may_be_answered(self) -> bool:
        """Pages tell whoever is to answer what each answer will do."""
        return self.facts.awaits_decision(self.facts.revision, self.now)

    @property
    def may_name_another(self) -> bool:
        return self.at(Stage.REFUSED, Stage.RETURNED) and self.declined_ever and self.in_time

    def at(self, *stages: Stage) -> bool:
        return self.facts.stage in stages


async def world_of(number: str, now: datetime) -> World:
    rows = await Application.raw(
        """
        SELECT company.company_id, EXISTS (
            SELECT FROM mail JOIN form_revision AS form ON form.application = mail.application
                AND form.revision = mail.revision
            WHERE mail.application = application_number AND mail.kind = 'approval_request'
                AND mail.state = 'sent' AND mail.revision = (
                    SELECT max(revision) FROM form_revision AS newest
                    WHERE newest.application = application_number
                )
        ) AS newest_went, EXISTS (
            SELECT FROM mail WHERE mail.application = application_number
                AND mail.kind = 'approval_request' AND mail.state IN ('sent', 'queued')
        ) AS ever_went,
        EXISTS (SELECT FROM decision WHERE decision.application = application_number
            AND choice = 'decline') AS declined,
        EXISTS (SELECT FROM decision WHERE decision.application = application_number
            AND choice = 'approve') AS approved
        FROM application LEFT JOIN company USING (application_number)
        WHERE application_number = {}
        """,
        number,
    )
    row = rows[0]
    login = await load_credentials(MEMBERS, row["company_id"] or "", "001")
    return World(
        facts=await load_facts(number),
        now=now,
        contact_has_the_mail=row["newest_went"],
        contact_ever_had_one=row["ever_went"],
        declined_ever=row["declined"],
        approved_ever=row["approved"],
        has_ids=row["company_id"] is not None,
        may_log_in=login is not None,
    )


_HELD = (Stage.UNDER_REVIEW, Stage.SENT_BACK, Stage.TURNED_DOWN, Stage.DISOWNED, Stage.DISPUTED)
TAKEN_BACK = (Stage.WITHDRAWING, Stage.WITHDRAWN)

Claim = tuple[str, Callable[[World], bool]]
CLAIMS: list[Claim] = [
    (
        "お急ぎの方は、認証先卸担当者へご相談ください",
        lambda w: w.contact_has_the_mail and w.open and w.in_time,
    ),
    ("担当者にご相談のうえ", lambda w: w.contact_ever_had_one and w.over),
    ("からお取引の確認をお願いしています", lambda w: w.contact_has_the_mail and w.open),
    ("認証先卸の回答を待っています", lambda w: w.at(Stage.AWAITING_APPROVAL) and w.in_time),
    ("担当者へお願いのメールはお送りしません", lambda w: w.at(*_HELD)),
    ("Inforexで申請の内容を確認しています", lambda w: w.at(*_HELD)),
    ("認証先卸に承認されました", lambda w: w.facts.choice is Choice.APPROVE and w.open),
    ("認証先卸に承認されませんでした", lambda w: w.declined_ever and w.open),
    ("承認されると、「【Inforex】会員登録完了", lambda w: w.open and not w.approved_ever),
    ("メールが届きませんでした", lambda w: w.facts.undeliverable and w.open),
    ("会員登録が完了しました", lambda w: w.may_log_in),
    ("利用を停止しています", lambda w: w.has_ids and not w.may_log_in),
    ("利用を終了しています", lambda w: w.has_ids and not w.may_log_in),
    ("発行されたIDは取り消されました", lambda w: w.at(Stage.REVOKED)),
    ("IDを発行しています", lambda w: w.at(Stage.APPROVED)),
    ("企業IDとアカウントIDを発行しました。", lambda w: w.has_ids),
    ("申請を取り下げました", lambda w: w.at(*TAKEN_BACK)),
    ("この申請は終了します", lambda w: w.open and not w.in_time),
    ("もう一度申請してください", lambda w: w.over or w.at(*TAKEN_BACK)),
    ("期限が過ぎたため、申請は終了しました", lambda w: w.at(Stage.EXPIRED, Stage.LAPSED)),
    ("申請は承認されず、終了しました", lambda w: w.at(Stage.DECLINED)),
    ("別の認証先卸を指定して", lambda w: w.at(Stage.RETURNED) and w.in_time),
    ("この申請への回答は必要なくなりました", lambda w: not w.may_be_answered),
    ("を発行し、申請者へメールでお知らせします", lambda w: w.at(Stage.APPROVED)),
    ("申請し直すことができます", lambda w: w.may_name_another or w.may_be_answered),
    ("Inforexの管理者がこの申請を確認しています", lambda w: w.at(*_HELD)),
    ("確認が終わるまで、IDは発行されません", lambda w: w.at(*_HELD) and not w.has_ids),
    ("手続きが続いています", lambda w: w.open),
    ("申請者が内容を修正しています", lambda w: w.at(Stage.RETURNED)),
    ("この申請によるIDは発行されません", lambda w: w.at(*TAKEN_BACK)),
    ("IDを発行せずに終了しました", lambda w: w.over and not w.has_ids),
    ("この申請の手続きは終了しました", lambda w: not w.open),
    ("回答期限が過ぎたため", lambda w: w.at(Stage.LAPSED) or not w.in_time),
    ("申請者に連絡先の確認をお願いしています", lambda w: w.facts.undeliverable),
    ("新しい担当者にお取引の確認をお願いしています", lambda w: w.contact_has_the_mail and w.open),
]
"""Sentences of which each says something that is so or is not; in English by their catalogue."""


def english_of(claim: str) -> list[str]:
    """The English of every text that makes a claim, whole: it claims the same."""
    return [english for japanese, english in ENGLISH.items() if claim in japanese]


def all_texts() -> Iterator[str]:
    for text in STANDING_TEXTS.values():
        yield from (text.title, text.text)
    for ending in ENDED_TEXTS.values():
        yield from (ending.title, ending.text)
    yield from HANDED_OVER_TEXTS.values()
    for choice in Choice:
        for standing in Standing:
            for superseded in (True, False):
                yield after_answer(choice, standing, superseded=superseded, disputed=False)


def assert_true(text: str, world: World, language: str) -> None:
    for claim, holds in CLAIMS:
        told = [claim] if language == "ja" else english_of(claim)
        for sentence in told:
            assert sentence not in text or holds(world), sentence
