"""An article in, a draft out: what it seems to promise, the same thing named twice as one proposal."""

import re
from string import ascii_uppercase

from jiannuo.model.vocabulary import CommitmentKind
from pipelines.drafting.article import Article
from pipelines.drafting.deadlines import due_of_title, year_of
from pipelines.drafting.knowledge import verbs
from pipelines.drafting.outline import lines_of
from pipelines.drafting.promises import LineReader, Told
from pipelines.drafting.proposal import Draft, Proposal
from pipelines.drafting.speakers import UNKNOWN, Speaker, Speakers

_TITLE_LINES = 3


def draft(article: Article) -> Draft:
    """Read an article's promises; the same article always gives the same draft."""
    opening = [paragraph.text for paragraph in article.paragraphs if paragraph.text.strip()][:_TITLE_LINES]
    titles = [article.title, *opening]
    default = next((due for title in titles if len(title) < 60 and (due := due_of_title(title))), None)
    base = article.published or year_of("\n".join(titles))
    reader = LineReader(base, default)
    speaking = Speakers(article)
    whose = dict(zip((p.number for p in article.paragraphs), speaking.along(article), strict=True))
    found: dict[str, Proposal] = {}
    for line in lines_of(article):
        speaker = whose[line.paragraph.number]
        for proposal in reader.read(line, speaker or UNKNOWN) if speaker else ():
            _add(found, proposal)
    _add_baselines(found, reader.facts, whose)
    speakers = list(dict.fromkeys(one.speakers[0] for one in found.values()))
    _number(found, speakers)
    order = sorted(found.values(), key=lambda one: (speakers.index(one.speakers[0]), one.id))
    return Draft(tuple(speakers), tuple(order))


def _key(name: str) -> str:
    return re.sub(r"\([^()]*\)|[“”《》]", "", name)


def _add(found: dict[str, Proposal], new: Proposal) -> None:
    """The same name again is the same promise, by whomever and wherever it is told."""
    known = found.setdefault(_key(new.name), new)
    if known is new:
        return
    known.speakers += [one for one in new.speakers if one not in known.speakers]
    known.passages += new.passages
    known.names_at += new.names_at
    known.figures += new.figures
    known.organs += [one for one in new.organs if one not in known.organs]
    known.quoted = tuple(dict.fromkeys((*known.quoted, *new.quoted)))
    if known.due is None:
        known.due, known.due_basis = new.due, new.due_basis


def _add_baselines(found: dict[str, Proposal], facts: list[Told], whose: dict[int, Speaker | None]) -> None:
    """A fact in figures counts where its measure is promised elsewhere in the article."""
    last: Proposal | None = None
    for told in facts:
        measure = _measure(told)
        named = [one for one in found.values() if measure and measure.endswith(one.name)]
        if named:
            last = max(named, key=lambda one: len(one.name))
        elif measure and (within := _promised_within(found, measure)):
            last = _metric(told, measure, whose)
            last.speakers = last.speakers or within.speakers
            found[measure] = last
        elif measure or last is None or last.passages[-1].paragraph != told.clause.paragraph.number:
            last = None
            continue
        last.baselines += told.figures
        passage = told.clause.paragraph.passage(told.clause.start, told.clause.end)
        if passage not in last.passages:
            last.passages.append(passage)


def _measure(told: Told) -> str:
    """What the first figure of a fact counts: the words before it, after the verb."""
    first = told.figures[0]
    text = told.clause.paragraph.text[told.clause.start : first.start]
    if first.end != told.clause.end:
        return ""
    if re.search(r"(?:增长|提高|下降|减少|提升)$", text):
        return ""
    for word in sorted(verbs().anywhere.words, key=len, reverse=True):
        if word in text:
            text = text.rsplit(word, 1)[-1]
    return text.strip("“”")


def _promised_within(found: dict[str, Proposal], measure: str) -> Proposal | None:
    if len(measure) < 4:
        return None
    return next((one for one in found.values() if any(measure in p.text for p in one.passages)), None)


def _metric(told: Told, measure: str, whose: dict[int, Speaker | None]) -> Proposal:
    paragraph = told.clause.paragraph
    speaker = whose[paragraph.number]
    at = told.figures[0].start - len(measure)
    return Proposal(
        name=measure,
        kind=CommitmentKind.METRIC,
        verb="",
        speakers=[speaker] if speaker else [],
        passages=[],
        names_at=[paragraph.passage(at, at + len(measure))],
    )


def _number(found: dict[str, Proposal], speakers: list[Speaker]) -> None:
    counts: dict[Speaker, int] = {}
    for proposal in sorted(
        found.values(), key=lambda one: (one.passages[0].paragraph, one.passages[0].start)
    ):
        speaker = proposal.speakers[0]
        counts[speaker] = counts.get(speaker, 0) + 1
        index = speakers.index(speaker)
        letter = ascii_uppercase[index] if index < len(ascii_uppercase) else f"S{index + 1}-"
        proposal.id = f"{letter}{counts[speaker]:02d}"
