"""Parsing YAML into nodes in bounded time: limits are held on the stream of events, before anything is built."""

from typing import Any

import yaml

MAX_NODES = 400_000
MAX_DEPTH = 40

# The parser in C is several times as fast; it is missing where PyYAML was built without libyaml.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooMuchError(yaml.MarkedYAMLError):
    """More values, or deeper ones, than a file that people edit has."""


def compose(text: str) -> yaml.Node | None:
    """The root node of ``text``, None when it holds nothing.

    Raises yaml.YAMLError where it is no YAML or has aliases (they are how small files become huge), and
    TooMuchError beyond MAX_NODES values or MAX_DEPTH levels.
    """
    _hold_limits(text)
    node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return node


def _hold_limits(text: str) -> None:
    values = depth = 0
    mark: Any
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not allowed: write the value out", problem_mark=mark
            )
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            values += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
        if values > MAX_NODES or depth > MAX_DEPTH:
            raise TooMuchError(problem="too many or too deeply nested values", problem_mark=mark)
