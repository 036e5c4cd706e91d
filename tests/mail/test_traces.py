import pytest

from mail.bounces.keys import find_key
from mail.letters import LETTERS
from mail.member_letters import MEMBER_LETTERS
from mail.traces import knows_return_path, message_id, return_path
from tests.mail.bounces import KEY
from tests.mail.specimens import MAIL_FROM, NUMBER

SECRETS = [b"a secret of the server"]

every_kind = pytest.mark.parametrize("kind", LETTERS)


@every_kind
@pytest.mark.parametrize("which", ["1", "12.3"])
def test_the_key_is_found_again_in_message_id_and_return_path(kind: str, which: str) -> None:
    key = f"{NUMBER}/{kind}/{which}"
    for written in (message_id(key, MAIL_FROM), return_path(key, MAIL_FROM, SECRETS)):
        found = find_key(written)
        assert found is not None
        assert found.key == key


@every_kind
def test_the_return_path_fits_into_the_64_characters_that_a_mailbox_may_have(kind: str) -> None:
    written = return_path(f"{NUMBER}/{kind}/9999.999", MAIL_FROM, SECRETS)
    mailbox, _, domain = written.partition("@")
    assert len(mailbox) <= 64
    assert domain == "inforex.example"


@pytest.mark.parametrize("kind", MEMBER_LETTERS)
def test_so_does_that_of_a_mail_to_a_member(kind: str) -> None:
    written = return_path(f"cancellation-999999/{kind}/99", MAIL_FROM, SECRETS)
    assert len(written.partition("@")[0]) <= 64


def test_only_who_saw_the_mail_knows_its_return_path() -> None:
    path = return_path(KEY, MAIL_FROM, SECRETS)
    assert knows_return_path(f"To: <{path.upper()}>".encode(), KEY, SECRETS)
    assert knows_return_path(path.encode(), KEY, [b"a newer secret", *SECRETS])
    for other in (
        message_id(KEY, MAIL_FROM),
        return_path(KEY, MAIL_FROM, [b"another secret"]),
        return_path(f"{NUMBER}/approval_request/2", MAIL_FROM, SECRETS),
    ):
        assert not knows_return_path(other.encode(), KEY, SECRETS)
