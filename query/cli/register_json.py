"""The documented JSON of one entry of a register, with all that is resolved: ladder, criteria, organs, children."""

from typing import Any

from jiannuo.model.commitment import Anchor, Commitment, Name, Register, Target


def entry_json(register: Register, entry: Commitment) -> dict[str, Any]:
    """``{id, name, names, aliases, promisor, kind, targets, place, ladder, criteria, …}``; dates are ISO."""
    people = {promisor.id: promisor.name for promisor in register.promisors}
    written = [name for anchor in entry.anchors for name in anchor.names]
    promisors = [people[key] for key in entry.promisors]
    return {
        "id": entry.id,
        "name": entry.name,
        "name_en": entry.name_en,
        "names": list(dict.fromkeys((entry.name, *(name.text for name in written)))),
        "aliases": list(dict.fromkeys(name.text for name in written)),
        "promisor": "/".join(promisors),
        "promisors": promisors,
        "organs": list(entry.organs),
        "kind": entry.kind.value,
        "statement": entry.statement,
        "statement_en": entry.statement_en,
        "article": [
            {"paragraph": one.paragraph, "start": one.start, "end": one.end} for one in entry.article
        ],
        "parent": entry.parent,
        "children": [other.id for other in register.commitments if other.parent == entry.id],
        "themes": list(entry.themes),
        "place": register.place,
        "districts": list(entry.districts),
        "due": entry.due.iso() if entry.due else None,
        "due_stated": entry.due_stated,
        "due_basis": entry.due_basis,
        "measurable": entry.measurable,
        "measured_by": entry.measured_by,
        "ladder": [stage.value for stage in entry.ladder],
        "criteria": {stage.value: words for stage, words in entry.criteria.items()},
        "targets": [_target(target) for target in entry.targets],
        "anchors": [_anchor(anchor) for anchor in entry.anchors],
        "support": list(entry.support),
        "look_alikes": [
            {"text": alike.text, "place": alike.place, "why": alike.why} for alike in entry.look_alikes
        ],
    }


def _target(target: Target) -> dict[str, Any]:
    baseline = target.baseline
    return {
        "measure": target.measure,
        "comparator": target.comparator.value if target.comparator else None,
        "value": target.value,
        "unit": target.unit,
        "period": target.period,
        "scope": str(target.scope),
        "due": target.due.iso() if target.due else None,
        "promised": target.promised,
        "aims": [
            {
                "comparator": aim.comparator.value,
                "value": aim.value,
                "due": aim.due.iso() if aim.due else None,
                "source": aim.source,
                "unverified": aim.unverified,
            }
            for aim in target.aims
        ],
        "breaks": [{"from": one.start.iso(), "why": one.why} for one in target.breaks],
        "baseline": {
            "value": baseline.value,
            "unit": baseline.unit,
            "as_of": baseline.as_of.iso() if baseline.as_of else None,
            "growth": baseline.growth,
        }
        if baseline
        else None,
    }


def _anchor(anchor: Anchor) -> dict[str, Any]:
    return {
        "names": [_name(name) for name in anchor.names],
        "company": [{"any_of": list(one.any_of), "within": one.within.value} for one in anchor.company],
        "without": list(anchor.without),
        "place": anchor.place,
        "mention_only": anchor.mention_only,
    }


def _name(name: Name) -> dict[str, Any]:
    return {
        "text": name.text,
        "valid_from": name.valid_from.isoformat() if name.valid_from else None,
        "valid_until": name.valid_until.isoformat() if name.valid_until else None,
        "successor": name.successor,
        "unverified": name.unverified,
    }
