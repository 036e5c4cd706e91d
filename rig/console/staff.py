"""People of the console for the tests, and browsers that are logged in as them."""

from dataclasses import dataclass, field
from typing import Any

import pyotp

from db.identity.credentials import load_credentials_of
from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.tables.administration import Administrator
from db.tables.members import SecondFactor
from domain.logins import ADMINISTRATORS
from domain.sealing import seal
from rig.applications import HASH, now
from rig.applications import PASSWORD as OF_THE_HASH
from rig.site import Site

HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")
PASSWORD = OF_THE_HASH


@dataclass(frozen=True)
class Person:
    """Somebody whose login is set up; `administrator` is the key of the row."""

    administrator: int
    mail_address: str
    app: pyotp.TOTP = field(repr=False)

    def code(self, site: Site) -> str:
        """What the person's authenticator app shows now."""
        return self.app.at(site.clock.now)

    async def change(self, **columns: Any) -> None:
        """Change the person's row, such as `state="stopped"`."""
        await Administrator.update(**columns).where(Administrator.id == self.administrator)

    async def row(self) -> Administrator:
        """The person's row."""
        row = await Administrator.objects().get(Administrator.id == self.administrator)
        assert row is not None
        return row


async def person(
    role: str = "administrator", *, keys: tuple[bytes, ...] = (b"k" * 32,), **columns: Any
) -> Person:
    """Somebody with the password `PASSWORD` and a second factor sealed under `keys`."""
    columns = {
        "mail_address": f"{role}@inforex.example",
        "person_name": {"viewer": "見学 三郎", "helpdesk": "窓口 京子"}.get(role, "管理 一郎"),
        "password_hash": HASH,
        "password_is_first": False,
        "created_at": now(),
        **columns,
    }
    rows = await Administrator.insert(Administrator(role=role, **columns))
    app = pyotp.TOTP(pyotp.random_base32())
    owner = ADMINISTRATORS.owner(rows[0]["id"])
    sealed = seal(keys, f"second factor of {owner}", app.secret)
    await SecondFactor.insert(
        SecondFactor(owner=owner, secret=sealed, offered_at=now(), confirmed_at=now())
    )
    return Person(rows[0]["id"], columns["mail_address"], app)


async def person_of(site: Site, role: str = "administrator", **columns: Any) -> Person:
    """Somebody whose authenticator app fits this site."""
    return await person(role, keys=site.app.state.settings.link_keys, **columns)


async def let_in(site: Site, who: Person) -> None:
    """Give the site's present browser a session of this person, without the login's pages."""
    credentials = await load_credentials_of(ADMINISTRATORS, who.administrator)
    assert credentials is not None
    identifier = await begin(credentials, HERE, replaces="", now=site.clock.now)
    assert identifier is not None
    site.client.cookies.set("__Host-console", identifier, domain="inforex.test", path="/")


async def logged_in(site: Site, role: str = "administrator", **columns: Any) -> Person:
    """Somebody new of this role, logged in with the site's present browser."""
    who = await person_of(site, role, **columns)
    await let_in(site, who)
    return who
