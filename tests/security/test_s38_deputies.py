"""S38: what is for the 主担当 alone, and whose accounts a deputy may touch."""

import pytest
from litestar import Litestar

from db.members.account_changes import change_account, delete_account, stop_account
from db.members.account_facts import (
    DeputyStaysError,
    ManagerStaysError,
    PrincipalOnlyError,
)
from db.members.account_invitations import send_password_link
from db.tables.companies import Account
from domain.new_account import NewAccount
from rig.applications import Applications, now
from rig.deputies import deputy
from rig.members import Ids, colleague, id_manager
from rig.security.doors import doors
from tests.accounts import other_id_manager
from web.guards import PRINCIPAL

OF_PRINCIPAL = {
    "GET /accounts/{account_id:str}/hand-over",
    "POST /accounts/{account_id:str}/hand-over",
    "GET /company/cancellation",
    "POST /company/cancellation",
    "GET /company/cancellation/undo",
    "POST /company/cancellation/undo",
}
"""All that a deputy may not do: the handover of the role, and 解約."""


async def people(applications: Applications) -> dict[str, Ids]:
    """One of each role, of one company."""
    manager = await id_manager(applications)
    return {
        "id_manager": manager,
        "deputy": await deputy(manager, await colleague(manager, "002")),
        "user": await colleague(manager, "003"),
    }


def test_s38_what_is_for_the_principal_alone(app: Litestar) -> None:
    principal = (door for door in doors(app) if door.guard == PRINCIPAL["guard"])
    routed = {f"{method} {door.path}" for door in principal for method in door.methods}
    assert routed == OF_PRINCIPAL


PERSON = NewAccount("部署", "別の 人", "ベツノ ヒト", "betsu@shinki-shokuhin.example")


@pytest.mark.parametrize(
    ("by", "of", "refusal"),
    [
        ("id_manager", "deputy", None),
        ("id_manager", "user", None),
        ("deputy", "user", None),
        ("deputy", "id_manager", PrincipalOnlyError),
        ("deputy", "another", PrincipalOnlyError),
    ],
)
@pytest.mark.parametrize("act", ["change", "password", "stop"])
async def test_s38_whose_account_each_may_act_upon(
    applications: Applications,
    by: str,
    of: str,
    refusal: type[Exception] | None,
    act: str,
) -> None:
    known = await people(applications)
    known["another"] = await deputy(
        known["id_manager"], await colleague(known["id_manager"], "004")
    )
    which = (known[of].company_id, known[of].account_id, known[by].account_id)
    keys = applications.settings.link_keys

    async def do() -> None:
        match act:
            case "change":
                await change_account(*which, PERSON, keys=keys, now=now())
            case "password":
                await send_password_link(*which, keys, now())
            case _:
                await stop_account(*which, now())

    if refusal is None:
        await do()
        return
    before = await Account.select().order_by(Account.id)
    with pytest.raises(refusal):
        await do()
    assert await Account.select().order_by(Account.id) == before


async def test_s38_who_manages_another_company_is_nobody_here(applications: Applications) -> None:
    known = await people(applications)
    manager, by = known["id_manager"], known["deputy"].account_id
    await (await other_id_manager(applications)).change(account_id=by)
    with pytest.raises(PrincipalOnlyError):
        await stop_account(manager.company_id, manager.account_id, by, now())


async def test_s38_nobody_deletes_an_id_manager(applications: Applications) -> None:
    known = await people(applications)
    company = known["user"].company_id
    for role, refusal in (("id_manager", ManagerStaysError), ("deputy", DeputyStaysError)):
        with pytest.raises(refusal):
            await delete_account(company, known[role].account_id, "001", now())
    await delete_account(company, known["user"].account_id, known["deputy"].account_id, now())
