"""S38: whatever belongs to one company is not found by another, at any address of the portal."""

from litestar.handlers import HTTPRouteHandler

from db.mailing.letters import open_letters
from db.members.account_batches import keep_batch
from db.tables.access import AccessChange
from db.tables.companies import Account
from db.tables.members import AccountBatch, AccountImport
from db.tables.operation import Mail
from domain.account_batches import AskedRow, BatchFile, BatchKind
from rig.access import address_asked_for
from rig.applications import Applications, now
from rig.members import id_manager
from rig.site import Site
from settings import Settings
from tests.accounts import invited, other_id_manager
from tests.security.test_s38_routes import handlers
from tests.web.account_files import rows, send
from tests.web.test_login import log_in
from web.guards import ID_MANAGER, MEMBER

OF_MEMBERS = {ID_MANAGER["guard"], MEMBER["guard"]}


def addresses(site: Site, theirs: dict[str, str]) -> list[tuple[str, str]]:
    """Method and address of every route of the portal that names something of a company."""
    named = [
        (path, handler)
        for path, handler in handlers(site.app)
        if handler.opt["guard"] in OF_MEMBERS and "{" in path
    ]
    return [(_method(handler), _filled(path, theirs)) for path, handler in named]


def _method(handler: HTTPRouteHandler) -> str:
    return "POST" if "POST" in handler.http_methods else "GET"


def _filled(path: str, theirs: dict[str, str]) -> str:
    for parameter, value in theirs.items():
        path = path.replace(f"{{{parameter}}}", value)
    assert "{" not in path, f"{path} names something that this walk does not know of"
    return path


async def everything() -> list[object]:
    return [
        await Account.select().order_by(Account.id),
        await AccountImport.select().order_by(AccountImport.id),
        await AccountBatch.select().order_by(AccountBatch.id),
        await AccessChange.select().order_by(AccessChange.id),
        await Mail.count(),
    ]


async def test_s38_no_address_of_another_company_is_found(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    account = await invited(manager, settings)
    await log_in(site, manager)
    preview = await send(site, rows(2))
    number = preview.path.rpartition("/")[2]
    asked = BatchFile((AskedRow(0, account.account_id),))
    batch = await keep_batch(manager.company_id, BatchKind.DELETE, asked, now())
    (letters,) = await open_letters()
    change = await address_asked_for(applications, manager)
    theirs = {
        "account_id:str": account.account_id,
        "number:int": number,
        "change_id:int": str(change.change_id),
        "batch_id:int": str(batch),
        "process:str": letters,
    }
    site.client.cookies.clear()
    await log_in(site, await other_id_manager(applications))
    await site.get("/home")
    token = {"csrf_token": site.client.cookies["__Host-csrf"]}
    before = await everything()
    walked = addresses(site, theirs)
    assert len(walked) > 8
    answered = {
        (method, path): (
            await site.client.request(method, path, data=token if method == "POST" else None)
        ).status_code
        for method, path in walked
    }
    assert set(answered.values()) == {404}, answered
    assert await everything() == before
