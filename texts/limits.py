"""The words in which staff read of limits."""

from domain.limits import LimitKind

LIMITS = {
    LimitKind.SEARCH: "企業の検索",
    LimitKind.ENROLMENT: "申請用URLの発行",
    LimitKind.ENROLMENTS: "申請用URLの発行（全体）",
    LimitKind.RECOVERY: "ID・パスワードの再通知",
    LimitKind.RECOVERIES: "ID・パスワードの再通知（全体）",
    LimitKind.LOGIN_BROWSER: "ログイン（以前使われた端末）",
    LimitKind.LOGIN_HERE: "ログイン（1つのアカウントへ）",
    LimitKind.LOGIN_NETWORK: "ログイン",
    LimitKind.LOGIN_ACCOUNT: "ログイン（1つのアカウントへ、多数のネットワークから）",
    LimitKind.LOGIN_ACCOUNT_DAY: "ログイン（1つのアカウントへ、1日）",
    LimitKind.LOGIN_COMPANY: "ログイン（1つの企業へ、多数のネットワークから）",
    LimitKind.LOGINS: "ログイン（全体）",
    LimitKind.CODE_BROWSER: "確認コード（以前使われた端末）",
    LimitKind.CODE_ACCOUNT: "確認コード",
    LimitKind.PRESENT_PASSWORD: "現在のパスワードの確認",
    LimitKind.NEW_ADDRESS: "メールアドレスの変更",
    LimitKind.AMENDMENT: "申請内容の修正",
    LimitKind.CONSOLE_BROWSER: "管理画面へのログイン（以前使われた端末）",
    LimitKind.CONSOLE_HERE: "管理画面へのログイン（1人へ）",
    LimitKind.CONSOLE_NETWORK: "管理画面へのログイン",
    LimitKind.CONSOLE_PERSON: "管理画面へのログイン（1人へ、多数のネットワークから）",
    LimitKind.CONSOLE_LOGINS: "管理画面へのログイン（全体）",
    LimitKind.CONSOLE_CODE_BROWSER: "管理画面の確認コード（以前使われた端末）",
    LimitKind.CONSOLE_CODE: "管理画面の確認コード",
    LimitKind.CONSOLE_PRESENT: "管理画面での現在のパスワードの確認",
    LimitKind.READINESS: "書き込めることの確認（監視）",
}
"""What is counted, as the list of limits names it."""
