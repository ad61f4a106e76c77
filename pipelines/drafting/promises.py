"""The promises of one line: each clause's verb and things, with figures, terms and the organs that answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jiannuo.model.vocabulary import CommitmentKind
from jiannuo.model.when import When
from pipelines.drafting.clauses import Clause
from pipelines.drafting.deadlines import Due, due_in, due_of_title
from pipelines.drafting.figures import Printed, figures_of
from pipelines.drafting.kinds import kind_of
from pipelines.drafting.knowledge import heads, verbs
from pipelines.drafting.names import quoted_in
from pipelines.drafting.objects import Item, counted_things, items_of
from pipelines.drafting.outline import Line, forward
from pipelines.drafting.predicates import Predicate, after_orientation, opening_of, predicate_of
from pipelines.drafting.proposal import Proposal
from pipelines.drafting.speakers import Speaker, answering
from pipelines.drafting.targets import aimed, scheduled, sets_value

_BUILT = frozenset({CommitmentKind.FACILITY, CommitmentKind.PLATFORM, CommitmentKind.DISTRICT})


@dataclass(slots=True)
class _Carried:
    """What an earlier clause of the sentence leaves to the later ones."""

    sentence: int = -1
    due: Due | None = None
    figures: list[Printed] = field(default_factory=list)
    quoted: tuple[str, ...] = ()
    aim: bool = False
    last: list[Proposal] = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """A fact that a line tells in figures: the start of a series, if the measure is promised elsewhere."""

    clause: Clause
    figures: list[Printed]


class LineReader:
    """Reads the promises of one article's lines; ``base`` is when it was written, as far as is known."""

    def __init__(self, base: When | None, default: tuple[When, str] | None) -> None:
        self._base = base
        self._default = default
        self.facts: list[Told] = []

    def read(self, line: Line, speaker: Speaker) -> Iterator[Proposal]:
        """Every proposal of a line, in order."""
        if line.heading:
            yield from _headline(line, speaker)
            return
        organs = list(answering(line.paragraph))
        default = due_of_title(line.section) or self._default
        carried = _Carried()
        found: list[Proposal] = []
        for clause, ahead in forward(line):
            if clause.first:
                carried = _Carried(clause.sentence, aim=verbs().aim.inside(line.section))
            found += self._clause(clause, ahead, carried, speaker)
        for proposal in found:
            proposal.organs = organs
            if proposal.due is None and default is not None:
                proposal.due, proposal.due_basis = default
            yield proposal

    def _clause(self, clause: Clause, ahead: bool, carried: _Carried, speaker: Speaker) -> list[Proposal]:
        figures = figures_of(clause)
        if not ahead:
            if figures:
                self.facts.append(Told(clause, figures))
            return []
        carried.aim = carried.aim or verbs().aim.inside(clause.text)
        due = due_in(clause.paragraph.text, opening_of(clause), clause.end, self._base)
        termed = due is not None or carried.due is not None
        verb, items = scheduled(clause, opening_of(clause), due) or _things(
            clause, figures, carried.aim or termed, termed
        )
        if items and carried.last and verbs().attribute.ending(items[0].name.text) and figures:
            # 建设某中心,到2024年底算力规模达到1200P: the measure is the centre's.
            carried.last[-1].figures += figures
            items = []
        if not items:
            self._leave(clause, figures, due, carried)
            counted = [one for one in figures if not one.label]
            if counted and carried.last:
                # 惠及品种500个以上: what comes of the promise before it.
                carried.last[-1].figures += counted
            elif verbs().invests.inside(clause.text):
                # 投资3亿元,建设某园: what goes into the promise after it.
                carried.figures = counted
            return []
        items = _with_carried(items, figures, carried)
        found = [_proposal(clause, verb, item, speaker, due or carried.due) for item in items]
        if due is not None and clause.first:
            carried.due = due
        carried.last = found
        return found

    def _leave(self, clause: Clause, figures: list[Printed], due: Due | None, carried: _Carried) -> None:
        """A clause without a thing of its own sets terms, and hands its names and figures on."""
        if due is not None:
            for proposal in carried.last:
                if proposal.due is None:
                    proposal.due, proposal.due_basis = due.when, due.words
            if not carried.last:
                carried.due = due
        if after_orientation(clause, opening_of(clause)):
            carried.figures = [*carried.figures, *figures]
            carried.quoted = (*carried.quoted, *quoted_in(clause.text))


