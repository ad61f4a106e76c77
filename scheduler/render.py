"""Wording and layout: a digest becomes a subject, an HTML page and a plain text, each complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from jiannuo.locale import Wording, wording
from jiannuo.model.vocabulary import Cadence
from scheduler.cards import Card, Entry, card
from scheduler.contents import Digest, Quiet
from scheduler.formats import moment_text
from scheduler.layout import environment, inlined_page, tidy
from scheduler.phrases import stage_change
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
    words, root = wording(digest.language), pages.root if pages else ""
    values = {"d": digest, "w": words, "lead": lead(digest), "note": note, "pages": pages}
    values["silent"], values["silent_intro"] = _silent_shown(digest), _silent_intro(digest, words)
    # Entries are looked up by what they hold, which takes longer than to find one again by where it is.
    entries = _entries(digest)
    cards = [card(entry, digest.language, root) for entry in entries]
    found = {id(entry): own for entry, own in zip(entries, cards, strict=True)}
    values["card"] = lambda entry: found[id(entry)].text
    html = environment().get_template("digest.html.j2").render(**values)
    text = environment().get_template("digest.txt.j2").render(**values)
    return Rendered(subject(digest), _with_cards(inlined_page(html), cards), tidy(text))


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
    what = _counted(digest, words)
    first = words(f"digest.lead.{'news' if what else 'nothing'}", window=window, what=what)
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


def _counted(digest: Digest, words: Wording) -> str:
    """What there is of each kind; kinds of which there is nothing are passed over."""
    counts = {
        "progress": len(digest.progress),
        "figures": len(digest.figures),
        "mentions": len(digest.mentions),
        "doubts": len(digest.restated) + len(digest.contradictions),
    }
    said = [words.count(f"digest.lead.{kind}", count) for kind, count in counts.items() if count]
    return words("digest.lead.comma").join(said)


def _with_cards(page: str, cards: Sequence[Card]) -> str:
    """``page`` with its entries; what is crawled cannot write the places where they go, its ``<`` is escaped."""
    first, *rest = page.split("<!--card-->")
    return first + "".join(
        part for card, after in zip(cards, rest, strict=True) for part in (card.html, after)
    )


def _entries(digest: Digest) -> tuple[Entry, ...]:
    """What the digest tells, in the order of its sections."""
    return (
        *digest.progress,
        *digest.figures,
        *digest.mentions,
        *digest.restated,
        *digest.contradictions,
        *digest.deadlines,
        *_silent_shown(digest),
        *((digest.troubles,) if digest.troubles else ()),
    )


def _silent_shown(digest: Digest) -> tuple[Quiet, ...]:
    """The whole list once a month; otherwise those that fell silent just now."""
    return (digest.silent if digest.cadence is Cadence.MONTHLY else digest.newly_silent)[:SILENT_SHOWN]


def _silent_intro(digest: Digest, words: Wording) -> str:
    said = words("digest.silent.intro", months=digest.silent_months, n=len(digest.silent))
    if digest.cadence is Cadence.MONTHLY or not digest.newly_silent:
        return said
    return said + words.count("digest.silent.new", len(digest.newly_silent))
