"""The page of one application: everything about it, and what can be done now by whom."""

from dataclasses import replace

import pytest

from db.audit import ActSubject
from db.console.cases import add_note
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.tables.companies import Company
from domain.business_calendar import format_jst
from domain.identifiers import application_number
from rig.applications import APPLICANT, FORM, Applications, another_form, now
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page
from web.console.application.page import ACTS

TITLES = {act.title for act in ACTS.values()}


def offered(page: Page) -> set[str]:
    """The acts that the page offers."""
    shown = {" ".join("".join(link.itertext()).split()) for link in page.tree.iter("a")}
    return TITLES & shown


async def opened(site: Site, number: str, role: str = "administrator") -> Page:
    await logged_in(site, role)
    return await site.get(f"/console/applications/{number}")


@pytest.mark.parametrize(
    ("stage", "acts"),
    [
        ("invited", {"申請者のメールアドレスを修正する", "期限を延長する"}),
        ("submitted", {"依頼により取り下げる"}),
        (
            "under_review",
            {
                "問題なしとする",
                "申請者へ差し戻す",
                "申請を却下する",
                "申請者のメールアドレスを修正する",
                "期限を延長する",
                "依頼により取り下げる",
            },
        ),
        (
            "awaiting_approval",
            {
                "卸に代わって承認する",
                "卸担当者を変更する",
                "申請者のメールアドレスを修正する",
                "期限を延長する",
                "依頼により取り下げる",
            },
        ),
        (
            "undeliverable",
            {"失敗した処理をやり直す", "依頼により取り下げる"},
        ),
        ("withdrawing", set()),
        ("enrolled", {"企業の利用を停止する"}),
    ],
)
async def test_it_offers_what_is_possible(
    site: Site, applications: Applications, stage: str, acts: set[str]
) -> None:
    page = await opened(site, await getattr(applications, stage)())
    assert offered(page) == acts


async def test_helpdesk_is_offered_what_the_helpdesk_may(
    site: Site, applications: Applications
) -> None:
    page = await opened(site, await applications.under_review(), "helpdesk")
    assert offered(page) == {"期限を延長する", "依頼により取り下げる"}
    page = await site.get(
        f"/console/applications/{await applications.invited('new@maker.example')}"
    )
    assert offered(page) == {"申請者のメールアドレスを修正する", "期限を延長する"}


