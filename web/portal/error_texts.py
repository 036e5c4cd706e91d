"""What the error pages of the members' portal say, and what to do next (ux 8, 28)."""

from domain.text import InvalidInput
from web.error_texts import TOP, ErrorPage

_LOGIN = ("ログイン", "/login")
_ACCOUNTS = ("アカウント一覧へ", "/accounts")
_ASK_ID_MANAGER = "ご不明な点は、貴社のID管理ユーザーにお問い合わせください。"
_ASK_HELPDESK = "お困りの場合は、ページ下部のヘルプデスクまでお問い合わせください。"

MEMBER_LINK_UNKNOWN = ErrorPage(
    404,
    "リンクが見つかりません",
    "このリンクは、発行されたものと一致しません。",
    (
        "メールに記載されたURLが途中で改行されている場合は、全体をコピーして開いてください。",
        _ASK_ID_MANAGER,
    ),
    (_LOGIN,),
)
MEMBER_LINK_REPLACED = ErrorPage(
    410,
    "このリンクは新しいリンクに置き換えられました",
    "同じ手続きのメールがあらためて発行されたか、手続きが取り消されたため、このリンクは使えません。",
    ("いちばん新しいメールのリンクを開いてください。", _ASK_ID_MANAGER),
    (_LOGIN,),
)
MEMBER_LINK_EXPIRED = ErrorPage(
    410,
    "リンクの有効期限が切れています",
    "有効期限を過ぎたため、このリンクは使えません。",
    ("もう一度お手続きのうえ、新しいメールのリンクを開いてください。", _ASK_ID_MANAGER),
    (("ID・パスワードをお忘れの方", "/forgotten"), _LOGIN),
)
MAILBOX_NEEDED = ErrorPage(
    403,
    "この端末からのログインには、メールでの確認が必要です",
    "このアカウントには、見慣れない端末から何度もログインが試されています。"
    "第三者によるログインを防ぐため、初めての端末からは、パスワードだけではログインできません。",
    (
        "「ID・パスワードをお忘れの方」に進み、届いたメールのリンクから、パスワードを設定してください。",
        "パスワードを設定した端末からは、すぐにログインできます。",
        "以前ログインした端末や、以前ログインした場所からは、そのままログインできます。",
        _ASK_HELPDESK,
    ),
    (("ID・パスワードをお忘れの方", "/forgotten"), _LOGIN),
)
MEMBER_LINK_USED = ErrorPage(
    410,
    "このリンクは使用済みです",
    "このリンクの手続きは完了しています。もう一度行う必要はありません。",
    ("設定したパスワードでログインしてください。", _ASK_ID_MANAGER),
    (_LOGIN,),
)
ADDRESS_LINK_USED = ErrorPage(
    410,
    "このリンクは使用済みです",
    "メールアドレスの変更は完了しています。もう一度行う必要はありません。",
    ("現在のメールアドレスは、「登録情報」のページで確認できます。", _ASK_ID_MANAGER),
    (("登録情報を確認する", "/profile"),),
)
CODE_STEP_OVER = ErrorPage(
    410,
    "もう一度ログインしてください",
    "パスワードの入力から時間がたったか、確認コードを5回間違えたため、続けられません。",
    (
        "お手数ですが、ログインの最初からやり直してください。",
        "認証アプリを使えない場合は、保管している回復コードでログインできます。",
        _ASK_HELPDESK,
    ),
    (_LOGIN,),
)
NOT_ID_MANAGER = ErrorPage(
    403,
    "ID管理ユーザーの方だけが利用できます",
    "このページは、貴社のID管理ユーザーの方だけが利用できます。",
    (_ASK_ID_MANAGER,),
    (("ホームへ", "/home"),),
)

ACCOUNT_NOT_IN_USE = ErrorPage(
    409,
    "このアカウントは利用できません",
    "アカウントが停止または削除されているか、企業のご利用が止まっています。",
    (_ASK_ID_MANAGER, _ASK_HELPDESK),
)
ROLE_MOVED = ErrorPage(
    409,
    "ID管理ユーザーは引き継ぎ済みです",
    "ID管理ユーザーの権限は、すでに別の方に引き継がれています。",
    (_ASK_HELPDESK,),
    (("ホームへ", "/home"),),
)
CANNOT_TAKE_ROLE = ErrorPage(
    409,
    "このアカウントには引き継げません",
    "ID管理ユーザーを引き継げるのは、利用中のほかのアカウントだけです。",
    (
        "招待中の方は、パスワードの設定が済んでから引き継いでください。停止中の方は、利用を再開してから引き継いでください。",
    ),
    (("アカウント一覧へ", "/accounts"),),
)

INVITATION_REPLACED = ErrorPage(
    410,
    "この招待は新しい招待に置き換えられました",
    "ID管理ユーザーが、あらためて招待を送ったため、このリンクは使えません。",
    (
        "いちばん新しい「【Inforex】アカウント発行のご案内」のリンクを開いてください。",
        _ASK_ID_MANAGER,
    ),
)
INVITATION_REVOKED = ErrorPage(
    410,
    "この招待は取り消されました",
    "貴社のID管理ユーザーが、この招待を取り消したため、このリンクは使えません。",
    ("アカウントが必要な場合は、貴社のID管理ユーザーに、招待をもう一度送るよう依頼してください。",),
)
INVITATION_EXPIRED = ErrorPage(
    410,
    "招待の有効期限が切れています",
    "有効期限を過ぎたため、このリンクからはパスワードを設定できません。",
    ("貴社のID管理ユーザーに、招待をもう一度送るよう依頼してください。",),
)
NO_SUCH_ACCOUNT = ErrorPage(
    404,
    "アカウントが見つかりません",
    "貴社に、このアカウントIDのアカウントはありません。削除された可能性があります。",
    ("アカウント一覧で、アカウントIDをご確認ください。",),
    (_ACCOUNTS,),
)
ACCOUNT_MOVED_ON = ErrorPage(
    409,
    "アカウントの状態が変わったため、受け付けられませんでした",
    "ページを開いたあとに、このアカウントの状態が変わっています。",
    ("アカウントのページをもう一度開き、最新の状態をご確認ください。",),
    (_ACCOUNTS,),
)
MANAGER_STAYS = ErrorPage(
    409,
    "ID管理ユーザーのアカウントは停止や削除ができません",
    "貴社のアカウントを管理する方が、いなくなってしまうためです。",
    (
        "先に、引き継ぐ方のアカウントのページで、ID管理ユーザーを引き継いでください。",
        "そのあとで、新しいID管理ユーザーの方が、このアカウントを停止または削除できます。",
    ),
    (_ACCOUNTS,),
)

COMPANY_LEFT = ErrorPage(
    409,
    "貴社は解約されています",
    "解約の手続きが完了しているため、この操作はできません。",
    (_ASK_HELPDESK,),
    (TOP,),
)


def accounts_full(left: int) -> ErrorPage:
    """Page for an issue of more accounts than the company has numbers left."""
    return ErrorPage(
        409,
        "発行できる番号が足りません",
        InvalidInput(
            "発行できるアカウントは、残り{left}件です。アカウントは発行していません。", left=left
        ),
        ("使われていないアカウントを削除すると、休止期間のあとに、その番号を発行できます。",),
        (_ACCOUNTS,),
    )
