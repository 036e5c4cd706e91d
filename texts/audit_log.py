"""The words in which the console tells what was done: acts, who did them, and what they changed."""

from domain.audit_tags import AuditTag

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
}
"""Who does what the audit log tells of, by the first part of a tag."""

VALUES = {
    "name": "名称",
    "name_kana": "名称（カナ）",
    "corporate_number": "法人番号",
    "postal_code": "郵便番号",
    "head_office": "本社所在地",
    "address": "住所",
    "telephone": "電話番号",
    "jan_maker_code": "代表JANメーカーコード",
    "change": "申し込みの番号",
    "suspended": "利用停止",
    "state": "状態",
    "role": "権限",
    "mail_address": "メールアドレス",
    "manager": "ID管理ユーザーのアカウントID",
    "evidence": "確認の根拠",
    "account_id": "アカウントID",
    "department": "部署名",
    "person_name": "氏名",
    "person_name_kana": "氏名カナ",
    "due_at": "変更する日時",
    "wholesaler": "卸の番号",
    "listed": "申請フォームに表示",
    "domain": "メールドメイン",
    "version": "版",
    "effective_from": "発効日",
    "consent_by": "同意が必要な会員",
    "text_sha256": "本文のSHA-256",
    "limit": "制限",
    "subject": "対象",
    "tries": "回数",
    "title": "題名",
    "text": "本文",
    "process": "処理",
    "troubles": "止まっている理由",
    "list": "一覧",
    "search": "検索した語",
    "number": "受付番号",
    "jan": "JANコード",
    "mail": "メールアドレス",
    "recipient": "宛先",
    "stage": "状況",
    "standing": "状態",
    "need": "理由",
    "taken": "担当",
    "kind": "種類",
    "company_id": "企業ID",
    "since": "開始日",
    "until": "終了日",
    "sort": "並び順",
}
"""What acts changed, by the name of the value."""
