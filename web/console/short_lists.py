"""The lists that are read as a whole, as CSV files: wholesalers, people, replies, and the like."""

from db.console.administrators import people
from db.console.paging import MOST_EXPORTED_ROWS
from db.console.refusing_domains import refusing_domains
from db.console.replies import written_replies
from db.console.wholesalers import find_wholesalers
from db.imports.runs import list_runs
from db.terms import versions
from db.throttle import limits_in_force
from domain.console_roles import Permission
from domain.imports.files import ImportKind
from texts.audit_log import CONSENT_BY
from texts.limits import LIMITS as LIMIT_NAMES
from web.console import administrators, limits, replies
from web.console import refusing_domains as domains
from web.console.imports import runs
from web.console.list_export import Asked, ListExport, Portions, at_once, export_pages, moment
from web.console.staff_only import staff_only
from web.console.terms import versions as terms
from web.console.wholesalers import pages as wholesalers

KINDS = {
    ImportKind.COMPANIES: "企業マスター",
    ImportKind.CORPORATIONS: "国税庁の法人番号",
}
ROLES = {"viewer": "閲覧者", "helpdesk": "ヘルプデスク", "administrator": "管理者"}


async def _wholesalers(asked: Asked) -> Portions:
    found = await find_wholesalers(wholesalers.search_of(asked.form), most=MOST_EXPORTED_ROWS)
    return at_once(
        (
            card.name,
            card.name_kana,
            card.telephone,
            "、".join(card.domains),
            str(card.waiting),
            "表示" if card.listed else "非表示",
        )
        for card in found.wholesalers
    )


async def _administrators(_: Asked) -> Portions:
    return at_once(
        [
            (
                person.person_name,
                person.mail_address,
                ROLES[person.role],
                "利用中" if person.is_active else "停止中",
                "設定済み" if person.has_second_factor else "未設定",
                moment(person.last_login_at),
            )
            for person in await people()
        ]
    )


async def _replies(_: Asked) -> Portions:
    return at_once(
        [
            (reply.title, reply.text, reply.changed_by, moment(reply.changed_at))
            for reply in await written_replies()
        ]
    )


async def _terms(_: Asked) -> Portions:
    return at_once(
        [
            (
                str(row.version),
                moment(row.effective_from),
                CONSENT_BY[row.consent_by],
                str(row.applicants),
                str(row.members),
            )
            for row in await versions()
        ]
    )


async def _limits(asked: Asked) -> Portions:
    return at_once(
        [
            (
                LIMIT_NAMES[limit.kind],
                limit.shown,
                str(limit.tries),
                str(limit.most),
                moment(limit.ends_at),
            )
            for limit in await limits_in_force(asked.now)
        ]
    )


async def _domains(asked: Asked) -> Portions:
    return at_once(
        [
            (each.domain, str(each.mails), moment(each.latest_at), each.answer)
            for each in await refusing_domains(asked.now)
        ]
    )


async def _imports(asked: Asked) -> Portions:
    wanted = asked.form.typed("kind")
    kind = ImportKind(wanted) if wanted in set(ImportKind) else None
    found = await list_runs(kind, most=MOST_EXPORTED_ROWS)
    return at_once(
        (
            str(run.id),
            KINDS[run.kind],
            run.file_name,
            "完了" if run.finished_at else "停止中" if run.stopped_at else "取込中",
            f"{run.percent}%",
            str(run.lines_done),
            str(run.lines_bad),
            moment(run.started_at),
            run.started_by,
        )
        for run in found
    )


SHORT_LISTS = (
    ListExport(
        path=wholesalers.LIST,
        name="wholesalers",
        header=("名前", "読み", "電話番号", "メールドメイン", "回答待ちの申請", "申請フォーム"),
        fields=wholesalers.FIELDS,
        read=_wholesalers,
    ),
    ListExport(
        path=administrators.PATH,
        name="administrators",
        header=("氏名", "メールアドレス", "権限", "状態", "二段階認証", "最後のログイン"),
        read=_administrators,
    ),
    ListExport(
        path=replies.LIST,
        name="replies",
        header=("題名", "本文", "最後に変更した人", "日時"),
        read=_replies,
    ),
    ListExport(
        path=terms.LIST,
        name="terms",
        header=("版", "発効日", "同意が必要な会員", "同意した申請者", "同意した会員"),
        read=_terms,
    ),
    ListExport(
        path=limits.LIST,
        name="limits",
        header=("操作", "対象", "回数", "上限", "期限"),
        read=_limits,
    ),
    ListExport(
        path=domains.PATH,
        name="refusing-domains",
        header=("ドメイン", "届かなかったメール", "最後の日時", "サーバーの応答"),
        read=_domains,
    ),
    ListExport(
        path=runs.PATH,
        name="imports",
        header=(
            "番号",
            "種類",
            "ファイル名",
            "状態",
            "進み具合",
            "行",
            "取り込めなかった行",
            "開始",
            "開始した人",
        ),
        fields=("kind",),
        read=_imports,
    ),
)

SHORT_LIST_FILES = staff_only(
    Permission.HELP, [page for export in SHORT_LISTS for page in export_pages(export)]
)
