"""The networks that an address stands in."""

from datetime import timedelta

import pytest

from domain.limits import LimitKind, networks, of_networks


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", [("203.0.113.7", 1), ("203.0.113.0/24", 10)]),
        (
            "2001:db8:1:23ff:4::1",
            [("2001:db8:1:23ff::/64", 1), ("2001:db8:1:2300::/56", 2), ("2001:db8:1::/48", 4)],
        ),
        ("unknown", [("unknown", 1)]),
    ],
)
def test_an_address_stands_in_networks_that_grow(
    address: str, expected: list[tuple[str, int]]
) -> None:
    assert [(network.name, network.times) for network in networks(address)] == expected


def test_a_wider_network_may_try_as_many_times_more() -> None:
    limits = of_networks(LimitKind.LOGIN_NETWORK, "203.0.113.7", 5, timedelta(hours=1))
    assert [(limit.shown, limit.most) for limit in limits] == [
        ("203.0.113.7", 5),
        ("203.0.113.0/24", 50),
    ]
