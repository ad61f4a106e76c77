"""What people call a commitment or a promisor, turned into its id."""

from jiannuo.errors import UsageError
from jiannuo.model.commitment import Commitment, Register


def find(register: Register, wanted: str) -> Commitment:
    """The commitment with this id, or the only one whose name or alias holds these characters."""
    for entry in register.commitments:
        if entry.id.lower() == wanted.lower() or entry.name == wanted:
            return entry
    near = [entry for entry in register.commitments if wanted and wanted in _names(entry)]
    if len(near) == 1:
        return near[0]
    if near:
        choices = "; ".join(f"{entry.id} {entry.name}" for entry in near[:6])
        raise UsageError(f"{wanted!r} may be several commitments", f"name one of: {choices}")
    raise UsageError(f"no commitment {wanted!r}", "see them with: jiannuo register list")


def named(register: Register, part: str) -> tuple[str, ...]:
    """The ids of all commitments whose name, in either language, holds these characters; never none."""
    low = part.lower()
    ids = tuple(entry.id for entry in register.commitments if low in f"{entry.name}\n{entry.name_en}".lower())
    return ids or ("",)


def promisor_id(register: Register, wanted: str) -> str:
    """The id of the promisor with this id, name, organ or alias."""
    for promisor in register.promisors:
        if wanted in (promisor.id, promisor.name, promisor.organ, *promisor.aliases):
            return promisor.id
    names = "; ".join(f"{promisor.id} {promisor.name}" for promisor in register.promisors)
    raise UsageError(f"nobody named {wanted!r} promised anything here", f"choose from: {names}")


def theme(register: Register, wanted: str) -> str:
    """The theme, which some commitment must have."""
    known = sorted({name for entry in register.commitments for name in entry.themes})
    if wanted in known:
        return wanted
    raise UsageError(f"no commitment has the theme {wanted!r}", f"choose from: {', '.join(known) or 'none'}")


def district_id(register: Register, wanted: str) -> str:
    """The gazetteer id of the district with this id or name, of those that commitments name."""
    from pipelines.reading.knowledge import gazetteer

    known = dict.fromkeys(place for entry in register.commitments for place in entry.districts)
    place = wanted if wanted in known else gazetteer().names.get(wanted, "")
    if place in known:
        return place
    raise UsageError(
        f"no commitment names the district {wanted!r}", f"choose from: {', '.join(sorted(known)) or 'none'}"
    )


def _names(entry: Commitment) -> str:
    return "\n".join([entry.name, *(name.text for anchor in entry.anchors for name in anchor.names)])
