"""Why an act about an application was refused, in words for those who asked for it."""

from db.console.acts_on_request import SamePersonError
from db.console.address_correction import MailOnItsWayError
from db.console.cases import TakenError
from db.console.company_acts import SuspensionUnchangedError
from db.console.mails_again import MailNotTrueError, MailUnderWayError, NothingFailedError
from domain.companies.access_acts import AdministratorNeededError
from domain.refusals import AlreadyDecidedError, RefusalError

_REASONS: dict[type[RefusalError], str] = {
    AdministratorNeededError: "申請者が確認したメールアドレスは、権限「管理者」の人が、確認の根拠を"
    "記録して変更します。",
    SamePersonError: "この申請の卸担当者または申請者のメールアドレスを変更した人は、代わりに承認"
    "できません。別の管理者に依頼してください。",
    AlreadyDecidedError: "この申請には、すでに回答が記録されています。最初の回答が有効です。",
    MailNotTrueError: "このメールの内容は、現在の状況と合わなくなっています。",
    MailUnderWayError: "同じメールを、いま送信しています。送信の結果は、経過に表示されます。",
    MailOnItsWayError: "前のメールアドレスへのメールを、いま送信しています。"
    "2分ほど待ってから、もう一度お試しください。",
    NothingFailedError: "失敗した処理はないか、すでにやり直しています。",
    SuspensionUnchangedError: "この企業は、すでにその状態になっているか、退会しています。",
    TakenError: "ほかの人が、先に担当しました。",
}
_MOVED_ON = "申請の状況が変わっているか、同じ操作がすでに行われています。"


def why_refused(error: RefusalError) -> str:
    """One or two sentences; nothing was changed."""
    return _REASONS.get(type(error), _MOVED_ON)
