"""Reading YAML that people edit: plain data only, bounded, with a line number for every value."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from jiannuo.errors import DocumentError
from jiannuo.plain_yaml import TooMuchError, compose
from jiannuo.remedies import remedy

MAX_BYTES = 4_000_000

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file: its data, the line (from 1) of each place in it, and the text it was parsed from."""

    file: Path
    data: Any
    lines: dict[Place, int]
    source: str = field(default="", repr=False)

    def line(self, place: Sequence[str | int]) -> int | None:
        """The line of the deepest part of ``place`` that stands in the file."""
        for length in range(len(place), -1, -1):
            if (line := self.lines.get(tuple(place[:length]))) is not None:
                return line
        return None


def read_document(file: Path, error: type[DocumentError] = DocumentError) -> Document:
    """Parse ``file`` as YAML made of plain mappings, lists and scalars.

    Refused with ``error``: tags and objects, anchors that multiply (aliases are not allowed at all),
    duplicate keys, more than MAX_BYTES bytes, or more values or levels than jiannuo.plain_yaml allows.
    """
    return parse_document(_read_text(file, error), file, error)


def parse_document(text: str, file: Path, error: type[DocumentError] = DocumentError) -> Document:
    """The same for a text in hand; ``file`` is only named in errors."""
    try:
        node = compose(text)
    except TooMuchError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        raise error(str(problem.problem), file=file, line=line, remedy="split the file") from None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise error(
            f"not valid YAML ({problem.problem or problem.context})",
            file=file,
            line=mark.line + 1 if mark else None,
            remedy="check indentation (spaces, never tabs), quotes and brackets on this line",
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise error(
            "not valid YAML", file=file, remedy="it must be UTF-8 text without control characters"
        ) from None
    lines: dict[Place, int] = {}
    data = None if node is None else _Builder(file, error, lines).build(node, ())
    return Document(file, data, lines, text)


def validate(document: Document, model: type[Model], error: type[DocumentError], at: Place = ()) -> Model:
    """Turn the document (or its part ``at`` a place) into ``model``; raise ``error`` for its first fault."""
    data = document.data
    for step in at:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = at + tuple(step for step in first["loc"] if step != "[key]")
        raise error(
            _say(first),
            file=document.file,
            line=document.line(place),
            field=".".join(str(step) for step in place),
            remedy=remedy(first, model),
        ) from None


def _read_text(file: Path, error: type[DocumentError]) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise error(
            f"cannot be read ({problem.strerror})", file=file, remedy="check the path and its permissions"
        ) from None
    if len(raw) > MAX_BYTES:
        raise error(
            f"larger than {MAX_BYTES:,} bytes", file=file, remedy="split it or remove what is not YAML"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise error("not UTF-8 text", file=file, line=line, remedy="save the file as UTF-8") from None


class _Builder:
    """Builds plain data from YAML nodes and notes each value's line."""

    def __init__(self, file: Path, error: type[DocumentError], lines: dict[Place, int]) -> None:
        self._file = file
        self._error = error
        self._lines = lines
        self._scalars = yaml.constructor.SafeConstructor()

    def build(self, node: yaml.Node, place: Place) -> Any:
        self._lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            if node.tag != "tag:yaml.org,2002:seq":
                raise self._wrong(node, place, f"tag {node.tag} is not allowed", "remove the tag")
            return [self.build(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        if node.tag != "tag:yaml.org,2002:map":
            raise self._wrong(node, place, f"tag {node.tag} is not allowed", "remove the tag")
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key_node.tag == "tag:yaml.org,2002:merge":
                raise self._wrong(key_node, place, "only plain words can be keys", "write a simple key")
            if key in data:
                raise self._wrong(key_node, (*place, key), "key stands twice", "keep one of the two")
            data[key] = self.build(value_node, (*place, key))
        return data

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.endswith(":binary"):
            raise self._wrong(node, place, f"tag {node.tag} is not allowed", "remove the tag")
        try:
            return self._scalars.construct_object(node)
        except (ValueError, yaml.YAMLError):
            raise self._wrong(node, place, f"cannot read {str(node.value)!r}", "put it in quotes") from None

    def _wrong(self, node: yaml.Node, place: Place, message: str, remedy: str) -> DocumentError:
        field = ".".join(str(step) for step in place)
        return self._error(
            message, file=self._file, line=node.start_mark.line + 1, field=field, remedy=remedy
        )


def _say(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "unknown setting"
    if fault["type"] == "missing":
        return "is missing"
    given = repr(fault["input"])
    shown = given if len(given) <= 60 else given[:57] + "..."
    return f"{fault['msg'].removeprefix('Value error, ')} (found {shown})"
