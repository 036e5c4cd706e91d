"""Everything that the audit log tells of: its tag there, and how the console calls it."""

from enum import StrEnum
from typing import Self


class AuditTag(StrEnum):
    """What happened; its value is `source:subject:action`, where the source is who did it.

    The values are in the log for good: one that is written no more keeps its words.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        tag = str.__new__(cls, value)
        tag._value_ = value
        tag.label = label
        return tag

    @classmethod
    def of(cls, source: str, subject: str, action: str) -> Self:
        """The tag of these three parts; raises `ValueError` when there is none."""
        return cls(f"{source}:{subject}:{action}")

    APPLICANT_LINK_REQUEST = "applicant:link:request", "申請用URLの依頼"
    APPLICANT_ADDRESS_VERIFY = "applicant:address:verify", "メールアドレスの確認"
    APPLICANT_FORM_SUBMIT = "applicant:form:submit", "加入申請"
    APPLICANT_FORM_CORRECT = "applicant:form:correct", "申請内容の修正"
    APPLICANT_WHOLESALER_ASK = "applicant:wholesaler:ask", "認証先卸についての問い合わせ"
    APPLICANT_CONTACT_CHANGE = "applicant:contact:change", "卸担当者の変更"
    APPLICANT_MAIL_RESEND = "applicant:mail:resend", "卸担当者への再送の依頼"
    APPLICANT_APPLICATION_WITHDRAW = "applicant:application:withdraw", "申請の取り下げ"

    WHOLESALER_APPLICATION_APPROVE = "wholesaler:application:approve", "承認"
    WHOLESALER_APPLICATION_DECLINE = "wholesaler:application:decline", "不承認"
    WHOLESALER_APPLICATION_NO_TRADE = "wholesaler:application:no_trade", "取引がないとの回答"
    WHOLESALER_CONTACT_HAND_OVER = "wholesaler:contact:hand_over", "卸担当者の変更"
    WHOLESALER_REQUESTS_ASK = "wholesaler:requests:ask", "お待ちしている申請の一覧の依頼"
    WHOLESALER_DECISION_DISPUTE = "wholesaler:decision:dispute", "回答に心当たりがないとの連絡"

    MAIL_SERVER_MAIL_BOUNCE = "mail_server:mail:bounce", "メールの不達"

    ID_MANAGER_ACCOUNT_ISSUE = "id_manager:account:issue", "アカウントの発行"
    ID_MANAGER_ACCOUNT_CHANGE = "id_manager:account:change", "アカウントの変更"
    ID_MANAGER_ACCOUNT_STOP = "id_manager:account:stop", "アカウントの停止"
    ID_MANAGER_ACCOUNT_RESTART = "id_manager:account:restart", "アカウントの再開"
    ID_MANAGER_ACCOUNT_DELETE = "id_manager:account:delete", "アカウントの削除"
    ID_MANAGER_ACCOUNTS_EXPORT = "id_manager:accounts:export", "アカウントの書き出し"
    ID_MANAGER_ACCOUNTS_IMPORT = "id_manager:accounts:import", "CSVによるアカウントの発行"
    ID_MANAGER_INVITATION_SEND = "id_manager:invitation:send", "招待の再送"
    ID_MANAGER_INVITATION_REVOKE = "id_manager:invitation:revoke", "招待の取り消し"
    ID_MANAGER_PASSWORD_SEND = "id_manager:password:send", "パスワード再設定の案内の送信"
    ID_MANAGER_ROLE_HAND_OVER = "id_manager:role:hand_over", "ID管理ユーザーの引き継ぎ"

    ID_MANAGER_DEPUTY_ASK = "id_manager:deputy:ask", "副担当への就任の依頼"
    ID_MANAGER_DEPUTY_WITHDRAW = "id_manager:deputy:withdraw", "副担当への就任の依頼の取り下げ"
    ID_MANAGER_DEPUTY_DISMISS = "id_manager:deputy:dismiss", "副担当の解任"

    MEMBER_INVITATION_ACCEPT = "member:invitation:accept", "招待によるパスワードの設定"
    MEMBER_SESSION_BEGIN = "member:session:begin", "ログイン"
    MEMBER_SESSION_END = "member:session:end", "ログアウト"
    MEMBER_SESSION_END_ELSEWHERE = "member:session:end_elsewhere", "ほかの端末のログアウト"
    MEMBER_LOGIN_FAIL = "member:login:fail", "ログインの失敗"
    MEMBER_LOGIN_WRONG_CODE = "member:login:wrong_code", "確認コードの誤り"
    MEMBER_PASSWORD_CHANGE = "member:password:change", "パスワードの変更"
    MEMBER_PASSWORD_RESET = "member:password:reset", "パスワードの再設定"
    MEMBER_SECOND_FACTOR_ON = "member:second_factor:on", "二段階認証の設定"
    MEMBER_SECOND_FACTOR_OFF = "member:second_factor:off", "二段階認証の解除"
    MEMBER_RECOVERY_CODES_RENEW = "member:recovery_codes:renew", "回復コードの再発行"
    MEMBER_RECOVERY_ASK = "member:recovery:ask", "ID・パスワードの再通知の依頼"
    MEMBER_ADDRESS_ASK = "member:address:ask", "メールアドレスの変更の手続き"
    MEMBER_ADDRESS_CALL_OFF = "member:address:call_off", "メールアドレスの変更の取りやめ"
    MEMBER_ADDRESS_CHANGE = "member:address:change", "メールアドレスの変更"
    MEMBER_DEPUTY_ACCEPT = "member:deputy:accept", "副担当への就任の承諾"
    MEMBER_DEPUTY_DECLINE = "member:deputy:decline", "副担当への就任の辞退"
    MEMBER_DEPUTY_RESIGN = "member:deputy:resign", "副担当の辞任"
    MEMBER_TERMS_CONSENT = "member:terms:consent", "利用規約への同意"
    MEMBER_ACCESS_CONFIRM = "member:access:confirm", "新しいメールアドレスの確認"
    MEMBER_ACCESS_AGREE = "member:access:agree", "変更の手続きへの本人の同意"
    MEMBER_ACCESS_STOP = "member:access:stop", "変更の手続きに心当たりがないとの連絡"
    MEMBER_COMPANY_CHANGE = "member:company:change", "本社所在地などの変更"
    MEMBER_COMPANY_CHANGE_REQUEST = "member:company_change:request", "企業情報の変更の申し込み"
    MEMBER_COMPANY_CHANGE_WITHDRAW = (
        "member:company_change:withdraw",
        "企業情報の変更の申し込みの取り下げ",
    )
    MEMBER_OWN_DATA_DOWNLOAD = "member:own_data:download", "本人のデータの書き出し"
    MEMBER_CANCELLATION_REQUEST = "member:cancellation:request", "解約の申し込み"
    MEMBER_CANCELLATION_UNDO = "member:cancellation:undo", "解約の取り消し"

    ADMINISTRATOR_APPLICATION_APPROVE = "administrator:application:approve", "卸に代わって承認"
    ADMINISTRATOR_APPLICATION_RETRY = "administrator:application:retry", "失敗した処理のやり直し"
    ADMINISTRATOR_APPLICATION_WITHDRAW = "administrator:application:withdraw", "依頼による取り下げ"
    ADMINISTRATOR_ADDRESS_CORRECT = "administrator:address:correct", "申請者のメールアドレスの修正"
    ADMINISTRATOR_CONTACT_CHANGE = "administrator:contact:change", "卸担当者の変更"
    ADMINISTRATOR_DEADLINE_EXTEND = "administrator:deadline:extend", "期限の延長"
    ADMINISTRATOR_WHOLESALER_ANSWER = "administrator:wholesaler:answer", "認証先卸についての回答"
    ADMINISTRATOR_MAIL_VOID = "administrator:mail:void", "メールの送信の取りやめ"
    ADMINISTRATOR_MAIL_SEND_AGAIN = "administrator:mail:send_again", "メールの再送信"
    ADMINISTRATOR_REVIEW_CLEAR = "administrator:review:clear", "審査：問題なし"
    ADMINISTRATOR_REVIEW_RETURN = "administrator:review:return", "審査：修正を依頼"
    ADMINISTRATOR_REVIEW_DECLINE = "administrator:review:decline", "審査：却下"
    ADMINISTRATOR_CASE_TAKE = "administrator:case:take", "案件の担当"
    ADMINISTRATOR_CASE_ASSIGN = "administrator:case:assign", "案件の担当の割り当て"
    ADMINISTRATOR_CASE_RELEASE = "administrator:case:release", "案件の担当の解除"
    ADMINISTRATOR_NOTE_ADD = "administrator:note:add", "メモの追加"
    ADMINISTRATOR_COMPANY_SUSPEND = "administrator:company:suspend", "企業の利用停止"
    ADMINISTRATOR_COMPANY_LIFT = "administrator:company:lift", "企業の利用停止の解除"
    ADMINISTRATOR_OWN_DATA_EXPORT = (
        "administrator:own_data:export",
        "申請者本人のデータの書き出し",
    )
    ADMINISTRATOR_CANCELLATION_PROPOSE = (
        "administrator:cancellation:propose",
        "解約の手続き（企業の依頼）",
    )
    ADMINISTRATOR_CANCELLATION_SECOND = (
        "administrator:cancellation:second",
        "解約への別の管理者の同意",
    )
    ADMINISTRATOR_CANCELLATION_CALL_OFF = (
        "administrator:cancellation:call_off",
        "解約の手続きの取りやめ",
    )
    ADMINISTRATOR_CANCELLATION_UNDO = (
        "administrator:cancellation:undo",
        "解約の取り消し（企業の依頼）",
    )
    ADMINISTRATOR_PROCESS_RETRY = "administrator:process:retry", "止まっている処理のやり直し"
    ADMINISTRATOR_PROCESS_DISCARD = "administrator:process:discard", "渡せない知らせの破棄"
    ADMINISTRATOR_DISPUTE_SETTLE = "administrator:dispute:settle", "申し出の確認"
    ADMINISTRATOR_REVOCATION_ASK = "administrator:revocation:ask", "発行の取り消しの手続き"
    ADMINISTRATOR_REVOCATION_SECOND = (
        "administrator:revocation:second",
        "発行の取り消しへの別の管理者の同意",
    )
    ADMINISTRATOR_REVOCATION_CALL_OFF = (
        "administrator:revocation:call_off",
        "発行の取り消しの取りやめ",
    )
    ADMINISTRATOR_COMPANY_CORRECT = "administrator:company:correct", "企業情報の訂正"
    ADMINISTRATOR_COMPANY_CHANGE_APPROVE = (
        "administrator:company_change:approve",
        "企業情報の変更を承認",
    )
    ADMINISTRATOR_COMPANY_CHANGE_DECLINE = (
        "administrator:company_change:decline",
        "企業情報の変更を却下",
    )
    ADMINISTRATOR_ACCOUNT_SEND_PASSWORD_LINK = (
        "administrator:account:send_password_link",
        "パスワード再設定の案内の送信",
    )
    ADMINISTRATOR_ACCOUNT_UNLOCK = "administrator:account:unlock", "ログイン制限の解除"
    ADMINISTRATOR_ACCOUNT_STOP = "administrator:account:stop", "アカウントの停止"
    ADMINISTRATOR_ACCOUNT_RESTART = "administrator:account:restart", "アカウントの再開"
    ADMINISTRATOR_ACCESS_ASK_ADDRESS = (
        "administrator:access:ask_address",
        "メールアドレスの変更の手続き",
    )
    ADMINISTRATOR_ACCESS_ASK_SECOND_FACTOR = (
        "administrator:access:ask_second_factor",
        "二段階認証の解除の手続き",
    )
    ADMINISTRATOR_ACCESS_ASK_MANAGER = (
        "administrator:access:ask_manager",
        "ID管理ユーザーの変更の手続き",
    )
    ADMINISTRATOR_ACCOUNT_END_DEPUTY = "administrator:account:end_deputy", "副担当の解任"
    ADMINISTRATOR_ACCESS_CALL_OFF = "administrator:access:call_off", "変更の手続きの取りやめ"
    ADMINISTRATOR_ACCESS_SECOND = "administrator:access:second", "変更の手続きへの別の管理者の同意"
    ADMINISTRATOR_WHOLESALER_ADD = "administrator:wholesaler:add", "卸の追加"
    ADMINISTRATOR_WHOLESALER_CHANGE = "administrator:wholesaler:change", "卸の変更"
    ADMINISTRATOR_WHOLESALER_ADD_DOMAIN = (
        "administrator:wholesaler:add_domain",
        "メールドメインの追加",
    )
    ADMINISTRATOR_WHOLESALER_REMOVE_DOMAIN = (
        "administrator:wholesaler:remove_domain",
        "メールドメインの削除",
    )
    ADMINISTRATOR_TERMS_PUBLISH = "administrator:terms:publish", "利用規約の公開"
    ADMINISTRATOR_TERMS_CALL_BACK = "administrator:terms:call_back", "利用規約の公開の取り消し"
    ADMINISTRATOR_REPLY_ADD = "administrator:reply:add", "定型文の追加"
    ADMINISTRATOR_REPLY_CHANGE = "administrator:reply:change", "定型文の変更"
    ADMINISTRATOR_REPLY_DELETE = "administrator:reply:delete", "定型文の削除"
    ADMINISTRATOR_IMPORT_BEGIN = "administrator:import:begin", "ファイルの取り込みの開始"
    ADMINISTRATOR_IMPORT_STOP = "administrator:import:stop", "ファイルの取り込みの停止"
    ADMINISTRATOR_IMPORT_RESUME = "administrator:import:resume", "ファイルの取り込みの再開"
    ADMINISTRATOR_IMPORT_FINISH = "administrator:import:finish", "ファイルの取り込みの完了"
    ADMINISTRATOR_AUDIT_LOG_EXPORT = "administrator:audit_log:export", "操作履歴の書き出し"
    ADMINISTRATOR_LIST_EXPORT = "administrator:list:export", "一覧の書き出し"
    ADMINISTRATOR_LIMIT_LIFT = "administrator:limit:lift", "操作の制限の解除"
    ADMINISTRATOR_ADMINISTRATOR_ADD = "administrator:administrator:add", "管理者の追加"
    ADMINISTRATOR_ADMINISTRATOR_ROLE = "administrator:administrator:role", "管理者の権限の変更"
    ADMINISTRATOR_ADMINISTRATOR_STOP = "administrator:administrator:stop", "管理者の停止"
    ADMINISTRATOR_ADMINISTRATOR_RESTART = "administrator:administrator:restart", "管理者の再開"
    ADMINISTRATOR_ADMINISTRATOR_RESET_PASSWORD = (
        "administrator:administrator:reset_password",
        "管理者の仮パスワードの発行",
    )
    ADMINISTRATOR_ADMINISTRATOR_REMOVE_SECOND_FACTOR = (
        "administrator:administrator:remove_second_factor",
        "管理者の二段階認証の解除",
    )
    ADMINISTRATOR_SESSION_BEGIN = "administrator:session:begin", "ログイン"
    ADMINISTRATOR_SESSION_END = "administrator:session:end", "ログアウト"
    ADMINISTRATOR_LOGIN_FAIL = "administrator:login:fail", "ログインの失敗"
    ADMINISTRATOR_LOGIN_WRONG_CODE = "administrator:login:wrong_code", "確認コードの誤り"
    ADMINISTRATOR_PASSWORD_CHANGE = "administrator:password:change", "パスワードの変更"
    ADMINISTRATOR_SECOND_FACTOR_ON = "administrator:second_factor:on", "二段階認証の設定"
    ADMINISTRATOR_RECOVERY_CODES_RENEW = (
        "administrator:recovery_codes:renew",
        "回復コードの再発行",
    )

    # Written before operators asked for a change of access instead; the log still has them.
    ADMINISTRATOR_ACCOUNT_REMOVE_SECOND_FACTOR = (
        "administrator:account:remove_second_factor",
        "二段階認証の解除",
    )
    ADMINISTRATOR_ACCOUNT_CORRECT_ADDRESS = (
        "administrator:account:correct_address",
        "アカウントのメールアドレスの訂正",
    )
    ADMINISTRATOR_MANAGER_REPLACE = "administrator:manager:replace", "ID管理ユーザーの変更"

    WORKFLOW_APPLICATION_UNDER_REVIEW = "workflow:application:under_review", "審査の開始"
    WORKFLOW_APPLICATION_AWAITING_APPROVAL = (
        "workflow:application:awaiting_approval",
        "卸への確認の開始",
    )
    WORKFLOW_APPLICATION_RETURNED = "workflow:application:returned", "申請者への差し戻し"
    WORKFLOW_APPLICATION_ENROLLED = "workflow:application:enrolled", "加入の完了"
    WORKFLOW_APPLICATION_DECLINED = "workflow:application:declined", "不承認で終了"
    WORKFLOW_APPLICATION_EXPIRED = "workflow:application:expired", "期限切れで終了"
    WORKFLOW_APPLICATION_LAPSED = "workflow:application:lapsed", "回答なく終了"
    WORKFLOW_APPLICATION_WITHDRAWN = "workflow:application:withdrawn", "取り下げで終了"
    WORKFLOW_APPLICATION_REVOKED = "workflow:application:revoked", "発行の取り消し"
    WORKFLOW_APPLICATION_PURGE = "workflow:application:purge", "保存期間を過ぎた申請の削除"
    WORKFLOW_DEADLINE_MOVE = "workflow:deadline:move", "期限の繰り下げ"
    WORKFLOW_IDS_ISSUE = "workflow:ids:issue", "IDの発行"
    WORKFLOW_DEPUTY_LAPSE = "workflow:deputy:lapse", "副担当への就任の依頼の期限切れ"
    WORKFLOW_DEPUTY_END = "workflow:deputy:end", "アカウントの停止・削除による副担当の終了"
    WORKFLOW_ACCESS_MAKE = "workflow:access:make", "変更の手続きの実施"
    WORKFLOW_ACCESS_OUTDATE = "workflow:access:outdate", "変更の手続きの失効（状況の変化）"
    WORKFLOW_ACCESS_LAPSE = "workflow:access:lapse", "変更の手続きの期限切れ"
    WORKFLOW_COMPANY_CHANGE_APPROVE = "workflow:company_change:approve", "企業情報の変更の反映"
    WORKFLOW_COMPANY_CHANGE_DECLINE = "workflow:company_change:decline", "企業情報の変更の却下"
    WORKFLOW_COMPANY_CHANGE_WITHDRAW = (
        "workflow:company_change:withdraw",
        "企業情報の変更の取り下げ",
    )
    WORKFLOW_CANCELLATION_END = "workflow:cancellation:end", "解約の完了"
    WORKFLOW_COMPANY_PURGE = "workflow:company:purge", "保存期間を過ぎた企業の削除"
    WORKFLOW_PROCESS_RESTART = "workflow:process:restart", "止まっていた処理の再開"

    OPERATOR_LINKS_END = "operator:links:end", "漏れた鍵によるリンクの失効"
    OPERATOR_SECOND_FACTORS_FORGET = "operator:second_factors:forget", "二段階認証の一括解除"
    OPERATOR_PROCESS_MEND = "operator:process:mend", "処理の状態のずれの解消"
    OPERATOR_DATABASE_RESTORE = "operator:database:restore", "データベースの復元"
    OPERATOR_SEALS_RESUME = "operator:seals:resume", "監査ログの封印の再開"
