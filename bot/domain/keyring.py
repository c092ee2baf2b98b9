"""Sealing words with ENCRYPTION_KEY: AES-256-GCM, bound to the row and column they belong to."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence

PREFIX = "sealed:"
SHORTEST_KEY = 32  # characters of a key: 32 random ones are beyond guessing, whichever alphabet they come from
_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM; random, which is safe for some 2^32 seals with one key


class KeyMissing(Exception):
    """Words were sealed with a key that is not on this keyring: nothing may be decided without them."""


class Keyring:
    """One or more keys. The first one seals; each of them opens what it has sealed."""

    def __init__(self, keys: Sequence[str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only who sets a key needs it
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        def derived(key: str, purpose: bytes, length: int) -> bytes:
            return HKDF(algorithm=SHA256(), length=length, salt=b"tactful", info=purpose).derive(key.encode("utf-8"))

        self._ciphers = {derived(key, b"id", 4).hex(): AESGCM(derived(key, b"key", 32)) for key in keys}
        self.key_ids = list(self._ciphers)  # the public names of the keys, the sealing one first

    def seal(self, words: str, column: str, row: str) -> str:
        """`sealed:<key id>:<row>:<nonce and ciphertext>`."""
        nonce = secrets.token_bytes(_NONCE)
        first = self.key_ids[0]
        sealed = self._ciphers[first].encrypt(nonce, words.encode(), f"{column}:{row}".encode())
        return f"{PREFIX}{first}:{row}:{urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, column: str) -> tuple[str, str] | None:
        """The words and the row they belong to; None where somebody changed them. Raises KeyMissing."""
        from cryptography.exceptions import InvalidTag

        try:
            _, key_id, row, body = sealed.split(":")
            raw = urlsafe_b64decode(body)
            if key_id not in self._ciphers:
                raise KeyMissing
            words = self._ciphers[key_id].decrypt(raw[:_NONCE], raw[_NONCE:], f"{column}:{row}".encode())
        except (ValueError, Base64Error, InvalidTag):
            return None
        return words.decode("utf-8"), row
