"""S45: what people typed is text in every process's page of the Temporal UI.

That these references are shown as the characters that they name, and make no link, is seen in a
browser: tests/whole/test_temporal_ui.py.
"""

import html
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from temporalio import workflow
from temporalio.common import TypedSearchAttributes

from domain.enrolment.stages import Stage
from domain.enrolment.state import EnrolmentState
from rig.applications import now
from workflows.company_display import CompanyPage, show
from workflows.display import Display

HOSTILE = (
    "[請求書](http://evil.example/1) ![](//evil.example) www.evil.example <b>&amp; a@b.example *_`"
)
HARMLESS = r"(?:&#[0-9]+;|[A-Za-z0-9]|[^\x00-\x7f])*"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Temporal is given to show, line by line."""
    lines: list[str] = []
    info = SimpleNamespace(
        typed_search_attributes=TypedSearchAttributes([]), workflow_id="change-1"
    )
    monkeypatch.setattr(
        workflow, "set_current_details", lambda text: lines.extend(text.split("\n"))
    )
    monkeypatch.setattr(workflow, "upsert_search_attributes", lambda _: None)
    monkeypatch.setattr(workflow, "info", lambda: info)
    monkeypatch.setattr(workflow, "now", now)
    monkeypatch.setattr(workflow, "extern_functions", dict)
    return lines


def of_an_application() -> None:
    standing = EnrolmentState(Stage.AWAITING_APPROVAL, None, None, 1, (), HOSTILE, HOSTILE)
    display = Display("261122-000001-5")
    display.show(standing, address_verified=True, refused_mails=(), failing=())


def of_a_company() -> None:
    show(CompanyPage("waiting", HOSTILE, None, False, "変更の反映", ()), (), ())  # noqa: FBT003 -- the last flag of a page


@pytest.mark.parametrize(
    ("page", "names"),
    [(of_an_application, ("企業名", "認証先卸")), (of_a_company, ("企業名",))],
    ids=("application", "company"),
)
def test_s45_names_are_neither_links_nor_markup_and_can_be_read(
    shown: list[str], page: Callable[[], None], names: tuple[str, ...]
) -> None:
    page()
    for name in names:
        (line,) = [line for line in shown if line.startswith(f"- {name}: ")]
        typed = line.removeprefix(f"- {name}: ")
        assert re.fullmatch(HARMLESS, typed)
        assert html.unescape(typed) == HOSTILE
