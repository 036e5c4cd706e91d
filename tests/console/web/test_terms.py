"""「規約」: a new version is previewed as applicants see it, published, and called back."""

from datetime import timedelta

from db.tables.enrolment import TermsVersion
from db.terms import current_terms, versions
from domain.business_calendar import JST
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page

LIST = "/console/terms"
BODY = "利用規約\n\n第1条（目的）\nこの規約は、新しい目的を定めます。"
ENGLISH = "Terms of use\n\nArticle 1\nThese terms have a new purpose."


def day(site: Site, days: int) -> str:
    return (site.clock.now.astimezone(JST) + timedelta(days=days)).strftime("%Y-%m-%d")


async def previewed(site: Site, days: int = 40, **fields: str) -> Page:
    """The page after 「プレビュー」."""
    page = await site.get(f"{LIST}/new")
    typed = {
        "本文（日本語）": BODY,
        "参考訳（英語）": ENGLISH,
        "発効日": day(site, days),
        "理由": "法改正に合わせるため",
    }
    form, _ = page.form_of("プレビュー")
    token = next(e for e in form.iter("input") if e.get("name") == "csrf_token")
    data = {page.name_of(label): text for label, text in typed.items()}
    data |= {"csrf_token": token.get("value") or "", "action": "preview"}
    return await site.post(f"{LIST}/new", data | {"consent_by": "id_managers"} | fields)


async def test_a_version_is_previewed_and_then_published(site: Site) -> None:
    await logged_in(site)
    page = await previewed(site)
    assert (page.status, page.h1) == (200, "第3版を確認する")
    assert "新しい目的を定めます。" in page.text
    assert "a new purpose" in page.text
    assert len(await versions()) == 2
    page = await site.press(page, "公開する")
    assert page.h1 == "利用規約（第3版）"
    assert "ID管理ユーザー" in page.text
    newest = (await versions())[0]
    assert (newest.version, newest.consent_by) == (3, "id_managers")
    first = newest.effective_from.astimezone(JST)
    assert (first.hour, first.strftime("%Y-%m-%d")) == (0, day(site, 40))


async def test_what_was_published_is_what_was_typed(site: Site) -> None:
    await logged_in(site)
    await site.press(await previewed(site), "公開する")
    site.clock.now += timedelta(days=41)
    terms = await current_terms(site.clock.now)
    assert (terms.body, terms.body_english) == (BODY, ENGLISH)


async def test_the_texts_can_be_changed_after_the_preview(site: Site) -> None:
    await logged_in(site)
    page = await site.press(await previewed(site), "修正する")
    assert page.h1 == "新しい版を作る"
    assert page.value("本文（日本語）") == BODY
    assert page.value("理由") == "法改正に合わせるため"


async def test_the_preview_as_a_file_publishes_nothing(site: Site) -> None:
    await logged_in(site)
    page = await previewed(site)
    form, _ = page.form_of("公開する")
    data = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    answer = await site.client.post(f"{LIST}/new/pdf", data=data)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    wrong = await site.post(f"{LIST}/new/pdf", data | {"effective_from": "12月"})
    assert (wrong.status, set(wrong.errors)) == (422, {"effective_from"})
    assert len(await versions()) == 2


async def test_a_long_text_is_taken(site: Site) -> None:
    await logged_in(site)
    page = await previewed(site, body="規約\n\n" + "長い条文です。" * 6000)
    assert page.h1 == "第3版を確認する"


async def test_a_day_in_the_past_is_refused_and_nothing_changes(site: Site) -> None:
    await logged_in(site)
    for days in (-1, 0):
        page = await previewed(site, days, action="publish")
        assert page.status == 422
        assert "より後の日にしてください" in page.errors["effective_from"]
    assert len(await versions()) == 2


async def test_the_first_version_of_all_may_begin_today(site: Site) -> None:
    await logged_in(site)
    await TermsVersion.delete(force=True)
    page = await previewed(site, -1)
    assert page.errors["effective_from"] == "＊発効日は今日以降の日にしてください。"
    page = await site.press(await previewed(site, 0), "公開する")
    assert page.h1 == "利用規約（第1版）"
    assert (await site.get("/terms?name=%E8%8F%93%E5%AD%90")).status == 200


async def test_a_version_before_one_that_is_coming_is_refused(site: Site) -> None:
    await logged_in(site)
    await site.press(await previewed(site, 40), "公開する")
    page = await previewed(site, 30, action="publish")
    assert (page.status, set(page.errors)) == (422, {"effective_from"})


async def test_every_field_is_asked_for(site: Site) -> None:
    await logged_in(site)
    page = await previewed(
        site, body="", body_english="", effective_from="12月", consent_by="", reason=""
    )
    assert set(page.errors) == {"body", "body_english", "effective_from", "consent_by", "reason"}


async def test_a_coming_version_is_called_back(site: Site) -> None:
    await logged_in(site)
    page = await site.press(await previewed(site), "公開する")
    page = await site.get(page.link("公開を取り消す"))
    page = await site.press(page, "公開を取り消す", 理由="誤りがありました。")
    assert [row[0] for row in page.cells("利用規約の版")] == ["第2版", "第1版"]


async def test_a_version_in_force_cannot_be_called_back(site: Site) -> None:
    await logged_in(site)
    page = await site.get(f"{LIST}/1")
    assert "公開を取り消す" not in page.text
    assert (await site.get(f"{LIST}/99")).status == 404
    page = await site.press(await site.get(f"{LIST}/1/call-back"), "公開を取り消す", 理由="誤り")
    assert page.status == 422
    assert "すでに発効したため" in page.text


async def test_the_list_counts_consents(site: Site) -> None:
    await logged_in(site, "viewer")
    row, _ = (await site.get(LIST)).cells("利用規約の版")
    assert row[2:] == ["現在の版", "同意不要", "0人", "0人"]
