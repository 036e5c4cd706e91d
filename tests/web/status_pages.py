"""The applicant's pages behind the link of the receipt mail."""

from db.enrolment.facts import load_facts
from domain.enrolment.stages import Part, ReviewChoice
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.site import Site
from rig.visitor import Page

COLLEAGUE = "sato@mihon-oroshi.example"
OTHER_CONTACT = {
    "認証先卸部署名": "営業部",
    "認証先卸担当者名": "佐藤 次郎",
    "認証先卸担当者メールアドレス": COLLEAGUE,
}


async def status_path(applications: Applications, number: str) -> str:
    return f"/status/{await applications.token(Purpose.STATUS, number)}"


async def status_page(site: Site, applications: Applications, number: str) -> Page:
    """The status page, as of this moment."""
    site.clock.now = max(site.clock.now, now())
    return await site.get(await status_path(applications, number))


def timeline(page: Page) -> list[str]:
    """Each point of the timeline with its state."""
    points = page.tree.iter("li")
    marked = [p for p in points if (p.get("class") or "").startswith("timeline-")]
    return [" ".join("".join(p.find("p").itertext()).split()) for p in marked]  # type: ignore[union-attr]  # each has a title


def possible(page: Page) -> set[str]:
    """The acts that the page offers."""
    texts = ("卸担当者へ再送", "卸担当者を変更する", "申請内容を修正する", "申請を取り下げる")
    controls = [*page.tree.iter("a"), *page.tree.iter("button")]
    shown = {" ".join("".join(element.itertext()).split()) for element in controls}
    return {text for text in texts if text in shown}


async def returned(applications: Applications, *parts: Part) -> str:
    """An administrator returned the application for these parts to be corrected."""
    number = await applications.under_review()
    await applications.review(number, ReviewChoice.RETURN, parts)
    await applications.steps.send_back(applications.order(number))
    return number


async def screen(applications: Applications, number: str) -> None:
    """The workflow takes up the newest revision."""
    await applications.steps.screen(applications.order(number))


async def revision_of(number: str) -> int:
    return (await load_facts(number)).revision
