"""「届かなかったメール」: the domains, the preview of one, and its retry."""

from db.mailing import mails
from db.tables.operation import Mail
from domain.mail_addresses import domain_of
from rig.applications import APPLICANT, Applications, now
from rig.console.staff import logged_in
from rig.site import Site

PATH = "/console/mails/domains"
OURS = domain_of(APPLICANT)


async def test_mails_of_a_domain_are_seen_and_sent_again(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    await mails.record_refused(f"{number}/welcome/1", "550 blocked", now())
    site.clock.now = now()
    await logged_in(site, "helpdesk")
    page = await site.get(
        (await site.get("/console/mails")).link("届かなかったメールをドメインごとに送り直す")
    )
    (row,) = page.cells("届かなかったメール（多い順、100件まで）")
    assert (row[0], row[1], row[3]) == (OURS, "1通", "550 blocked")
    page = await site.get(page.link(OURS))
    assert page.h1 == f"{OURS} へのメールをすべて送り直す"
    (row,) = page.cells("申請についてのメール")
    assert (row[0], row[3]) == (number, "－")
    assert "理由" in (await site.press(page, "すべて送り直す")).errors["reason"]
    assert await Mail.count().where(Mail.state == "queued", Mail.kind == "welcome") == 0
    old, page = page, await site.press(page, "すべて送り直す", 理由="相手のサーバーが直りました。")
    assert page.path == PATH
    assert await Mail.count().where(Mail.state == "queued", Mail.kind == "welcome") == 1
    page = await site.press(old, "すべて送り直す", 理由="もう一度。")
    assert page.status == 422
    assert "まだ何も送っていません" in page.html
    assert "いま送り直せるメールはありません" in page.text


async def test_viewers_see_the_domains_and_send_nothing(
    site: Site, applications: Applications
) -> None:
    number = await applications.enrolled()
    await mails.record_refused(f"{number}/welcome/1", "550 blocked", now())
    await logged_in(site, "viewer")
    page = await site.get(PATH)
    assert f'href="{PATH}/{OURS}"' not in page.html
    assert (await site.get(f"{PATH}/{OURS}")).status == 403


async def test_what_is_no_domain_is_not_found(site: Site) -> None:
    await logged_in(site, "helpdesk")
    for domain in ("x", "%00", "a" * 300, "<b>"):
        assert (await site.get(f"{PATH}/{domain}")).status == 404
    assert "届かなかったメールはありません" in (await site.get(PATH)).text
