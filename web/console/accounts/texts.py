"""What the pages of acts upon accounts say: what will happen, and why something was refused."""

from datetime import datetime
from enum import StrEnum

from db.access.requests import ChangeUnderWayError, NoSecondFactorError, SameAddressError
from db.company_data import CompanyLeftError
from db.console.accounts import AddressToChangeError, StoppedByTheCompanyError
from db.members.account_facts import AccountMovedOnError, ManagerStaysError
from db.members.account_list import INVITED, AccountDetails
from domain.business_calendar import format_jst
from domain.companies.access_acts import AdministratorNeededError
from web.console.acts import Refusals, says
from web.said import Said


class AccountAct(StrEnum):
    """What can be done; the last part of its page's address."""

    PASSWORD = "password"  # noqa: S105 -- the name of a page
    UNLOCK = "unlock"
    STOP = "stop"
    DEPUTY = "end-deputy"
    RESTART = "restart"
    SECOND_FACTOR = "second-factor"
    ADDRESS = "address"


TITLES = {
    AccountAct.PASSWORD: "パスワード再設定の案内を送る",
    AccountAct.UNLOCK: "ログインの制限を解除する",
    AccountAct.STOP: "アカウントを停止する",
    AccountAct.DEPUTY: "副担当を解任する",
    AccountAct.RESTART: "アカウントを再開する",
    AccountAct.SECOND_FACTOR: "二段階認証の解除を始める",
    AccountAct.ADDRESS: "メールアドレスの変更を始める",
}
_IF_NOT_KNOWN = (
    "企業の方から「心当たりがない」との申し出があれば、取りやめて、管理者全員に知らせます。"
    "だれにもメールが届かなかった場合は、別の管理者の同意も必要です。"
)
_SECOND_FACTOR = (
    "すぐには解除しません。登録されているメールアドレスと、企業のID管理ユーザーなどに知らせます。",
    (
        "本人がメールのページで「同意する」を押すとすぐに、押さなければ{when}（日本時間）以降に"
        "解除します。解除すると、回復コードも使えなくなります。"
    ),
    _IF_NOT_KNOWN,
)
_ADDRESS = (
    (
        "すぐには変更しません。新しいメールアドレスに確認のお願いを、これまでのメールアドレスと、"
        "企業のID管理ユーザーなどにお知らせを送ります。"
    ),
    (
        "新しいメールアドレスでの確認が済み、これまでのメールアドレスで「同意する」が押されるとすぐに、"
        "押されなければ{when}（日本時間）以降に変更します。それまでは、これまでのメールアドレスが有効です。"
    ),
    _IF_NOT_KNOWN,
)
MANAGER_EFFECTS = (
    "主担当のID管理ユーザーを変更します。副担当の人も、新しい主担当に選べます。",
    "すぐには変更しません。これまでのID管理ユーザーと、最近ログインしたほかの方に知らせます。",
    (
        "これまでの主担当のID管理ユーザーがメールのページで「同意する」を押すとすぐに、押さなければ"
        "{when}（日本時間）以降に変更します。"
    ),
    (
        "変更すると、これまでの主担当のID管理ユーザーは利用者になり、すぐにログアウトします。"
        "新しい人には、そのときに招待を送ります。"
    ),
    _IF_NOT_KNOWN,
    "ID管理ユーザーの退職など、本人による引き継ぎができない場合に、証拠となる書類などを確認してから行ってください。",
)
"""What follows when another ID manager is asked for; `{when}`: from when, JST."""

EFFECTS: dict[AccountAct, tuple[str, ...]] = {
    AccountAct.PASSWORD: (
        "登録されているメールアドレスに、新しいパスワードを設定するページの案内を送ります。",
        "まだ一度もパスワードを設定していない人には、招待をもう一度送ります。",
        "管理画面からパスワードを見たり、設定したりすることはできません。",
    ),
    AccountAct.UNLOCK: (
        "続けて間違えたために待たされている人が、すぐにもう一度ログインを試せるようになります。",
    ),
    AccountAct.STOP: (
        "この人はすぐにログアウトし、再開するまでログインできません。",
        "ID管理ユーザー（副担当）だった人は、利用者になります。再開しても、副担当には戻りません。",
    ),
    AccountAct.DEPUTY: (
        "この人はすぐにログアウトし、利用者になります。アカウントIDとパスワードは変わりません。",
        "本人と、企業のID管理ユーザー全員に、メールで知らせます。",
    ),
    AccountAct.RESTART: (
        "この人が、これまでのパスワードでログインできるようになります。",
        "企業のID管理ユーザーが停止したアカウントは、ID管理ユーザーだけが再開できます。",
        "まだパスワードを設定していない人には、続けてパスワード再設定の案内を送ってください。",
    ),
    AccountAct.SECOND_FACTOR: _SECOND_FACTOR,
    AccountAct.ADDRESS: _ADDRESS,
}
"""What each act does; `{when}`: from when, JST, where it waits."""


