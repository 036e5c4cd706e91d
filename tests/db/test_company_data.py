"""What the ID manager changes of the company at once."""

import pytest

from db.company_data import CompanyLeftError, change_head_office, load_company
from db.tables.companies import Company
from db.tables.operation import AuditEvent
from domain.companies.company_data import HeadOffice
from rig.applications import FORM, Applications, now
from rig.members import id_manager

MOVED = HeadOffice("530-0001", "大阪府", "大阪市北区1-1", "06-0000-1234")


async def test_data_is_that_of_the_application(applications: Applications) -> None:
    company = await load_company((await id_manager(applications)).company_id)
    assert (company.name, company.jan_maker_code) == (FORM.company_name, FORM.jan_maker_code)
    assert company.office == HeadOffice(
        FORM.postal_code, FORM.head_office, FORM.address, FORM.telephone
    )


async def test_head_office_changes_at_once_and_alone(applications: Applications) -> None:
    ids = await id_manager(applications)
    before = await load_company(ids.company_id)
    await change_head_office(ids.company_id, ids.account_id, MOVED, now())
    after = await load_company(ids.company_id)
    assert after.office == MOVED
    assert after.identity == before.identity


async def test_change_is_in_the_audit_log_without_its_content(applications: Applications) -> None:
    ids = await id_manager(applications)
    await change_head_office(ids.company_id, ids.account_id, MOVED, now())
    await change_head_office(ids.company_id, ids.account_id, MOVED, now())
    events = await AuditEvent.select(AuditEvent.details).where(
        AuditEvent.tag == "member:company:change"
    )
    assert [event["details"] for event in events] == [
        '{"changed": "postal_code head_office address telephone"}'
    ]


async def test_company_that_left_stays_as_it_is(applications: Applications) -> None:
    ids = await id_manager(applications)
    await Company.update({Company.ended_at: now()}).where(Company.company_id == ids.company_id)
    with pytest.raises(CompanyLeftError):
        await change_head_office(ids.company_id, ids.account_id, MOVED, now())
    assert (await load_company(ids.company_id)).office != MOVED


@pytest.mark.usefixtures("pool")
async def test_company_that_does_not_exist_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="99999999"):
        await load_company("99999999")
