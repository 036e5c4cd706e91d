"""The session of a browser: its cookie, and who it belongs to."""

from litestar.datastructures import Cookie

from db.members import sessions
from db.members.sessions import Member
from web.context import now_of
from web.portal.cookies import Connection, private_cookie, read_cookie

NAME = "session"


def session_cookie(connection: Connection, identifier: str) -> Cookie:
    """Carry a session's identifier until the browser closes; its limits are the server's."""
    return private_cookie(connection, NAME, identifier)


def no_session_cookie(connection: Connection) -> Cookie:
    """Remove the cookie of a session."""
    return private_cookie(connection, NAME, "", max_age=0)


def identifier_of(connection: Connection) -> str:
    """The identifier that the browser sent, whoever made it up; empty when it sent none."""
    return read_cookie(connection, NAME)


async def member_of(connection: Connection) -> Member | None:
    """Find who is logged in; only an identifier that we gave out counts (S16)."""
    identifier = identifier_of(connection)
    return await sessions.find(identifier, now_of(connection.app.state)) if identifier else None
