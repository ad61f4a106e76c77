"""What a register can get wrong although it loads: anchors in each other's way, spans that miss, copied words."""

from collections.abc import Iterator
from dataclasses import dataclass

from jiannuo.documents import Document
from jiannuo.model.commitment import Anchor, Commitment, Register

SHORTEST_ALONE = 3
LONGEST_COPY = 12


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at: ``error`` must be mended, ``warning`` is meant to be weighed."""

    grade: str
    line: int | None
    commitment: str
    message: str
    remedy: str


def check(register: Register, document: Document, article: str | None = None) -> list[Fault]:
    """Every fault of a register that loads, in the order of its commitments.

    ``article`` is the founding document's text: then spans and statements are held against it.
    """
    places = {entry.id: index for index, entry in enumerate(register.commitments)}
    owners = _owners(register)
    faults: list[Fault] = []
    for entry in register.commitments:
        line = document.line(("commitments", places[entry.id], "id"))
        found = [*_anchor_faults(entry, owners), *_target_faults(entry)]
        if article is not None:
            found += [*_span_faults(entry, article.split("\n")), *_copy_faults(entry, register, article)]
        faults += [Fault(grade, line, entry.id, message, remedy) for grade, message, remedy in found]
    return faults


Told = tuple[str, str, str]


def _owners(register: Register) -> dict[str, list[tuple[str, Anchor]]]:
    owners: dict[str, list[tuple[str, Anchor]]] = {}
    for entry in register.commitments:
        for anchor in entry.anchors:
            for name in anchor.names:
                owners.setdefault(name.text, []).append((entry.id, anchor))
    return owners


def _anchor_faults(entry: Commitment, owners: dict[str, list[tuple[str, Anchor]]]) -> Iterator[Told]:
    for anchor in entry.anchors:
        for name in anchor.names:
            if len(name.text) < SHORTEST_ALONE and not anchor.company:
                yield "error", f"anchor {name.text!r} is too short to stand alone", "give it company"
            others = {
                owner for owner, other in owners[name.text] if owner != entry.id and _alike(anchor, other)
            }
            if others:
                yield (
                    "error",
                    f"anchor {name.text!r} is also that of {', '.join(sorted(others))}",
                    "tell them apart by company, or keep it in one",
                )
            if silenced := [word for word in anchor.without if word and word in name.text]:
                yield (
                    "error",
                    f"exclusion {silenced[0]!r} silences the name {name.text!r}",
                    "remove one of the two",
                )


def _alike(one: Anchor, other: Anchor) -> bool:
    """Whether nothing tells two anchors apart that share a name."""
    return (one.company, one.mention_only, one.place) == (other.company, other.mention_only, other.place)


def _target_faults(entry: Commitment) -> Iterator[Told]:
    for target in entry.targets:
        if not target.units:
            yield "error", f"target {target.measure!r} accepts no unit", "add units as reports print them"
        if not target.words:
            yield "error", f"target {target.measure!r} has no words by which reports name it", "add words"
        if target.value is not None and target.comparator is None:
            yield (
                "error",
                f"target {target.measure!r} has a value but no comparator",
                "add comparator, e.g. '>='",
            )


def _span_faults(entry: Commitment, paragraphs: list[str]) -> Iterator[Told]:
    if not entry.article:
        yield "error", "does not say where it stands in the article", "add article: [{paragraph, start, end}]"
    known = "".join((entry.name, entry.statement, *_words(entry)))
    for span in entry.article:
        text = (
            paragraphs[span.paragraph - 1][span.start : span.end] if span.paragraph <= len(paragraphs) else ""
        )
        where = f"paragraph {span.paragraph}, {span.start}-{span.end}"
        if len(text) != span.end - span.start:
            yield "error", f"{where} lies outside the article", "correct the span"
        elif not any(piece in known for piece in (text, text.rstrip("%"))):
            yield (
                "error",
                f"{where} is {text!r}, which the entry does not name",
                "correct the span or the names",
            )


def _words(entry: Commitment) -> list[str]:
    words = [name.text for anchor in entry.anchors for name in anchor.names]
    for target in entry.targets:
        words += [f"{target.value:g}" if target.value is not None else "", target.measure]
        if target.baseline:
            words.append(f"{target.baseline.value:g}")
            words.append(f"{target.baseline.growth:g}" if target.baseline.growth is not None else "")
    return words


def _copy_faults(entry: Commitment, register: Register, article: str) -> Iterator[Told]:
    """Twelve characters in a row of the article that are no name are its sentence, not ours."""
    statement = entry.statement
    names = sorted(
        (name for other in register.commitments for name in _words(other) if len(name) > 3), key=len
    )
    for name in reversed(names):
        statement = statement.replace(name, "\0")
    for start in range(len(statement) - LONGEST_COPY + 1):
        piece = statement[start : start + LONGEST_COPY]
        if "\0" not in piece and piece in article:
            yield "error", f"the statement copies the article: {piece!r}", "say it in your own words"
            return
