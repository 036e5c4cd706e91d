"""What a log line has of a mail server's answer: its codes, and never its words."""

import pytest

from mail.answers import code_of


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 5.1.1 <sato@himitsu.example>: no such user", {"code": "550 5.1.1"}),
        ("550-5.7.26 unauthenticated", {"code": "550 5.7.26"}),
        ("451 try again later", {"code": "451"}),
        ("421", {"code": "421"}),
        ("550 192.0.2.1 is listed", {"code": "550"}),
        ("SMTPConnectError: Error connecting to mx", {"trouble": "SMTPConnectError"}),
        ("sato@himitsu.example: gone", {}),
        ("5501 odd", {}),
        ("", {}),
    ],
)
def test_codes_are_kept_and_words_are_not(answer: str, said: dict[str, str]) -> None:
    assert code_of(answer) == said
