"""A case of the queue: what it is about, where it is handled, and which comes next."""

from dataclasses import replace
from typing import Any

from db.console.queue import Case, next_case
from domain.needs import Need
from domain.processes import number_of
from texts.needs import NEEDS, explain_need, what_to_do
from texts.processes import name_process
from web.console.areas import HOME
from web.said import Said

WORDS: dict[str, Any] = {"needs": NEEDS, "explain_need": explain_need, "what_to_do": what_to_do}
"""What `case_notice` (console/case_parts.html) tells of a case with."""


def place_of(case: Case) -> tuple[str, str | None]:
    """What a case is about, and the page where it is handled, if it has one."""
    if case.application_number is not None:
        return case.application_number, f"{HOME}/applications/{case.application_number}"
    if case.need is Need.STOPPED:
        return case.company_id or case.process, f"{HOME}/stopped/{case.process}"
    if case.company_id is not None:
        page = f"{HOME}/companies/{case.company_id}"
        if case.need is Need.ACCESS:
            return case.company_id, f"{page}/access-changes/{number_of(case.process)}"
        return case.company_id, page
    return case.process, None


def page_of_case(case: Case) -> str | None:
    """The page where a case is decided, which of a change of a company is not the company's."""
    if case.need is Need.CHANGE:
        return f"{HOME}/companies/{case.company_id}/requests/{number_of(case.process)}"
    return place_of(case)[1]


def name_of(case: Case) -> str:
    """The company, or what else a case is about."""
    if case.company_name or case.application_number is not None:
        return case.company_name or "未入力"
    return name_process(case.details[0]) or "なし"


async def pointing_on(said: Said, administrator: int, application_number: str = "") -> Said:
    """What an act says, naming the case that now waits the longest, if any does."""
    following = await place_of_next(application_number, administrator)
    if following is None:
        return said
    named, url = following
    return replace(
        said,
        follows=(*said.follows, f"次の案件は、{named}です。"),
        link=("次の案件へ", url),
    )


async def place_of_next(application_number: str, administrator: int) -> tuple[str, str] | None:
    """The case that waits the longest after this one, in words, and the address of its page."""
    case = await next_case(application_number, administrator)
    if case is None:
        return None
    _, url = place_of(case)
    return None if url is None else (f"{NEEDS[case.need]}：{name_of(case)}", url)
