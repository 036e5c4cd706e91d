"""Numbers that people are promised or held to: whoever changes one means to."""

from datetime import time, timedelta

import pytest

from domain import account_batches, account_csv
from domain.business_calendar import DIGEST_AT
from domain.companies.access_change import LAPSES_AFTER, TOLD_IN_TIME
from domain.companies.company_change import BETWEEN_ALERTS
from domain.companies.deputies import ID_MANAGERS
from domain.durations import Duration
from domain.enrolment.usual_times import LEAST_CASES
from domain.lengths import (
    LONGEST_ADDRESS,
    LONGEST_COMPANY_KANA,
    LONGEST_EVIDENCE,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_REASON,
)
from domain.limits import PRESSED_TWICE
from domain.mail_delays import GIVEN_UP_AFTER
from domain.mail_shares import PER_CONTACT, Cap, Nearness, Share, caps
from domain.second_factor import RECOVERY_CODES

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "decided"),
    [
        (PRESSED_TWICE, timedelta(minutes=1)),
        (TOLD_IN_TIME, timedelta(minutes=10)),
        (LAPSES_AFTER, 3 * DAY),
        (BETWEEN_ALERTS, Duration(3, "bd")),
        (DIGEST_AT, time(8, 45)),
        (GIVEN_UP_AFTER, 30 * DAY),
        (LEAST_CASES, 11),
        (ID_MANAGERS, 3),
        (RECOVERY_CODES, 10),
        (account_csv.MOST_ROWS, 998),
        (account_batches.MOST_ROWS, 999),
        (LONGEST_NAME, 100),
        (LONGEST_COMPANY_KANA, 200),
        (LONGEST_ADDRESS, 200),
        (LONGEST_REASON, 1000),
        (LONGEST_EVIDENCE, 2000),
        (LONGEST_NOTE, 4000),
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
