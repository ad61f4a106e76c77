"""Near misses keep what was missing as a kind, the sentence with the name in it, and a rank with its parts."""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# How the reasons were worded before there were kinds; the first form that fits counts.
_FORMS = (
    ("company", r"needs (?P<words>.+) in the (?P<window>clause|sentence|paragraph|text)"),
    ("no_place", r"no place \(needs (?P<wanted>.+)\)"),
    ("other_place", r"place is (?P<place>.*), needs (?P<wanted>.+)"),
    ("not_in_use", r"(?P<name>.+) was not in use on (?P<day>.+)"),
    ("look_alike", r"excluded by look-alike (?P<word>.+?)(?: \((?P<why>.*)\))?"),
    ("excluded", r"excluded by (?P<word>.+)"),
    ("inside_name", r"inside (?P<word>.+)"),
    ("part_of_word", "part of another word"),
    ("part_of_name", "only a part of another name"),
    ("mere_place", "only the place of something else"),
    ("address", "only an address"),
    ("landmark", "only a landmark"),
    ("person", "only a person's title"),
    ("caption", "only in a caption"),
    ("link", "only a link"),
    ("notice", "only a notice"),
)


def upgrade() -> None:
    """Add the columns and tell the kind of every row; their sentences come with the next rematch."""
    op.add_column("near_misses", sa.Column("kind", sa.String(20), nullable=False, server_default="other"))
    op.add_column("near_misses", sa.Column("about", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("near_misses", sa.Column("rank", sa.Float(), nullable=False, server_default="0"))
    op.add_column("near_misses", sa.Column("parts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("near_misses", sa.Column("field", sa.String(10), nullable=True))
    op.add_column("near_misses", sa.Column("text", sa.Text(), nullable=True))
    for name in ("start", "end", "name_start", "name_end"):
        op.add_column("near_misses", sa.Column(name, sa.Integer(), nullable=True))
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT DISTINCT missing FROM near_misses")).scalars().all()
    tell = sa.text("UPDATE near_misses SET kind = :kind, about = :about WHERE missing = :missing")
    for missing in known:
        kind, about = _kind(missing)
        told = json.dumps(about, ensure_ascii=False)
        connection.execute(tell, {"kind": kind, "about": told, "missing": missing})
    with op.batch_alter_table("near_misses") as table:
        table.drop_column("missing")


def _kind(missing: str) -> tuple[str, dict[str, str]]:
    for kind, form in _FORMS:
        if found := re.fullmatch(form, missing, re.DOTALL):
            about = {name: value or "" for name, value in found.groupdict().items()}
            for place in ("place", "wanted"):
                if place in about:
                    about["called" if place == "place" else "wanted_called"] = about[place]
            if "words" in about:
                about["words"] = about["words"].replace("/", "、")
            return kind, about
    return "other", {"text": missing}
