"""How many mails that others cause one mailbox gets, and when it may have the next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail_addresses import counted_mailbox, is_of_house
from domain.mail_shares import DAY, HOUR, Cap, Nearness, Share, caps, goes_at, kinds_of, share_of

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
CAP = Cap(3, DAY)


def ago(*hours: int) -> list[datetime]:
    return [NOW - timedelta(hours=each) for each in hours]


@pytest.mark.parametrize(
    ("taken", "ahead", "expected"),
    [
        ((), 0, None),
        ((), 2, None),
        ((5, 1), 0, None),
        ((5, 2, 1), 0, NOW + timedelta(hours=19)),
        ((5, 2, 1), 1, NOW + timedelta(hours=22)),
        ((5, 1), 1, NOW + timedelta(hours=19)),
        ((), 3, NOW + timedelta(hours=24)),
        ((5, 2, 1), 3, NOW + timedelta(hours=43)),
    ],
)
def test_a_mail_goes_when_a_place_is_free_and_those_ahead_had_theirs(
    taken: tuple[int, ...], ahead: int, expected: datetime | None
) -> None:
    assert goes_at(CAP, ago(*taken), ahead, NOW) == expected


@given(st.integers(1, 8), st.lists(st.integers(0, 23), max_size=8), st.integers(0, 40))
def test_no_window_ever_has_more_than_the_cap(most: int, hours: list[int], waiting: int) -> None:
    cap = Cap(most, DAY)
    taken = ago(*sorted(hours, reverse=True)[-most:])
    went = taken + [goes_at(cap, taken, ahead, NOW) or NOW for ahead in range(waiting)]
    assert went == sorted(went), "in the order in which they wait"
    for first, later in zip(went, went[most:], strict=False):
        assert later - first >= DAY


def test_the_form_recovery_and_notices_have_a_share_that_nothing_else_uses_up() -> None:
    kinds = [kind for share in Share for kind in kinds_of(share)]
    assert len(kinds) == len(set(kinds))
    assert kinds_of(Share.RECOVERY) == ("recovery",)
    assert set(kinds_of(Share.FORM_LINK)) == {"invitation", "invitation_reminder"}
    for share in Share:
        assert {share_of(kind) for kind in kinds_of(share)} == {share}
    assert [share for share in Share if share.within_company] == [Share.RECOVERY, Share.NOTICE]
    assert share_of("password_changed") is None, "only the person can cause it"
    for nearness in Nearness:
        assert caps(Share.RECOVERY, nearness, 60) == (Cap(20, DAY),)


def test_a_wholesalers_contact_gets_more_spread_over_the_day() -> None:
    assert caps(Share.OTHERS, Nearness.CONTACT, 60) == (Cap(6, HOUR), Cap(60, DAY))
    assert caps(Share.OTHERS, Nearness.CONTACT, 5) == (Cap(1, HOUR), Cap(5, DAY))
    assert caps(Share.OTHERS, Nearness.ANYBODY, 60) == (Cap(10, DAY),)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Tanaka@example.jp", "tanaka@example.jp"),
        ("tanaka+inforex@example.jp", "tanaka@example.jp"),
        ("+@example.jp", "+@example.jp"),
        ("ta.na.ka+a@gmail.com", "tanaka@gmail.com"),
        ("ta.na.ka@googlemail.com", "tanaka@googlemail.com"),
        ("ta.naka@example.jp", "ta.naka@example.jp"),
        ('"tanaka"@example.jp', "tanaka@example.jp"),
        ('"ta.naka."@gmail.com', "tanaka@gmail.com"),
    ],
)
def test_addresses_of_one_mailbox_are_counted_together(address: str, mailbox: str) -> None:
    assert counted_mailbox(address) == mailbox


@pytest.mark.parametrize(
    ("address", "of_house"),
    [
        ("Tanaka+a@gmail.com", True),
        ("suzuki@gmail.com", False),
        ("suzuki@oroshi.example", True),
        ("suzuki@other.example", False),
    ],
)
def test_of_the_house_is_a_known_mailbox_or_another_of_its_companys_domain(
    address: str, *, of_house: bool
) -> None:
    assert is_of_house(address, ["tanaka@gmail.com", "sato@oroshi.example"]) is of_house
