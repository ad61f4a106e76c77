"""The reader: one report in, all its findings out; pure, offline, deterministic."""

import re
from dataclasses import dataclass, replace
from datetime import date

from jiannuo.model.commitment import Register
from jiannuo.model.finding import AnchorHit, Basis, Findings, Match, NearMiss, Quote, Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import AnchorRole, Field, Precision, Verdict
from jiannuo.model.when import When
from pipelines.reading.anchors import Miss, Touches, subjects, touches
from pipelines.reading.attached import Attached
from pipelines.reading.basis import basis_of
from pipelines.reading.boundary import Boundaries
from pipelines.reading.cover import Cover
from pipelines.reading.dates import Dates, dates_in
from pipelines.reading.figures import Figures
from pipelines.reading.forms import Normal, normal
from pipelines.reading.gains import gained
from pipelines.reading.judge import Judged, judge
from pipelines.reading.knowledge import cues, gazetteer
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.locality import Locality
from pipelines.reading.nearness import moves_in, nearest, sentence_of
from pipelines.reading.organs import bodies_of_home, speaker_in, speaking
from pipelines.reading.place import Places
from pipelines.reading.quoted import Quoted
from pipelines.reading.scene import Scene
from pipelines.reading.sections import Sections
from pipelines.reading.segments import segments
from pipelines.reading.short_forms import short_forms
from pipelines.reading.soon import Soon
from pipelines.reading.stage import StageCues
from pipelines.reading.told import Frame, Rivals
from pipelines.reading.words import Hit
from pipelines.reading.zone import Starts

_LONGEST_QUOTE = 240
_HEAD = 160
_EDGES = re.compile(r"^[\s,;:。!?、]+|[\s,;:、]+$")


@dataclass(frozen=True, slots=True)
class _Source:
    """The stored title and body as one normal text, with the way back to each."""

    normal: Normal
    title: str
    body: str
    joint: int

    def quote(self, start: int, end: int) -> Quote:
        """The stored passage behind [start, end) of the normal text."""
        low, high = self.normal.span(start, end)
        if low < self.joint:
            high = min(high, len(self.title))
            return Quote(Field.TITLE, self.title[low:high], low, high)
        low, high = low - self.joint, high - self.joint
        return Quote(Field.TEXT, self.body[low:high], low, high)


