"""`jiannuo show`: one commitment, where it stands, and the evidence for it in time."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment, Register
    from jiannuo.model.news import NewsItem
    from jiannuo.model.standing import Standing


def command(
    commitment: Annotated[str, typer.Argument(help="编号或名称 · id or name, e.g. A07 or 超瞬态实验装置")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """一项承诺 · One commitment: statement, standing, targets and timeline."""
    from jiannuo.model.asking import Filter
    from jiannuo.model.standing import standing
    from jiannuo.store.asking import events
    from jiannuo.store.runs import last_runs

    have = opened(config)
    entry = find(have.register, commitment)
    found = events(
        have.store, have.register.id, Filter(commitments=(entry.id,), novel_only=True, limit=100_000)
    )
    looked = any(run.status == "finished" for run in last_runs(have.store).values())
    now = standing(entry, found, looked=looked)
    timeline = sorted(found, key=_when)
    if as_json:
        print_json(_document(entry, now, timeline))
    else:
        _show(have.register, entry, now, timeline)


def find(register: "Register", wanted: str) -> "Commitment":
    """The commitment with this id, or the only one whose name or alias holds these characters."""
    for entry in register.commitments:
        if entry.id.lower() == wanted.lower() or entry.name == wanted:
            return entry
    near = [entry for entry in register.commitments if wanted in _names(entry)]
    if len(near) == 1:
        return near[0]
    if near:
        choices = "; ".join(f"{entry.id} {entry.name}" for entry in near[:6])
        raise UsageError(f"{wanted!r} may be several commitments", f"name one of: {choices}")
    raise UsageError(f"no commitment {wanted!r}", "see them with: jiannuo register list")


def _names(entry: "Commitment") -> str:
    return "\n".join([entry.name, *(name.text for anchor in entry.anchors for name in anchor.names)])


def _when(event: "NewsItem") -> str:
    when = event.effective or event.published
    return when.iso() if when else ""


def _show(register: "Register", entry: "Commitment", now: "Standing", timeline: "list[NewsItem]") -> None:
    people = {promisor.id: promisor for promisor in register.promisors}
    promisors = "、".join(f"{people[key].name}（{people[key].organ}）" for key in entry.promisors)
    out().print(text(f"{entry.id} {entry.name}  {entry.name_en}"), style="bold")
    out().print(text(f"承诺人 · promised by: {promisors}"))
    out().print(text(f"内容 · statement: {entry.statement}"))
    since = f"（{now.since.iso()} 起）" if now.since else ""
    out().print(
        text(f"现状 · standing: {now.stage.value} {since}  信源 {len(now.outlets)}，报道 {now.reports}")
    )
    for target in entry.targets:
        if target.promised:
            aim = f"{target.comparator.value if target.comparator else ''} {target.value or ''} {target.unit}"
            base = f"，基数 {target.baseline.value:g}{target.baseline.unit}" if target.baseline else ""
            out().print(text(f"目标 · target: {target.measure} {aim}{base}"))
    for event in timeline:
        head = f"{_when(event) or '未注日期'}  {event.verdict.value}/{event.stage.value}  {'、'.join(event.outlets)}"
        out().print(text(head), style="cyan")
        for quote in event.evidence[:2]:
            out().print(text(f"    「{quote.text}」"))
        for reading in event.readings:
            as_of = f"（{reading.as_of.iso()}）" if reading.as_of else ""
            out().print(text(f"    {reading.measure}: {reading.qualifier} {reading.quote.text} {as_of}"))
        out().print(text(f"    {event.url}"), style="dim", soft_wrap=True)
    if not timeline:
        out().print("尚无依据 · no evidence yet")


def _document(entry: "Commitment", now: "Standing", timeline: "list[NewsItem]") -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "statement": entry.statement,
        "stage": now.stage.value,
        "since": now.since.iso() if now.since else None,
        "silence": now.silence.value,
        "outlets": list(now.outlets),
        "timeline": [
            {
                "report": event.report_id,
                "verdict": event.verdict.value,
                "stage": event.stage.value,
                "effective": event.effective.iso() if event.effective else None,
                "published": event.published.iso() if event.published else None,
                "detected_at": event.detected_at.isoformat(),
                "outlets": list(event.outlets),
                "evidence": [quote.text for quote in event.evidence],
                "readings": [
                    {
                        "measure": r.measure,
                        "value": r.value,
                        "unit": r.unit,
                        "kind": r.kind.value,
                        "text": r.quote.text,
                    }
                    for r in event.readings
                ],
                "url": event.url,
            }
            for event in timeline
        ],
    }
