"""Numbers that people are promised or held to: whoever changes one means to."""

from datetime import timedelta

import pytest

from domain.companies.access_change import LAPSES_AFTER, TOLD_IN_TIME
from domain.companies.company_change import BETWEEN_ALERTS
from domain.companies.deputies import ID_MANAGERS
from domain.durations import Duration
from domain.enrolment.usual_times import LEAST_CASES
from domain.lengths import LONGEST_ADDRESS, LONGEST_COMPANY_KANA
from domain.limits import PRESSED_TWICE
from domain.mail_shares import PER_CONTACT, Cap, Nearness, Share, caps

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "decided"),
    [
        (PRESSED_TWICE, timedelta(minutes=1)),
        (TOLD_IN_TIME, timedelta(minutes=10)),
        (LAPSES_AFTER, 3 * DAY),
        (BETWEEN_ALERTS, Duration(3, "bd")),
        (LEAST_CASES, 11),
        (ID_MANAGERS, 3),
        (LONGEST_COMPANY_KANA, 200),
        (LONGEST_ADDRESS, 200),
    ],
)
def test_what_is_waited_for_and_counted_is_as_it_was_decided(
    number: object, decided: object
) -> None:
    assert number == decided


@pytest.mark.parametrize(
    ("share", "nearness", "most"),
    [
        (Share.FORM_LINK, Nearness.ANYBODY, 5),
        (Share.RECOVERY, Nearness.ANYBODY, 20),
        (Share.NOTICE, Nearness.OWN, 20),
        (Share.OTHERS, Nearness.ANYBODY, 10),
        (Share.OTHERS, Nearness.OWN, 200),
    ],
)
def test_s12_a_mailbox_gets_so_many_mails_a_day(
    share: Share, nearness: Nearness, most: int
) -> None:
    assert caps(share, nearness, 60) == (Cap(most, DAY),)


def test_s12_a_contact_gets_sixty_a_day_and_six_an_hour() -> None:
    assert caps(Share.OTHERS, Nearness.CONTACT, PER_CONTACT) == (
        Cap(6, timedelta(hours=1)),
        Cap(60, DAY),
    )
