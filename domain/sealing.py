"""Secrets that must be read again, so that no hash would do: encrypted for the database (S44)."""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal(keys: Sequence[bytes], purpose: str, secret: str) -> str:
    """Encrypt a secret under the newest of the keys, which come newest first.

    `purpose` says what the secret is and whose; it can be read for the same purpose only.
    """
    return _cipher(keys, purpose).encrypt(secret.encode()).decode()


def unseal(keys: Sequence[bytes], purpose: str, sealed: str) -> str:
    """Read a sealed secret by whichever key sealed it.

    Raises `cryptography.fernet.InvalidToken` when it was none of these keys, or another purpose.
    """
    return _cipher(keys, purpose).decrypt(sealed.encode()).decode()


def _cipher(keys: Sequence[bytes], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: bytes, purpose: str) -> bytes:
    # The first word keeps this key apart from all else that is made of the same one (RFC 5869).
    info = f"sealing {purpose}".encode()
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return base64.urlsafe_b64encode(derivation.derive(key))
