"""What PostgreSQL cannot keep in a text: the sign NUL, which SQLite keeps and which pages and hosts may send."""

from typing import Any

from sqlalchemy import Engine, event

_NUL, _INSTEAD = "\0", "\ufffd"


def without_nul(engine: Engine) -> None:
    """Have every text that is sent over ``engine`` (of psycopg) carry another sign in place of NUL, at the same offset."""
    from psycopg.types.string import StrDumper, StrDumperUnknown

    class Whole(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace(_NUL, _INSTEAD) if _NUL in obj else obj)

    class Unknown(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace(_NUL, _INSTEAD) if _NUL in obj else obj)

    def register(connection: Any, _record: Any) -> None:
        for dumper in (Whole, Unknown):
            connection.adapters.register_dumper(str, dumper)

    event.listen(engine, "connect", register)
