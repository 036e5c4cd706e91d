"""Sending a file of accounts, as a browser does."""

from domain.account_csv import COLUMNS
from rig.applications import Applications
from rig.members import Ids, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_login import log_in

HEADER = ",".join(COLUMNS)
PATH = "/accounts/import"


async def log_in_manager(site: Site, applications: Applications) -> Ids:
    manager = await id_manager(applications)
    await log_in(site, manager)
    return manager


def rows(count: int) -> str:
    """So many lines that can be issued, after the header."""
    people = (f"営業部,山田 {n}郎,,yamada{n}@maker.example" for n in range(count))
    return "\r\n".join([HEADER, *people])


async def send(site: Site, content: bytes | str, path: str = PATH) -> Page:
    """Choose a file and press the button."""
    page = await site.get(PATH)
    form, _ = page.form_of("ファイルを確認する")
    token = next(e.get("value") or "" for e in form.iter("input") if e.get("name") == "csrf_token")
    content = content.encode() if isinstance(content, str) else content
    answer = await site.client.post(
        path,
        data={"csrf_token": token},
        files={"file": ("accounts.csv", content, "text/csv")},
        follow_redirects=True,
    )
    return site.checked(answer)
