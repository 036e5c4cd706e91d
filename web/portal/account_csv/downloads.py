"""The files that a company takes with it: the template to fill in, and its accounts."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.members.account_csv import export_accounts
from db.members.sessions import Member
from domain.account_csv import template
from domain.account_export import accounts_file
from domain.csv_files import UNWRITABLE, Encoding
from web.context import Injected
from web.portal.members_only import member_page


@get("/accounts/import/template.csv")
async def download_template(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give a file with the columns, in the encoding that was asked for."""
    encoding = asked_encoding(request)
    return csv_file(template(encoding), "inforex-accounts-template.csv", encoding)


@get("/accounts/export")
async def show_export(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Offer the file of all accounts in both encodings."""
    return member_page(request, "portal/account_csv/export.html", member, unwritable=UNWRITABLE)


@get("/accounts/export.csv")
async def download_accounts(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[bytes]:
    """Give all accounts of the company."""
    encoding = asked_encoding(request)
    accounts = await export_accounts(member.company_id, member.account_id, now)
    return csv_file(accounts_file(accounts, encoding), "inforex-accounts.csv", encoding)


def asked_encoding(request: Request[Any, Any, Any]) -> Encoding:
    """The encoding that the address asks for."""
    wanted = request.query_params.get("encoding")
    return Encoding.WINDOWS_31J if wanted == Encoding.WINDOWS_31J else Encoding.UTF_8


def csv_file(content: bytes, name: str, encoding: Encoding) -> Response[bytes]:
    """A CSV file that the browser keeps under this name."""
    return Response(
        content,
        media_type="text/csv",
        encoding="utf-8" if encoding is Encoding.UTF_8 else "windows-31j",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
