"""Marks that a drafted register leaves where a person has to write, and the check that they are gone."""

from collections.abc import Collection, Iterator
from datetime import date

from jiannuo.model.commitment import Commitment, Register
from jiannuo.register.fault import Grade, Told

TO_WRITE = "待改写："
TO_FILL = "待填写"
UNKNOWN_DAY = date(1900, 1, 1)


def stub_faults(entry: Commitment) -> Iterator[Told]:
    """What the editor of a draft has not yet written in a commitment."""
    if entry.statement.startswith(TO_WRITE):
        yield Grade.WARNING, "the statement is still the draft's", "say the promise in your own words"


def head_stub_faults(register: Register, places: Collection[str] | None) -> Iterator[Told]:
    """What the editor of a draft has not yet written in the head of the register."""
    founding = register.founding
    if founding.progress_from == UNKNOWN_DAY:
        message = (
            "founding.progress_from is not known yet: older reports and reprints would count as progress"
        )
        yield Grade.WARNING, message, "write the day after the article appeared"
    heads = (register.place, founding.title, founding.outlet)
    for field, value in zip(("place", "founding.title", "founding.outlet"), heads, strict=True):
        if value == TO_FILL:
            yield Grade.WARNING, f"{field} is not filled in", "write what the draft could not find"
        elif field == "place" and places is not None and value not in places:
            yield Grade.ERROR, f"place {value!r} is not in the gazetteer", "name a place id it has"
    for promisor in register.promisors:
        if TO_FILL in (promisor.name, promisor.organ):
            message = f"promisor {promisor.id} is not filled in"
            yield Grade.WARNING, message, "write who promised, and for which organ"
