"""Every long list of the console goes on page by page, and back."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from db import audit
from db.tables.companies import Company
from db.tables.enrolment import CertifyingWholesaler
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from rig.applications import Applications, now
from rig.console.staff import logged_in
from rig.members import id_manager
from rig.site import Site
from rig.visitor import Page
from tests.accounts import fill

MANY = range(120)


async def accounts(applications: Applications) -> str:
    manager = await id_manager(applications)
    await fill(manager, 120)
    return f"/console/companies/{manager.company_id}/accounts"


async def mails(_: Applications) -> str:
    await Mail.insert(
        *(
            Mail(
                key=f"letters-1/alert_silence/{n:03}",
                process="letters-1",
                kind="alert_silence",
                generation=n,
                recipient=f"alerts-{n}@inforex.example",
                queued_at=now() + timedelta(seconds=n // 3),
            )
            for n in MANY
        )
    )
    return "/console/mails"


async def events(_: Applications) -> str:
    for n in MANY:
        await audit.record(AuditTag.WORKFLOW_DEADLINE_MOVE, now() + timedelta(minutes=n))
    return "/console/audit?source=workflow"


async def wholesalers(_: Applications) -> str:
    await CertifyingWholesaler.insert(
        *(CertifyingWholesaler(name=f"卸{n}", search_key=f"卸{n}") for n in MANY)
    )
    return "/console/wholesalers"


async def companies(_: Applications) -> str:
    await Company.insert(
        *(
            Company(
                company_id=f"{90000000 + n}",
                head_office="東京都",
                enrolled_at=now(),
                name=f"会社{n}",
                search_key=f"会社{n}",
                loose_search_key=f"会社{n}",
            )
            for n in MANY
        )
    )
    return "/console/companies"


def rows(page: Page) -> list[str]:
    return ["".join(row.itertext()) for row in page.tree.iterfind(".//tbody/tr")]


@pytest.mark.parametrize("fill_list", [accounts, mails, events, wholesalers, companies])
async def test_a_list_leads_on_and_back(
    site: Site, applications: Applications, fill_list: Callable[[Applications], Awaitable[str]]
) -> None:
    address = await fill_list(applications)
    await logged_in(site)
    first = await site.get(address)
    second = await site.get(first.link("次の50件"))
    third = await site.get(second.link("次の50件"))
    assert len({*rows(first), *rows(second), *rows(third)}) > 119
    assert rows(await site.get(third.link("前の50件"))) == rows(second)
    assert rows(await site.get(second.link("前の50件"))) == rows(first)
