"""Who counts as another administrator: what one person of the operator can do is never enough."""

from datetime import datetime

from db.tables.administration import Administrator
from domain.refusals import RefusalError


class NotAnotherAdministratorError(RefusalError):
    """Who agrees besides must be another administrator, whose login the first had no hand in."""


async def refuse_unless_another(
    administrator: int, than: int, *, untouched_since: datetime
) -> None:
    """Raise `NotAnotherAdministratorError` unless this is a working administrator, and no other's.

    `than`: who asked. Nobody may have touched this person's login since that moment (S48).
    """
    rows = await Administrator.raw(
        """
        SELECT FROM administrator AS person
        WHERE id = {} AND id <> {} AND role = 'administrator' AND state = 'active'
            AND created_at <= {} AND NOT EXISTS (
                SELECT FROM console_act WHERE tag LIKE 'administrator:administrator:%'
                    AND after->>'administrator' = person.id::text AND at > {}
            )
        """,
        administrator,
        than,
        untouched_since,
        untouched_since,
    )
    if not rows:
        raise NotAnotherAdministratorError
