"""The wholesaler's link (security.md S01 to S06, S09, S25, S29, S31)."""

import asyncio
import re
from datetime import timedelta

import pytest

from db.enrolment.links import make_link
from db.tables.enrolment import Decision, Link
from db.tables.operation import AuditEvent, Outbox
from domain.tokens import Purpose, token_hash
from rig.applications import Applications, another_form
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import WAYS, approval_path

STEPS = ("", *(f"/{way}" for way in WAYS))


async def link(applications: Applications) -> str:
    return await approval_path(applications, await applications.awaiting_approval())


async def everything_recorded() -> tuple[int, int, int, int]:
    used = await Link.count().where(Link.used_at.is_not_null())
    return await Decision.count(), await Outbox.count(), await AuditEvent.count(), used


async def test_s01_s02_ten_prefetches_change_nothing_and_then_a_person_decides(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    before = await everything_recorded()
    for step in STEPS * 10:
        assert (await site.client.get(path + step)).status_code == 200
        assert (await site.client.head(path + step)).status_code == 200
    assert await everything_recorded() == before
    page = await site.press(await site.get(f"{path}/approve"), "承認する")
    assert page.h1 == "承認を受け付けました"


@pytest.mark.parametrize("step", WAYS)
async def test_s01_decision_without_the_csrf_token_is_refused(
    site: Site, applications: Applications, step: str
) -> None:
    path = await link(applications)
    before = await everything_recorded()
    page = await site.post(f"{path}/{step}", {"reason": "理由"})
    assert page.status == 403
    assert await everything_recorded() == before


async def test_s03_only_the_hash_of_the_token_is_stored(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    token = await applications.token(Purpose.APPROVAL, number)
    assert re.fullmatch("[A-Za-z0-9_-]{43}", token)
    kept = await Link.select(Link.token_hash).where(Link.purpose == "approval")
    assert [row["token_hash"] for row in kept] == [token_hash(token)]


async def test_s04_the_same_post_twice_has_one_effect(
    site: Site, applications: Applications
) -> None:
    page = await site.get(f"{await link(applications)}/approve")
    answers = await asyncio.gather(*(site.press(page, "承認する") for _ in range(3)))
    answers.append(await site.press(page, "承認する"))
    assert {answer.h1 for answer in answers} == {"承認を受け付けました"}
    assert await Decision.count() == 1
    assert await Outbox.count().where(Outbox.signal == "decision_made") == 1


async def test_s04_s29_a_newer_link_kills_the_older(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    old = await approval_path(applications, number)
    form = await site.get(f"{old}/approve")
    await make_link(
        applications.settings.link_keys,
        Purpose.APPROVAL,
        number,
        now=site.clock.now,
        revision=1,
        expires_at=site.clock.now + timedelta(days=1),
    )
    assert (await site.press(form, "承認する")).status == 410
    for step in STEPS:
        page = await site.get(old + step)
        assert page.status == 410
        assert "新しい" in page.h1
    assert not await Decision.exists()
    newer = await approval_path(applications, number)
    page = await site.press(await site.get(f"{newer}/approve"), "承認する")
    assert page.h1 == "承認を受け付けました"


def leads_to_others(page: Page, path: str) -> list[str]:
    """Every address on a page that holds a secret of another link."""
    addresses = [e.get(name) or "" for e in page.tree.iter() for name in ("href", "action")]
    return [a for a in addresses if re.search("/[A-Za-z0-9_-]{43}", a) and path not in a]


async def test_s04_link_opens_its_own_request_only(site: Site, applications: Applications) -> None:
    """A mail that was forwarded must not give its reader what the mailbox may do."""
    path = await link(applications)
    form = another_form(company_name="ほかの食品株式会社")
    await applications.awaiting_approval("other@hoka.example", form)
    page = await site.get(path)
    assert "ほかの食品株式会社" in page.text
    for step in (*STEPS, "/others"):
        assert leads_to_others(await site.get(path + step), path) == []
    used = await site.press(await site.get(f"{path}/approve"), "承認する")
    for page in (used, await site.get(path), await site.get(f"{path}/others")):
        assert leads_to_others(page, path) == []
        assert "ほかの食品株式会社" not in page.text


async def list_path(site: Site, applications: Applications) -> tuple[str, str]:
    """The link to all requests of a mailbox, and the number of the one it was asked from."""
    number = await applications.awaiting_approval()
    form = another_form(company_name="ほかの食品株式会社")
    await applications.awaiting_approval("other@hoka.example", form)
    page = await site.get(f"{await approval_path(applications, number)}/others")
    await site.press(page, "メールを送る")
    return f"/requests/{await applications.token(Purpose.REQUESTS, number)}", number


async def test_s04_list_opens_what_waits_for_its_mailbox_and_nothing_else(
    site: Site, applications: Applications
) -> None:
    path, number = await list_path(site, applications)
    form = another_form(contact_mail_address="yamada@mihon-oroshi.example")
    strangers = await applications.awaiting_approval("stranger@yoso.example", form)
    for step in STEPS:
        assert (await site.get(f"{path}/{number}{step}")).status == 200
        assert (await site.get(f"{path}/{strangers}{step}")).status == 404
        assert (await site.get(f"{path}/261122-000001-5{step}")).status == 404
    fields = {"csrf_token": site.client.cookies["__Host-csrf"]}
    assert (await site.post(f"{path}/{strangers}/approve", fields)).status == 404
    assert not await Decision.exists()


async def test_s05_list_ends_after_a_day_or_with_the_next(
    site: Site, applications: Applications
) -> None:
    path, number = await list_path(site, applications)
    site.clock.now += timedelta(days=1, seconds=1)
    for address in (path, f"{path}/{number}", f"{path}/{number}/approve"):
        page = await site.get(address)
        assert (page.status, page.h1) == (410, "この一覧のリンクは使えなくなりました")
    site.clock.now -= timedelta(hours=23)
    form = await site.get(f"{await approval_path(applications, number)}/others")
    await site.press(form, "メールを送る")
    assert (await site.get(path)).status == 410


async def test_s05_link_works_a_second_before_its_end_and_explains_a_second_after(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    kept = await Link.objects().get(Link.purpose == "approval")
    assert kept is not None
    site.clock.now = kept.expires_at - timedelta(seconds=1)
    form = await site.get(f"{path}/approve")
    assert form.status == 200
    site.clock.now += timedelta(seconds=2)
    late = await site.press(form, "承認する")
    assert late.status == 410
    assert late.h1 == "回答期限が過ぎています"
    assert not await Decision.exists()
    assert {(await site.get(path + step)).status for step in STEPS} == {410}
    site.clock.now -= timedelta(seconds=2)
    assert (await site.press(form, "承認する")).h1 == "承認を受け付けました"


async def test_decision_can_be_read_after_the_deadline(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    await site.press(await site.get(f"{path}/approve"), "承認する")
    site.clock.now += timedelta(days=365)
    assert (await site.get(path)).h1 == "承認を受け付けました"


@pytest.mark.parametrize("purpose", [Purpose.APPLY, Purpose.STATUS, Purpose.DISPUTE])
async def test_s06_token_of_another_purpose_is_refused(
    site: Site, applications: Applications, purpose: Purpose
) -> None:
    token = await applications.token(purpose, await applications.enrolled())
    for step in STEPS:
        assert (await site.get(f"/approval/{token}{step}")).status == 404


async def test_s06_tampered_token_is_refused(site: Site, applications: Applications) -> None:
    path = await link(applications)
    form = await site.get(f"{path}/approve")
    swapped = path[:-1] + ("A" if path[-1] != "A" else "B")
    for wrong in (swapped, f"{path}=", path.lower(), "/approval/%00", "/approval/é", "/approval/x"):
        assert (await site.get(wrong)).status == 404
    fields = {"csrf_token": site.client.cookies["__Host-csrf"]}
    assert (await site.post(f"{swapped}/approve", fields)).status == 404
    assert not await Decision.exists()
    assert form.status == 200


async def test_s09_no_page_of_the_link_is_kept_or_told_to_others(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    for step in (*STEPS, "x"):
        headers = (await site.client.get(path + step)).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


async def test_s25_deciding_takes_two_steps(site: Site, applications: Applications) -> None:
    page = await site.get(await link(applications))
    assert not list(page.tree.iter("form")), "the first page decides nothing"
    for button in ("承認する", "承認しない", "取引がない", "担当者を変更する"):
        (await site.get(page.link(button))).form_of(button)


async def test_s31_nothing_can_be_decided_once_it_lapsed(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    form = await site.get(f"{path}/approve")
    await Decision.raw("UPDATE application SET stage = 'lapsed', closed_at = now()")
    assert (await site.press(form, "承認する")).h1 == "回答期限が過ぎています"
    assert {(await site.get(path + step)).status for step in STEPS} == {410}
    assert not await Decision.exists()


async def test_s33_text_of_an_applicant_is_text_on_the_page(
    site: Site, applications: Applications
) -> None:
    path = await link(applications)
    attack = "<script>alert(1)</script><a href=https://evil.example>株式会社</a>"
    await Decision.raw("UPDATE form_revision SET company_name = {}", attack)
    for step in STEPS:
        page = await site.get(path + step)
        assert attack in page.text
        assert not [e for e in page.tree.iter("a") if "evil" in (e.get("href") or "")]
