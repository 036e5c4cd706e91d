"""A company's use of the service suspended, and the suspension lifted."""

from functools import partial

from db.console.companies import CompanyCard
from db.console.company_acts import SuspensionUnchangedError, lift_suspension, suspend
from web.console.acts import Act, ActPage, Do, Refusals, says
from web.console.companies.pages import PATH, STANDINGS, open_company, page_of
from web.forms import Form
from web.said import Said

_REFUSALS: Refusals = {
    SuspensionUnchangedError: says(
        "すでにその状態になっているか、退会しています。何も変更していません。"
    )
}


async def _suspend(company: CompanyCard, _: Form) -> Do:
    return partial(suspend, company.company_id)


async def _lift(company: CompanyCard, _: Form) -> Do:
    return partial(lift_suspension, company.company_id)


def _suspending(company: CompanyCard) -> ActPage:
    return ActPage(
        "企業の利用を停止する",
        (
            "この企業の全員がすぐにログアウトし、解除するまで、だれもログインできません。",
            "アカウントと登録された情報は、そのまま残ります。",
        ),
        back=page_of(company.company_id),
        said=Said(
            "企業の利用を停止しました",
            (
                "この企業の全員がログアウトしました。解除するまで、だれもログインできません。",
                "企業のID管理ユーザーに、停止したことをメールで知らせます。",
            ),
        ),
        shown=_shown(company),
        danger=True,
    )


def _lifting(company: CompanyCard) -> ActPage:
    return ActPage(
        "利用の停止を解除する",
        ("この企業の方が、これまでのIDとパスワードでログインできるようになります。",),
        back=page_of(company.company_id),
        said=Said(
            "利用の停止を解除しました",
            (
                "この企業の方は、これまでのIDとパスワードでログインできます。",
                "企業のID管理ユーザーに、再開したことをメールで知らせます。",
            ),
        ),
        shown=_shown(company),
    )


def _shown(company: CompanyCard) -> tuple[tuple[str, str], ...]:
    return (
        ("企業ID", company.company_id),
        ("企業名", company.name),
        ("状態", STANDINGS[company.standing]),
    )


SUSPEND = Act(
    path=f"{PATH}/suspension",
    about=open_company,
    page=_suspending,
    read=_suspend,
    refusals=_REFUSALS,
)
LIFT = Act(path=f"{PATH}/lift", about=open_company, page=_lifting, read=_lift, refusals=_REFUSALS)
