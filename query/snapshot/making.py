"""Making a snapshot: everything from one moment of the database, whole in its place or not there at all."""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from jiannuo.errors import UsageError
from jiannuo.store.asking import known_until
from jiannuo.store.engine import Store
from jiannuo.store.registers import registers_in_use
from jiannuo.store.steady import steady
from query.export.table import moment
from query.snapshot.descriptor import NAME, descriptor
from query.snapshot.files import Written, write_table, write_text
from query.snapshot.packing import pack
from query.snapshot.plan import Plan
from query.snapshot.tables import tables_of
from query.snapshot.words import citation, readme

SUMS = "SHA256SUMS"
Told = Callable[[str, int, int], object]


def make(
    store: Store, plan: Plan, target: Path, told: Told = lambda _what, _done, _all: None
) -> list[Written]:
    """Write the snapshot as a folder, or as a zip file when ``target`` ends so; what was written.

    The same state of the database gives the same bytes. ``told`` hears what is being written and how far it is.
    UsageError when ``target`` is there already, or has no folder to be in.
    """
    refuse_taken(target)
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.absolute().parent))
    try:
        folder = place / "snapshot"
        folder.mkdir()
        with steady(store, place, lambda done, every: told("copy", done, every)) as still:
            files = _fill(still, plan, folder, told)
        made = folder
        if target.suffix.lower() == ".zip":
            made = place / "snapshot.zip"
            pack(folder, made)
        refuse_taken(target)
        made.rename(target)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return files


def refuse_taken(target: Path) -> None:
    """UsageError when something has this name, or it has no folder to be in."""
    if target.exists() or target.is_symlink():
        raise UsageError(
            f"{target} is there already", "a snapshot never takes the place of anything: name another"
        )
    if not target.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {target.absolute().parent}", "make it, or name another")


def _fill(store: Store, plan: Plan, folder: Path, told: Told) -> list[Written]:
    with store.read() as connection:
        texts = registers_in_use(connection)
        newest = known_until(connection)
    until = moment(newest) if newest else None
    if plan.register.id not in texts:
        raise UsageError(
            f"nothing was ever read with the register {plan.register.id}",
            "crawl or ingest first: there is no data",
        )
    files = [write_text(folder, f"register/{key}.yaml", text) for key, text in texts.items()]
    for held in tables_of(plan):
        files.append(write_table(folder, held, store, plan.form, partial(told, held.table.name)))
    files.append(write_text(folder, "README.md", readme(plan, files, until)))
    files.append(write_text(folder, "CITATION.cff", citation(plan, files)))
    files.append(write_text(folder, NAME, descriptor(plan, files, until)))
    write_text(folder, SUMS, "".join(f"{one.sha256}  {one.path}\n" for one in files))
    return files
