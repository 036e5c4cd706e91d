"""The words in which the console tells what was done: acts, who did them, and what they changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import new_account
from domain.audit_tags import AuditTag
from domain.business_calendar import format_jst
from domain.enrolment import form
from texts.applications import CAUSES, CHOICES, STAGES, VERDICTS
from texts.mails import MAIL_KINDS
from texts.needs import NEEDS

ACTS = {tag.value: tag.label for tag in AuditTag}
"""Everything that the audit log tells of, by its tag."""

SOURCES = {
    "applicant": "申請者",
    "wholesaler": "卸担当者",
    "mail_server": "メールサーバー",
    "id_manager": "ID管理ユーザー",
    "member": "会員",
    "administrator": "管理者",
    "workflow": "自動処理",
    "operator": "運用担当者",
}
"""Who does what the audit log tells of, by the first part of a tag."""

VALUES = {
    **form.LABELS,
    **new_account.LABELS,
    "name": "名称",
    "name_kana": "名称（カナ）",
    "corporate_number": "法人番号",
    "telephone": "電話番号",
    "jan_maker_code": "代表JANメーカーコード",
    "company_id": "企業ID",
    "account_id": "アカウントID",
    "application_number": "受付番号",
    "accounts": "アカウントの数",
    "act": "操作の番号",
    "administrator": "管理者の番号",
    "administrators": "管理者の数",
    "after": "続きの位置",
    "before": "前の位置",
    "by": "操作した人のアカウントID",
    "bytes_done": "読んだバイト数",
    "cancellation": "解約の番号",
    "change": "手続きの番号",
    "changed": "変更した項目",
    "choice": "判断",
    "consent_by": "同意が必要な会員",
    "domain": "メールドメイン",
    "ends_at": "解約の日時",
    "due_at": "変更する日時",
    "effective_from": "発効日",
    "evidence": "確認の根拠",
    "generation": "何通目か",
    "kind": "種類",
    "last_end": "前回の終わり方",
    "limit": "制限",
    "listed": "申請フォームに表示",
    "mail": "メール",
    "mail_address_changed": "メールアドレスの変更",
    "manager": "ID管理ユーザーのアカウントID",
    "number": "番号",
    "of_applications": "申請のリンクの数",
    "of_members": "会員のリンクの数",
    "parts": "修正する箇所",
    "process": "処理の番号",
    "recovery": "回復コードの使用",
    "review": "審査の理由",
    "revision": "申請内容の版",
    "role": "権限",
    "run": "取込の番号",
    "sequences": "進めた番号の列",
    "sessions": "ログアウトさせた端末の数",
    "since": "開始日",
    "source": "だれが",
    "stage": "申請の状況",
    "state": "状態",
    "subject": "対象",
    "suspended": "利用停止",
    "text": "本文",
    "jan": "JANコード",
    "list": "一覧",
    "need": "対応の理由",
    "recipient": "宛先",
    "search": "検索した語",
    "sort": "並び順",
    "standing": "利用状況",
    "taken": "担当",
    "text_sha256": "本文のSHA-256",
    "title": "題名",
    "to": "引き継いだ人のアカウントID",
    "tries": "回数",
    "troubles": "止まっている理由",
    "until": "終了日",
    "version": "版",
    "wholesaler": "卸の番号",
    "workflows": "消したワークフローの数",
}
"""What acts changed, and what else is noted of them, by the name of the value."""

CONSENT_BY = {
    "nobody": "同意不要",
    "id_managers": "ID管理ユーザー",
    "everyone": "すべての会員",
}
"""Which members must consent to a version of the terms."""

IMPORTS = {"companies": "企業マスター", "corporations": "国税庁の法人番号"}
"""What a file that is imported is about."""

ROLES = {
    "viewer": "閲覧者",
    "helpdesk": "ヘルプデスク",
    "administrator": "管理者",
    "id_manager": "ID管理ユーザー（主担当）",
    "deputy": "ID管理ユーザー（副担当）",
    "user": "利用者",
}

LISTS = {
    "accounts": "アカウント",
    "administrators": "管理者",
    "applications": "申請",
    "companies": "企業",
    "imports": "取込",
    "limits": "制限",
    "mails": "メール",
    "process-log": "手続きの記録（OCEL）",
    "process-map": "手続きの流れの図（BPMN）",
    "queue": "対応待ち",
    "replies": "定型文",
    "terms": "規約",
    "wholesalers": "卸",
}
"""The lists of the console that can be written to a file."""

_SORTS = {
    "newest": "新しい順",
    "oldest": "古い順",
    "deadline": "期限の近い順",
    "latest-deadline": "期限の遠い順",
    "longest-wait": "待ち時間の長い順",
    "shortest-wait": "待ち時間の短い順",
    "wait": "待ち時間の長い順",
    "number": "番号順",
    "need": "理由順",
    "in-hand": "担当者順",
    "company_id": "企業ID順",
    "last-company_id": "企業IDの逆順",
}

_WORDS: Mapping[str, Mapping[Any, str]] = {
    "choice": {**CHOICES, **VERDICTS},
    "consent_by": CONSENT_BY,
    "kind": IMPORTS | MAIL_KINDS,
    "list": LISTS,
    "need": NEEDS,
    "sort": _SORTS,
    "standing": {"member": "会員", "suspended": "停止中", "ended": "退会"},
    "taken": {"nobody": "担当者なし", "me": "自分が担当"},
    "parts": form.TITLES,
    "changed": VALUES,
    "review": CAUSES,
    "role": ROLES,
    "source": SOURCES,
    "stage": {**STAGES, "open": "進行中のすべて", "closed": "終了したすべて"},
    "state": {"active": "利用中", "invited": "招待中", "stopped": "停止中"},
}
"""The words of values that are one of a few, or several of them, by the name of the value."""

_MOMENTS = {"effective_from", "since", "until"}


def act_of(tag: str) -> str:
    """How the console calls what a tag stands for; the tag itself for one that it never knew."""
    return ACTS.get(tag, tag)


def doer_of(tag: str) -> str:
    """Who did it, by the first part of the tag."""
    source = tag.partition(":")[0]
    return SOURCES.get(source, source)


def in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values of an act, each by its label and as it is read."""
    return [(VALUES.get(name, name), _in_words(name, value)) for name, value in values.items()]


def _in_words(name: str, value: Any) -> str:
    if value is None or value == "":
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name in _MOMENTS and "T" in value:
        return format_jst(datetime.fromisoformat(value))
    words = _WORDS.get(name)
    if words is None:
        return str(value)
    separated = str(value).replace(",", " ").split()
    return "、".join(words.get(each, each) for each in separated)
