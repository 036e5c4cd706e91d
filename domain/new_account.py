"""A person who gets an account: what is asked, and how it is understood."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.lengths import LONGEST_NAME
from domain.mail_addresses import accept_mail_address
from domain.text import accept_kana, accept_line, trim


@dataclass(frozen=True)
class NewAccount:
    """Whom an account is for; `person_name_kana` may be empty."""

    department: str
    person_name: str
    person_name_kana: str
    mail_address: str


def accept_department(text: str) -> str:
    """Return a 部署名 of at most 100 characters; raises `InvalidInput`."""
    return accept_line(text, most=LONGEST_NAME)


def accept_person_name(text: str) -> str:
    """Return a 氏名 of at most 100 characters; raises `InvalidInput`."""
    return accept_line(text, most=LONGEST_NAME)


def accept_person_name_kana(text: str) -> str:
    """Return a 氏名カナ of at most 100 characters, or empty; raises `InvalidInput`."""
    return accept_kana(text, most=LONGEST_NAME) if trim(text) else ""


LABELS = {
    "department": "部署名",
    "person_name": "氏名",
    "person_name_kana": "氏名カナ",
    "mail_address": "メールアドレス",
}
"""The fields of `NewAccount` in the order of the form, each with its label."""

RULES: dict[str, Callable[[str], str]] = {
    "department": accept_department,
    "person_name": accept_person_name,
    "person_name_kana": accept_person_name_kana,
    "mail_address": accept_mail_address,
}
"""The fields of `NewAccount`, each with its rule."""
