"""Everything about one application on the screen (`inforex applications show`)."""

from itertools import pairwise

from db.enrolment.application_form import Revision
from db.enrolment.dossier import Dossier, changed_fields
from db.enrolment.status import ApplicationStatus
from domain.business_calendar import format_jst
from domain.enrolment.form import LABELS, PARTS, TITLES, ApplicationForm
from domain.enrolment.stages import Stage
from inforex.command import PROGRAM
from inforex.evidence import show_findings
from inforex.history import Rows, history
from inforex.screen import Screen
from texts import applications as words


def show_dossier(dossier: Dossier, screen: Screen) -> None:
    """Print where it stands first, then its data and evidence, then what was done and is due."""
    _show_state(dossier, screen)
    if dossier.findings:
        screen.heading("審査で見つかったこと")
        show_findings(dossier.findings, screen)
    if dossier.revisions:
        _show_form(dossier, screen)
        _show_changes(dossier, screen)
    for title, rows in history(dossier).items():
        if rows:
            screen.heading(title)
            screen.fields(rows)
    if dossier.status.stage is Stage.UNDER_REVIEW:
        number = dossier.status.application_number
        screen.say(f"\n判断するには: {PROGRAM} applications clear｜return｜decline {number} …")


def _show_state(dossier: Dossier, screen: Screen) -> None:
    status = dossier.status
    screen.heading(f"{status.application_number} {status.company_name}".rstrip())
    screen.say(words.WAITS_FOR[status.stage])
    if status.stage in words.COMES_NEXT:
        screen.say(f"次に起こること: {words.COMES_NEXT[status.stage]}")
    people = [("申請者", dossier.mail_address), ("企業ID", dossier.company_id or "未発行")]
    screen.fields(people + _times(dossier) + _returned(status))


def _times(dossier: Dossier) -> Rows:
    status = dossier.status
    times = {
        "この状態になった日時": status.waiting_since,
        "次のお知らせ": status.next_due,
        "期限": status.deadline,
        "終了": status.closed_at,
        "利用停止": dossier.suspended_at,
    }
    return [(label, format_jst(at)) for label, at in times.items() if at is not None]


def _returned(status: ApplicationStatus) -> Rows:
    notice = status.notice
    if notice is None:
        return []
    parts = "、".join(TITLES[part] for part in notice.parts)
    lines = [words.RETURN_CAUSES[notice.cause], f"修正箇所: {parts}"]
    if notice.reason:
        lines.append(f"理由: {notice.reason}")
    return [("最後の差し戻し", "\n".join([format_jst(notice.made_at), *lines]))]


def _show_form(dossier: Dossier, screen: Screen) -> None:
    newest = dossier.revisions[-1]
    screen.heading(f"申請内容（{_edition(newest)}）")
    for part, labels in PARTS.items():
        screen.say(f"［{TITLES[part]}］")
        screen.fields((label, _value(dossier, newest.form, name)) for name, label in labels.items())
    wholesaler = dossier.wholesalers[newest.form.wholesaler_id]
    screen.say("［認証先卸の登録］")
    screen.fields(
        [
            ("確認の電話番号", wholesaler.telephone or "なし"),
            ("メールドメイン", "、".join(wholesaler.mail_domains) or "なし"),
        ]
    )


def _show_changes(dossier: Dossier, screen: Screen) -> None:
    for before, after in pairwise(dossier.revisions):
        screen.heading(f"{_edition(after)}での変更")
        changed = [
            (
                LABELS[name],
                _value(dossier, before.form, name),
                _value(dossier, after.form, name),
            )
            for name in changed_fields(before.form, after.form)
        ]
        if changed:
            screen.table(("", "変更前", "変更後"), changed)
        else:
            screen.say("変更はありません。")


def _edition(revision: Revision) -> str:
    author = words.AUTHORS[revision.made_by]
    return f"第{revision.revision}版、{author}、{format_jst(revision.submitted_at)}"


def _value(dossier: Dossier, form: ApplicationForm, name: str) -> str:
    if name == "wholesaler_id":
        return dossier.wholesalers[form.wholesaler_id].name
    return getattr(form, name) or "入力なし"
