"""「定型文」: written once, offered wherever a reason is asked for."""

from db.console.replies import written_replies
from rig.console.staff import logged_in
from rig.site import Site

LIST = "/console/replies"


async def added(site: Site, title: str = "書類の不備") -> None:
    page = await site.get(f"{LIST}/new")
    await site.press(
        page, "定型文を追加する", 題名=title, 本文="書類をお送りください。", 理由="よく使うため"
    )


async def test_a_saved_reply_is_listed_and_offered_by_other_forms(site: Site) -> None:
    await logged_in(site)
    await added(site)
    (row,) = (await site.get(LIST)).cells("定型文")
    assert row[:3] == ["書類の不備", "書類をお送りください。", "administrator@inforex.example"]
    page = await site.get("/console/wholesalers/new")
    assert "定型文から選ぶ" in page.text
    assert "書類をお送りください。" in page.text


async def test_a_title_that_is_there_is_refused(site: Site) -> None:
    await logged_in(site)
    await added(site)
    page = await site.get(f"{LIST}/new")
    page = await site.press(page, "定型文を追加する", 題名="書類の不備", 本文="別の文", 理由="試験")
    assert (page.status, set(page.errors)) == (422, {"title"})
    assert len(await written_replies()) == 1


async def test_a_reply_is_changed_and_deleted(site: Site) -> None:
    await logged_in(site)
    await added(site)
    (written,) = await written_replies()
    page = await site.get(f"{LIST}/{written.reply}/change")
    page = await site.press(page, "定型文を変更する", 本文="新しい文", 理由="わかりやすくするため")
    assert "新しい文" in page.text
    page = await site.get(f"{LIST}/{written.reply}/delete")
    page = await site.press(page, "定型文を削除する", 理由="使わなくなったため")
    assert "定型文はまだありません" in page.text
    assert (await site.get(f"{LIST}/{written.reply}/delete")).status == 404


async def test_a_viewer_changes_nothing(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(LIST)
    assert "定型文を追加する" not in page.text
    assert (await site.get(f"{LIST}/new")).status == 403
