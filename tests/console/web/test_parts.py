"""The parts that the console's pages are built of."""

from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader
from litestar import Litestar, Request, Response, get

from db.console.staff import Staff
from domain.console_roles import Permission
from rig.console.staff import logged_in
from rig.site import Clock, Site
from rig.visitor import Page
from settings import Settings
from web.app import create_app
from web.console.acts import read_why
from web.console.shortcuts import AREA_KEYS, KEYS
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form
from web.pages import TEMPLATES

PAGE = """
{% extends "console/console.html" %}
{% from "console/parts.html" import link, list_row, list_table, reason_field with context %}
{% block title %}見本{% endblock %}
{% block content %}
<h1>見本</h1>
{% set columns = [("番号", "/console/probe?sort=-number", "ascending"), ("名前", None, None)] %}
{% call list_table("一覧", columns) %}
{{ list_row(columns, [link("/console/probe", "<1>"), "<b>"]) }}
{% endcall %}
{{ reason_field(form) }}
{% endblock %}
"""
REPLIES = [{"title": "電話", "text": "電話で\n確認しました。"}]


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Litestar:
    """An application that takes one page more."""
    return create_app(settings, clock=clock)


async def shown(site: Site, monkeypatch: pytest.MonkeyPatch, **context: Any) -> Page:
    """The page above, as somebody of the console sees it."""
    templates = TEMPLATES["ja"]
    assert templates.loader is not None
    loader = ChoiceLoader([DictLoader({"probe.html": PAGE}), templates.loader])
    monkeypatch.setattr(templates, "loader", loader)

    @get("/console/probe")
    async def probe(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
        return console_page(request, "probe.html", staff, form=Form(), **context)

    site.app.register(staff_only(Permission.VIEW, [probe]))
    await logged_in(site)
    return await site.get("/console/probe")


async def test_table_says_by_what_it_is_sorted_and_sorts_by_a_link(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await shown(site, monkeypatch)
    number, name, *_ = (e for e in page.tree.iter("th") if e.get("scope") == "col")
    assert (number.get("aria-sort"), name.get("aria-sort")) == ("ascending", None)
    assert page.link("番号 ▲") == "/console/probe?sort=-number"
    assert page.cells("一覧") == [["<1>", "<b>"]]


async def test_saved_replies_can_be_read_and_put_into_the_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await shown(site, monkeypatch, replies=REPLIES)
    (button,) = (e for e in page.tree.iter("button") if e.get("data-puts-into"))
    assert (button.get("data-puts-into"), button.get("data-text")) == (
        "reason",
        "電話で\n確認しました。",
    )
    assert button.get("hidden") is not None, "without the script the text is there to copy"
    assert "電話で 確認しました。" in page.text


async def test_without_saved_replies_none_are_offered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await shown(site, monkeypatch)
    assert not [e for e in page.tree.iter("button") if e.get("data-puts-into")]


def test_reason_names_who_acts_and_why() -> None:
    staff = Staff(7, "boss@inforex.example", "管理 一郎", "administrator", None)  # type: ignore[arg-type]  # nobody asks when it ends
    why = read_why(Form({"reason": " 電話で\r\n確認 "}), staff)
    assert why is not None
    assert (why.done_by, why.reason, why.administrator) == (
        "boss@inforex.example",
        "電話で\n確認",
        7,
    )


@pytest.mark.parametrize("reason", ["", " 　", "長" * 1001, "見えない\u200b文字"])
def test_reason_that_says_nothing_or_too_much_is_refused(reason: str) -> None:
    staff = Staff(7, "boss@inforex.example", "管理 一郎", "administrator", None)  # type: ignore[arg-type]  # nobody asks when it ends
    form = Form({"reason": reason})
    assert read_why(form, staff) is None
    assert form.refusal("reason") is not None


async def test_every_key_is_listed_on_its_page(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get("/console/shortcuts")
    listed = page.cells("キーと操作")
    assert [row for row in listed if "g" not in row[0]] == [list(key) for key in KEYS]
    assert {row[0].split()[-1]: row[1] for row in listed if "g" in row[0]} == {
        key: f"「{name}」を開く" for key, name in AREA_KEYS.items()
    }
