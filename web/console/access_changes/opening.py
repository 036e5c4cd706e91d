"""The change that an address of the console names."""

from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.access.facts import AccessChangeRequest, load_access_change
from db.console.companies import CompanyCard
from web.console.companies.opening import BY_ID as COMPANY_BY_ID
from web.console.companies.opening import PATH as COMPANY
from web.console.companies.opening import page_of
from web.context import Given

PATH = f"{COMPANY}/access-changes/{{change_id:int}}"


def page_of_change(change: AccessChangeRequest) -> str:
    """The address of a change's page."""
    return f"{page_of(change.company_id)}/access-changes/{change.change_id}"


async def open_change(change_id: FromPath[int], company: Given[CompanyCard]) -> AccessChangeRequest:
    """Find a change of the company; answers that there is none of this number."""
    try:
        change = await load_access_change(change_id)
    except LookupError as error:
        raise NotFoundException from error
    if change.company_id != company.company_id:
        raise NotFoundException
    return change


BY_ID = {**COMPANY_BY_ID, "change": Provide(open_change)}
