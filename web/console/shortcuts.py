"""What keys do on the pages of the console; the script of its pages knows the same ones."""

from typing import Any

from litestar import Request, Response, get

from db.console.staff import Staff
from domain.console_roles import Permission
from web.console.areas import AREAS, HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected

PATH = f"{HOME}/shortcuts"

_NAMES = dict(AREAS) | {f"{HOME}/applications/all": "すべての申請"}

AREA_KEYS = {
    key: _NAMES[f"{HOME}/{area}"]
    for key, area in {
        "a": "applications",
        "s": "applications/all",
        "c": "companies",
        "w": "wholesalers",
        "m": "mails",
        "r": "audit",
        "d": "dashboard",
    }.items()
}
"""Which area each key opens after g."""

KEYS = (
    ("/", "「すべてから探す」に移る"),
    ("j", "表の次の行に移る"),
    ("k", "表の前の行に移る"),
    ("Enter", "選んだ行を開く"),
    ("n", "次の50件"),
    ("p", "前の50件"),
    ("?", "このページを開く"),
)
"""What the other keys do."""


@get(PATH)
async def show_shortcuts(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """List every key, and let them be turned off."""
    return console_page(
        request, "console/shortcuts.html", staff, keys=KEYS, area_keys=AREA_KEYS.items()
    )


SHORTCUTS = staff_only(Permission.OWN, [show_shortcuts])
