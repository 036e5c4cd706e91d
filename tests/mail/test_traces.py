import pytest

from mail.bounces.keys import find_key
from mail.letters import LETTERS
from mail.traces import message_id, return_path
from tests.mail.specimens import MAIL_FROM, NUMBER

every_kind = pytest.mark.parametrize("kind", LETTERS)


@every_kind
@pytest.mark.parametrize("which", ["1", "12.3"])
def test_the_key_is_found_again_in_message_id_and_return_path(kind: str, which: str) -> None:
    key = f"{NUMBER}/{kind}/{which}"
    for written in (message_id(key, MAIL_FROM), return_path(key, MAIL_FROM)):
        found = find_key(written)
        assert found is not None
        assert found.key == key


@every_kind
def test_the_return_path_fits_into_the_64_characters_that_a_mailbox_may_have(kind: str) -> None:
    mailbox, _, domain = return_path(f"{NUMBER}/{kind}/99999.999", MAIL_FROM).partition("@")
    assert len(mailbox) <= 64
    assert domain == "inforex.example"
