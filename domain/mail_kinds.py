"""Every mail there is, by its kind: its name, who gets it, and until when it is true."""

from enum import Enum, StrEnum, auto
from typing import Self

from domain.enrolment.stages import Stage


class Audience(Enum):
    """Who a mail is for."""

    APPLICANT = auto()
    CONTACT = auto()
    """Of the wholesaler that vouches."""

    MEMBER = auto()
    ADMINISTRATORS = auto()


APPLICANT, CONTACT, MEMBER, ADMINISTRATORS = Audience


class MailKind(StrEnum):
    """A kind of mail; its value is in the keys of such mails, and the folder of their templates.

    `asks_while`: the stage of the application at which somebody is to do what it asks for, so that
    it is true no longer; None for one that tells what has happened, which stays true.
    """

    label: str
    audience: Audience
    asks_while: Stage | None

    def __new__(
        cls,
        value: str,
        label: str = "",
        audience: Audience = APPLICANT,
        asks_while: Stage | None = None,
    ) -> Self:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.label = label
        kind.audience = audience
        kind.asks_while = asks_while
        return kind

    INVITATION = "invitation", "加入手続きのご案内", APPLICANT, Stage.INVITED
    INVITATION_REMINDER = "invitation_reminder", "申請期限のお知らせ", APPLICANT, Stage.INVITED
    WHOLESALER_ANSWER = "wholesaler_answer", "認証先卸についての回答", APPLICANT, Stage.INVITED
    RECEIPT = "receipt", "加入申請の受付", APPLICANT
    WELCOME = "welcome", "会員登録完了のお知らせ", APPLICANT
    RETURNED = "returned", "修正のお願い", APPLICANT, Stage.RETURNED
    DECLINED = "declined", "お取引確認の結果", APPLICANT, Stage.RETURNED
    UNDELIVERABLE = "undeliverable", "卸担当者への不達のお知らせ", APPLICANT, Stage.RETURNED
    TURNED_DOWN = "turned_down", "審査結果のお知らせ", APPLICANT
    LAPSED = "lapsed", "回答期限切れのお知らせ", APPLICANT
    UNCORRECTED = "uncorrected", "修正期限切れのお知らせ", APPLICANT
    WITHDRAWN = "withdrawn", "取り下げの受付", APPLICANT
    ADDRESS_CORRECTED = "address_corrected", "連絡先の変更（新しい宛先へ）", APPLICANT
    ADDRESS_REPLACED = "address_replaced", "連絡先の変更（前の宛先へ）", APPLICANT

    APPROVAL_REQUEST = "approval_request", "お取引確認のお願い", CONTACT, Stage.AWAITING_APPROVAL
    APPROVAL_REMINDER = (
        "approval_reminder",
        "お取引確認のお願い（ご回答待ち）",
        CONTACT,
        Stage.AWAITING_APPROVAL,
    )
    APPROVAL_RESEND = (
        "approval_resend",
        "お取引確認のお願い（再送）",
        CONTACT,
        Stage.AWAITING_APPROVAL,
    )
    APPROVAL_WITHDRAWN = "approval_withdrawn", "お取引確認の取り下げ", CONTACT
    APPROVAL_LAPSED = "approval_lapsed", "お取引確認の終了", CONTACT
    OPEN_REQUESTS = "open_requests", "お待ちしている申請の一覧", CONTACT
    HAND_OVER_RECEIPT = "hand_over_receipt", "お取引確認の引き継ぎの控え", CONTACT
    DECISION_RECEIPT = "decision_receipt", "お取引確認の控え", CONTACT
    ISSUE_REVOKED = "issue_revoked", "ID発行の取り消し（卸担当者へ）", CONTACT

    ACCOUNT_INVITATION = "account_invitation", "アカウント発行のご案内", MEMBER
    ADDRESS_REGISTERED = "address_registered", "メールアドレスの登録", MEMBER
    RECOVERY = "recovery", "ID・パスワードの再設定（本人の依頼）", MEMBER
    PASSWORD_RESET = "password_reset", "パスワードの再設定（ID管理ユーザーの依頼）", MEMBER
    PASSWORD_LINK = "password_link", "パスワードの再設定（ヘルプデスクから）", MEMBER
    PASSWORD_CHANGED = "password_changed", "パスワード変更のお知らせ", MEMBER
    ADDRESS_CONFIRMATION = "address_confirmation", "メールアドレスの確認のお願い", MEMBER
    ADDRESS_CHANGE_ASKED = "address_change_asked", "メールアドレス変更の手続き", MEMBER
    ADDRESS_CHANGED = "address_changed", "メールアドレス変更のお知らせ", MEMBER
    ADDRESS_PUT_RIGHT = "address_put_right", "メールアドレスの訂正", MEMBER
    SECOND_FACTOR_CHANGED = "second_factor_changed", "二段階認証の変更のお知らせ", MEMBER
    SECOND_FACTOR_REMOVED = "second_factor_removed", "二段階認証の解除（ヘルプデスクから）", MEMBER
    ROLE_RECEIVED = "role_received", "ID管理ユーザーの引き継ぎ（新任へ）", MEMBER
    ROLE_HANDED_OVER = "role_handed_over", "ID管理ユーザーの引き継ぎ（前任へ）", MEMBER
    DEPUTY_ASKED = "deputy_asked", "副担当への就任のお願い（ご本人へ）", MEMBER
    DEPUTY_ASKING = "deputy_asking", "副担当への就任の依頼（ID管理ユーザーへ）", MEMBER
    DEPUTY_BEGUN = "deputy_begun", "副担当への就任", MEMBER
    DEPUTY_OFF = "deputy_off", "副担当への就任の取りやめ", MEMBER
    DEPUTY_ENDED = "deputy_ended", "副担当の終了", MEMBER
    MANAGER_APPOINTED = "manager_appointed", "ID管理ユーザーの変更（新任へ）", MEMBER
    MANAGER_INVITED = "manager_invited", "ID管理ユーザーの変更（新しい人へ）", MEMBER
    MANAGER_REPLACED = "manager_replaced", "ID管理ユーザーの変更（前任へ）", MEMBER
    ACCESS_CHANGE_ASKED = "access_change_asked", "アカウントの変更手続きの確認（本人へ）", MEMBER
    ACCESS_CHANGE_NOTICE = (
        "access_change_notice",
        "アカウントの変更手続きのお知らせ（企業のほかの方へ）",
        MEMBER,
    )
    ACCESS_CONFIRMATION = (
        "access_confirmation",
        "新しいメールアドレスの確認のお願い（運営の手続き）",
        MEMBER,
    )
    ACCESS_CHANGE_OFF = "access_change_off", "アカウントの変更手続きの取りやめ", MEMBER
    COMPANY_CHANGE_APPROVED = "company_change_approved", "企業情報の変更の反映", MEMBER
    COMPANY_CHANGE_DECLINED = "company_change_declined", "企業情報の変更の申し込みの結果", MEMBER
    COMPANY_SUSPENDED = "company_suspended", "利用停止のお知らせ", MEMBER
    COMPANY_DISPUTED = "company_disputed", "利用停止のお知らせ（取引の確認への申し出）", MEMBER
    SUSPENSION_LIFTED = "suspension_lifted", "利用停止の解除のお知らせ", MEMBER
    COMPANY_REVOKED = "company_revoked", "ID発行の取り消し（企業へ）", MEMBER
    CANCELLATION_BEGUN = "cancellation_begun", "解約の受付", MEMBER
    CANCELLATION_REMINDER = "cancellation_reminder", "解約の日のお知らせ", MEMBER
    CANCELLATION_UNDONE = "cancellation_undone", "解約の取り消し", MEMBER
    CANCELLATION_ENDED = "cancellation_ended", "解約の完了", MEMBER

    ALERT_SCREENING = "alert_screening", "管理者へ：審査が必要", ADMINISTRATORS
    ALERT_NO_TRADE = "alert_no_trade", "管理者へ：取引がない", ADMINISTRATORS
    ALERT_DISPUTE = "alert_dispute", "管理者へ：心当たりがない", ADMINISTRATORS
    ALERT_SUSPENDED = "alert_suspended", "管理者へ：企業IDの停止", ADMINISTRATORS
    ALERT_REVOCATION = "alert_revocation", "管理者へ：発行の取り消しの確認", ADMINISTRATORS
    ALERT_SILENCE = "alert_silence", "管理者へ：回答がない", ADMINISTRATORS, Stage.AWAITING_APPROVAL
    ALERT_DONE = "alert_done", "管理者へ：対応の完了", ADMINISTRATORS
    ACCESS_CHANGE_ALERT = "access_change_alert", "管理者へ：アカウントの変更手続き", ADMINISTRATORS
    ACCESS_CHANGE_STOPPED = (
        "access_change_stopped",
        "管理者へ：変更手続きに心当たりがない",
        ADMINISTRATORS,
    )
    COMPANY_CHANGE_ALERT = (
        "company_change_alert",
        "管理者へ：企業情報の変更の申し込み",
        ADMINISTRATORS,
    )
    COMPANY_CHANGE_SETTLED = (
        "company_change_settled",
        "管理者へ：企業情報の変更の終了",
        ADMINISTRATORS,
    )
    CANCELLATION_PROPOSED = (
        "cancellation_proposed",
        "管理者へ：解約の手続きの確認",
        ADMINISTRATORS,
    )
    CANCELLATION_ALERT = "cancellation_alert", "管理者へ：会員企業の解約", ADMINISTRATORS
    ALERT_FLOOD = "alert_flood", "管理者へ：通常より多い操作", ADMINISTRATORS
    HELPDESK_DIGEST = "helpdesk_digest", "管理者への毎朝のメール", ADMINISTRATORS
