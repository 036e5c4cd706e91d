"""One of every kind of person who meets the site, each with what lets them in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from litestar import Litestar

from db.console.company_acts import suspend
from db.enrolment.application_form import verify_address
from db.enrolment.facts import load_facts
from db.enrolment.links import make_link
from db.identity.credentials import Credentials, load_credentials_of
from db.identity.sessions import begin
from db.members.account_invitations import send_password_link
from db.members.account_issue import issue_accounts
from db.members.own_address import ask_to_confirm
from domain.durations import Duration
from domain.logins import ADMINISTRATORS
from domain.new_account import NewAccount
from domain.tokens import Purpose
from rig.access import address_asked_for, link_to
from rig.applications import WHY, Applications, another_form, now
from rig.console.staff import HERE, person
from rig.deputies import deputy
from rig.members import Ids, colleague, id_manager, id_manager_of
from rig.own_data import link_of
from rig.security.asking import Answer, ask
from web.cookies import full_name

Entering = Callable[[datetime], Awaitable[dict[str, str]]]

INVITED = NewAccount(
    "営業部", "高橋 三郎", "タカハシ サブロウ", "takahashi@shinki-shokuhin.example"
)
FORM = b"application/x-www-form-urlencoded"


async def _nobody(_: datetime) -> dict[str, str]:
    return {}


@dataclass
class Person:
    """A person with a browser.

    `links`: the secrets they were mailed, by the first part of the path. `things`: what the parts
    of an address are called that name something of the company, and what there is of it.
    """

    name: str
    app: Litestar = field(repr=False)
    things: Mapping[str, str] = field(repr=False)
    links: Mapping[str, str] = field(default_factory=dict, repr=False)
    enters: Entering = field(default=_nobody, repr=False)
    cookies: dict[str, str] = field(default_factory=dict, repr=False)

    async def enter(self) -> None:
        """Log in anew, and get a token for forms."""
        self.cookies = await self.enters(self.app.state.clock())
        page = await ask(self.app, "GET", "/search", cookies=self.cookies)
        for cookie in page.set_cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    @property
    def token(self) -> str:
        """What their forms carry against forgery."""
        return self.cookies[full_name(self.app.state.settings, "csrf")]

    async def asks(
        self,
        method: str,
        target: str,
        *,
        body: bytes = b"",
        kind: bytes = FORM,
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> Answer:
        """Send a request with this person's cookies; `kind`: the content type of the body."""
        if body:
            length = str(len(body)).encode()
            headers = (*headers, (b"content-type", kind), (b"content-length", length))
        return await ask(self.app, method, target, cookies=self.cookies, headers=headers, body=body)

    @property
    def row(self) -> str:
        """Which row of the tables (doors.py) is theirs: their name without what stands behind :."""
        return self.name.partition(":")[0]

    def secret(self, path: str) -> str | None:
        """The secret that opens an address of this kind, if they were mailed one."""
        return self.links.get(path.split("/")[1])


async def everybody(app: Litestar, applications: Applications) -> dict[str, Person]:
    """Fill the open database with a company of each kind, and give all people of them by name."""
    manager = await id_manager(applications)
    asked = await applications.awaiting_approval("asks@maker.example", another_form())
    things = {
        "number:str": asked,
        "company_id:str": manager.company_id,
        "account_id:str": "002",
        "wholesaler:int": "1",
        "version:int": "1",
        "code:str": "1000001",
        "process:str": asked,
        "kind:str": "approval_request",
        "nth:str": "1",
        "file_path:path": "inforex.css",
    }
    found = await _members(app, applications, manager, things)
    found |= await _staff(app, applications, things)
    links: dict[str, dict[str, str]] = {"nobody": {}}
    links |= await _links(applications, manager, asked)
    found |= {name: Person(name, app, things, links[name]) for name in links}
    for who in found.values():
        await who.enter()
    return found


