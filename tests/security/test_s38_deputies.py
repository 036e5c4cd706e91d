"""S38: every role of a company with every route of the portal, and whose accounts it may touch."""

import pytest

from db.members.account_changes import change_account, delete_account, stop_account
from db.members.account_facts import (
    DeputyStaysError,
    ManagerStaysError,
    PrincipalOnlyError,
)
from db.members.account_invitations import send_password_link
from db.tables.companies import Account, Company
from domain.new_account import NewAccount
from rig.applications import Applications, now
from rig.deputies import deputy
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from tests.security.test_s38_portal_roles import answers, routes
from tests.web.test_login import log_in
from web.guards import ID_MANAGER, MEMBER, PRINCIPAL

REFUSED = 403
MAY = {
    "id_manager": {MEMBER["guard"], ID_MANAGER["guard"], PRINCIPAL["guard"]},
    "deputy": {MEMBER["guard"], ID_MANAGER["guard"]},
    "user": {MEMBER["guard"]},
}
"""The guards that let each role in."""

OF_PRINCIPAL = {
    "GET /accounts/001/hand-over",
    "POST /accounts/001/hand-over",
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


def test_s38_what_is_for_the_principal_alone(site: Site) -> None:
    routed = {f"{method} {path}" for method, path in routes(site, PRINCIPAL["guard"])}
    assert routed == OF_PRINCIPAL


@pytest.mark.parametrize("role", list(MAY))
async def test_s38_every_role_with_every_route(
    site: Site, applications: Applications, role: str
) -> None:
    """A refusal is a 403; whoever is let in gets anything else, such as 404 for account 001."""
    person = (await people(applications))[role]
    before = await Company.select()
    for guard in (ID_MANAGER["guard"], PRINCIPAL["guard"], MEMBER["guard"]):
        # What was sent before may have ended the session.
        site.client = site.browser(f"198.51.100.{len(guard)}")
        await log_in(site, person)
        answered = await answers(site, guard)
        refused = {route for route, (status, _) in answered.items() if status == REFUSED}
        if guard not in MAY[role]:
            assert refused == set(answered)
        else:
            # To the account of 主担当 (001) a deputy does nothing.
            assert {route for route in refused if "/accounts/001" not in route} == set()
    assert await Company.select() == before


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


async def test_s38_nobody_deletes_an_id_manager(applications: Applications) -> None:
    known = await people(applications)
    company = known["user"].company_id
    for role, refusal in (("id_manager", ManagerStaysError), ("deputy", DeputyStaysError)):
        with pytest.raises(refusal):
            await delete_account(company, known[role].account_id, "001", now())
    await delete_account(company, known["user"].account_id, known["deputy"].account_id, now())
