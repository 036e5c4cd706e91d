"""The second factor of a login: offered, confirmed by a first code, asked for, removed (S21).

`owner` is whoever logs in: `account:12`, or `administrator:3`. The secret is kept sealed; of a
recovery code only its hash.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken

from db.engine import transaction
from db.tables.members import RecoveryCode, SecondFactor
from domain.sealing import seal, unseal
from domain.second_factor import RECOVERY_CODES, matching_step, new_recovery_code, new_secret
from domain.tokens import token_hash

OFFER_LIFETIME = timedelta(minutes=30)
"""How long a secret that was shown waits for its first code."""


async def offer(owner: str, keys: Sequence[bytes], now: datetime) -> None:
    """Make a new secret for whoever has none in use; it guards nothing until it is confirmed."""
    sealed = seal(keys, _purpose(owner), new_secret())
    await SecondFactor.raw(
        """
        INSERT INTO second_factor AS old (owner, secret, offered_at) VALUES ({}, {}, {})
        ON CONFLICT (owner) DO UPDATE SET
            secret = excluded.secret, offered_at = excluded.offered_at, last_step = 0
        WHERE old.confirmed_at IS NULL
        """,
        owner,
        sealed,
        now,
    )


async def offered_secret(owner: str, keys: Sequence[bytes], now: datetime) -> str | None:
    """Give the secret that waits for its first code, to be shown; None when none does."""
    sealed = await _sealed_offer(owner, now)
    return unseal(keys, _purpose(owner), sealed) if sealed else None


async def confirm(
    owner: str, code: str, keys: Sequence[bytes], now: datetime
) -> tuple[str, ...] | None:
    """Turn the offered factor on by a first code, and give its recovery codes, this once.

    None when the code is wrong, or nothing is on offer any more.
    """
    sealed = await _sealed_offer(owner, now)
    step = matching_step(unseal(keys, _purpose(owner), sealed), code, now) if sealed else None
    if step is None:
        return None
    async with transaction():
        confirmed = (
            await SecondFactor.update(
                {SecondFactor.confirmed_at: now, SecondFactor.last_step: step}
            )
            .where(
                SecondFactor.owner == owner,
                SecondFactor.secret == sealed,
                SecondFactor.confirmed_at.is_null(),
            )
            .returning(SecondFactor.owner)
        )
        if confirmed:
            return await _give_recovery_codes(owner)
    return None


async def is_on(owner: str) -> bool:
    """Whether a login of this owner asks for a code."""
    return await SecondFactor.exists().where(
        SecondFactor.owner == owner, SecondFactor.confirmed_at.is_not_null()
    )


async def verify(owner: str, code: str, keys: Sequence[bytes], now: datetime) -> bool:
    """Tell whether a code is right and new: each works once, of two at once one alone (S21)."""
    row = await (
        SecondFactor.select(SecondFactor.secret)
        .where(SecondFactor.owner == owner, SecondFactor.confirmed_at.is_not_null())
        .first()
    )
    if row is None:
        return False
    # Of a wrong code: the same statement takes nothing, for no step comes before (S13).
    step = matching_step(unseal(keys, _purpose(owner), row["secret"]), code, now) or 0
    taken = (
        await SecondFactor.update({SecondFactor.last_step: step})
        .where(
            SecondFactor.owner == owner,
            SecondFactor.secret == row["secret"],
            SecondFactor.last_step < step,
        )
        .returning(SecondFactor.owner)
    )
    return bool(taken)


async def use_recovery_code(owner: str, code: str, now: datetime) -> bool:
    """Tell whether a recovery code is right and unused, and use it up."""
    used = (
        await RecoveryCode.update({RecoveryCode.used_at: now})
        .where(
            RecoveryCode.owner == owner,
            RecoveryCode.code_hash == token_hash(code),
            RecoveryCode.used_at.is_null(),
        )
        .returning(RecoveryCode.id)
    )
    return bool(used)


async def passes(
    owner: str, code: str, *, recovery: bool, keys: Sequence[bytes], now: datetime
) -> bool:
    """Tell whether a login may go on: by a code of the app, or by one on paper."""
    if recovery:
        return await use_recovery_code(owner, code, now)
    return await verify(owner, code, keys, now)


async def recovery_codes_left(owner: str) -> int:
    """How many recovery codes were not used yet."""
    left: int = await RecoveryCode.count().where(
        RecoveryCode.owner == owner, RecoveryCode.used_at.is_null()
    )
    return left


async def new_recovery_codes(owner: str) -> tuple[str, ...] | None:
    """Give new recovery codes, in the caller's transaction; the former are void.

    None when no factor is on, which would need none.
    """
    locked = await SecondFactor.raw(
        "SELECT FROM second_factor WHERE owner = {} AND confirmed_at IS NOT NULL FOR UPDATE", owner
    )
    return await _give_recovery_codes(owner) if locked else None


async def remove(owner: str) -> bool:
    """Forget the factor and its codes, in the caller's transaction; False when none was on."""
    await RecoveryCode.delete().where(RecoveryCode.owner == owner)
    removed = (
        await SecondFactor.delete()
        .where(SecondFactor.owner == owner)
        .returning(SecondFactor.confirmed_at)
    )
    return any(row["confirmed_at"] is not None for row in removed)


@dataclass(frozen=True)
class SealedByKey:
    """How many second factors that are on each key sealed, in the keys' order; or none of them."""

    by_key: tuple[int, ...]
    unreadable: int


async def count_by_key(keys: Sequence[bytes]) -> SealedByKey:
    """Try every key on every second factor that is on."""
    counts = Counter(
        [
            _sealed_by(keys, row["owner"], row["secret"])
            for row in await SecondFactor.select(SecondFactor.owner, SecondFactor.secret).where(
                SecondFactor.confirmed_at.is_not_null()
            )
        ]
    )
    return SealedByKey(tuple(counts[nth] for nth in range(len(keys))), counts[None])


async def forget_sealed_by(
    keys: Sequence[bytes], places: Collection[int | None]
) -> tuple[str, ...]:
    """Forget those that are on and whose key is at one of these places; gives their owners.

    None is the place of a key that is not among `keys`. In the caller's transaction.
    """
    rows = await SecondFactor.raw(
        "SELECT owner, secret FROM second_factor WHERE confirmed_at IS NOT NULL"
        " ORDER BY owner FOR UPDATE"
    )
    owners = tuple(
        row["owner"] for row in rows if _sealed_by(keys, row["owner"], row["secret"]) in places
    )
    for owner in owners:
        await remove(owner)
    return owners


def _sealed_by(keys: Sequence[bytes], owner: str, sealed: str) -> int | None:
    for nth, key in enumerate(keys):
        with suppress(InvalidToken):
            unseal([key], _purpose(owner), sealed)
            return nth
    return None


async def _give_recovery_codes(owner: str) -> tuple[str, ...]:
    """Replace the recovery codes; the caller has locked the factor's row."""
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    await RecoveryCode.delete().where(RecoveryCode.owner == owner)
    await RecoveryCode.insert(
        *(RecoveryCode(owner=owner, code_hash=token_hash(code)) for code in codes)
    )
    return codes


async def _sealed_offer(owner: str, now: datetime) -> str | None:
    row = await (
        SecondFactor.select(SecondFactor.secret)
        .where(
            SecondFactor.owner == owner,
            SecondFactor.confirmed_at.is_null(),
            SecondFactor.offered_at > now - OFFER_LIFETIME,
        )
        .first()
    )
    return row["secret"] if row else None


def _purpose(owner: str) -> str:
    return f"second factor of {owner}"
