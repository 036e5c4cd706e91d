"""No copy of a mail has a secret in it, whatever kind it is."""

import re
from uuid import UUID

import pytest

from domain.mail_kinds import MailKind
from domain.tokens import Purpose, derive_token
from mail.copies import VOIDED, said_by
from rig.mail_reading import parsed, text_of
from rig.mail_specimens import raw
from tests.mail.test_kinds import OF_ADMINISTRATORS

TOKEN = re.compile("token-[a-z]")


@pytest.mark.parametrize("kind", sorted({*MailKind} - OF_ADMINISTRATORS))
async def test_s03_a_copy_says_what_the_mail_does_but_for_its_tokens(kind: MailKind) -> None:
    content = await raw(kind)
    said, message = said_by(content), parsed(content)
    assert said.subject == message["Subject"]
    assert said.body == TOKEN.sub(VOIDED, text_of(message))


@pytest.mark.parametrize("before", ["https://inforex.test/later/", "code: ", "「"])
def test_s03_what_looks_like_a_token_is_left_out_wherever_it_stands(before: str) -> None:
    token = derive_token(b"k" * 32, Purpose.APPLY, "261122-000001-5", 1, UUID(int=1))
    content = f"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{before}{token}\r\n"
    assert token not in said_by(content.encode()).body
