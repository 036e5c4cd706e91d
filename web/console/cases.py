"""A case of the queue: what it is about, where it is handled, and which comes next."""

from db.console.queue import Case, next_case
from domain.needs import Need
from domain.processes import number_of
from texts.needs import NEEDS
from texts.processes import name_process
from web.console.areas import HOME


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


def name_of(case: Case) -> str:
    """The company, or what else a case is about."""
    if case.company_name or case.application_number is not None:
        return case.company_name or "未入力"
    return name_process(case.details[0]) or "なし"


async def place_of_next(application_number: str, administrator: int) -> tuple[str, str] | None:
    """The case that waits the longest after this one, in words, and the address of its page."""
    case = await next_case(application_number, administrator)
    if case is None:
        return None
    _, url = place_of(case)
    return None if url is None else (f"{NEEDS[case.need]}：{name_of(case)}", url)