def said_of(act: AccountAct, account: AccountDetails, when: str) -> Said:
    """What the account's page says after an act; `when`: from when it counts, JST, if it waits."""
    match act:
        case AccountAct.PASSWORD:
            return _sent(account)
        case AccountAct.SECOND_FACTOR:
            return Said("二段階認証の解除を始めました", (_TOLD, _waits(when, "解除")))
        case AccountAct.ADDRESS:
            asks = f"新しいメールアドレスへ確認のお願いを送ります。{_TOLD}"
            return Said("メールアドレスの変更を始めました", (asks, _waits(when, "変更")))
    return _SAID[act]


def _sent(account: AccountDetails) -> Said:
    mail = "招待" if account.standing in INVITED else "パスワード再設定の案内"
    return Said(
        f"{account.mail_address} へ{mail}を送りました",
        ("届いたメールのリンクから、本人がパスワードを設定します。",),
    )


_SAID = {
    AccountAct.UNLOCK: Said(
        "ログインの制限を解除しました", ("すぐにもう一度ログインを試せます。",)
    ),
    AccountAct.STOP: Said(
        "アカウントを停止しました",
        ("この人はログアウトしました。再開するまでログインできません。",),
    ),
    AccountAct.DEPUTY: Said(
        "副担当を解任しました",
        (
            "この人はログアウトし、利用者になりました。",
            "本人と、企業のID管理ユーザー全員に、メールで知らせます。",
        ),
    ),
    AccountAct.RESTART: Said(
        "アカウントを再開しました",
        (
            "これまでのパスワードでログインできます。",
            "まだパスワードを設定していない人には、続けてパスワード再設定の案内を送ってください。",
        ),
    ),
}
_TOLD = "これまでのメールアドレスと、企業のID管理ユーザーなどへ、お知らせを送ります。"


def _waits(when: str, what: str) -> str:
    return f"同意があればすぐに、なければ{when}（日本時間）以降に{what}します。"


def _when(at: datetime) -> str:
    return f"{format_jst(at)}（日本時間）"


REFUSALS: Refusals = {
    AccountMovedOnError: says(
        "アカウントの状態が変わったため、この操作はできません。何も変更していません。"
    ),
    ManagerStaysError: says(
        "主担当のID管理ユーザーのアカウントは停止できません。先に、ID管理ユーザーを変更してください。"
    ),
    StoppedByTheCompanyError: says(
        "企業のID管理ユーザーが停止したアカウントです。再開は、ID管理ユーザーが会員ページで行います。"
        "何も変更していません。"
    ),
    NoSecondFactorError: says("二段階認証は設定されていません。何も変更していません。"),
    SameAddressError: says("登録されているメールアドレスと同じです。何も変更していません。"),
    CompanyLeftError: says("この企業は退会したため、変更できません。"),
    AdministratorNeededError: says(
        "このアカウントは、ID管理ユーザーのものになりました。権限「管理者」の人が、確認の根拠を"
        "記録して行います。何も変更していません。"
    ),
    ChangeUnderWayError: lambda error: (
        "",
        (
            "同じ手続きが、すでに進行中です。"
            f"{_when(error.change.progress.effective_from)}以降に変更されます。"
        ),
    ),
    AddressToChangeError: lambda error: (
        "",
        (
            "メールアドレスを変更する手続きが進行中のため、案内を送れません。"
            f"手続きが済む{_when(error.change.progress.effective_from)}以降に送ってください。"
            "これまでのメールアドレスで同意があれば、その前に送れます。"
        ),
    ),
}
