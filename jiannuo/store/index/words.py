"""The index as each database keeps it: FTS5 without content on SQLite, a tsvector under GIN on PostgreSQL."""

from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter

from sqlalchemy import Connection, TextClause, text

from jiannuo.store.index.grams import grams
from jiannuo.store.index.place import place_of

_ADD = {
    "sqlite": text("INSERT INTO report_words (rowid, words) VALUES (:place, :words)"),
    "postgresql": text(
        "INSERT INTO report_words (place, words) VALUES (:place, array_to_tsvector(string_to_array(:words, ' ')))"
        " ON CONFLICT DO NOTHING"
    ),
}
_COLUMN = {"sqlite": "rowid", "postgresql": "place"}
_HAVE = {
    "sqlite": "FROM report_words WHERE report_words MATCH :words",
    "postgresql": "FROM report_words WHERE words @@ CAST(:words AS tsquery)",
}
_COUNT = {
    name: text(f"SELECT count(*) FROM (SELECT 1 {have} LIMIT :most) AS few")  # noqa: S608  (no word of others)
    for name, have in _HAVE.items()
}


def add_words(connection: Connection, rows: Iterable[tuple[int, str | None, str, str]]) -> None:
    """Index reports, given as row id, publication as stored, title and body; none may be indexed already."""
    add_grams(connection, [(key, published, words_of(title, body)) for key, published, title, body in rows])


def words_of(title: str, body: str) -> str:
    """What is indexed of a report, as ``add_grams`` takes it; costs more than to write it."""
    return " ".join(grams(title, body))


def add_grams(connection: Connection, rows: Iterable[tuple[int, str | None, str]]) -> None:
    """Index reports, given as row id, publication as stored, and what ``words_of`` them says."""
    values = [{"place": place_of(published, key), "words": words} for key, published, words in rows]
    # FTS5 writes out what it has gathered whenever a row comes that belongs before the last one.
    values.sort(key=itemgetter("place"))
    if values:
        connection.execute(_ADD[connection.dialect.name], values)


def holding(
    connection: Connection,
    wanted: Sequence[str],
    beyond: int,
    size: int,
    *,
    without: Sequence[str] = (),
    oldest_first: bool = False,
) -> list[int]:
    """Up to ``size`` places of reports that have all the wanted grams and none of the others.

    They lie below ``beyond``, the newest first; with ``oldest_first`` above it, the oldest first.
    """
    query = _page(connection.dialect.name, oldest_first)
    asked = {"words": _question(connection, wanted, without), "beyond": beyond, "size": size}
    return [int(row[0]) for row in connection.execute(query, asked)]


def count_holding(connection: Connection, wanted: Sequence[str], most: int) -> int:
    """How many reports have all the wanted grams, counted no further than ``most``."""
    asked = {"words": _question(connection, wanted), "most": most}
    return int(connection.execute(_COUNT[connection.dialect.name], asked).scalar() or 0)


@cache
def _page(dialect: str, oldest_first: bool) -> TextClause:
    place, (bound, way) = _COLUMN[dialect], (">", "ASC") if oldest_first else ("<", "DESC")
    have = _HAVE[dialect]
    return text(f"SELECT {place} {have} AND {place} {bound} :beyond ORDER BY {place} {way} LIMIT :size")


def _question(connection: Connection, wanted: Sequence[str], without: Sequence[str] = ()) -> str:
    """Grams are signs of words only (``grams``): nothing in them can be taken for a quotation mark or an operator."""
    if connection.dialect.name == "sqlite":
        every = " AND ".join(f'"{gram}"' for gram in wanted)
        return " NOT ".join([f"({every})", *(f'"{gram}"' for gram in without)])
    return " & ".join([*(f"'{gram}'" for gram in wanted), *(f"!'{gram}'" for gram in without)])
