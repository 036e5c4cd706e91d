from uuid import UUID

import pytest

from mail.bounces.keys import find_key
from mail.letters import LETTERS
from mail.member_letters import MEMBER_LETTERS
from mail.traces import knows_return_path, message_id, return_path
from rig.mail_specimens import MAIL_FROM, NUMBER
from tests.mail.bounces import KEY

SECRETS = [b"a secret of the server"]
SALT = UUID("0123456789abcdef0123456789abcdef")

every_kind = pytest.mark.parametrize("kind", LETTERS)
with_a_salt_or_without = pytest.mark.parametrize("salt", [SALT, None], ids=["salt", "without"])


@every_kind
@pytest.mark.parametrize("which", ["1", "12.3"])
@with_a_salt_or_without
def test_the_key_is_found_again_in_message_id_and_return_path(
    kind: str, which: str, salt: UUID | None
) -> None:
    key = f"{NUMBER}/{kind}/{which}"
    for written in (message_id(key, salt, MAIL_FROM), return_path(key, salt, MAIL_FROM, SECRETS)):
        found = find_key(written)
        assert found is not None
        assert found.key == key


@every_kind
def test_the_return_path_fits_into_the_64_characters_that_a_mailbox_may_have(kind: str) -> None:
    written = return_path(f"{NUMBER}/{kind}/9999.999", SALT, MAIL_FROM, SECRETS)
    mailbox, _, domain = written.partition("@")
    assert len(mailbox) <= 64
    assert domain == "inforex.example"


@pytest.mark.parametrize("kind", MEMBER_LETTERS)
def test_so_does_that_of_a_mail_to_a_member(kind: str) -> None:
    written = return_path(f"cancellation-999999/{kind}/99", SALT, MAIL_FROM, SECRETS)
    assert len(written.partition("@")[0]) <= 64


@with_a_salt_or_without
def test_only_who_saw_the_mail_knows_its_return_path(salt: UUID | None) -> None:
    path = return_path(KEY, salt, MAIL_FROM, SECRETS)
    assert knows_return_path(f"To: <{path.upper()}>".encode(), KEY, salt, SECRETS)
    assert knows_return_path(path.encode(), KEY, salt, [b"a newer secret", *SECRETS])
    for other in (
        message_id(KEY, salt, MAIL_FROM),
        return_path(KEY, salt, MAIL_FROM, [b"another secret"]),
        return_path(KEY, UUID(int=1), MAIL_FROM, SECRETS),
        return_path(f"{NUMBER}/approval_request/2", salt, MAIL_FROM, SECRETS),
    ):
        assert not knows_return_path(other.encode(), KEY, salt, SECRETS)


def test_what_was_queued_before_mails_had_a_salt_keeps_its_traces() -> None:
    assert message_id(KEY, None, MAIL_FROM) == f"<{NUMBER}.approval_request.1@inforex.example>"
    path = return_path(KEY, None, MAIL_FROM, SECRETS)
    assert path == f"bounce+{NUMBER}.approval_request.1-j67o4z5b@inforex.example"
