"""Everything about one application on the screen (`inforex applications show`)."""

from itertools import pairwise

from db.enrolment.application_form import Revision
from db.enrolment.dossier import Dossier, changed_fields
from db.enrolment.status import ApplicationStatus
from domain.business_calendar import format_jst
from domain.enrolment.form import LABELS, PARTS, TITLES, ApplicationForm
from domain.enrolment.stages import Stage
from inforex.applications.evidence import show_findings
from inforex.applications.history import Rows, edition, history, listed
from inforex.command import PROGRAM
from inforex.language import _
from inforex.screen import Screen
from texts import applications as words


def show_dossier(dossier: Dossier, screen: Screen) -> None:
    """Print where it stands first, then its data and evidence, then what was done and is due."""
    _show_state(dossier, screen)
    if dossier.findings:
        screen.heading(_("審査で見つかったこと"))
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
        screen.say(
            _(
                "\n判断するには: {program} applications clear｜return｜decline {number} …",
                program=PROGRAM,
                number=number,
            )
        )


def _show_state(dossier: Dossier, screen: Screen) -> None:
    status = dossier.status
    screen.heading(f"{status.application_number} {status.company_name}".rstrip())
    screen.say(_(words.WAITS_FOR[status.stage]))
    if status.stage in words.COMES_NEXT:
        comes = _(words.COMES_NEXT[status.stage])
        screen.say(_("次に起こること: {comes}", comes=comes))
    people = [
        (_("申請者"), dossier.mail_address),
        (_("企業ID"), dossier.company_id or _("未発行")),
    ]
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
    return [(_(label), format_jst(at)) for label, at in times.items() if at is not None]


def _returned(status: ApplicationStatus) -> Rows:
    notice = status.notice
    if notice is None:
        return []
    parts = listed(TITLES[part] for part in notice.parts)
    lines = [_(words.RETURN_CAUSES[notice.cause]), _("修正箇所: {parts}", parts=parts)]
    if notice.reason:
        lines.append(_("理由: {reason}", reason=notice.reason))
    return [(_("最後の差し戻し"), "\n".join([format_jst(notice.made_at), *lines]))]


def _show_form(dossier: Dossier, screen: Screen) -> None:
    newest = dossier.revisions[-1]
    screen.heading(_("申請内容（{edition}）", edition=_edition(newest)))
    for part, labels in PARTS.items():
        screen.say(_("［{part}］", part=_(TITLES[part])))
        screen.fields(
            (_(label), _value(dossier, newest.form, name)) for name, label in labels.items()
        )
    wholesaler = dossier.wholesalers[newest.form.wholesaler_id]
    screen.say(_("［{part}］", part=_("認証先卸の登録")))
    screen.fields(
        [
            (_("確認の電話番号"), wholesaler.telephone or _("なし")),
            (_("メールドメイン"), listed(wholesaler.mail_domains) or _("なし")),
        ]
    )


def _show_changes(dossier: Dossier, screen: Screen) -> None:
    for before, after in pairwise(dossier.revisions):
        screen.heading(_("{edition}での変更", edition=_edition(after)))
        changed = [
            (
                _(LABELS[name]),
                _value(dossier, before.form, name),
                _value(dossier, after.form, name),
            )
            for name in changed_fields(before.form, after.form)
        ]
        if changed:
            screen.table(("", _("変更前"), _("変更後")), changed)
        else:
            screen.say(_("変更はありません。"))


def _edition(revision: Revision) -> str:
    author = _(words.AUTHORS[revision.made_by])
    return _("、").join((edition(revision.revision), author, format_jst(revision.submitted_at)))


def _value(dossier: Dossier, form: ApplicationForm, name: str) -> str:
    if name == "wholesaler_id":
        return dossier.wholesalers[form.wholesaler_id].name
    return getattr(form, name) or _("入力なし")
