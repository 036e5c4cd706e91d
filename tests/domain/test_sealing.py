"""Secrets that are encrypted for the database (S44)."""

import pytest
from cryptography.fernet import InvalidToken

from domain.sealing import seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32
SECRET = "JBSWY3DPEHPK3PXP"


def test_sealed_secret_is_read_again_and_not_seen() -> None:
    sealed = seal([NEW], "of account:1", SECRET)
    assert SECRET not in sealed
    assert sealed != seal([NEW], "of account:1", SECRET), "two that are alike do not look alike"
    assert unseal([NEW], "of account:1", sealed) == SECRET


def test_s44_old_keys_still_read_and_the_newest_seals() -> None:
    before = seal([OLD], "of account:1", SECRET)
    assert unseal([NEW, OLD], "of account:1", before) == SECRET
    assert unseal([NEW], "of account:1", seal([NEW, OLD], "of account:1", SECRET)) == SECRET


def test_key_that_was_dropped_reads_nothing() -> None:
    with pytest.raises(InvalidToken):
        unseal([NEW], "of account:1", seal([OLD], "of account:1", SECRET))


def test_secret_of_one_owner_is_of_no_use_for_another() -> None:
    with pytest.raises(InvalidToken):
        unseal([NEW], "of account:2", seal([NEW], "of account:1", SECRET))
