"""Links that were mailed before links had a salt open what they opened, and are mailed again."""

import pytest

from db.enrolment.links import find_link, token_for
from db.members.account_links import account_token, find_account_link
from db.tables.enrolment import Link
from db.tables.members import AccountLink
from domain.tokens import Purpose, derive_token, token_hash
from rig.applications import Applications
from rig.members import id_manager
from settings import Settings
from tests.accounts import invited


async def test_a_link_of_an_application(applications: Applications) -> None:
    keys = applications.settings.link_keys
    number = await applications.invited()
    old = derive_token(keys[0], Purpose.APPLY, number, 1, None)
    await Link.update({Link.token_hash: token_hash(old), Link.salt: None}, force=True)
    assert await token_for(keys, Purpose.APPLY, number) == old
    for others, generation in ((keys, 2), ([b"the key of another installation"], 1)):
        with pytest.raises(LookupError):
            await token_for(others, Purpose.APPLY, number, generation)
    found = await find_link(old, Purpose.APPLY)
    assert found is not None
    assert found.application_number == number


@pytest.mark.usefixtures("pool")
async def test_a_link_of_an_account(settings: Settings) -> None:
    ids = await invited(await id_manager(Applications(settings)), settings)
    account = (await ids.account()).id
    keys = settings.link_keys
    old = derive_token(keys[0], Purpose.INVITATION, f"account:{account}", 1, None)
    await AccountLink.update(
        {AccountLink.token_hash: token_hash(old), AccountLink.salt: None}, force=True
    )
    assert (await account_token(keys, Purpose.INVITATION, account, 1))[0] == old
    found = await find_account_link(old, Purpose.INVITATION)
    assert found is not None
    assert found.account_id == ids.account_id