async def _members(
    app: Litestar, applications: Applications, manager: Ids, things: Mapping[str, str]
) -> dict[str, Person]:
    user, stopped = await colleague(manager, "002"), await colleague(manager, "004")
    suspended = await _another_company(applications, "suspended@tomari.example")
    members = {
        "user": user,
        "deputy": await deputy(manager, await colleague(manager, "003")),
        "principal": manager,
        "other": await _another_company(applications, "other@betsu.example"),
    }
    found = {
        name: Person(name, app, things, enters=logging_in(app, await ids.credentials()))
        for name, ids in members.items()
    }
    for name, ids in {"stopped": stopped, "suspended": suspended}.items():
        session = await logging_in(app, await ids.credentials())(now())
        found[name] = Person(name, app, things, enters=still_with(session))
    await stopped.change(state="stopped")
    await suspend(suspended.company_id, WHY, now())
    return found


async def _staff(
    app: Litestar, applications: Applications, things: Mapping[str, str]
) -> dict[str, Person]:
    keys, roles = applications.settings.link_keys, ("viewer", "helpdesk", "administrator")
    staff = {role: await person(role, keys=keys) for role in roles}
    new: dict[str, Any] = {"mail_address": "new@inforex.example", "password_is_first": True}
    staff["newcomer"] = await person(keys=keys, **new)
    other = {**things, "administrator:int": str(staff["newcomer"].administrator)}
    found = {}
    for name, who in staff.items():
        credentials = await load_credentials_of(ADMINISTRATORS, who.administrator)
        assert credentials is not None
        found[name] = Person(name, app, other, enters=logging_in(app, credentials))
    return found


def logging_in(app: Litestar, credentials: Credentials) -> Entering:
    """Let them log in anew each time."""
    kind, key = credentials.kind, credentials.key

    async def enter(at: datetime) -> dict[str, str]:
        present = await load_credentials_of(kind, key)  # the password may be another by now
        if present is None:  # who was stopped, or stopped themselves, is out
            return {}
        identifier = await begin(present, HERE, replaces=None, now=at)
        assert identifier is not None
        return {full_name(app.state.settings, kind.session_cookie): identifier}

    return enter


def still_with(session: dict[str, str]) -> Entering:
    """Let them come with the cookies that they have."""

    async def enter(_: datetime) -> dict[str, str]:
        return dict(session)

    return enter


async def _another_company(applications: Applications, mail_address: str) -> Ids:
    number = await applications.awaiting_approval(mail_address, another_form())
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    return await id_manager_of(number)


async def _links(applications: Applications, manager: Ids, asked: str) -> dict[str, dict[str, str]]:
    begun = await applications.invited("begins@maker.example")
    await verify_address(begun, now())
    declined = await applications.awaiting_approval("declined@maker.example", another_form())
    await applications.decline(declined)
    await applications.steps.return_refused(applications.order(declined))
    keys, day = applications.settings.link_keys, Duration(1, "d")
    revision = (await load_facts(asked)).revision
    until = {"revision": revision, "expires_at": day.after(now())}
    await make_link(keys, Purpose.REQUESTS, asked, now=now(), **until)  # type: ignore[arg-type]  # each is of its own type
    return {
        "applicant": {
            "apply": await applications.token(Purpose.APPLY, begun),
            "status": await applications.token(Purpose.STATUS, asked),
        },
        "contact": {
            "approval": await applications.token(Purpose.APPROVAL, asked),
            "requests": await applications.token(Purpose.REQUESTS, asked),
            "dispute": await applications.token(Purpose.DISPUTE, declined),
        },
        "mailbox": await _links_of_members(applications, manager),
    }


async def _links_of_members(applications: Applications, manager: Ids) -> dict[str, str]:
    """What lies in mailboxes of a company: each of another account, so that none voids another."""
    keys = applications.settings.link_keys
    by = (manager.company_id, manager.account_id)
    issued = await issue_accounts(*by, [INVITED], keys, now())
    invited = Ids(manager.company_id, issued.account_ids[0])
    forgetful = await colleague(manager, "006")
    await send_password_link(
        manager.company_id, forgetful.account_id, manager.account_id, keys, now()
    )
    moving = await colleague(manager, "007")
    await ask_to_confirm((await moving.account()).id, "moved@shinki-shokuhin.example", keys, now())
    change = await address_asked_for(applications, manager)
    paths = [
        await link_of(applications, invited, Purpose.INVITATION),
        await link_of(applications, forgetful, Purpose.PASSWORD),
        await link_of(applications, moving, Purpose.ADDRESS),
        await link_to(applications, manager, change),
    ]
    return dict(path.strip("/").split("/") for path in paths)
