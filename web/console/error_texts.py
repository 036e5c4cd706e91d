"""What the console's own error pages say; Japanese only."""

from web.console.areas import HOME
from web.error_texts import ErrorPage

WAY_BACK = ("管理画面に戻る", HOME)
ASK_THE_OPERATOR = "解決しない場合は、システムの運用担当者へお知らせください。"

ADMINISTRATOR_ONLY = ErrorPage(
    403,
    "この操作は管理者が行います",
    "企業に入る手段にかかわるため、権限「管理者」の人だけが、確認の根拠を記録して行えます。"
    "何も変更していません。",
    (
        "権限「管理者」の人に、依頼の内容と、本人であることを確認した方法を伝えてください。",
        "管理者が手続きすると、登録されているメールアドレスに知らせ、企業の方が止められる時間をおいてから変更します。",
    ),
    (WAY_BACK,),
)
NOT_PERMITTED = ErrorPage(
    403,
    "この操作をする権限がありません",
    "現在の権限では、このページを表示したり、操作したりすることはできません。何も変更していません。",
    ("必要な場合は、権限「管理者」の人にご依頼ください。",),
    (WAY_BACK,),
)


def no_such_account(company_id: str) -> ErrorPage:
    """Lead on to the company's accounts."""
    return ErrorPage(
        404,
        "アカウントが見つかりません",
        "この企業に、このアカウントIDのアカウントはありません。削除された可能性があります。",
        ("アカウント一覧で、アカウントIDをご確認ください。",),
        (("アカウント一覧", f"/console/companies/{company_id}/accounts"), WAY_BACK),
    )
