"""A process that stopped has a page, with the acts that end its case."""

import pytest

from db import outbox, troubles
from db.tables.operation import Outbox
from domain.needs import TroubleKind
from rig.applications import Applications, now
from rig.console.staff import logged_in
from rig.site import Site

QUEUE = "/console/applications"


async def test_it_is_tried_again(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await troubles.note(number, TroubleKind.WORKFLOW_MISSING, "Enrolment: FAILED", now())
    before = await Outbox.count().where(Outbox.process == number, Outbox.signal == "start")
    await logged_in(site)
    page = await site.get(f"{QUEUE}/{number}")
    page = await site.get(page.link("止まっている処理を見る"))
    assert "処理を進めるワークフローが動いていません。（Enrolment: FAILED）" in page.text
    assert "渡せない知らせを破棄する" not in page.text
    page = await site.get(page.link("止まっている処理をやり直す"))
    page = await site.press(page, "やり直す", 理由="入れ替えたため")
    assert (page.path, await troubles.troubles()) == (QUEUE, [])
    assert await Outbox.count().where(Outbox.process == number, Outbox.signal == "start") > before


async def test_news_of_what_is_there_no_more_are_discarded(site: Site) -> None:
    await outbox.tell("change-99", "start", now())
    await troubles.note("change-99", TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", now())
    await logged_in(site)
    page = await site.get((await site.get(QUEUE)).link("change-99"))
    form = await site.get(page.link("渡せない知らせを破棄する"))
    page = await site.press(form, "破棄する", 理由="")
    assert page.status == 422
    assert await Outbox.exists()
    page = await site.press(form, "破棄する", 理由="対象を削除したため")
    assert (page.path, await troubles.troubles()) == (QUEUE, [])
    assert not await Outbox.exists()
    assert (await site.get("/console/stopped/change-99")).status == 404


@pytest.mark.parametrize("role", ["viewer", "helpdesk"])
async def test_only_administrators_act(site: Site, role: str) -> None:
    await troubles.note("import-7", TroubleKind.STEP_FAILING, "import: KeyError", now())
    await logged_in(site, role)
    page = await site.get("/console/stopped/import-7")
    assert "止まっている処理をやり直す" not in page.text
    assert (await site.get("/console/stopped/import-7/retry")).status == 403
