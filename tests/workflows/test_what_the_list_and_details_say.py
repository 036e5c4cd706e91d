"""What operators read of a process in the Temporal UI: the line of the list, and the details."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

from domain.enrolment.stages import ReturnCause, Stage
from domain.enrolment.state import EnrolmentState
from domain.mail_kinds import MailKind
from domain.needs import Need, OpenCase
from rig.applications import now
from texts.mails import name_mails
from workflows.company_display import CompanyPage, company_page, show
from workflows.console_links import ConsoleLinks
from workflows.display import Display
from workflows.mails import MOST_NAMED
from workflows.namespace import SITUATION
from workflows.notice import show_notice

NUMBER = "261129-000001-4"
SUMMARY_BYTES = 200
"""As many as Temporal takes for the summary of an activity."""

STANDING = EnrolmentState(
    Stage.AWAITING_APPROVAL, now(), None, 1, (), "新規食品株式会社", "見本食品卸株式会社", ()
)


@dataclass
class Shown:
    """What Temporal is given to show: the details, and the search attributes as they are."""

    details: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    upserts: int = 0

    @property
    def line(self) -> str:
        return str(self.attributes[SITUATION.name])

    def upsert(self, updates: Sequence[SearchAttributeUpdate[Any]]) -> None:
        self.upserts += 1
        self.attributes |= {each.key.name: each.value for each in updates}

    def set_details(self, text: str) -> None:
        self.details = text


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What a workflow shows whose worker knows where the console is."""
    shown = Shown()
    found = SimpleNamespace(get=lambda key, default=None: shown.attributes.get(key.name, default))
    info = SimpleNamespace(typed_search_attributes=found, workflow_id="change-1")
    extern: dict[str, Any] = {}
    ConsoleLinks("https://inforex.example").workflow_interceptor_class(
        SimpleNamespace(unsafe_extern_functions=extern)  # type: ignore[arg-type]
    )
    monkeypatch.setattr(workflow, "info", lambda: info)
    monkeypatch.setattr(workflow, "now", now)
    monkeypatch.setattr(workflow, "extern_functions", lambda: extern)
    monkeypatch.setattr(workflow, "upsert_search_attributes", shown.upsert)
    monkeypatch.setattr(workflow, "set_current_details", shown.set_details)
    return shown


def display(state: EnrolmentState, failing: Sequence[str] = ()) -> None:
    Display(NUMBER).show(state, address_verified=True, refused_mails=(), failing=failing)


def request_page() -> CompanyPage:
    return CompanyPage(
        stage="awaiting_decision",
        company_name="新規食品株式会社",
        deadline=None,
        needs_attention=True,
        title="管理者の判断を待っています。",
        lines=(),
        page=company_page("10000009", "/requests/1"),
    )


def test_the_line_says_company_stage_and_what_is_waited_for(shown: Shown) -> None:
    display(STANDING)
    assert shown.line == "新規食品株式会社｜卸の回答待ち｜卸担当者の回答を待っています。"
    display(replace(STANDING, company_name="", stage=Stage.INVITED))
    assert shown.line == "企業名未入力｜申請待ち｜申請者が加入申請を提出するのを待っています。"


def test_the_line_says_who_has_to_help(shown: Shown) -> None:
    display(replace(STANDING, stage=Stage.UNDER_REVIEW, needs=(Need.REVIEW, Need.MAIL)))
    assert shown.line.endswith("｜管理者の判断を待っています。｜対応が必要：審査、メールの不達")
    display(STANDING, failing=["## 「企業ID・アカウントIDの発行」が失敗し続けています。"])
    assert shown.line.endswith("｜卸の回答待ち｜処理の一部が、くり返し失敗しています。")
    assert shown.details.startswith("## 「企業ID・アカウントIDの発行」が失敗し続けています。")


def test_the_longest_name_leaves_a_line_that_every_store_takes(shown: Shown) -> None:
    display(replace(STANDING, company_name="長" * 300))
    assert len(shown.line) == 200


def test_the_line_costs_no_event_of_its_own(shown: Shown) -> None:
    display(STANDING)
    display(replace(STANDING, cases=(OpenCase(Need.SILENCE),)))
    assert shown.upserts == 1


def test_the_line_of_another_process_says_what_it_is(shown: Shown) -> None:
    show(request_page(), (), ())
    assert shown.line == "新規食品株式会社｜企業情報の変更の申し込み｜管理者の判断を待っています。"
    shown.attributes.clear()
    show_notice("## メールを送っています。", ["## 失敗"])
    assert shown.line == "企業情報の変更の申し込み｜処理の一部が、くり返し失敗しています。"
    show_notice("## メールを送っています。\n\n- 残り: 3通", ())
    assert shown.line == "企業情報の変更の申し込み｜メールを送っています。"


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (
            OpenCase(Need.REVIEW, ("screening", "jan_maker_code_taken")),
            "代表JANメーカーコードが、他の企業または他の申請と同じです。",
        ),
        (OpenCase(Need.REVIEW, ("no_trade",)), "卸担当者が「取引がない」と回答しました。"),
        (
            OpenCase(Need.MAIL, ("approval_request 550 5.1.1",)),
            "「お取引確認のお願い」のメールが届いていません（メールサーバーの応答：550 5.1.1）。",
        ),
        (
            OpenCase(Need.MAIL, ("receipt about_us 550 5.7.1", "welcome")),
            "を理由に拒否されました（メールサーバーの応答：550 5.7.1）。",
        ),
        (OpenCase(Need.WHOLESALER, ("wholesaler",)), "認証先卸が一覧にない"),
        (
            OpenCase(Need.REVIEW, ("screening", "known_to_a_newer_release")),
            "known_to_a_newer_release",
        ),
    ],
)
def test_the_details_say_why(shown: Shown, case: OpenCase, sentence: str) -> None:
    display(replace(STANDING, needs=(case.need,), cases=(case,)))
    assert sentence in shown.details


def test_the_details_say_why_it_went_back(shown: Shown) -> None:
    display(replace(STANDING, stage=Stage.RETURNED, return_cause=ReturnCause.DECLINED))
    assert "修正を待っている理由: 卸担当者が承認しませんでした。" in shown.details


def test_the_details_lead_to_the_console(shown: Shown) -> None:
    display(STANDING)
    assert f"(https://inforex.example/console/applications/{NUMBER})" in shown.details
    show(request_page(), (), ())
    assert "(https://inforex.example/console/companies/10000009/requests/1)" in shown.details


def test_a_worker_that_knows_no_console_shows_no_link(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "extern_functions", dict)
    display(STANDING)
    assert "](" not in shown.details


def test_mails_have_their_names_and_fit_into_a_summary() -> None:
    keys = [f"{NUMBER}/{kind}/1" for kind in MailKind]
    assert name_mails(keys[:2]) == "加入手続きのご案内、申請期限のお知らせ"
    for first in range(len(keys)):
        named = name_mails(keys[first:], MOST_NAMED)
        assert len(f"メール: {named}".encode()) <= SUMMARY_BYTES
        assert len(f"会員へのメール 99999通 ({named})".encode()) <= SUMMARY_BYTES
