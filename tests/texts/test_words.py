"""Whatever an application can be or have has its words."""

import re
from collections.abc import Iterable, Mapping

import pytest
from piccolo.constraints import Check

from db.tables.operation import Mail
from db.tables.review import Due
from domain.enrolment.stages import Author, Choice, ReturnCause, ReviewCause, ReviewChoice, Stage
from domain.mail_kinds import MailKind
from texts import applications as words
from texts.mails import MAIL_KINDS, MAIL_STATES


@pytest.mark.parametrize(
    ("told", "all_there_are"),
    [
        (words.CAUSES, ReviewCause),
        (words.VERDICTS, ReviewChoice),
        (words.HAPPENS_NEXT, ReviewChoice),
        (words.CHOICES, Choice),
        (words.RETURN_CAUSES, ReturnCause),
        (words.AUTHORS, Author),
        (words.WAITS_FOR, Stage),
        (words.STAGES, Stage),
        (MAIL_KINDS, MailKind),
    ],
)
def test_every_member_has_words(told: Mapping[str, str], all_there_are: Iterable[str]) -> None:
    assert set(told) == set(all_there_are)


@pytest.mark.parametrize(
    ("told", "check"),
    [(MAIL_STATES, Mail.mail_state_is_known), (words.DUES, Due.due_kind_is_known)],
)
def test_every_value_that_the_database_takes_has_words(
    told: Mapping[str, str], check: Check
) -> None:
    assert set(told) == set(re.findall("'([a-z]+)'", check.get_condition_str()))
