"""A digest as a chat message tells it, before any dialect: a title, the lead, and entries that can be left out."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from jiannuo.locale import Wording, wording
from scheduler.contents import Digest, Telling
from scheduler.formats import comparator_text, day_text, percent_text, value_text, when_text
from scheduler.phrases import pace_text, restated_text, stage_change, trouble_text
from scheduler.render import lead, subject
from scheduler.scrub import line, link

_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing told: its name, what moved, the sentence that says so, and where it stands."""

    name: str
    what: str = ""
    quote: str = ""
    source: str = ""
    title: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One message; ``left_out`` counts the entries that did not fit, ``page`` is where everything stands."""

    title: str
    lead: tuple[str, str]
    sections: tuple[Section, ...]
    page: str | None
    language: str
    left_out: int = 0
    event: str = "digest.built"

    @property
    def foot(self) -> str:
        """What is said about the entries that are not here; empty where none is missing."""
        return wording(self.language).count("hook.left_out", self.left_out) if self.left_out else ""

    @property
    def to_page(self) -> str:
        """The words of the link to the page."""
        return wording(self.language)("hook.to_page")


def brief(digest: Digest, page: str | None) -> Brief:
    """The digest in the order of its mail, most important first."""
    words, language = wording(digest.language), digest.language
    sections = (
        ("progress", _progress(digest, words)),
        ("readings", _readings(digest, words)),
        ("mentions", [_told(m.name, m.commitment, "", m.tellings[0], words) for m in digest.mentions]),
        ("doubts", _doubts(digest, words)),
        ("deadlines", _deadlines(digest, words)),
        ("silent", _silent(digest, words)),
        ("sources", [Entry(line(t.outlet, 80), line(trouble_text(t, words), 200)) for t in digest.troubles]),
    )
    found = tuple(Section(words(f"digest.section.{key}"), tuple(told)) for key, told in sections if told)
    return Brief(subject(digest), lead(digest), found, link(page) if page else None, language)


def fit(
    whole: Brief,
    render: Callable[[Brief], bytes],
    most: int,
    measure: Callable[[Brief], int] | None = None,
) -> bytes:
    """The message with as many whole entries, from the first on, as ``most`` allows.

    ``most`` counts the bytes of what ``render`` makes, or what ``measure`` says.
    """
    size = measure or (lambda part: len(render(part)))
    low, high = 0, sum(len(section.entries) for section in whole.sections)
    while low < high:
        middle = (low + high + 1) // 2
        if size(first(whole, middle)) <= most:
            low = middle
        else:
            high = middle - 1
    return render(first(whole, low))


def first(whole: Brief, count: int) -> Brief:
    """The brief with its first ``count`` entries only; it says how many are missing."""
    left, kept = count, []
    for section in whole.sections:
        entries = section.entries[:left]
        left -= len(entries)
        if entries:
            kept.append(replace(section, entries=entries))
    total = sum(len(section.entries) for section in whole.sections)
    return replace(whole, sections=tuple(kept), left_out=total - min(count, total))


def _progress(digest: Digest, words: Wording) -> list[Entry]:
    found = []
    for moved in digest.progress:
        what = stage_change(moved.before, moved.after, words)
        if moved.effective:
            what += f" · {words('digest.effective', date=when_text(moved.effective, digest.language))}"
        found.append(_told(moved.name, moved.commitment, what, moved.tellings[0], words))
    return found


def _readings(digest: Digest, words: Wording) -> list[Entry]:
    found = []
    for figure in digest.figures:
        reading, target = figure.reading, figure.target
        said = [
            f"{reading.measure} {reading.qualifier}{value_text(reading.value, digest.language)}{reading.unit}"
        ]
        if target is not None and target.value:
            value = value_text(target.value, digest.language)
            sign = comparator_text(target.comparator)
            said.append(words("digest.target", comparator=sign, value=value, unit=target.unit))
        if figure.percent is not None:
            said.append(words("digest.reached", percent=percent_text(figure.percent)))
        said.append(pace_text(figure.pace, words))
        what = " · ".join(entry for entry in said if entry)
        found.append(_told(figure.name, figure.commitment, what, figure.telling, words))
    return found


def _doubts(digest: Digest, words: Wording) -> list[Entry]:
    found = [
        _told(one.name, one.commitment, restated_text(one, words, digest.language), one.later, words)
        for one in digest.restated
    ]
    for one in digest.contradictions:
        values = (f"{r.qualifier}{value_text(r.value, digest.language)}{r.unit}" for r in one.readings)
        what = f"{one.readings[0].measure} {' ≠ '.join(values)}"
        found.append(_told(one.name, one.commitment, what, one.tellings[1], words))
    return found


def _deadlines(digest: Digest, words: Wording) -> list[Entry]:
    return [
        Entry(
            f"{line(one.name, 80)} {one.commitment}",
            f"{words(f'deadline.{one.state.value}')} · "
            f"{words('digest.due', date=when_text(one.due, digest.language))}",
        )
        for one in digest.deadlines
    ]


def _silent(digest: Digest, words: Wording) -> list[Entry]:
    found = []
    for one in digest.newly_silent:
        last = day_text(one.last, digest.language)
        what = words("digest.silent.since", date=last) if one.last else words("digest.silent.never")
        found.append(Entry(f"{line(one.name, 80)} {one.commitment}", what))
    return found


def _told(name: str, commitment: str, what: str, told: Telling, words: Wording) -> Entry:
    date = when_text(told.published, words.language) or words("digest.undated")
    source = words("digest.quoted_from", outlet=told.outlet, date=date)
    if told.reports > 1:
        listed = words("list.comma").join(told.outlets[:5])
        source += f" · {words.count('digest.carried', len(told.outlets), outlets=listed)}"
    return Entry(
        name=f"{line(name, 80)} {commitment}",
        what=line(what, 200),
        quote=words("quote.open") + line(told.quote, _LONGEST_QUOTE) + words("quote.close"),
        source=line(source, 200),
        title=line(told.title, 80),
        url=told.url,
    )
