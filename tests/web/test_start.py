"""The page that the link of the invitation opens (product.md, step 6)."""

from datetime import UTC, datetime, timedelta

from db.enrolment.application_form import save_draft, submit_form, verify_address
from db.tables.enrolment import Application
from db.tables.operation import Outbox
from domain.tokens import Purpose
from rig.applications import FORM, HASH, Applications
from rig.site import Site
from tests.web.walk import FILLED, apply_link, fill, to_form


async def test_link_states_its_deadline_and_has_one_button(
    site: Site, applications: Applications
) -> None:
    at = datetime(2026, 11, 22, 11, 4, tzinfo=UTC)
    site.clock.now = at
    number = await applications.invited(at=at)
    page = await site.get(f"/apply/{await applications.token(Purpose.APPLY, number)}")
    assert page.h1 == "Inforexへの加入申請"
    assert "2026年12月2日(水) 20:04" in page.text
    assert len(list(page.tree.iter("button"))) == 1


async def test_button_verifies_the_address_once_however_often_it_is_pressed(
    site: Site, applications: Applications
) -> None:
    number, link = await apply_link(applications)
    start = await site.get(link)
    first = await site.press(start, "加入申請を始める")
    again = await site.press(start, "加入申請を始める")
    assert (first.path, again.path) == (f"{link}/form", f"{link}/form")
    signals = await Outbox.select(Outbox.signal).where(Outbox.process == number)
    assert [row["signal"] for row in signals] == ["start", "address_verified"]
    assert site.relay.nudged == [number, number]


async def test_form_before_the_button_leads_to_the_button(
    site: Site, applications: Applications
) -> None:
    _, link = await apply_link(applications)
    for page in ("form", "check", "done"):
        assert (await site.get(f"{link}/{page}")).path == link
    assert not await Application.exists().where(Application.verified_at.is_not_null())


async def test_expired_link_says_so_and_offers_a_new_one(
    site: Site, applications: Applications
) -> None:
    _, link = await apply_link(applications, at=site.clock())
    site.clock.now += timedelta(days=10, seconds=1)
    page = await site.get(link)
    assert page.status == 410
    assert page.h1 == "リンクの有効期限が切れています"
    assert page.link("もう一度メールアドレスを登録する") == "/search"


async def test_replaced_link_says_so_and_the_new_one_works(
    site: Site, applications: Applications
) -> None:
    number, old = await apply_link(applications)
    await applications.invited()
    new = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    page = await site.get(old)
    assert page.status == 410
    assert page.h1 == "このリンクは新しいリンクに置き換えられました"
    assert (await site.get(new)).status == 200


async def test_used_link_shows_the_number_and_what_comes_next(
    site: Site, applications: Applications
) -> None:
    number = await applications.submitted()
    link = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    for path in (link, f"{link}/form", f"{link}/check", f"{link}/done"):
        page = await site.get(path)
        assert page.h1 == "加入申請を受け付けました"
        assert number in page.text
    pressed = await site.post(link, {"csrf_token": site.client.cookies["__Host-csrf"]})
    assert pressed.path == f"{link}/done"
    site.clock.now += timedelta(days=100)
    assert (await site.get(link)).h1 == "加入申請を受け付けました"


async def test_new_link_resumes_the_draft(site: Site, applications: Applications) -> None:
    form, old = await to_form(site, applications)
    await fill(site, form, 住所="")
    number = await applications.invited()
    new = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    assert new != old
    start = await site.get(new)
    assert "前回までに入力した内容が保存されています。" in start.text
    page = await site.press(start, "加入申請を始める")
    assert page.value("企業名") == FILLED["企業名"]


async def test_newer_link_says_that_the_form_came_by_the_older_one(
    site: Site, applications: Applications
) -> None:
    number, _ = await apply_link(applications)
    await verify_address(number, site.clock())
    assert await applications.invited() == number  # asked for once more, by whoever
    await save_draft(number, {}, HASH, site.clock())
    await submit_form(number, FORM, link_generation=1, now=site.clock())
    newer = f"/apply/{await applications.token(Purpose.APPLY, number, 2)}"
    for path in (newer, f"{newer}/form", f"{newer}/check", f"{newer}/done"):
        page = await site.get(path)
        assert (page.status, page.h1) == (409, "この申請は受け付け済みです")
        assert number in page.text


async def test_link_of_what_is_over_says_so_though_another_clock_said_it_first(
    site: Site, applications: Applications
) -> None:
    number, link = await apply_link(applications)
    await verify_address(number, site.clock())
    await applications.steps.end_wait(await applications.at_its_end(number))
    for path in (link, f"{link}/form", f"{link}/check"):
        assert (await site.get(path)).status == 410
