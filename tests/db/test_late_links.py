"""A link in a mail to a member works for its full time from when the mail goes."""

from datetime import datetime, timedelta

import pytest

from db.mailing import mails
from db.mailing.letters import NewLetter, queue_letters
from db.mailing.sending import claim_while_true
from db.members.account_links import (
    account_token,
    find_account_link,
    make_account_link,
    revoke_account_links,
    use_account_link,
)
from db.members.link_lifetimes import CARRIED, OF_A_CHANGE, CarriedLink
from db.tables.members import AccountLink
from db.tables.operation import Mail
from domain.mail_delays import GIVEN_UP_AFTER
from domain.mail_kinds import MailKind
from mail.links import SecretLink
from mail.member_letters import MEMBER_LETTERS
from rig.applications import APPLICANT, Applications, now
from rig.members import colleague, id_manager

HOUR = timedelta(hours=1)
KINDS = sorted(CARRIED)


@pytest.fixture
async def account(applications: Applications) -> int:
    return int((await (await id_manager(applications)).account()).id)


def test_every_mail_to_a_member_with_a_link_that_expires_is_known() -> None:
    with_links = {
        kind
        for kind, letter in MEMBER_LETTERS.items()
        if letter.__dataclass_fields__.get("link") is not None  # type: ignore[attr-defined]  # each is a dataclass
        and letter.__dataclass_fields__["link"].type in {SecretLink, "SecretLink"}  # type: ignore[attr-defined]
    }
    assert with_links == {*CARRIED, *OF_A_CHANGE}


@pytest.mark.parametrize("kind", KINDS)
async def test_it_works_for_its_full_time_from_when_a_late_mail_goes(
    kind: str, applications: Applications, account: int
) -> None:
    link, asked = CARRIED[kind], now()
    key = await _queue(applications, kind, account, asked)
    went = asked + link.lifetime + HOUR
    assert await claim_while_true(key, applications.settings.policy, went)
    assert await _expiry(applications, link, account) == went + link.lifetime


async def test_a_late_mail_gives_time_to_its_own_link_alone(applications: Applications) -> None:
    """Others have links and mails of their own, as has the same person for something else."""
    link, asked = CARRIED["recovery"], now()
    policy = applications.settings.policy
    manager = await id_manager(applications)
    people = (manager, await colleague(manager), await colleague(manager, "003"))
    account, one, another = [(await each.account()).id for each in people]
    key = await _queue(applications, "recovery", account, asked)
    await _make(applications, CARRIED["address_confirmation"], account, asked)
    await _queue(applications, "recovery", one, asked)
    assert await claim_while_true(f"letters-7/recovery/1.{one}", policy, asked)
    await mails.first_written(f"letters-7/recovery/1.{one}", _words)
    for _ in range(2):
        await _make(applications, CARRIED["account_invitation"], account, asked)
        await _make(applications, link, another, asked)
    before = await _expiries()
    went = asked + link.lifetime + HOUR
    assert await claim_while_true(key, policy, went)
    assert await _expiries() - before == {(account, link.purpose.value, 1, went + link.lifetime)}


async def test_a_mail_that_goes_at_once_moves_nothing(
    applications: Applications, account: int
) -> None:
    link, asked = CARRIED["recovery"], now()
    key = await _queue(applications, "recovery", account, asked)
    assert await claim_while_true(key, applications.settings.policy, asked + timedelta(seconds=20))
    assert await _expiry(applications, link, account) == asked + link.lifetime


async def test_what_may_have_gone_is_repeated_with_the_time_that_it_had(
    applications: Applications, account: int
) -> None:
    link, asked = CARRIED["recovery"], now()
    key = await _queue(applications, "recovery", account, asked)
    for hours in (1, 3):
        assert await claim_while_true(key, applications.settings.policy, asked + hours * HOUR)
        await mails.first_written(key, _words)
        await mails.record_deferred(key, "no answer", may_have_gone=True)
    assert await _expiry(applications, link, account) == asked + HOUR + link.lifetime


@pytest.mark.parametrize("kind", KINDS)
async def test_a_link_that_was_taken_back_is_never_mailed(
    kind: str, applications: Applications, account: int
) -> None:
    asked = now()
    key = await _queue(applications, kind, account, asked)
    await revoke_account_links(CARRIED[kind].purpose, account, asked + HOUR)
    assert await claim_while_true(key, applications.settings.policy, asked + 2 * HOUR) is None
    assert (await mails.states([key]))[key] == "void"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_link_that_was_used_is_never_mailed(
    kind: str, applications: Applications, account: int
) -> None:
    asked = now()
    key = await _queue(applications, kind, account, asked)
    assert await use_account_link(CARRIED[kind].purpose, account, 1, asked + HOUR)
    assert await claim_while_true(key, applications.settings.policy, asked + 2 * HOUR) is None


async def test_a_link_that_was_replaced_is_never_mailed(
    applications: Applications, account: int
) -> None:
    asked = now()
    key = await _queue(applications, "recovery", account, asked)
    await _make(applications, CARRIED["recovery"], account, asked + HOUR)
    assert await claim_while_true(key, applications.settings.policy, asked + 2 * HOUR) is None


async def test_a_mail_that_nobody_took_for_a_month_is_called_off(
    applications: Applications, account: int
) -> None:
    asked = now()
    key = await _queue(applications, "recovery", account, asked)
    assert (
        await claim_while_true(key, applications.settings.policy, asked + GIVEN_UP_AFTER + HOUR)
        is None
    )


async def _queue(applications: Applications, kind: str, account: int, at: datetime) -> str:
    """The link and its mail, in a process of their own; gives the key."""
    generation = await _make(applications, CARRIED[kind], account, at)
    rows = await Mail.raw("SELECT company FROM account WHERE id = {}", account)
    letter = NewLetter(MailKind(kind), rows[0]["company"], account, APPLICANT, generation)
    await queue_letters("letters-7", [letter], at)
    return f"letters-7/{kind}/{generation}.{account}"


async def _make(applications: Applications, link: CarriedLink, account: int, at: datetime) -> int:
    return await make_account_link(
        applications.settings.link_keys,
        link.purpose,
        account,
        now=at,
        expires_at=at + link.lifetime,
    )


async def _expiry(applications: Applications, link: CarriedLink, account: int) -> datetime:
    keys = applications.settings.link_keys
    token, expires_at = await account_token(keys, link.purpose, account, 1)
    assert await find_account_link(token, link.purpose) is not None
    return expires_at


async def _expiries() -> set[tuple[int, str, int, datetime]]:
    """Of which account, for what, which generation, and until when: each link that there is."""
    rows = await AccountLink.select()
    return {(row["account"], row["purpose"], row["generation"], row["expires_at"]) for row in rows}


async def _words() -> str:
    return "sealed words"