async def test_viewer_sees_all_and_is_offered_nothing(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    page = await opened(site, number, "viewer")
    assert offered(page) == set()
    assert FORM.company_name in page.text
    forms = {form.get("action") for form in page.tree.iter("form")}
    assert forms == {"/console/logout", "/console/find"}


async def test_it_tells_what_it_waits_for_since_when_and_until_when(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    facts = await load_facts(number)
    page = await opened(site, number)
    assert facts.deadline is not None
    assert "卸担当者の回答を待っています。" in page.text
    assert format_jst(facts.deadline) in page.text
    assert "この状態になった日時" in page.text


async def test_evidence_stands_side_by_side_with_what_it_matched(
    site: Site, applications: Applications
) -> None:
    first = await applications.awaiting_approval()
    form = another_form(jan_maker_code=FORM.jan_maker_code)
    number = await applications.awaiting_approval("other@maker.example", form)
    page = await opened(site, number)
    assert page.link(f"受付番号 {first} を見る") == f"/console/applications/{first}"
    caption = f"この申請と他の申請（受付番号 {first}）"
    rows = {row[0]: row[1:] for row in page.cells(caption)}
    assert rows["代表JANメーカーコード"] == ["4598765", "4598765 同じ"]
    assert rows["電話番号"] == [FORM.telephone, f"{FORM.telephone} 同じ"]


async def test_matched_company_is_linked(site: Site, applications: Applications) -> None:
    form = another_form(jan_maker_code="4512345")
    number = await applications.awaiting_approval(form=form)
    page = await opened(site, number)
    company = await Company.select().where(Company.jan_maker_code == "4512345").first()
    assert company is not None
    company_id = company["company_id"]
    assert page.link(f"企業ID {company_id} を見る") == f"/console/companies/{company_id}"


async def test_the_wholesalers_register_gives_the_number_to_call_back(
    site: Site, applications: Applications
) -> None:
    page = await opened(site, await applications.under_review())
    assert "03-0000-0001" in page.text
    assert "mihon-oroshi.example" in page.text


async def test_revisions_are_compared(site: Site, applications: Applications) -> None:
    number = await applications.returned()
    corrected = replace(FORM, wholesaler_id=2, contact_mail_address="abe@reiji-kashi.example")
    await submit_correction(number, corrected, revision=1, now=now())
    page = await opened(site, number)
    (caption,) = (
        " ".join("".join(c.itertext()).split())
        for c in page.tree.iter("caption")
        if "での変更" in "".join(c.itertext())
    )
    assert page.cells(caption) == [
        ["認証先卸企業名", "見本食品卸株式会社", "例示菓子販売株式会社"],
        ["認証先卸担当者メールアドレス", "suzuki@mihon-oroshi.example", "abe@reiji-kashi.example"],
    ]


async def test_one_timeline_tells_all_in_order_of_time(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await mails.record_sent(f"{number}/approval_request/1", "250 2.0.0 ok", now())
    await add_note(
        ActSubject(number),
        "電話がありました。",
        written_by="a@b.example",
        administrator=1,
        now=now(),
    )
    await applications.decline(number)
    await applications.steps.return_refused(applications.order(number))
    await applications.dispute(number)
    page = await opened(site, number)
    (told,) = (
        page_list for page_list in page.tree.iter("ol") if page_list.get("class") == "moments"
    )
    text = " ".join("".join(told.itertext()).split())
    expected = [
        "利用規約（第2版）への同意",
        "申請者がメールアドレスを認証",
        "申請者による申請内容（第1版）",
        "「卸の回答待ち」になりました",
        "電話がありました。",
        "卸の回答「承認しない」（第1版）",
        "差し戻し：卸担当者が承認しませんでした。",
        "卸担当者から「心当たりがない」との連絡",
    ]
    places = [text.index(words) for words in expected]
    assert places == sorted(places)
    assert "サーバーの応答：250 2.0.0 ok" in text
    assert f"メール「加入申請の受付」 {APPLICANT}" in text


async def test_it_links_to_its_workflow_in_the_temporal_ui(
    site: Site, applications: Applications
) -> None:
    ui = "https://temporal.test/namespaces/default/workflows"
    site.app.state.settings = replace(site.app.state.settings, temporal_ui=ui)
    number = await applications.invited()
    page = await opened(site, number)
    assert page.link("Temporalで処理の経過を見る") == f"{ui}/{number}"


async def test_without_a_temporal_ui_there_is_no_link(
    site: Site, applications: Applications
) -> None:
    page = await opened(site, await applications.invited())
    assert "Temporal" not in page.text


async def test_failed_mails_are_told_on_top(site: Site, applications: Applications) -> None:
    number = await applications.enrolled()
    await mails.record_refused(f"{number}/welcome/1", "550 no such user", now())
    page = await opened(site, number)
    assert f"会員登録完了のお知らせ：{APPLICANT}" in page.text
    assert "失敗した処理をやり直す" in offered(page)
    retry = await site.get(page.link("失敗した処理をやり直す"))
    assert f"{APPLICANT}へもう一度送ります" in retry.text
    assert "へ、確認のメールを送ります" not in retry.text


@pytest.mark.parametrize(
    "number", ["261122-000001-9", "nonsense", application_number(now().date(), 9)]
)
async def test_an_unknown_number_is_not_found(site: Site, number: str) -> None:
    await logged_in(site)
    for path in ("", "/clear", "/mails/receipt/1"):
        assert (await site.get(f"/console/applications/{number}{path}")).status == 404


async def test_it_is_taken_in_hand_taken_over_and_let_go(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    page = await opened(site, number, "helpdesk")
    page = await site.press(page, "担当する")
    assert "担当：窓口 京子" in page.text
    page = await opened(site, number)
    page = await site.press(page, "担当を引き継ぐ")
    assert "担当：管理 一郎" in page.text
    page = await site.press(page, "手放す")
    assert "担当：まだいません" in page.text


async def test_of_two_who_take_it_the_second_is_told(
    site: Site, applications: Applications
) -> None:
    number = await applications.under_review()
    before = await opened(site, number, "helpdesk")
    page = await opened(site, number)
    await site.press(page, "担当する")
    await logged_in(site, "helpdesk", mail_address="other@inforex.example")
    refused = await site.press(before, "担当する")
    assert refused.status in {403, 409}


async def test_a_note_is_written_and_read(site: Site, applications: Applications) -> None:
    page = await opened(site, await applications.invited(), "helpdesk")
    page = await site.press(page, "メモを残す", メモ="折り返しの電話を待っています。")
    assert "折り返しの電話を待っています。" in page.text
    page = await site.press(page, "メモを残す", メモ=" ")
    assert (page.status, page.errors) == (422, {"note": "＊メモを入力してください。"})
