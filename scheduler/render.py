"""Wording and layout: a digest becomes a subject, an HTML page and a plain text, each complete."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from jiannuo.locale import Wording, wording
from jiannuo.model.pace import Paced
from jiannuo.model.vocabulary import Cadence, Pace, Stage
from scheduler.contents import Digest, Quiet, Restated, Trouble
from scheduler.formats import comparator_text, day_text, moment_text, percent_text, value_text, when_text
from scheduler.scrub import header

SILENT_SHOWN = 20
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest in words."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnPages:
    """The recipient's own pages: to change the subscription and to end it; where this digest stays, and all pages."""

    manage: str
    unsubscribe: str
    archived: str = ""
    root: str = ""


def render(digest: Digest, *, note: str = "", pages: OwnPages | None = None) -> Rendered:
    """Subject, HTML (CSS inlined, no remote parts) and text; ``note`` is a line for the foot."""
    words = wording(digest.language)
    values = {"d": digest, "w": words, "lead": lead(digest), "note": note, "pages": pages}
    values["silent"], values["silent_intro"] = _silent_shown(digest), _silent_intro(digest, words)
    html = _environment().get_template("digest.html.j2").render(**values)
    text = _environment().get_template("digest.txt.j2").render(**values)
    return Rendered(subject(digest), _inliner().inline(html), _tidy(text))


def subject(digest: Digest) -> str:
    """What moved, in one short line."""
    words = wording(digest.language)
    end = digest.window.end.astimezone(ZoneInfo(digest.zone))
    date = words("digest.subject.date", year=end.year, month=end.month, day=end.day)
    lists = (("moved", digest.progress), ("readings", digest.figures), ("mentions", digest.mentions))
    for kind, entries in lists:
        if not entries:
            continue
        first = entries[0]
        others = len({entry.commitment for entry in entries}) - 1
        more = words.count("digest.subject.more", others) if others else ""
        stage = ""
        if kind == "moved":
            moved = digest.progress[0]
            stage = stage_change(moved.before, moved.after, words)
            kind = "same" if moved.before == moved.after else "moved"
        name = first.name if len(first.name) <= LONGEST_NAME else first.name[: LONGEST_NAME - 1] + "…"
        return header(words(f"digest.subject.{kind}", name=name, stage=stage, more=more, date=date))
    return words("digest.subject.nothing", date=date)


def lead(digest: Digest) -> tuple[str, str]:
    """Two sentences after which a busy reader may stop: what happened, and what was looked at."""
    words = wording(digest.language)
    window = words(
        "digest.window",
        start=moment_text(digest.window.start, digest.zone, digest.language),
        end=moment_text(digest.window.end, digest.zone, digest.language),
        zone=words(f"zone.{digest.zone}") if words.has(f"zone.{digest.zone}") else digest.zone,
    )
    figures, mentions = len(digest.figures), len(digest.mentions)
    if digest.empty:
        first = words("digest.lead.nothing", window=window)
    else:
        first = words.count(
            "digest.lead.news", len(digest.progress), window=window, readings=figures, mentions=mentions
        )
    looked = "all" if digest.seen == digest.followed else "some"
    second = words(
        f"digest.lead.looked.{looked if digest.seen else 'none'}",
        all=digest.followed,
        seen=digest.seen,
        missed=digest.followed - digest.seen,
        silent=len(digest.silent),
        months=digest.silent_months,
    )
    return first, second


def pace_text(pace: Paced | None, words: Wording) -> str:
    """``超时序进度7.3个百分点``; empty where there is no pace to tell."""
    if pace is None or pace.pace is Pace.OPEN:
        return ""
    word = words(f"pace.{pace.pace.value}")
    if pace.gap is None or pace.pace is Pace.ON_SCHEDULE:
        return word
    return words("digest.pace", pace=word, points=percent_text(abs(100 * pace.gap)))


def restated_text(entry: Restated, words: Wording, language: str) -> str:
    """``时限后移：投用 2024年6月 → 2025年``, or the two figures with their days."""
    kind = words(f"slipkind.{entry.kind.value}")
    days = [when_text(when, language) for when in (entry.before, entry.after)]
    if entry.readings:
        old, new = (f"{value_text(one.value, language)}{one.unit}" for one in entry.readings)
        what = words(
            "digest.restated.figure",
            measure=entry.readings[-1].measure,
            old=old,
            new=new,
            before=days[0],
            after=days[1],
        )
    else:
        stage = f"{words(f'stage.{entry.stage.value}')} " if entry.stage else ""
        what = stage + words("digest.before_after", before=days[0], after=days[1])
    return words("digest.restated.line", kind=kind, what=what)


def stage_change(before: Stage | None, after: Stage, words: Wording) -> str:
    """``在建 → 建成``, or one stage when it did not change."""
    if before == after:
        return words("digest.same_stage", stage=words(f"stage.{after.value}"))
    known = words(f"stage.{before.value}" if before else "stage.unknown")
    return words("digest.before_after", before=known, after=words(f"stage.{after.value}"))


def trouble_text(trouble: Trouble, words: Wording) -> str:
    """What kept us from looking at an outlet, or what is wrong with what it shows."""
    said = []
    if trouble.symptom is not None and trouble.since is not None:
        symptom = words(f"symptom.{trouble.symptom.value}")
        since = day_text(trouble.since.date(), words.language)
        said.append(words("digest.sources.ill", since=since, symptom=symptom))
    if trouble.troubled:
        kind = "partly" if trouble.finished else "unreachable"
        figures = {"finished": trouble.finished, "troubled": trouble.troubled}
        said.append(words(f"digest.sources.{kind}", message=trouble.message, **figures))
    elif not trouble.finished:
        said.append(words("digest.sources.not_looked"))
    return words("list.semicolon").join(said)


def _silent_shown(digest: Digest) -> tuple[Quiet, ...]:
    """The whole list once a month; otherwise those that fell silent just now."""
    return (digest.silent if digest.cadence is Cadence.MONTHLY else digest.newly_silent)[:SILENT_SHOWN]


def _silent_intro(digest: Digest, words: Wording) -> str:
    said = words("digest.silent.intro", months=digest.silent_months, n=len(digest.silent))
    if digest.cadence is Cadence.MONTHLY or not digest.newly_silent:
        return said
    return said + words.count("digest.silent.new", len(digest.newly_silent))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        stage_change=stage_change, trouble=trouble_text, pace=pace_text, restated=restated_text
    )
    environment.filters.update(
        when=when_text, day=day_text, value=value_text, percent=percent_text, comparator=comparator_text
    )
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip() + "\n"
