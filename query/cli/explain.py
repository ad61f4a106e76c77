"""`jiannuo explain`: why a report matched a commitment, and why it did not."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from query.cli import completing
from query.cli.near import lacked, say_near, sum_of
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import out, print_json, say, text
from query.cli.shown import brief
from query.cli.terms import both, chinese

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment
    from jiannuo.model.finding import Findings, Match, NearMiss
    from jiannuo.store.reports import StoredReport

_NAMES = 8


def command(
    report: Annotated[str, typer.Argument(help="报道编号或网址 · report number or address")],
    commitment: Annotated[
        str,
        typer.Argument(
            help="承诺编号或名称 · id or name; all without", autocompletion=completing.commitments
        ),
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """为何匹配、为何不 · Why a report matched (parts, anchors, place) and why it did not."""
    from query.cli.stored import stored_report
    from query.explaining import explained
    from query.naming import find

    have = opened(config)
    entry = find(have.register, commitment) if commitment else None
    with have.store.read() as connection:
        stored = stored_report(connection, report)
        kept = _kept(have, connection, stored.id)
    place = have.places.get(stored.report.outlet)
    findings = explained(have.register, stored.report, place, entry.id if entry else "")
    if entry is not None:
        kept = {key: shown for key, shown in kept.items() if key == entry.id}
    if as_json:
        print_json(_document(stored, findings, kept))
    else:
        _tell(have, stored, findings, kept, entry)


def _kept(have: Opened, connection: Any, report: int) -> dict[str, dict[str, Any]]:
    """What the database holds of the report, by commitment."""
    from jiannuo.store.rereadings import shown

    return {key: value for (_, key), value in shown(connection, have.register.id, [report]).items()}


def _document(
    stored: "StoredReport", findings: "Findings", kept: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    from query.answers import answer

    document = answer(stored.id, findings)
    for told, match in zip(document["matches"], findings.matches, strict=True):
        aimed = match.aimed
        told["aimed"] = {"stage": aimed.stage.value, "when": aimed.when.iso()} if aimed else None
    return {
        **document,
        "url": stored.report.url,
        "register_version": findings.register_version,
        "stored": kept,
    }


def _tell(
    have: Opened,
    stored: "StoredReport",
    findings: "Findings",
    kept: dict[str, dict[str, Any]],
    entry: "Commitment | None",
) -> None:
    published = stored.report.published.iso() if stored.report.published else "未注日期"
    out().print(
        text(f"报道 {stored.id}《{stored.report.title}》{published} {stored.report.outlet}"), style="bold"
    )
    say(stored.report.url)
    for match in findings.matches:
        _why(have, match)
        _differs(match.commitment, kept.pop(match.commitment, None), match)
    for key in kept:
        say(
            f"库中仍记 {key}: {brief(kept[key])}；今日规则不再匹配，可 rematch · stored, but today's rules match no more"
        )
    for miss in sorted(findings.near_misses, key=lambda one: -one.rank):
        _why_not(have, miss)
    if not findings.matches and not findings.near_misses:
        _never_named(entry)


def _why(have: Opened, match: "Match") -> None:
    name = have.register.commitment(match.commitment).name
    day = f" {match.effective.iso()}" if match.effective else ""
    head = f"✓ {match.commitment} {name}: {both(match.verdict)}，{both(match.stage)}{day}"
    out().print(text(head), style="green")
    say(f"    得分 · score {match.score:g} = {sum_of(match.parts)}")
    for hit in match.anchors:
        where = f"{hit.quote.field.value}[{hit.quote.start}:{hit.quote.end}]"
        say(f"    {_role(hit.role.value)}「{hit.quote.text}」 {where}")
    for quote in match.evidence:
        say(f"    依据 · evidence「{quote.text}」")
    for reading in match.readings:
        as_of = f"（{reading.as_of.iso()}）" if reading.as_of else ""
        say(
            f"    读数 · reading {reading.measure} {reading.qualifier}{reading.quote.text}{as_of} {_kind(reading.kind.value)}"
        )
    if match.aimed:
        say(f"    拟于 {match.aimed.when.iso()} {chinese(match.aimed.stage)}")


def _differs(key: str, stored: dict[str, Any] | None, match: "Match") -> None:
    """The stored match is what digests told: say when today's rules read something else."""
    if stored is None:
        say(f"    库中未记 {key}，可 rematch · not stored: read before today's rules; see jiannuo rematch")
    elif (stored["verdict"], stored["stage"]) != (match.verdict.value, match.stage.value):
        say(f"    库中所记 · stored: {brief(stored)}")


def _why_not(have: Opened, miss: "NearMiss") -> None:
    name = have.register.commitment(miss.commitment).name
    out().print(text(f"✗ {miss.commitment} {name}: {lacked(miss)}"), style="yellow")
    say_near(miss)


def _never_named(entry: "Commitment | None") -> None:
    if entry is None:
        say("文中没有任何承诺的名称 · no name of any commitment stands in the text")
        return
    names = list(dict.fromkeys(name.text for anchor in entry.anchors for name in anchor.names))
    more = f" …（共 {len(names)} 个）" if len(names) > _NAMES else ""
    say(
        f"✗ {entry.id} {entry.name}: 文中没有其任何名称 · none of its names stands in the text: {'、'.join(names[:_NAMES])}{more}"
    )


def _role(role: str) -> str:
    return _worded(f"role.{role}")


def _kind(kind: str) -> str:
    return _worded(f"kind.{kind}")


def _worded(key: str) -> str:
    from jiannuo.locale import wording

    return wording("zh")(key)
