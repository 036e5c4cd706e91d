"""Second factors are offered, confirmed, asked for, and removed (S21)."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest

from db.engine import transaction
from db.identity import second_factors
from db.tables.members import RecoveryCode, SecondFactor
from domain.logins import MEMBERS
from rig.applications import now
from rig.second_factors import STEP, App, turned_on
from rig.waiting import until_it_waits
from settings import Settings

AT = now()
OWNER = "administrator:3"
pytestmark = pytest.mark.usefixtures("pool")


async def offered(settings: Settings, owner: str = OWNER) -> App:
    await second_factors.offer(owner, settings.link_keys, AT)
    secret = await second_factors.offered_secret(owner, settings.link_keys, AT)
    assert secret is not None
    return App(owner, secret, ())


async def test_offered_factor_guards_nothing_yet(settings: Settings) -> None:
    app = await offered(settings)
    assert not await second_factors.is_on(OWNER)
    assert not await second_factors.verify(OWNER, app.code(AT), settings.link_keys, AT)


async def test_first_code_turns_it_on_and_gives_ten_recovery_codes_once(settings: Settings) -> None:
    app = await offered(settings)
    codes = await second_factors.confirm(OWNER, app.code(AT), settings.link_keys, AT)
    assert codes is not None
    assert len(set(codes)) == 10
    assert await second_factors.is_on(OWNER)
    assert await second_factors.recovery_codes_left(OWNER) == 10
    later = AT + STEP
    assert await second_factors.confirm(OWNER, app.code(later), settings.link_keys, later) is None
    assert await second_factors.offered_secret(OWNER, settings.link_keys, AT) is None


async def test_wrong_first_code_turns_nothing_on(settings: Settings) -> None:
    app = await offered(settings)
    wrong = app.wrong_code(AT)
    assert await second_factors.confirm(OWNER, wrong, settings.link_keys, AT) is None
    assert not await second_factors.is_on(OWNER)


async def test_offer_that_waited_too_long_is_over(settings: Settings) -> None:
    app = await offered(settings)
    late = AT + second_factors.OFFER_LIFETIME
    assert await second_factors.offered_secret(OWNER, settings.link_keys, late) is None
    assert await second_factors.confirm(OWNER, app.code(late), settings.link_keys, late) is None


async def test_new_offer_replaces_the_former(settings: Settings) -> None:
    former, newer = await offered(settings), await offered(settings)
    assert former.secret != newer.secret
    assert await second_factors.confirm(OWNER, former.code(AT), settings.link_keys, AT) is None
    assert await second_factors.confirm(OWNER, newer.code(AT), settings.link_keys, AT)


async def test_offer_is_taken_once_of_two_at_once(settings: Settings) -> None:
    app, keys = await offered(settings), settings.link_keys
    async with transaction():
        codes = await second_factors.confirm(OWNER, app.code(AT), keys, AT)
        other = asyncio.create_task(
            second_factors.confirm(OWNER, app.code(AT), keys, AT), context=Context()
        )
        await until_it_waits(other)
    assert await other is None
    assert codes
    assert await second_factors.use_recovery_code(OWNER, codes[0], AT)


async def test_offer_that_is_replaced_meanwhile_is_not_taken(settings: Settings) -> None:
    app, keys = await offered(settings), settings.link_keys
    async with transaction():
        await second_factors.offer(OWNER, keys, AT)
        taking = asyncio.create_task(
            second_factors.confirm(OWNER, app.code(AT), keys, AT), context=Context()
        )
        await until_it_waits(taking)
    assert await taking is None
    assert not await second_factors.is_on(OWNER)


async def test_code_of_a_factor_that_is_replaced_meanwhile_is_wrong(settings: Settings) -> None:
    app, keys = await turned_on(OWNER, settings, AT), settings.link_keys
    async with transaction():
        await SecondFactor.raw("LOCK TABLE second_factor IN SHARE MODE")  # which may be read
        verifying = asyncio.create_task(
            second_factors.verify(OWNER, app.code(AT), keys, AT), context=Context()
        )
        await until_it_waits(verifying)
        await second_factors.remove(OWNER)
        await turned_on(OWNER, settings, AT)
    assert not await verifying


async def test_offer_to_somebody_who_has_one_changes_nothing(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    await second_factors.offer(OWNER, settings.link_keys, AT)
    assert await second_factors.verify(OWNER, app.code(AT), settings.link_keys, AT)


async def test_s21_code_works_once_and_older_ones_no_more(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    keys = settings.link_keys
    assert await second_factors.verify(OWNER, app.code(AT), keys, AT)
    assert not await second_factors.verify(OWNER, app.code(AT), keys, AT)
    assert not await second_factors.verify(OWNER, app.code(AT - STEP), keys, AT)
    assert await second_factors.verify(OWNER, app.code(AT + STEP), keys, AT)


async def test_s21_code_that_turned_it_on_does_not_log_in(settings: Settings) -> None:
    app = await offered(settings)
    code = app.code(AT)
    assert await second_factors.confirm(OWNER, code, settings.link_keys, AT)
    assert not await second_factors.verify(OWNER, code, settings.link_keys, AT)


async def test_s21_of_ten_at_once_with_one_code_one_gets_in(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    code = app.code(AT)
    answers = await asyncio.gather(
        *(second_factors.verify(OWNER, code, settings.link_keys, AT) for _ in range(10))
    )
    assert sorted(answers) == [False] * 9 + [True]


async def test_s21_recovery_code_works_once_even_for_ten_at_once(settings: Settings) -> None:
    code = (await turned_on(OWNER, settings, AT)).recovery_codes[3]
    answers = await asyncio.gather(
        *(second_factors.use_recovery_code(OWNER, code, AT) for _ in range(10))
    )
    assert sorted(answers) == [False] * 9 + [True]
    assert await second_factors.recovery_codes_left(OWNER) == 9


async def test_factor_of_one_owner_is_of_no_use_for_another(settings: Settings) -> None:
    app = await turned_on("account:1", settings, AT)
    await turned_on("account:11", settings, AT)
    assert not await second_factors.verify("account:11", app.code(AT), settings.link_keys, AT)
    assert not await second_factors.use_recovery_code("account:11", app.recovery_codes[0], AT)


async def test_new_recovery_codes_void_the_former(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    newer = await second_factors.new_recovery_codes(OWNER)
    assert newer is not None
    assert not await second_factors.use_recovery_code(OWNER, app.recovery_codes[0], AT)
    assert await second_factors.use_recovery_code(OWNER, newer[0], AT)


async def test_recovery_codes_need_a_factor(settings: Settings) -> None:
    await turned_on("account:1", settings, AT)
    await offered(settings)
    assert await second_factors.new_recovery_codes(OWNER) is None
    assert not await second_factors.recovery_codes_left(OWNER)


async def test_removed_factor_leaves_nothing(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    assert await second_factors.remove(OWNER)
    assert not await second_factors.remove(OWNER)
    assert not await second_factors.is_on(OWNER)
    assert not await second_factors.use_recovery_code(OWNER, app.recovery_codes[0], AT)
    assert not await SecondFactor.exists()
    assert not await RecoveryCode.exists()


async def test_table_holds_neither_the_secret_nor_a_recovery_code(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    kept = str(await SecondFactor.select()) + str(await RecoveryCode.select())
    assert app.secret not in kept
    assert not [code for code in app.recovery_codes if code in kept]


@pytest.mark.parametrize(
    ("owner", "account"), [("account:12", 12), ("administrator:12", None), ("", None)]
)
async def test_owner_tells_whether_it_is_an_account(owner: str, account: int | None) -> None:
    assert MEMBERS.key_of(owner) == account
    assert MEMBERS.owner(12) == "account:12"


async def test_codes_last_a_step_longer_than_they_are_shown(settings: Settings) -> None:
    app = await turned_on(OWNER, settings, AT)
    late = AT + 2 * STEP + timedelta(seconds=30)
    assert not await second_factors.verify(OWNER, app.code(AT), settings.link_keys, late)
    assert await second_factors.verify(OWNER, app.code(AT), settings.link_keys, AT + STEP)
