"""The company that an address of the console names."""

from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.companies import CompanyCard, CompanyStatus, load_card
from web.console.return_to import HOME

LIST = f"{HOME}/companies"
PATH = f"{LIST}/{{company_id:str}}"

STANDINGS = {
    CompanyStatus.MEMBER: "会員",
    CompanyStatus.SUSPENDED: "停止中",
    CompanyStatus.ENDED: "退会",
}


def page_of(company_id: str) -> str:
    """The address of a company's page."""
    return f"{LIST}/{company_id}"


async def open_company(company_id: FromPath[str]) -> CompanyCard:
    """Find the company; answers that there is none of this 企業ID."""
    try:
        return await load_card(company_id)
    except LookupError as error:
        raise NotFoundException from error


BY_ID = {"company": Provide(open_company)}
