"""Proposals in the form of the register file: plain mappings that its schema accepts."""

from collections.abc import Iterable
from typing import Any

from jiannuo.register.schema import NO_DUE
from jiannuo.register.stub import TO_WRITE
from pipelines.drafting.anchors import anchors_of, names_of, unquoted
from pipelines.drafting.figures import Printed
from pipelines.drafting.proposal import Draft, Proposal
from pipelines.drafting.speakers import Speaker

_LONGEST_NAME = 60
_MOST_TOLD = 8


def promisor_ids(draft: Draft) -> dict[Speaker, str]:
    """speaker-1, speaker-2 … in order of appearance."""
    everybody = (speaker for one in draft.proposals for speaker in one.speakers)
    speakers = dict.fromkeys((*draft.speakers, *everybody))
    return {speaker: f"speaker-{number}" for number, speaker in enumerate(speakers, 1)}


def promisors(draft: Draft) -> list[dict[str, Any]]:
    """The register's promisors."""
    return [
        {"id": key, "name": speaker.name, "organ": speaker.organ}
        for speaker, key in promisor_ids(draft).items()
    ]


def commitments(draft: Draft) -> list[dict[str, Any]]:
    """The register's commitments, one for each proposal, in order."""
    people, taken = promisor_ids(draft), set[str]()
    return [_commitment(one, people, taken) for one in draft.proposals]


def _commitment(proposal: Proposal, people: dict[Speaker, str], taken: set[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": proposal.id,
        "name": display_name(proposal),
        "kind": proposal.kind.value,
        "promisors": [people[speaker] for speaker in proposal.speakers],
        "statement": _statement(proposal),
        "article": _spans(proposal),
        "due": proposal.due.iso() if proposal.due else NO_DUE,
    }
    if proposal.due:
        entry["due_basis"] = proposal.due_basis
    if proposal.organs:
        entry["organs"] = proposal.organs
    if targets := _targets(proposal):
        entry["targets"] = targets
    entry["anchors"] = [
        {"names": list(anchor.names), **({"company": [list(anchor.company)]} if anchor.company else {})}
        for anchor in anchors_of(proposal, taken)
    ]
    return entry


def display_name(proposal: Proposal) -> str:
    """The name as the article prints it; several promised together are joined."""
    name = "、".join(proposal.parts) if proposal.parts and not proposal.whole else proposal.printed
    return (name + proposal.shared)[:_LONGEST_NAME]


def _statement(proposal: Proposal) -> str:
    """A stub of verb, name and figures: what is promised, in no sentence of the article."""
    names = [unquoted(part) for part in proposal.parts] or [unquoted(proposal.printed)]
    rest = f"等{len(names)}项" if len(names) > 1 else ""
    printed = list(dict.fromkeys(one.passage.text for one in _told(proposal)))
    figures = f"（{'；'.join(printed)}）" if printed else ""
    return f"{TO_WRITE}{proposal.verb}{names[0]}{proposal.shared}{rest}{figures}"


def _spans(proposal: Proposal) -> list[dict[str, int]]:
    """Where the name stands, each time in the same spelling, and where its figures stand."""
    names = [at for at in proposal.names_at if at.text == proposal.printed]
    places = dict.fromkeys((*names, *(one.passage for one in _told(proposal))))
    return [{"paragraph": at.paragraph, "start": at.start, "end": at.end} for at in places]


def _targets(proposal: Proposal) -> list[dict[str, Any]]:
    measure = names_of(proposal)[0]
    told = _told(proposal)
    found = [_target(measure, one) for one in proposal.figures if one in told and not is_label(one)]
    return [*found, *_baselines(measure, [one for one in proposal.baselines if one in told])]


def is_label(figure: Printed) -> bool:
    """Whether a figure is a part of a name (四大产业, 政策30条, 两个品牌) and sets no target."""
    return figure.label or not figure.passage.text[0].isdecimal()


def _told(proposal: Proposal) -> list[Printed]:
    """The figures that an entry tells; a list of very many is left to the passage."""
    return [*proposal.figures, *proposal.baselines][:_MOST_TOLD]


def _target(measure: str, figure: Printed) -> dict[str, Any]:
    target: dict[str, Any] = {
        "measure": measure,
        "unit": figure.unit,
        "comparator": figure.comparator.value,
        "value": _plain(figure.value),
    }
    if figure.period:
        target["period"] = figure.period
    return target | {"words": [measure], "units": [figure.unit]}


def _baselines(measure: str, figures: list[Printed]) -> Iterable[dict[str, Any]]:
    """What was told as fact: the value a later reading is compared with, and its growth."""
    values = [one for one in figures if one.unit != "%"]
    growth = next((one.value for one in figures if one.unit == "%"), None)
    for number, one in enumerate(values):
        baseline: dict[str, Any] = {"value": _plain(one.value), "unit": one.unit}
        if growth is not None and number == 0:
            baseline["growth"] = _plain(growth)
        yield {
            "measure": measure,
            "unit": one.unit,
            "baseline": baseline,
            "words": [measure],
            "units": [one.unit],
        }
    if not values and growth is not None:
        target = {"measure": measure, "unit": "%", "baseline": {"value": _plain(growth), "unit": "%"}}
        yield target | {"words": [measure], "units": ["%"]}


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
