"""The morning mail to the helpdesk: tables, each line with its page of the console."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from db.console.digest import DIGEST, Digest, Ending, WaitingCases, load_digest
from db.console.queue import Case
from domain.business_calendar import JST, format_jst
from domain.enrolment.stages import ReviewCause
from domain.needs import Need, TroubleKind
from mail.harmless_text import Harmless, defuse
from texts.applications import STAGES
from texts.mails import MAIL_KINDS
from texts.processes import name_process

LISTED = 10
"""How many lines a table has at most; the console has the rest."""

NEEDS = {
    Need.STOPPED: "処理が止まっているもの",
    Need.REVIEW: "管理者の判断を待つ申請",
    Need.MAIL: "メールが届いていない申請",
    Need.SILENCE: "卸担当者の回答がない申請",
    Need.SUSPENSION: "「心当たりがない」との連絡",
    Need.WHOLESALER: "認証先卸についての問い合わせ",
    Need.CHANGE: "企業名・代表JANの変更の申し込み",
    Need.ACCESS: "別の管理者の同意を待つ変更手続き",
}
DETAILS = {
    ReviewCause.SCREENING.value: "審査",
    ReviewCause.NO_TRADE.value: "取引がない",
    ReviewCause.DISPUTE.value: "心当たりがない",
    TroubleKind.NEWS_UNDELIVERABLE.value: "続きの処理へ渡せない",
    TroubleKind.STEP_FAILING.value: "くり返し失敗",
    TroubleKind.WORKFLOW_MISSING.value: "ワークフローがない",
    "name": "企業名",
    "jan_maker_code": "代表JAN",
    **MAIL_KINDS,
}
HAPPENED = {
    "requested": "申請用URLの発行",
    "submitted": "加入申請の提出",
    "approved": "卸担当者の承認",
    "enrolled": "IDの発行",
    "ended": "IDを発行せずに終了した申請",
    "sent": "送信したメール",
    "failed": "届かなかったメール",
}


@dataclass(frozen=True)
class DigestLine:
    """One application or company; `what`: why it stands here, which may be empty."""

    reference: str
    url: str
    company_name: Harmless
    what: str
    when: str


@dataclass(frozen=True)
class Section:
    """A table of lines, the most urgent first; `count` of them in all. `when` heads the moments."""

    title: str
    when: str
    count: int
    lines: tuple[DigestLine, ...]

    @property
    def more(self) -> int:
        """How many are to be seen in the console alone."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class HelpdeskDigest:
    """What needs somebody, what ends soon, and what happened since the last business day."""

    kind: ClassVar = DIGEST
    day: str
    waiting: int
    sections: tuple[Section, ...]
    late_mails: int
    late_since: str
    period: str
    happened: tuple[tuple[str, int], ...]
    breaches: tuple[tuple[str, int], ...]
    seal: str
    console: str

    @classmethod
    async def about(cls, process: str, base_url: str, now: datetime) -> Self:
        """Say how things are now, and what happened before the day of the process."""
        return cls.of(await load_digest(process, now), f"{base_url}/console")

    @classmethod
    def of(cls, digest: Digest, console: str) -> Self:
        """Put the digest into words; `console`: the address of the console."""
        oldest = digest.late.oldest
        return cls(
            day=_day(digest.day),
            waiting=sum(waiting.count for waiting in digest.waiting),
            sections=tuple(section for section in _sections(digest, console) if section.count),
            late_mails=digest.late.count,
            late_since="" if oldest is None else format_jst(oldest),
            period=_period(digest.since, digest.day - timedelta(days=1)),
            happened=tuple((HAPPENED[name], n) for name, n in asdict(digest.happened).items()),
            breaches=tuple(digest.breaches.items()),
            seal=digest.seal,
            console=console,
        )


def _sections(digest: Digest, console: str) -> Iterator[Section]:
    for waiting in digest.waiting:
        yield _waiting(waiting, console)
    yield _ending("期限が近い申請（3営業日以内）", "期限", digest.ending, f"{console}/applications")
    yield _ending(
        "まもなく解約する企業（3営業日以内）", "解約", digest.leaving, f"{console}/companies"
    )


def _waiting(waiting: WaitingCases, console: str) -> Section:
    lines = tuple(_case(case, console) for case in waiting.oldest[:LISTED])
    return Section(NEEDS[waiting.need], "いつから", waiting.count, lines)


def _case(case: Case, console: str) -> DigestLine:
    return DigestLine(
        reference=case.application_number or case.company_id or case.details[0],
        url=_url(case, console),
        company_name=defuse(case.company_name or name_process(case.details[0])),
        what="、".join(DETAILS[detail] for detail in map(_name, case.details) if detail in DETAILS),
        when=format_jst(case.since),
    )


def _url(case: Case, console: str) -> str:
    if case.application_number is not None:
        return f"{console}/applications/{case.application_number}"
    if case.company_id is not None:
        return f"{console}/companies/{case.company_id}"
    return f"{console}/applications?need={case.need}"


def _name(detail: str) -> str:
    """Of a trouble its kind, without the reason."""
    return detail.partition(" ")[0]


def _ending(title: str, when: str, endings: Sequence[Ending], pages: str) -> Section:
    lines = tuple(
        DigestLine(
            reference=ending.reference,
            url=f"{pages}/{ending.reference}",
            company_name=defuse(ending.company_name),
            what="" if ending.stage is None else STAGES[ending.stage],
            when=format_jst(ending.ends_at),
        )
        for ending in endings[:LISTED]
    )
    return Section(title, when, len(endings), lines)


def _period(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)}から{_day(last)}まで"


def _day(day: date) -> str:
    """As 11月24日(火)."""
    at = datetime(day.year, day.month, day.day, tzinfo=JST)
    return format_jst(at).partition("年")[2].partition(" ")[0]
