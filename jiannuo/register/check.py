"""What a register can get wrong although it loads: anchors in each other's way, spans that miss, copied words."""

from collections.abc import Collection, Iterator

from jiannuo.documents import Document
from jiannuo.model.commitment import Commitment, Register, Target
from jiannuo.register.check_anchors import AnchorChecks
from jiannuo.register.check_article import article_faults
from jiannuo.register.fault import Fault, Grade, Told
from jiannuo.register.schema import NO_DUE
from jiannuo.register.stub import head_stub_faults, stub_faults

_ANYWHERE = {"home", "any"}


def check(
    register: Register,
    document: Document,
    article: str | None = None,
    places: Collection[str] | None = None,
) -> list[Fault]:
    """Every fault of a register that loads, in the order of its commitments.

    ``article`` is the founding document's text: then spans and statements are held against it. ``places``
    are the ids the gazetteer knows: then every place named must be one of them.
    """
    order = {entry.id: index for index, entry in enumerate(register.commitments)}
    anchors = AnchorChecks(register)
    head = head_stub_faults(register, places)
    faults = [Fault(grade, document.line(()), "", message, remedy) for grade, message, remedy in head]
    for entry in register.commitments:
        line = document.line(("commitments", order[entry.id], "id"))
        found = [*anchors.faults(entry), *_target_faults(entry), *_judging_faults(entry, register)]
        found += [*stub_faults(entry), *_due_faults(entry, register), *_parent_faults(entry, register)]
        if places is not None:
            found += _place_faults(entry, places)
        if article is not None:
            found += article_faults(entry, register, article)
        faults += [Fault(grade, line, entry.id, message, remedy) for grade, message, remedy in found]
    return faults


def _judging_faults(entry: Commitment, register: Register) -> Iterator[Told]:
    """Whether it is said by what and when the promise is judged, in stages that it can reach."""
    for stage in entry.criteria:
        if stage not in entry.ladder:
            message = f"criteria name the stage {stage.value}, which is not on its ladder"
            yield Grade.ERROR, message, f"use one of {', '.join(one.value for one in entry.ladder)}"
    if missing := [stage.value for stage in entry.ladder if stage not in entry.criteria]:
        message = f"does not say what a report must say for {', '.join(missing)}"
        yield Grade.WARNING, message, "add criteria, or take the stage off its ladder"
    if not entry.measured_by:
        message = "does not say by what it can be judged, or why it cannot"
        yield Grade.WARNING, message, "add measured_by (and measurable: false where nothing can)"
    if register.name_en and not (entry.name_en and entry.statement_en):
        yield Grade.WARNING, "is not told in English", "add name_en and statement_en"


def _break_faults(target: Target) -> Iterator[Told]:
    """Breaks stand in the order of their days, after what the target starts from."""
    days = [one.start.day for one in target.breaks]
    if days != sorted(set(days)):
        yield (
            Grade.ERROR,
            f"target {target.measure!r} has breaks out of order or twice",
            "sort breaks by from",
        )
    base = target.baseline.as_of if target.baseline else None
    if base is not None and days and days[0] <= base.last_day():
        message = f"target {target.measure!r} breaks before its baseline of {base.iso()}"
        yield Grade.WARNING, message, "take the break out, or give the baseline by the new rule"


def _due_faults(entry: Commitment, register: Register) -> Iterator[Told]:
    """Nobody must guess whether a promise has a due date, and where the date stands."""
    if not entry.due_stated:
        yield Grade.WARNING, "does not say when it is due", f"add due: a date, or {NO_DUE!r}"
    if entry.due is not None and not entry.due_basis:
        yield Grade.WARNING, "has a due date from nowhere", "add due_basis: where the date stands"
    if entry.due is not None and entry.due.day < register.founding.progress_from:
        yield Grade.ERROR, "is due before it was promised", "correct due"


def _parent_faults(entry: Commitment, register: Register) -> Iterator[Told]:
    parents = {other.id: other.parent for other in register.commitments}
    seen, above = {entry.id}, entry.parent
    while above is not None:
        if above in seen:
            yield Grade.ERROR, f"is its own ancestor through {above}", "break the circle of parents"
            return
        seen.add(above)
        above = parents.get(above)


def _place_faults(entry: Commitment, places: Collection[str]) -> Iterator[Told]:
    named = [*entry.districts, *(alike.place for alike in entry.look_alikes if alike.place)]
    named += [anchor.place for anchor in entry.anchors if anchor.place not in _ANYWHERE]
    for place in named:
        if place not in places:
            yield Grade.ERROR, f"names the place {place!r}, which the gazetteer does not know", "correct it"


def _target_faults(entry: Commitment) -> Iterator[Told]:
    for target in entry.targets:
        if not target.units:
            yield Grade.ERROR, f"target {target.measure!r} accepts no unit", "add units as reports print them"
        if not target.words:
            yield Grade.ERROR, f"target {target.measure!r} has no words by which reports name it", "add words"
        yield from _break_faults(target)
        if target.value is not None and target.comparator is None:
            yield (
                Grade.ERROR,
                f"target {target.measure!r} has a value but no comparator",
                "add comparator, e.g. '>='",
            )
