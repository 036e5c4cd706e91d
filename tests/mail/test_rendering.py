from dataclasses import replace
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser

import pytest

from domain.mail_kinds import Audience, MailKind
from rig.mail_specimens import FACTS, MAIL_FROM, NUMBER, raw, written
from rig.mail_subjects import SUBJECTS, subject_of

every_kind = pytest.mark.parametrize("kind", SUBJECTS)


@every_kind
async def test_s40_the_headers_ask_for_no_automatic_reply(kind: str) -> None:
    message = await written(kind)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "ja"
    assert not [name for name in message if name.startswith("List-")]


async def test_sender_recipient_and_date_are_as_given() -> None:
    message = await written("invitation")
    assert message["From"] == f"Inforex <{MAIL_FROM}>"
    assert message["To"] == FACTS.mail_address
    assert message["Date"] == "Sun, 22 Nov 2026 20:04:00 +0900"


async def test_a_recipient_with_stray_dots_is_named_in_quotes() -> None:
    facts = replace(FACTS, mail_address="hana..ko.@docomo.ne.jp")
    assert b'\r\nTo: "hana..ko."@docomo.ne.jp\r\n' in await raw("invitation", facts)


async def test_s40_the_message_id_comes_from_the_mails_row_so_that_a_retry_has_the_same() -> None:
    ids = {(await written("welcome"))["Message-ID"] for _ in range(2)}
    assert ids == {f"<{NUMBER}.welcome.1-aaaaaaaa@inforex.example>"}


@every_kind
async def test_japanese_headers_are_encoded_words_that_decode_to_the_subject(kind: str) -> None:
    content = await raw(kind)
    subject = BytesHeaderParser().parsebytes(content)["Subject"]
    assert subject.isascii()
    assert all(len(word) <= 75 for word in subject.split())
    assert str(make_header(decode_header(subject))) == subject_of(kind)


@every_kind
async def test_a_mail_is_seven_bit_with_lines_that_every_server_takes(kind: str) -> None:
    content = await raw(kind)
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


async def test_plain_text_comes_first_and_html_is_the_alternative() -> None:
    message = await written("invitation")
    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in message.iter_parts()]
    assert parts == ["text/plain", "text/html"]


ABOUT_A_CASE = [kind for kind in SUBJECTS if MailKind(kind).audience is Audience.ADMINISTRATORS]


@pytest.mark.parametrize("kind", ABOUT_A_CASE)
async def test_what_administrators_get_about_one_case_is_one_thread(kind: str) -> None:
    message = await written(kind)
    thread = f"<case.{NUMBER}@inforex.example>"
    assert (message["References"], message["In-Reply-To"]) == (thread, thread)
    assert message["Message-ID"] != thread


@every_kind
async def test_no_other_mail_is_of_a_thread(kind: str) -> None:
    assert ((await written(kind))["References"] is not None) is (kind in ABOUT_A_CASE)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("改行\r\nBcc: evil@evil.example", "改行\u3000Bcc:\u3000evil[@]evil[.]example"),
        ("折り\n 返し\u2028\x00\u202e食品", "折り\u3000返し\u3000食品"),
        ("あ" * 100, f"{'あ' * 39}…"),
        ("", ""),
    ],
)
async def test_no_name_of_a_company_breaks_or_fills_a_subject(name: str, shown: str) -> None:
    message = await written("alert_screening", replace(FACTS, company_name=name))
    case = f"{NUMBER}\u3000{shown}" if shown else NUMBER
    expected = f"{SUBJECTS['alert_screening']}（{case}）"
    assert message["Subject"] == expected
    assert message["Bcc"] is None
