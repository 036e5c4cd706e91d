"""The first person of the console, for a first walk."""

from datetime import datetime

from db.console.administrators import AlreadyAdministratorError, NewPerson, add_person
from db.console_acts import Why
from domain.console_roles import Role
from domain.passwords import hash_password, new_first_password

FIRST = NewPerson("admin@inforex.example", "管理 一郎", Role.ADMINISTRATOR)
WHY = Why(done_by="command line", reason="デモデータ")


async def add_administrator(now: datetime) -> str | None:
    """Add the administrator and give the first password, this once; None if there is one."""
    first = new_first_password()
    try:
        await add_person(FIRST, hash_password(first), WHY, now)
    except AlreadyAdministratorError:
        return None
    return first
