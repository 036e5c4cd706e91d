"""Pages that answered a form, kept for a while, so that Back and reload show them again."""

import hashlib
from datetime import datetime, timedelta

from db.tables.operation import KeptAnswer
from domain.tokens import token_hash

KEPT_FOR = timedelta(hours=1)

MOST_OF_A_NETWORK, MOST = 200, 20_000
"""So many are kept at once; whoever sends more forms in an hour gets the answers themselves."""


async def keep(token: str, sealed: str, network: str, now: datetime, *, once: bool) -> bool:
    """Keep a page under a new token; False where there are as many as may be.

    `network`: whose form it answers. `once`: it is gone as soon as it was shown.
    """
    since = now - KEPT_FOR
    whose = hashlib.sha256(network.encode()).hexdigest()
    rows = await KeptAnswer.raw(
        """
        WITH gone AS (DELETE FROM kept_answer WHERE kept_at <= {})
        INSERT INTO kept_answer (token_hash, network, sealed, once, kept_at)
        SELECT {}, {}, {}, {}, {}
        WHERE (SELECT count(*) FROM kept_answer WHERE network = {} AND kept_at > {}) < {}
            AND (SELECT count(*) FROM kept_answer WHERE kept_at > {}) < {}
        RETURNING 1
        """,
        since,
        token_hash(token),
        whose,
        sealed,
        once,
        now,
        whose,
        since,
        MOST_OF_A_NETWORK,
        since,
        MOST,
    )
    return bool(rows)


async def find(token: str, now: datetime) -> str | None:
    """What was kept under a token; None where nothing is, or it was to be shown once and was."""
    rows = await KeptAnswer.raw(
        """
        WITH shown AS (
            DELETE FROM kept_answer WHERE token_hash = {} AND once RETURNING sealed, kept_at
        )
        SELECT sealed FROM shown WHERE kept_at > {}
        UNION ALL
        SELECT sealed FROM kept_answer WHERE token_hash = {} AND NOT once AND kept_at > {}
        """,
        token_hash(token),
        now - KEPT_FOR,
        token_hash(token),
        now - KEPT_FOR,
    )
    return rows[0]["sealed"] if rows else None