class Reader:
    """Reads reports against one register. Building it costs some milliseconds, reading is linear."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._nothing = Findings(register.version)
        self._cues = cues()
        self._gazetteer = gazetteer()
        self._lexicon = Lexicon(register, self._cues, self._gazetteer)
        self._boundaries = Boundaries(self._lexicon.uses)
        self._locality = Locality(register.place, register.local_hosts)
        self._speaking = speaking(register)
        self._commitments = {commitment.id: commitment for commitment in register.commitments}
        self._bodies = bodies_of_home(register)
        self._ranks = {key: rank for rank, key in enumerate(self._commitments)}

    def read(self, report: Report, *, outlet_place: str | None = None, far_misses: bool = False) -> Findings:
        """What ``report`` says of the register's commitments.

        ``outlet_place`` is the gazetteer id that the outlet speaks for; without it the register's
        ``local_hosts`` decide. Quotes stand verbatim at their offsets in ``report.title`` and
        ``report.body``. Nothing before the register's ``progress_from`` is progress, nor is any
        reprint of the founding document. Near misses of texts that name no place of the register's are
        told only when ``far_misses`` asks for them: the daily press is full of them.
        """
        organ = self._speaking.of(report.url)
        outlet_place = outlet_place or self._locality.of(report.url) or (organ and self._register.place)
        whole = f"{report.title}\n{report.body}" if report.title else report.body
        if not self._lexicon.may_name(whole, at_home=far_misses or outlet_place is not None):
            return self._nothing
        source = _source(report)
        names = self._lexicon.names_in(source.normal.text)
        if not names:
            return self._nothing
        names += short_forms(source.normal.text, names)
        scene = self._scene(source, report, names, outlet_place)
        touched = touches(scene, names, self._lexicon.uses)
        if not touched.found:
            return Findings(self._register.version, (), self._misses(touched, source, scene))
        frame, scene = self._frame(source, report), self._counting(scene, names, touched)
        rivals, stages = _rivals(scene, subjects(scene, touched)), StageCues(scene)
        matches = []
        for key in sorted(touched.found, key=self._ranks.__getitem__):
            judged = judge(scene, frame, self._commitments[key], touched.found[key], stages, rivals)
            matches.append(self._match(key, judged, source, scene))
        misses = self._misses(touched, source, scene)
        return Findings(self._register.version, tuple(matches), misses)

    def _counting(self, scene: Scene, names: list[Hit], touched: Touches) -> Scene:
        """The scene in which only names that count, or need no company, are names: 改革试点 may be plain words."""
        count = {touch.hit for found in touched.found.values() for touch in found}
        return replace(
            scene, names=Cover(hit for hit in names if hit in count or hit.word in self._lexicon.proper)
        )

    def _misses(self, touched: Touches, source: _Source, scene: Scene) -> tuple[NearMiss, ...]:
        missed = sorted((key, misses) for key, misses in touched.missed.items() if key not in touched.found)
        moves = moves_in(scene) if missed else []
        return tuple(
            _near_miss(key, *nearest(scene, misses, moves, source.joint), source, scene)
            for key, misses in missed
        )

    def _scene(self, source: _Source, report: Report, names: list[Hit], outlet_place: str | None) -> Scene:
        text = source.normal.text
        parts = segments(text)
        words = self._lexicon.words_in(text)
        places = Places(
            text, words, parts, self._gazetteer, self._register.place, outlet_place, self._cues, self._bodies
        )
        return Scene(
            text,
            parts,
            words,
            places,
            self._register.place,
            report.published.day if report.published else None,
            self._cues,
            Cover(names),
            Cover(hit for hit in names if hit.word in self._lexicon.proper),
            self._boundaries,
            Dates(text, report.published),
            Quoted(text),
            Figures(text),
            Sections(text),
            Soon(text, report.published),
            speaker_in(self._register, self._speaking.of(report.url), text),
        )

    def _frame(self, source: _Source, report: Report) -> Frame:
        published = report.published or _date_in_head(source.normal.text)
        start = self._register.founding.progress_from
        news = published is not None and _not_before(published, start) and not self._reprint(source)
        return Frame(published, news, source.joint, start)

    def _reprint(self, source: _Source) -> bool:
        """Whether the text is the founding document or a reprint of it."""
        founding = self._register.founding
        text = source.normal.text
        titles = [normal(title).text for title in (founding.title, *founding.titles)]
        if (
            any(title in text[:200] for title in titles)
            and sum(person.name in text for person in self._register.promisors) > 1
        ):
            return True
        return bool(founding.phrases) and all(normal(phrase).text in text for phrase in founding.phrases)

    def _match(self, key: str, judged: Judged, source: _Source, scene: Scene) -> Match:
        anchors = [AnchorHit(source.quote(t.hit.start, t.hit.end), AnchorRole.NAME) for t in judged.touches]
        for touch in judged.touches:
            anchors += [AnchorHit(source.quote(h.start, h.end), AnchorRole.COMPANY) for h in touch.company]
        anchors += [AnchorHit(source.quote(h.start, h.end), AnchorRole.SUPPORT) for h in judged.support]
        verdict = judged.verdict
        return Match(
            commitment=key,
            verdict=verdict,
            score=round(sum(judged.parts.values()), 3),
            parts=judged.parts,
            stage=judged.stage,
            effective=judged.effective if verdict is Verdict.PROGRESS else None,
            evidence=tuple(_trimmed(source, start, end) for start, end in judged.evidence),
            anchors=tuple(dict.fromkeys(anchors)),
            readings=tuple(_reading(one, source, scene) for one in judged.attached),
            aimed=judged.aimed,
        )


def _source(report: Report) -> _Source:
    joint = len(report.title) + 1 if report.title else 0
    whole = f"{report.title}\n{report.body}" if report.title else report.body
    return _Source(normal(whole), report.title, report.body, joint)


def _rivals(scene: Scene, names: list[Hit]) -> Rivals:
    gains = {hit.start for hit in names if gained(scene, hit)}
    verbs = Starts(names)
    return Rivals(verbs, Starts(hit for hit in names if hit.start not in gains) if gains else verbs)


def _near_miss(key: str, miss: Miss, parts: dict[str, float], source: _Source, scene: Scene) -> NearMiss:
    return NearMiss(
        key,
        miss.lack.kind,
        miss.lack.about,
        source.quote(miss.hit.start, miss.hit.end),
        _trimmed(source, *sentence_of(scene, miss.hit, _LONGEST_QUOTE)),
        parts,
    )


def _reading(one: Attached, source: _Source, scene: Scene) -> Reading:
    return Reading(
        measure=one.target.measure,
        value=one.figure.value,
        unit=one.figure.unit,
        scope=one.scope,
        kind=one.kind,
        quote=source.quote(one.figure.start, one.figure.end),
        as_of=one.as_of,
        qualifier=one.figure.qualifier,
        flow=one.target.flow,
        basis=_basis(one, source, scene),
    )


def _basis(one: Attached, source: _Source, scene: Scene) -> Basis | None:
    """The rule of counting that the same text, title or body, gives."""
    cue = basis_of(scene, one.figure.start, one.figure.end)
    if cue is None:
        return None
    quote = source.quote(cue.start, cue.end)
    same = quote.field is source.quote(one.figure.start, one.figure.end).field
    return Basis(cue.kind, quote) if same else None


def _trimmed(source: _Source, start: int, end: int) -> Quote:
    """The sentence without separators at its edges, cut to a readable length."""
    text = source.normal.text[start:end]
    lead = _EDGES.match(text)
    start += lead.end() if lead else 0
    text = source.normal.text[start:end].rstrip()
    return source.quote(start, min(start + max(len(text), 1), start + _LONGEST_QUOTE, end))


def _date_in_head(text: str) -> When | None:
    """A full date in the first lines of an undated text."""
    for hit in dates_in(text, 0, min(len(text), _HEAD), None):
        if hit.when.precision is Precision.DAY:
            return hit.when
    return None


def _not_before(published: When, start: date) -> bool:
    return published.day >= start
