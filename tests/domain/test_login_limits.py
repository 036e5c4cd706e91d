"""What is counted of wrong logins: at whom, from where, and what a person is shown of it."""

from domain.limits import OF_NETWORKS, OVER_MANY, Limit, LimitKind
from domain.login_limits import guarding, of_person, slowing
from domain.logins import ADMINISTRATORS, MEMBERS

IDS = ("00000017", "001")
MAILBOX = ("yamada@inforex.example",)


def counted(*limits: Limit) -> list[tuple[LimitKind, str, str]]:
    return [(limit.kind, limit.subject, limit.shown) for limit in limits]


def test_many_networks_are_counted_at_the_person_the_company_and_all() -> None:
    assert counted(*slowing(MEMBERS, IDS)) == [
        (LimitKind.LOGIN_ACCOUNT, "00000017-001", "00000017-001"),
        (LimitKind.LOGIN_COMPANY, "00000017", "00000017"),
        (LimitKind.LOGINS, "", ""),
    ]


def test_an_administrator_is_of_no_company_and_the_mailbox_is_not_shown() -> None:
    assert counted(*slowing(ADMINISTRATORS, MAILBOX)) == [
        (LimitKind.CONSOLE_PERSON, "yamada@inforex.example", ""),
        (LimitKind.CONSOLE_LOGINS, "", ""),
    ]
    assert of_person(ADMINISTRATORS, MAILBOX).shown == ""


def test_strange_browsers_are_counted_at_members_alone() -> None:
    assert counted(*guarding(MEMBERS, IDS)) == [
        (LimitKind.LOGIN_ACCOUNT_DAY, "00000017-001", "00000017-001")
    ]
    assert guarding(ADMINISTRATORS, MAILBOX) == ()


def test_s11_invitations_and_recoveries_are_refused_to_a_network_and_slow_where_all_ask() -> None:
    of_one = {LimitKind.SEARCH, LimitKind.ENROLMENT, LimitKind.RECOVERY}
    of_all = {LimitKind.ENROLMENTS, LimitKind.RECOVERIES}
    assert of_one <= OF_NETWORKS
    assert of_all <= OVER_MANY
    assert not OF_NETWORKS & OVER_MANY
