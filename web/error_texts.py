"""What the error pages say: what happened, and what to do next (ux 8, 17, 28)."""

from dataclasses import dataclass
from datetime import timedelta

from domain.text import InvalidInput

Text = InvalidInput | str


@dataclass(frozen=True)
class ErrorPage:
    """One error page; `links` are button texts and where they lead, the best way on first."""

    status: int
    title: Text
    explanation: Text
    what_to_do: tuple[Text, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


TOP = ("トップページへ", "/")
_NEW_LINK = ("もう一度メールアドレスを登録する", "/search")
ASK_HELPDESK = "お困りの場合は、ページ下部のヘルプデスクまでお問い合わせください。"

NOT_UNDERSTOOD = ErrorPage(
    400,
    "送信された内容を読み取れませんでした",
    "ページの表示や送信が途中で途切れた可能性があります。",
    ("前のページに戻り、再読み込みしてから、もう一度お試しください。", ASK_HELPDESK),
    (TOP,),
)
FORBIDDEN = ErrorPage(
    403,
    "このページは表示できません",
    "このページを表示する権限がありません。",
    (ASK_HELPDESK,),
    (TOP,),
)
FORM_NOT_RECOGNISED = ErrorPage(
    403,
    "もう一度送信してください",
    "安全のため、送信を受け付けませんでした。"
    "ページを開いてから時間がたったか、Cookieが使えない状態になっています。",
    (
        "前のページに戻って再読み込みし、もう一度入力して送信してください。",
        "繰り返し表示される場合は、ブラウザーの設定でCookieを有効にしてください。",
    ),
    (TOP,),
)
FORM_TO_SEND_AGAIN = ErrorPage(
    403,
    "もう一度送信してください",
    "安全のため、送信をまだ受け付けていません。"
    "ページを開いてから時間がたったか、Cookieが使えない状態になっています。",
    (
        "入力した内容は残っています（パスワードを除く）。「もう一度送信する」を押してください。",
        "繰り返し表示される場合は、ブラウザーの設定でCookieを有効にしてください。",
    ),
)
NOT_FOUND = ErrorPage(
    404,
    "ページが見つかりません",
    "アドレスが途中で切れているか、ページが移動または削除されました。",
    ("メールのリンクから開いた場合は、アドレスの全体をコピーして開いてください。", ASK_HELPDESK),
    (TOP,),
)
WRONG_METHOD = ErrorPage(
    405,
    "この操作はできません",
    "このページでは、送信された操作を受け付けていません。",
    ("トップページから、もう一度お進みください。",),
    (TOP,),
)
TOO_LARGE = ErrorPage(
    413,
    "送信された内容が大きすぎます",
    "受け付けられる大きさを超えたため、送信を受け付けませんでした。",
    ("前のページに戻り、入力を短くしてから、もう一度送信してください。",),
    (TOP,),
)
FAILED = ErrorPage(
    500,
    "ページを表示できませんでした",
    "システムに問題が起きました。ご不便をおかけして申し訳ありません。",
    (
        "しばらく待ってから、このページを再読み込みしてください。",
        "送信の途中だった場合は、再読み込みすると、入力した内容をもう一度送信できます。",
    ),
    (TOP,),
)
UNAVAILABLE = ErrorPage(
    503,
    "ただいまご利用いただけません",
    "システムが一時的に応答していません。",
    (
        "数分待ってから、このページを再読み込みしてください。",
        "送信の途中だった場合は、再読み込みすると、入力した内容をもう一度送信できます。",
    ),
    (TOP,),
)
NOT_OPEN_YET = ErrorPage(
    503,
    "加入申請の受付を準備しています",
    "ご同意いただく利用規約を準備しているため、まだ申請していただけません。",
    ("日をあらためて、もう一度お試しください。", ASK_HELPDESK),
    (TOP,),
)

LINK_UNKNOWN = ErrorPage(
    404,
    "リンクが見つかりません",
    "このリンクは、発行されたものと一致しません。",
    (
        "メールに記載されたURLが途中で改行されている場合は、全体をコピーして開いてください。",
        "見つからない場合は、もう一度メールアドレスを登録してください。新しいリンクをお送りします。",
    ),
    (_NEW_LINK, TOP),
)
LINK_REPLACED = ErrorPage(
    410,
    "このリンクは新しいリンクに置き換えられました",
    "同じメールアドレスで新しい手続きのメールが発行されたため、このリンクは使えません。",
    (
        "いちばん新しい「【Inforex】加入手続きのご案内」のメールのリンクを開いてください。",
        "メールが見つからない場合は、もう一度メールアドレスを登録してください。",
    ),
    (_NEW_LINK, TOP),
)
LINK_EXPIRED = ErrorPage(
    410,
    "リンクの有効期限が切れています",
    "有効期限を過ぎたため、このリンクからの申請は受け付けられません。",
    (
        "もう一度メールアドレスを登録してください。新しいリンクをお送りします。",
        "入力途中の内容は、しばらく保管しています。同じメールアドレスを登録すると、続きから入力できます。",
        ASK_HELPDESK,
    ),
    (_NEW_LINK, TOP),
)
APPROVAL_UNKNOWN = ErrorPage(
    404,
    "リンクが見つかりません",
    "このリンクは、発行されたものと一致しません。",
    (
        "メールに記載されたURLが途中で改行されている場合は、全体をコピーして開いてください。",
        ASK_HELPDESK,
    ),
)
APPROVAL_REPLACED = ErrorPage(
    410,
    "このリンクは新しいリンクに置き換えられました",
    "新しい確認のメールが発行されたため、このリンクは使えません。",
    ("いちばん新しい「【Inforex】お取引確認のお願い」のリンクを開いてください。", ASK_HELPDESK),
)
APPROVAL_EXPIRED = ErrorPage(
    410,
    "回答期限が過ぎています",
    "期限を過ぎたため、このリンクからは回答できません。この申請は終了しています。",
    (
        "回答の必要はありません。お取引先が必要とする場合は、あらためて申請されます。",
        ASK_HELPDESK,
    ),
)

REQUESTS_OVER = ErrorPage(
    410,
    "この一覧のリンクは使えなくなりました",
    "まとめて確認するためのリンクは、発行から24時間、または新しいリンクが発行されるまで使えます。",
    (
        "それぞれの申請には、その申請の「【Inforex】お取引確認のお願い」のリンクから回答できます。",
        "そのページの「まとめて確認する」から、新しいリンクをお送りすることもできます。",
    ),
)

PASSWORD_MISSING = ErrorPage(
    422,
    "パスワードが設定されていません",
    "申請するには、ID管理ユーザーのパスワードの設定が必要です。",
    ("前の画面に戻り、加入申請情報登録でパスワードを入力してください。",),
)
ALREADY_DECIDED = ErrorPage(
    409,
    "この申請は回答済みです",
    "この申請には、すでに回答が記録されています。最初の回答が有効です。",
    ("メールのリンクをもう一度開くと、記録された回答を確認できます。", ASK_HELPDESK),
)
NOTHING_TO_DECIDE = ErrorPage(
    409,
    "この申請への回答は受け付けられません",
    "申請の内容が変わったか、回答の受付が終わっています。",
    ("メールのリンクをもう一度開き、最新の内容をご確認ください。", ASK_HELPDESK),
)


def already_submitted(application_number: str) -> ErrorPage:
    """Page for a form of an application that was submitted before."""
    return ErrorPage(
        409,
        "この申請は受け付け済みです",
        InvalidInput(
            "受付番号 {number} で受け付けています。もう一度申請する必要はありません。",
            number=application_number,
        ),
        ("今後のご案内は、メールでお送りします。", ASK_HELPDESK),
        (TOP,),
    )


def moved_on(stage_title: str) -> ErrorPage:
    """Page for an act that came too late: the application is at another stage by now."""
    return ErrorPage(
        409,
        "申請の状況が変わったため、受け付けられませんでした",
        InvalidInput("現在の状況は、「{stage}」です。", stage=stage_title),
        (
            "送信された内容は記録していません。最新の状況をご確認のうえ、もう一度お手続きください。",
            ASK_HELPDESK,
        ),
    )


def too_soon(again_at: str) -> ErrorPage:
    """Page for somebody who asks again for what was done a short while ago."""
    return ErrorPage(
        409,
        "まだ再送できません",
        "卸担当者には、すでにメールをお送りしています。続けてお送りすることはできません。",
        (
            InvalidInput("{when}から、もう一度お送りできます。", when=again_at),
            "ID取得をお急ぎの方は、認証先卸担当者へご相談ください。",
        ),
    )


def file_too_large(megabytes: int, form: str) -> ErrorPage:
    """Page for a file above so many megabytes; `form` is the page that it was sent from."""
    return ErrorPage(
        413,
        "ファイルが大きすぎます",
        InvalidInput("{megabytes}MBを超えるファイルは受け付けられません。", megabytes=megabytes),
        ("内容を減らすか、ファイルを分けてから、もう一度送信してください。", ASK_HELPDESK),
        (("ファイルの選択に戻る", form),),
    )


def file_not_kept(form: str) -> ErrorPage:
    """Page for a file that the disk did not take; `form` is the page that it was sent from."""
    return ErrorPage(
        503,
        "ファイルを受け取れませんでした",
        "システムに問題があり、ファイルを保存できませんでした。"
        "ファイルの内容は取り込まれておらず、登録済みの情報も変わっていません。",
        ("数分待ってから、もう一度ファイルを選択して送信してください。", ASK_HELPDESK),
        (("ファイルの選択に戻る", form),),
    )


def too_many_requests(wait: timedelta) -> ErrorPage:
    """Page for somebody who must wait; `wait` is the longest that it takes."""
    return ErrorPage(
        429,
        "しばらくお待ちください",
        "短い時間に多くの操作があったため、一時的に受け付けを止めています。",
        (
            InvalidInput(
                "{minutes}分ほど待ってから、もう一度お試しください。",
                minutes=max(1, round(wait.total_seconds() / 60)),
            ),
            ASK_HELPDESK,
        ),
        (TOP,),
    )
