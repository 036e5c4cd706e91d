"""What tests of a member's own data need: the links of mails, and the mails that are queued."""

from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.members.account_links import FoundAccountLink, account_token, find_account_link
from db.tables.operation import Mail
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.members import Ids

NEW_PASSWORD = "seven-purple-otters-whistle"
NEW_ADDRESS = "hanako@shinki-shokuhin.example"


async def session_of(ids: Ids) -> str:
    """The identifier of a new session of this account."""
    origin = Origin(browser="Chrome / Windows", network="192.0.2.1")
    identifier = await begin(await ids.credentials(), origin, replaces=None, now=now())
    assert identifier is not None
    return identifier


async def link_of(
    applications: Applications, ids: Ids, purpose: Purpose, generation: int = 1
) -> str:
    """The path of the link that a mail to this account carries."""
    account = (await ids.account()).id
    token, _ = await account_token(applications.settings.link_keys, purpose, account, generation)
    return f"/{purpose}/{token}"


async def found_link(
    applications: Applications, ids: Ids, purpose: Purpose, generation: int = 1
) -> FoundAccountLink:
    """The same link as its page finds it."""
    path = await link_of(applications, ids, purpose, generation)
    link = await find_account_link(path.rpartition("/")[2], purpose)
    assert link is not None
    return link


async def letters() -> list[tuple[str, str]]:
    """The kind and the recipient of every mail to a member, in order."""
    rows = (
        await Mail.select(Mail.kind, Mail.recipient)
        .where(Mail.company.is_not_null())
        .order_by(Mail.process)
        .order_by(Mail.kind)
        .order_by(Mail.recipient)
    )
    return [(row["kind"], row["recipient"]) for row in rows]
