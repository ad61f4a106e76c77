"""What to do about a value that a model refuses, by the kind of fault that pydantic names."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

# The first beginning of a fault's type that fits.
_REMEDIES = {
    "enum": "write one of these words",
    "literal": "write one of these words",
    "string_too_short": "write it out",
    "string_too_long": "shorten it",
    "string_pattern": "use letters and digits as the pattern says",
    "string": "write it as text, in quotes where it looks like a number or a date",
    "too_short": "give at least one",
    "too_long": "give fewer",
    "tuple": "write a list: [a, b]",
    "list": "write a list: [a, b]",
    "model": "write a mapping: {key: value}",
    "dict": "write a mapping: {key: value}",
    "bool": "write true or false",
    "date": "write a day: 2025-06-30",
    "float": "write a plain number",
    "int": "write a whole number",
    "greater": "use a number within the limit",
    "less": "use a number within the limit",
    "value_error": "write it in that form",
}


def remedy(fault: Any, model: type[BaseModel]) -> str:
    """The remedy for the first fault of a validation: the nearest known name, or the form that is asked for."""
    name = str(fault["loc"][-1]) if fault["loc"] else ""
    kind = fault["type"]
    if kind == "extra_forbidden":
        near = get_close_matches(name, sorted(_field_names(model, set())), n=1, cutoff=0.5)
        return f"did you mean {near[0]!r}?" if near else "remove it"
    if kind == "missing":
        return f"add {name!r}"
    return next((told for start, told in _REMEDIES.items() if kind.startswith(start)), "correct it")


def _field_names(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[str]:
    if model in seen:
        return set()
    seen.add(model)
    names: set[str] = set()
    for name, field in model.model_fields.items():
        names.add(field.alias or name)
        for inner in _models_in(field.annotation):
            names |= _field_names(inner, seen)
    return names


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
