"""Letting writers in: on SQLite with a rollback journal nobody commits while anybody reads."""

import time

from sqlalchemy import Connection

HELD_SECONDS = 0.04
_BEGAN = "jiannuo_began"


def begun(connection: Connection) -> None:
    """Note that a transaction begins."""
    connection.info[_BEGAN] = time.monotonic()


def breathe(connection: Connection) -> None:
    """Between two statements of one question: end a reading transaction that has lasted, the next statement begins another.

    What is read behind it may be newer than what was read before; a question that needs one state of everything
    does not breathe. Nothing happens to a writer, nor on PostgreSQL, where readers keep nobody waiting.
    """
    if connection.dialect.name != "sqlite" or connection.get_execution_options().get("jiannuo_write"):
        return
    if connection.in_transaction() and time.monotonic() - connection.info[_BEGAN] >= HELD_SECONDS:
        connection.rollback()
