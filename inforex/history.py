"""What was decided, sent and is due about one application, each with its moment."""

from db.enrolment.dossier import Answer, Dossier, DueRecord, MailRecord, PastReview
from db.enrolment.reviews import Verdict
from domain.business_calendar import format_jst
from domain.enrolment.form import TITLES
from texts import applications as words
from texts.mails import MAIL_STATES

Rows = list[tuple[str, str]]


def history(dossier: Dossier) -> dict[str, Rows]:
    """Return the rows of each section by its title, the oldest first; a section may be empty."""
    return {
        "管理者の判断": [row for review in dossier.reviews for row in _review(review)],
        "卸担当者の回答": [row for answer in dossier.answers for row in _answer(answer)],
        "メール": [_mail(mail) for mail in dossier.mails],
        "お知らせの予定": [_due(due) for due in dossier.dues],
    }


def told(verdict: Verdict) -> str:
    """Say who decided what and why."""
    lines = [f"「{words.VERDICTS[verdict.choice]}」 {verdict.why.done_by}"]
    if verdict.parts:
        lines.append(f"修正箇所: {'、'.join(TITLES[part] for part in verdict.parts)}")
    return "\n".join([*lines, f"理由: {verdict.why.reason}"])


def _review(review: PastReview) -> Rows:
    rows = [
        (format_jst(review.opened_at), f"{words.CAUSES[review.cause]}（第{review.revision}版）")
    ]
    if review.verdict is not None and review.decided_at is not None:
        rows.append((format_jst(review.decided_at), told(review.verdict)))
    return rows


def _answer(answer: Answer) -> Rows:
    made = answer.decision
    text = f"「{words.CHOICES[made.choice]}」 {made.mail_address}（第{answer.revision}版）"
    rows = [(format_jst(made.decided_at), f"{text}\n理由: {made.reason}" if made.reason else text)]
    if answer.disputed_at is not None:
        rows.append((format_jst(answer.disputed_at), "「心当たりがない」"))
    return rows


def _mail(mail: MailRecord) -> tuple[str, str]:
    lines = [
        f"{mail.name} → {mail.recipient}",
        f"{MAIL_STATES[mail.state]}（試行{mail.attempts}回）",
    ]
    if mail.server_answer:
        lines.append(f"サーバーの応答: {mail.server_answer}")
    return format_jst(mail.finished_at or mail.queued_at), "\n".join(lines)


def _due(due: DueRecord) -> tuple[str, str]:
    if due.done_at is not None:
        state = f"済み {format_jst(due.done_at)}"
    else:
        state = "予定" if due.pending else "不要になりました"
    return format_jst(due.due_at), f"{words.DUES[due.kind]} {due.nth}（{state}）"
