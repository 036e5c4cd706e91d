"""S19: common and context words are refused, with a message that says why."""

import pytest

from domain.passwords import accept_password
from domain.text import InvalidInput
from rig.applications import APPLICANT, FORM

CONTEXT = (FORM.company_name, FORM.company_name_kana, FORM.manager_name, APPLICANT)


@pytest.mark.parametrize(
    "password",
    ["shinkishokuhin", "シンキショクヒン2026", "tanaka@shinki-shokuhin.example", "inforexinforex1"],
)
def test_s19_words_that_others_know_are_refused_with_the_reason(password: str) -> None:
    with pytest.raises(InvalidInput, match="推測されやすい"):
        accept_password(password, context=CONTEXT)


@pytest.mark.parametrize("password", ["passwordpassword", "qwertyuiop123", "123456789012"])
def test_s19_common_passwords_are_refused_with_the_reason(password: str) -> None:
    with pytest.raises(InvalidInput, match="よく使われる"):
        accept_password(password, context=CONTEXT)
