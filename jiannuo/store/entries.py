"""The entries of a register as kept beside its text, for questions in SQL: what ``v_commitments`` is made from."""

from typing import Any

from jiannuo.model.commitment import Aim, Commitment, Register, Target
from jiannuo.model.when import When


def entries_of(register: Register) -> dict[str, dict[str, Any]]:
    """By commitment: ``{name, name_en, kind, statement, promisors, themes, due, parent, targets}``, as plain values."""
    people = {one.id: f"{one.name}（{one.organ}）" for one in register.promisors}
    return {entry.id: _entry(entry, people) for entry in register.commitments}


def _entry(entry: Commitment, people: dict[str, str]) -> dict[str, Any]:
    return {
        "name": entry.name,
        "name_en": entry.name_en or None,
        "kind": entry.kind.value,
        "statement": entry.statement,
        "promisors": [people.get(key, key) for key in entry.promisors],
        "themes": list(entry.themes),
        "due": _iso(entry.due),
        "parent": entry.parent,
        "targets": [_target(target) for target in entry.targets],
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "measure": target.measure,
        "comparator": target.comparator.value if target.comparator else None,
        "value": target.value,
        "unit": target.unit,
        "due": _iso(target.due),
        "baseline": target.baseline.value if target.baseline else None,
        "baseline_as_of": _iso(target.baseline.as_of) if target.baseline else None,
        "scope": target.scope,
        "promised": target.promised,
        "aims": [_aim(aim) for aim in target.aims],
    }


def _aim(aim: Aim) -> dict[str, Any]:
    return {
        "comparator": aim.comparator.value,
        "value": aim.value,
        "due": _iso(aim.due),
        "source": aim.source,
    }


def _iso(when: When | None) -> str | None:
    return when.iso() if when else None
