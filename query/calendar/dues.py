"""What is due and when: commitments, what was promised in figures, later aims, and what the press says shall be."""

import uuid
from collections.abc import Iterable, Iterator, Sequence

from jiannuo.locale import Wording
from jiannuo.model.commitment import Aim, Commitment, Register, Target
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import Comparator
from jiannuo.model.when import When
from query.board import Line
from query.calendar.ics import Entry
from scheduler.formats import comparator_text, value_text, when_text


def dues(register: Register, lines: Iterable[Line], words: Wording, root: str = "") -> list[Entry]:
    """Every day by which something is due, in their order; a month or year is due on its last day.

    ``root`` is the address of the pages; without it entries lead nowhere.
    """
    maker = _Maker(register, words, root)
    every = [entry for line in lines for entry in maker.of(line)]
    return sorted(every, key=lambda entry: (entry.day, entry.uid))


class _Maker:
    def __init__(self, register: Register, words: Wording, root: str) -> None:
        self._register, self._words, self._root = register, words, root

    def of(self, line: Line) -> Iterator[Entry]:
        entry = line.entry
        if entry.due:
            yield self._made(entry, "due", "", entry.due, self._words("calendar.due"))
        for target in entry.targets:
            yield from self._targeted(entry, target)
        yield from self._announced(entry, line.events)

    def _targeted(self, entry: Commitment, target: Target) -> Iterator[Entry]:
        if target.due and target.value is not None:
            said = self._amount(target, target.comparator, target.value)
            yield self._made(entry, "target", target.measure, target.due, said)
        for aim in target.aims:
            if aim.due:
                said = self._amount(target, aim.comparator, aim.value)
                key = f"{target.measure}|{aim.source}|{aim.due.day.year}"
                yield self._made(entry, "aim", key, aim.due, said, self._source(aim))

    def _announced(self, entry: Commitment, events: Sequence[NewsItem]) -> Iterator[Entry]:
        """The newest word on each stage; a later one moves the entry."""
        newest = {event.aimed.stage: event for event in events if event.aimed}
        for stage, event in newest.items():
            if event.aimed is not None:
                said = self._words("calendar.announced", stage=self._words(f"stage.{stage.value}"))
                told = f"{event.outlet} {event.published.iso() if event.published else ''}\n{event.url}"
                yield self._made(entry, "announced", stage.value, event.aimed.when, said, told)

    def _made(self, entry: Commitment, kind: str, key: str, when: When, said: str, told: str = "") -> Entry:
        words, language = self._words, self._words.language
        name = (language == "en" and entry.name_en) or entry.name
        statement = (language == "en" and entry.statement_en) or entry.statement
        due = words("calendar.by", date=when_text(when, language))
        name_ = uuid.uuid5(uuid.NAMESPACE_URL, f"jiannuo:{self._register.id}:{entry.id}:{kind}:{key}")
        return Entry(
            uid=f"{name_}@jiannuo",
            day=when.last_day(),
            title=f"{entry.id} {name}{words('web.colon')}{said}",
            note="\n".join(text for text in (statement, due, told) if text),
            page=f"{self._root}/commitments/{entry.id}" if self._root else "",
            category=words(f"calendar.kind.{kind}"),
        )

    def _amount(self, target: Target, comparator: Comparator | None, value: float) -> str:
        number = value_text(value, self._words.language) + target.unit
        return f"{target.measure} {comparator_text(comparator)}{number}"

    def _source(self, aim: Aim) -> str:
        return self._words("calendar.source", source=aim.source)
