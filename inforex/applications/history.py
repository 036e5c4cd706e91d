"""What was decided, sent and is due about one application, each with its moment."""

from collections.abc import Iterable

from db.enrolment.dossier import Answer, Dossier, DueRecord, MailRecord, PastReview
from db.enrolment.reviews import Verdict
from domain.business_calendar import format_jst
from domain.enrolment.form import TITLES
from inforex.language import _
from texts import applications as words
from texts.mails import MAIL_KINDS, MAIL_STATES

Rows = list[tuple[str, str]]


def history(dossier: Dossier) -> dict[str, Rows]:
    """Return the rows of each section by its title, the oldest first; a section may be empty."""
    return {
        _("管理者の判断"): [row for review in dossier.reviews for row in _review(review)],
        _("卸担当者の回答"): [row for answer in dossier.answers for row in _answer(answer)],
        _("メール"): [_mail(mail) for mail in dossier.mails],
        _("お知らせの予定"): [_due(due) for due in dossier.dues],
    }


def told(verdict: Verdict) -> str:
    """Say who decided what and why."""
    lines = [f"{_quoted(words.VERDICTS[verdict.choice])} {verdict.why.done_by}"]
    if verdict.parts:
        lines.append(_("修正箇所: {parts}", parts=listed(TITLES[part] for part in verdict.parts)))
    return "\n".join([*lines, _("理由: {reason}", reason=verdict.why.reason)])


def _quoted(text: str) -> str:
    return _("「{text}」", text=_(text))


def listed(texts: Iterable[str]) -> str:
    """Several things in one sentence, each in the language that is spoken."""
    return _("、").join(map(_, texts))


def edition(revision: int) -> str:
    """Which edition of a form it is."""
    return _("第{revision}版", revision=revision)


def _review(review: PastReview) -> Rows:
    why = _(
        "{why}（{edition}）", why=_(words.CAUSES[review.cause]), edition=edition(review.revision)
    )
    rows = [(format_jst(review.opened_at), why)]
    if review.verdict is not None and review.decided_at is not None:
        rows.append((format_jst(review.decided_at), told(review.verdict)))
    return rows


def _answer(answer: Answer) -> Rows:
    made = answer.decision
    said = f"{_quoted(words.CHOICES[made.choice])} {made.mail_address}"
    lines = [_("{why}（{edition}）", why=said, edition=edition(answer.revision))]
    if made.reason:
        lines.append(_("理由: {reason}", reason=made.reason))
    rows = [(format_jst(made.decided_at), "\n".join(lines))]
    if answer.disputed_at is not None:
        rows.append((format_jst(answer.disputed_at), _("「心当たりがない」")))
    return rows


def _mail(mail: MailRecord) -> tuple[str, str]:
    lines = [
        f"{_named(mail.name)} {mail.name} → {mail.recipient}",
        _("{state}（試行{count}回）", state=_(MAIL_STATES[mail.state]), count=mail.attempts),
    ]
    if mail.server_answer:
        lines.append(_("サーバーの応答: {answer}", answer=mail.server_answer))
    return format_jst(mail.finished_at or mail.queued_at), "\n".join(lines)


def _named(mail: str) -> str:
    kind = mail.partition("/")[0]
    return _(MAIL_KINDS.get(kind, kind))


def _due(due: DueRecord) -> tuple[str, str]:
    if due.done_at is not None:
        state = _("済み {at}", at=format_jst(due.done_at))
    else:
        state = _("予定") if due.pending else _("不要になりました")
    return format_jst(due.due_at), _(
        "{what} {nth}（{state}）", what=_(words.DUES[due.kind]), nth=due.nth, state=state
    )
