"""What a match shows, and who carried a story, in a few words."""

from collections.abc import Sequence
from typing import Any

from jiannuo.model.vocabulary import Stage, Verdict
from query.cli.terms import amount, chinese


def sign(before: object | None, after: object | None) -> str:
    """``+`` for what came, ``-`` for what went, ``~`` for what shows something else."""
    if before is None:
        return "+"
    return "-" if after is None else "~"


def brief(shown: dict[str, Any] | None) -> str:
    """``进展 投用 总投资 283.6亿元`` of a match in the plain form that re-readings keep; a dash for none."""
    if shown is None:
        return "—"
    words = [chinese(Verdict(shown["verdict"]))]
    if shown["stage"] != Stage.NONE.value:
        words.append(chinese(Stage(shown["stage"])))
    if shown["effective"]:
        words.append(shown["effective"][:10])
    words += [f"{measure} {amount(value, unit)}" for measure, value, unit, _ in shown["readings"]]
    return " ".join(words)


def carriers(outlets: Sequence[str], reports: int) -> str:
    """``daily 原发，radio 转载（3 篇）``: the leading outlet, the others that carried the story, and how often."""
    if not outlets:
        return ""
    others = f" 原发，{'、'.join(outlets[1:])} 转载" if len(outlets) > 1 else ""
    return f"{outlets[0]}{others}" + (f"（{reports} 篇）" if reports > 1 else "")
