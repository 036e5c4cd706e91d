"""What the console's own error pages say; Japanese only."""

from web.console.return_to import HOME
from web.error_texts import ErrorPage

WAY_BACK = ("管理画面に戻る", HOME)

NOT_PERMITTED = ErrorPage(
    403,
    "この操作をする権限がありません",
    "あなたの権限では、このページを表示したり、操作したりすることはできません。何も変更していません。",
    ("必要な場合は、権限「管理者」の人にご依頼ください。",),
    (WAY_BACK,),
)
