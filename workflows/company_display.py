"""What the Temporal UI shows of a process about a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from texts.processes import name_process
    from workflows.console_links import link_lines
    from workflows.display import refused_lines
    from workflows.found_by import situation, upsert_changes
    from workflows.markdown import literal
    from workflows.namespace import COMPANY_NAME, DEADLINE, NEEDS_ATTENTION, STAGE


REFUSED_MAILS_ARE_NO_CASE = "refused-mails-are-no-case"


@dataclass(frozen=True)
class CompanyPage:
    """One state of a process: search attributes, and lines in plain words.

    `deadline`: when the present wait ends, UTC; None when nothing is waited for. `page`: the path
    of its page below the console's; empty in histories of before it was known.
    """

    stage: str
    company_name: str
    deadline: datetime | None
    needs_attention: bool
    title: str
    lines: Sequence[str]
    page: str = ""


def company_page(company_id: str, below: str = "") -> str:
    """The path of a company's page, or of one below it, below the console's."""
    return f"companies/{company_id}{below}" if company_id else ""


def show(page: CompanyPage, refused_mails: Sequence[str], failing: Sequence[str]) -> None:
    """Say where the process is; mails that were refused and steps that fail need somebody, too."""
    needs_attention = page.needs_attention or _counts(refused_mails) or bool(failing)
    about = name_process(workflow.info().workflow_id)
    upsert_changes(
        (
            (STAGE, page.stage),
            (NEEDS_ATTENTION, needs_attention),
            (COMPANY_NAME, page.company_name),
            (DEADLINE, page.deadline),
        ),
        situation(page.company_name, about, page.title, fails=bool(failing)),
    )
    lines = [
        *failing,
        *(f"## {page.title}", "", f"- 企業名: {literal(page.company_name)}", *page.lines),
        *refused_lines(refused_mails),
        *(link_lines("管理コンソールで開く", page.page) if page.page else ()),
    ]
    workflow.set_current_details("\n".join(lines))


def _counts(refused_mails: Sequence[str]) -> bool:
    """Refused mails made a case once; the queue never had one, so that nobody could close it."""
    return bool(refused_mails) and not workflow.patched(REFUSED_MAILS_ARE_NO_CASE)