def _things(clause: Clause, figures: list[Printed], aim: bool, due: bool) -> tuple[str, list[Item]]:
    """The verb and the things of a clause."""
    paragraph = clause.paragraph
    start = opening_of(clause)
    predicate = predicate_of(clause)
    if predicate is not None and not due and _is_told(predicate, clause, figures):
        return "", []
    if predicate is None or not predicate.leads or sets_value(clause, start, figures):
        measured = aimed(clause, start, figures, aim)
        if measured:
            return measured
    if predicate is None:
        return "", _directed(clause, start, figures)
    if clause.alone and start > clause.start and not figures:
        # 一是建设研发平台。 is a heading inside the line, unless it names a programme.
        found = items_of(paragraph, predicate.start, clause.end, [], cut=False, strong=False)
        return predicate.verb, [item for item in found if _own(item)]
    building = (verbs().anywhere, verbs().disposal)
    strong = any(words.at(predicate.verb, 0, len(predicate.verb)) for words in building)
    items = items_of(paragraph, predicate.start, clause.end, figures, cut=predicate.causative, strong=strong)
    return predicate.verb, items


def _is_told(predicate: Predicate, clause: Clause, figures: list[Printed]) -> bool:
    """Whether a clause without a term tells what was done (建成了) or only what shall come of it all."""
    vague = verbs().outcome.ending(predicate.verb) != "" and not figures
    return vague or (predicate.done and "将" not in clause.text)


def _own(item: Item) -> bool:
    """Whether a heading names a thing of its own, and no class of things (平台, 人才, 改革)."""
    known, name = heads(), item.name.text
    built = known.kinds.get(item.name.head) in _BUILT
    return bool(known.programme.ending(name)) or (built and not known.plural.ending(name))


def _directed(clause: Clause, start: int, figures: list[Printed]) -> list[Item]:
    """围绕甲、乙等重点领域: the fields are promised; 以100平方公里的丙为牵引: its figure is told."""
    text, known = clause.paragraph.text, verbs()
    rest = after_orientation(clause, start)
    if rest:
        if known.field_tail.ending(text[rest : clause.end]):
            return items_of(clause.paragraph, rest, clause.end, figures, cut=False, strong=True)
        if known.manner.ending(text[rest : clause.end]) and quoted_in(text[rest : clause.end]):
            return items_of(clause.paragraph, rest, clause.end, figures, cut=False, strong=True)
        counted = [one for one in figures if not (one.label or clause.paragraph.shielded[one.start] == "■")]
        return counted_things(clause.paragraph, clause.end, counted)
    if led := re.compile(r"以(.+)为(?:牵引|引领|核心|龙头|重点|载体|主战场)").match(text, start, clause.end):
        found = items_of(clause.paragraph, start + 1, led.end(1), figures, cut=False, strong=True)
        return [item for item in found if item.figures]
    return []


def _with_carried(items: list[Item], figures: list[Printed], carried: _Carried) -> list[Item]:
    """The first item takes the figures that stand before it, and what a direction left."""
    first = items[0]
    own = {one.start for item in items for one in item.figures}
    loose = [one for one in figures if one.start not in own]
    name = first.name
    if carried.quoted and not name.quoted:
        name = replace(name, quoted=carried.quoted)
    first = replace(first, name=name, figures=(*carried.figures, *loose, *first.figures))
    carried.figures, carried.quoted = [], ()
    return [first, *items[1:]]


def _proposal(clause: Clause, verb: str, item: Item, speaker: Speaker, due: Due | None) -> Proposal:
    name = item.name
    label = name.text + item.shared
    metric = bool([one for one in item.figures if not one.label])
    return Proposal(
        name=label,
        kind=kind_of(label, item.shared or name.head, metric=metric),
        verb=verb,
        speakers=[speaker],
        passages=[clause.paragraph.passage(clause.start, clause.end)],
        names_at=[clause.paragraph.passage(name.start, name.end)],
        quoted=name.quoted,
        parts=item.parts,
        whole=item.whole,
        shared=item.shared,
        company=item.company,
        figures=list(item.figures),
        due=due.when if due else None,
        due_basis=due.words if due else "",
    )


def _headline(line: Line, speaker: Speaker) -> Iterator[Proposal]:
    """A heading promises only the programme that it names."""
    for clause, ahead in forward(line):
        predicate = predicate_of(clause)
        if predicate is None or not ahead:
            continue
        for item in items_of(line.paragraph, predicate.start, clause.end, [], cut=False, strong=False):
            if heads().programme.ending(item.name.text):
                yield _proposal(clause, predicate.verb, item, speaker, None)
