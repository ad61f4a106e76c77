"""The keys that sign links, kept in the database so that a restored backup still honours every mail's links."""

from datetime import datetime

from sqlalchemy import Connection, select

from jiannuo.store.engine import Store
from jiannuo.store.tables import signing_keys
from jiannuo.tokens import Signer, SigningKey, new_key


def signer(store: Store, now: datetime) -> Signer:
    """A signer with every key there is; the first key is made when there is none."""
    with store.read() as connection:
        keys = _keys(connection)
    if not keys:
        with store.write() as connection:
            keys = _keys(connection) or [_add(connection, now)]
    return Signer(keys)


def rotate(store: Store, now: datetime) -> str:
    """Sign with a new key from now on; links signed with older ones stay good. Returns the new key's id."""
    with store.write() as connection:
        return _add(connection, now).id


def _keys(connection: Connection) -> list[SigningKey]:
    query = select(signing_keys).order_by(signing_keys.c.created_at.desc(), signing_keys.c.id)
    return [SigningKey(row.id, bytes(row.secret)) for row in connection.execute(query)]


def _add(connection: Connection, now: datetime) -> SigningKey:
    key = new_key()
    connection.execute(signing_keys.insert().values(id=key.id, secret=key.secret, created_at=now))
    return key
