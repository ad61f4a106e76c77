"""One entry of the register as people read it: the promise, how it is judged, and by what names it is known."""

from collections.abc import Iterator, Sequence

from jiannuo.model.commitment import Aim, Anchor, Commitment, LookAlike, Name, Register, Target
from jiannuo.register.kinds import kinds
from query.cli.output import out, text
from query.cli.terms import amount, both

# A line, or a term and what is said of it.
Line = str | tuple[str, str]


def print_entry(register: Register, entry: Commitment) -> None:
    """Print the entry; long lines are folded to the terminal's width."""
    out().print(text(f"{entry.id} {entry.name}  {entry.name_en}"), style="bold")
    for label, lines in _parts(register, entry):
        if lines:
            out().print(text(label), style="bold cyan")
            _lines(lines)


def figures(entry: Commitment) -> str:
    """The promised figures and the baselines of an entry in one line; what cannot be judged says so."""
    told = [_target(target) for target in entry.targets if target.value is not None or target.baseline]
    return "；".join(told if entry.measurable else [*told, "不可评判"])


def _lines(lines: Sequence[Line]) -> None:
    """Lines set in by two columns; a pair has its first part in a column of its own."""
    from rich.padding import Padding
    from rich.table import Table

    grid = Table.grid(padding=(0, 1), pad_edge=False)
    for line in lines:
        grid.add_row(*(map(text, line) if isinstance(line, tuple) else (text(line),)))
    out().print(Padding(grid, (0, 0, 0, 2), expand=False))


def _parts(register: Register, entry: Commitment) -> Iterator[tuple[str, Sequence[Line]]]:
    yield "承诺 · promise", [line for line in (entry.statement, entry.statement_en) if line]
    yield "承诺人 · promised by", [_promisors(register, entry)]
    yield "归类 · class", list(_class(register, entry))
    yield "原文位置 · in the article", ["；".join(_spans(entry))] if entry.article else []
    yield "时限 · due", [_due(entry)]
    yield "评判 · judged by", [_judged(entry)]
    yield (
        "阶段与标准 · stages and criteria",
        [(both(stage), entry.criteria.get(stage, "未写 · not stated")) for stage in entry.ladder],
    )
    yield "指标 · targets", [line for target in entry.targets for line in _target_lines(target)]
    yield "写法 · names", [("·", _anchor(anchor)) for anchor in entry.anchors]
    yield "佐证词 · supporting words", ["、".join(entry.support)] if entry.support else []
    yield "易混 · look-alikes", [("·", _alike(alike)) for alike in entry.look_alikes]


def _promisors(register: Register, entry: Commitment) -> str:
    people = {promisor.id: promisor for promisor in register.promisors}
    said = "、".join(f"{people[key].name}（{people[key].organ}）" for key in entry.promisors)
    return f"{said}；责任单位：{'、'.join(entry.organs)}"


def _class(register: Register, entry: Commitment) -> Iterator[str]:
    yield "；".join(
        part
        for part in (
            f"{kinds()[entry.kind].label} {entry.kind.value}",
            f"主题：{'、'.join(entry.themes)}" if entry.themes else "",
            f"区域：{'、'.join(entry.districts)}" if entry.districts else "",
        )
        if part
    )
    names = {other.id: other.name for other in register.commitments}
    if entry.parent:
        yield f"上级：{entry.parent} {names[entry.parent]}"
    if below := [f"{other.id} {other.name}" for other in register.commitments if other.parent == entry.id]:
        yield f"下级：{'、'.join(below)}"


def _spans(entry: Commitment) -> Iterator[str]:
    for span in entry.article:
        yield f"第 {span.paragraph} 段 {span.start}–{span.end} 字"


def _due(entry: Commitment) -> str:
    if entry.due:
        return f"{entry.due.iso()}（{entry.due_basis}）" if entry.due_basis else entry.due.iso()
    if not entry.due_stated:
        return "台账未写明 · not stated"
    return f"未给时限 · none given{f'（{entry.due_basis}）' if entry.due_basis else ''}"


def _judged(entry: Commitment) -> str:
    return f"{'可评判' if entry.measurable else '不可评判'}：{entry.measured_by or '未写'}"


def _target_lines(target: Target) -> Iterator[Line]:
    yield "·", _target(target)
    for aim in target.aims:
        yield "", _aim(aim, target.unit)
    for one in target.breaks:
        yield "", f"口径变更 · series break: 自 {one.start.iso()}，{one.why}"


def _target(target: Target) -> str:
    said = target.measure
    if target.value is not None:
        sign = target.comparator.value if target.comparator else ""
        said += f" {sign}{_exact(target.value, target.unit)}{f'／{target.period}' if target.period else ''}"
    if target.due:
        said += f"，{target.due.iso()} 前"
    if (base := target.baseline) is not None:
        when = f"（{base.as_of.iso()}）" if base.as_of else ""
        growth = f"，同比增长 {base.growth:g}%" if base.growth is not None else ""
        said += f"，基数 {_exact(base.value, base.unit)}{when}{growth}"
    return said if target.promised else f"{said}（{target.unit}；跟踪项，原文未许数）"


def _aim(aim: Aim, unit: str) -> str:
    when = f"到 {aim.due.iso()} " if aim.due else ""
    doubt = "，待核实" if aim.unverified else ""
    return f"后定目标：{when}{aim.comparator.value}{_exact(aim.value, unit)}（{aim.source}{doubt}）"


def _exact(value: float, unit: str) -> str:
    """Round sums with their multiplier (2000万元), counts to the last one (36685家)."""
    return amount(value, unit) if value % 1e4 == 0 else f"{value:.10g}{unit}"


def _anchor(anchor: Anchor) -> str:
    said = "、".join(_name(name) for name in anchor.names)
    for company in anchor.company:
        said += f"；须同{_WINDOWS[company.within.value]}有 {'／'.join(company.any_of)}"
    if anchor.without:
        said += f"；排除 {'、'.join(anchor.without)}"
    if anchor.place != "home":
        said += "；名称唯一" if anchor.place == "any" else f"；限 {anchor.place}"
    return said + ("；只作提及" if anchor.mention_only else "")


_WINDOWS = {"clause": "分句", "sentence": "句", "paragraph": "段", "text": "篇"}


def _name(name: Name) -> str:
    notes = [
        f"{name.valid_from.isoformat()} 起" if name.valid_from else "",
        f"至 {name.valid_until.isoformat()}" if name.valid_until else "",
        "后称" if name.successor else "",
        "待核实" if name.unverified else "",
    ]
    told = "，".join(note for note in notes if note)
    return f"{name.text}（{told}）" if told else name.text


def _alike(alike: LookAlike) -> str:
    return "，".join(part for part in (alike.text, alike.place or "", alike.why) if part)
