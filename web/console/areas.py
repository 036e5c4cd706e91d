"""The addresses of the console: its home, and the areas in the order of the menu."""

from litestar import get
from litestar.response import Redirect

from domain.logins import ADMINISTRATORS
from web.pages import see_other

HOME = ADMINISTRATORS.home


def is_console(path: str) -> bool:
    """Whether an address is one of the console's."""
    return path == HOME or path.startswith(f"{HOME}/")


AREAS: list[tuple[str, str]] = [
    ("/console/applications", "申請"),
    ("/console/companies", "企業"),
    ("/console/wholesalers", "卸"),
    ("/console/terms", "規約"),
    ("/console/replies", "定型文"),
    ("/console/imports", "取込"),
    ("/console/mails", "メール"),
    ("/console/limits", "制限"),
    ("/console/audit", "操作履歴"),
    ("/console/dashboard", "状況"),
    ("/console/administrators", "管理者"),
]
"""Address and name: 申請, 企業, 卸, 規約, 定型文, 取込, メール, 制限, 操作履歴, 状況, 管理者."""


QUEUE = "/console/applications"


@get(HOME)
async def home() -> Redirect:
    """Go to the queue."""
    return see_other(QUEUE)
