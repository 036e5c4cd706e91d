"""Kinds, letters and folders of templates are the same mails."""

from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

import mail
from domain.mail_kinds import Audience, MailKind
from mail.digest_letters import HelpdeskDigest
from mail.flood_letter import AlertFlood
from mail.letters import LETTERS, ToAdministrators, ToTheApplicant, ToTheContact
from mail.member_letters import MEMBER_LETTERS

OF_ADMINISTRATORS = {HelpdeskDigest.kind, AlertFlood.kind}


def test_every_kind_has_its_letter_and_every_letter_its_kind() -> None:
    assert {*LETTERS, *MEMBER_LETTERS, *OF_ADMINISTRATORS} == set(MailKind)


def test_every_kind_has_its_folder_and_every_folder_of_a_mail_its_kind() -> None:
    folders = {path.parent.name for path in Path(mail.__path__[0]).glob("*/subject.txt")}
    assert folders == set(MailKind)


@pytest.mark.parametrize(
    ("letters", "audience"),
    [
        (get_args(ToTheApplicant), Audience.APPLICANT),
        (get_args(ToTheContact), Audience.CONTACT),
        (get_args(ToAdministrators), Audience.ADMINISTRATORS),
    ],
)
def test_a_letter_about_an_application_is_for_those_whom_its_kind_names(
    letters: Iterable[type], audience: Audience
) -> None:
    named = {kind for kind in MailKind if kind.audience is audience}
    assert {LETTERS[kind] for kind in named.intersection(LETTERS)} == set(letters)


def test_no_two_kinds_are_called_the_same() -> None:
    assert len({kind.label for kind in MailKind}) == len(MailKind)
