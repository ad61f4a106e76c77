"""Which of a story's reports leads it: the credited original, else the earliest that can be relied on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One report of a story. ``published`` is ISO text cut to its precision; ``standing`` whether it counts."""

    report_id: int
    outlet_title: str
    source: str
    published: str | None
    standing: bool


def lead(members: Sequence[Member]) -> Member:
    """The member by which the story is shown; a story has at least one.

    A report whose outlet others credit as their source leads. Else the earliest dated one leads; one without
    standing never leads one that has it, and an undated one never a dated one.
    """
    credited = {member.report_id: _credits(member, members) for member in members}
    return min(
        members,
        key=lambda member: (
            not member.standing,
            member.published is None,
            -credited[member.report_id],
            member.published or "",
            member.report_id,
        ),
    )


def _credits(member: Member, members: Sequence[Member]) -> int:
    """How many other members name this one's outlet as their source."""
    name = _name(member.outlet_title)
    others = (other for other in members if _name(other.outlet_title) != name)
    return sum(bool(name) and _name(other.source) == name for other in others)


def _name(text: str) -> str:
    """An outlet's name without what its pages add to it."""
    return "".join(text.split()).removesuffix("客户端").removesuffix("网").removesuffix("报社").casefold()
