"""Links that prove who may do what: signed, bound to one purpose and one key, expiring where they should.

A token is ``key.payload.mac``: the key's id, the subject with its end of validity, and an HMAC-SHA256 over
purpose, key id and payload (RFC 2104). Whoever holds it may do that one thing; it names no address.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

LONGEST = 300


class Purpose(StrEnum):
    """What a token allows; one made for one purpose is worth nothing for another."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret with the short public id under which tokens name it."""

    id: str
    secret: bytes = field(repr=False)


def new_key() -> SigningKey:
    """A fresh random key of 256 bits."""
    return SigningKey(secrets.token_hex(4), secrets.token_bytes(32))


def new_mark() -> str:
    """A random name for a thing that links speak of (128 bits): not to be guessed, and telling nothing."""
    return secrets.token_hex(16)


class Signer:
    """Makes and reads tokens; the first key signs, all of them are good for reading."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        if not keys:
            raise ValueError("a signer needs a key")
        self._first = keys[0]
        self._keys = {key.id: key for key in keys}

    def sign(self, purpose: Purpose, subject: str, expires: datetime | None = None) -> str:
        """A token for ``subject``; the same arguments always give the same token."""
        end = "" if expires is None else str(int(expires.timestamp()))
        payload = _text(f"{subject}|{end}".encode())
        return f"{self._first.id}.{payload}.{_mac(self._first, purpose, payload)}"

    def read(self, purpose: Purpose, token: str, now: datetime) -> str | None:
        """The subject; None when the token is forged, made for another purpose, or past its time."""
        if len(token) > LONGEST or not token.isascii() or token.count(".") != 2:
            return None
        key_id, payload, mac = token.split(".")
        key = self._keys.get(key_id)
        if key is None or not hmac.compare_digest(mac, _mac(key, purpose, payload)):
            return None
        try:
            subject, _, end = (
                base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode().rpartition("|")
            )
        except (binascii.Error, UnicodeDecodeError):
            return None
        if end and now >= datetime.fromtimestamp(int(end), UTC):
            return None
        return subject


def _mac(key: SigningKey, purpose: Purpose, payload: str) -> str:
    said = f"jiannuo/1\0{purpose.value}\0{key.id}\0{payload}".encode()
    return _text(hmac.digest(key.secret, said, hashlib.sha256))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
