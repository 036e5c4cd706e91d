"""What `show` prints about one application."""

from dataclasses import asdict, replace

from activities.orders import TimeOrder
from db import troubles
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.business_calendar import format_jst
from domain.enrolment.stages import Choice
from domain.needs import TroubleKind
from rig.applications import APPLICANT, CONTACT, FORM, Applications, another_form, now
from tests.inforex.conftest import Type


def rows_with(text: str, shown: str) -> list[str]:
    return [line for line in shown.splitlines() if text in line]


async def test_an_application_without_a_form_shows_what_it_waits_for(
    applications: Applications, typed: Type
) -> None:
    number = await applications.invited()
    shown = await typed("show", number)
    assert "申請者が加入申請を提出するのを待っています。" in shown
    assert APPLICANT in shown
    assert "申請内容" not in shown


async def test_it_shows_where_the_application_stands_and_until_when(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    facts = await load_facts(number)
    shown = await typed("show", number)
    assert "卸担当者の回答を待っています。" in shown
    assert facts.deadline is not None
    assert facts.next_due is not None
    (deadline,) = rows_with("期限 ", shown)
    assert format_jst(facts.deadline) in deadline
    (next_due,) = rows_with("次のお知らせ", shown)
    assert format_jst(facts.next_due) in next_due


async def test_it_shows_all_data_of_the_form(applications: Applications, typed: Type) -> None:
    number = await applications.awaiting_approval()
    shown = await typed("show", number)
    values = asdict(replace(FORM, wholesaler_id=0)) | {"wholesaler_id": "見本食品卸株式会社"}
    assert [value for value in values.values() if value not in shown] == []


async def test_it_shows_the_number_to_call_the_wholesaler_back(
    applications: Applications, typed: Type
) -> None:
    shown = await typed("show", await applications.under_review())
    assert "03-0000-0001" in shown
    assert rows_with("メールドメイン  mihon-oroshi.example", shown)


async def test_only_what_changed_between_revisions_is_compared(
    applications: Applications, typed: Type
) -> None:
    number = await applications.returned()
    corrected = replace(FORM, wholesaler_id=2, contact_mail_address="sato@reiji-kashi.example")
    await submit_correction(number, corrected, revision=1, now=now())
    _, _, changes = (await typed("show", number)).partition("での変更")
    compared, _, _ = changes.partition("■")
    (wholesaler,) = rows_with("認証先卸企業名", compared)
    assert wholesaler.index("見本食品卸株式会社") < wholesaler.index("例示菓子販売株式会社")
    (contact,) = rows_with("認証先卸担当者メールアドレス", compared)
    assert contact.index(CONTACT) < contact.index("sato@reiji-kashi.example")
    assert not rows_with("企業名カナ", compared)


async def test_evidence_stands_once_beside_what_it_matched(
    applications: Applications, typed: Type
) -> None:
    form = another_form(company_name="株式会社テストメーカー", jan_maker_code="4512345")
    number = await applications.awaiting_approval(form=form)
    shown = await typed("show", number)
    assert "代表JANメーカーコードが、他の企業または他の申請と同じです。" in shown
    assert "企業名（表記の違いを除く）と本社所在地が、他の企業または他の申請と同じです。" in shown
    (title,) = rows_with("この申請", shown)
    assert "他の企業（企業ID 00000017）" in title
    (name,) = [row for row in rows_with("企業名", shown) if row.count("テストメーカー") == 2]
    assert name.index("株式会社テストメーカー") < name.rindex("テストメーカー")


async def test_a_contact_of_an_unknown_domain_stands_beside_the_registered_ones(
    applications: Applications, typed: Type
) -> None:
    shown = await typed("show", await applications.under_review())
    (domains,) = [row for row in rows_with("unregistered.example", shown) if "@" not in row]
    assert "mihon-oroshi.example" in domains


async def test_it_shows_what_administrators_decided_and_why(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    verdict = ("--parts", "jan,company", "--reason", "JANをご確認ください。")
    await typed("return", number, *verdict, "--by", "admin@inforex.example")
    shown = await typed("show", number)
    assert "「差し戻し」 admin@inforex.example" in shown
    assert "修正箇所: 企業情報、代表JAN" in shown
    assert "理由: JANをご確認ください。" in shown


async def test_only_what_waits_for_an_administrator_says_how_to_decide(
    applications: Applications, typed: Type
) -> None:
    number = await applications.under_review()
    assert f"｜decline {number}" in await typed("show", number)
    await typed("clear", number, "--reason", "確認済み", "--by", "admin@inforex.example")
    assert "判断するには" not in await typed("show", number)


async def test_it_shows_what_the_wholesaler_answered_and_that_it_was_disowned(
    applications: Applications, typed: Type
) -> None:
    shown = await typed("show", await applications.disputed())
    assert f"「承認しない」 {CONTACT}（第1版）" in shown
    assert "理由: 取引の予定がありません。" in shown
    assert rows_with("  「心当たりがない」", shown)


async def test_it_shows_why_it_went_back(applications: Applications, typed: Type) -> None:
    shown = await typed("show", await applications.returned())
    assert "卸担当者が承認しませんでした。" in shown
    assert "修正箇所: 認証先卸情報" in shown


async def test_it_shows_each_mail_with_its_state_and_the_servers_answer(
    applications: Applications, typed: Type
) -> None:
    shown = await typed("show", await applications.undeliverable())
    assert f"approval_request/1 → {CONTACT}" in shown
    assert "拒否（届きません）" in shown
    assert "サーバーの応答: 550 no such user" in shown
    assert f"receipt/1 → {APPLICANT}" in shown


async def test_what_falls_due_is_told_from_what_is_done_or_not_needed_any_more(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    facts = await load_facts(number)
    assert facts.next_due is not None
    order = TimeOrder(number, facts.next_due)
    await applications.mails_have_gone(number)
    await applications.steps.do_what_is_due(order)
    waiting = rows_with("リマインド", await typed("show", number))
    assert [row for row in waiting if "1（済み" in row]
    assert [row for row in waiting if "3（予定）" in row]
    await applications.decide(number, Choice.DECLINE, "取引の予定がありません。")
    await applications.steps.return_refused(applications.order(number))
    over = rows_with("リマインド", await typed("show", number))
    assert not [row for row in over if "（予定）" in row]
    assert [row for row in over if "3（不要になりました）" in row]


async def test_it_shows_the_company_id_once_it_is_issued(
    applications: Applications, typed: Type
) -> None:
    number = await applications.enrolled()
    await applications.dispute(number)
    shown = await typed("show", number)
    (issued,) = rows_with("企業ID  ", shown)
    assert issued.split()[1].isdigit()
    assert rows_with("利用停止", shown)


async def test_no_text_steers_the_terminal(applications: Applications, typed: Type) -> None:
    form = another_form(company_name="[red]食品[/red]:smile:株式会社")
    number = await applications.awaiting_approval(form=form)
    await mails.record_refused(f"{number}/receipt/1", "550 \x1b[2J\x9b1m\u202eno", now())
    shown = await typed("show", number)
    assert form.company_name in shown
    assert "550 �[2J�1m�no" in shown


async def test_the_list_has_what_stopped_with_its_reason(
    applications: Applications, typed: Type
) -> None:
    number = await applications.awaiting_approval()
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    await troubles.note("import-7", TroubleKind.WORKFLOW_MISSING, "FileImport: FAILED", now())
    shown = await typed("list")
    assert number in shown
    assert "import-7" in shown
    assert "ファイルの取込" in shown
    assert "処理の停止" in shown
