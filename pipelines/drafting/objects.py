"""The things a promise is about: a verb's object cut into the names it lists, with the figures of each."""

import re
from dataclasses import dataclass, field, replace

from pipelines.drafting.article import Paragraph
from pipelines.drafting.figures import Printed
from pipelines.drafting.knowledge import heads
from pipelines.drafting.names import Name, modifier_end, name_of, names_something, quoted_in
from pipelines.drafting.words import boundaries

_GROUP = re.compile(r"各类|各级|各种")
_FEW = re.compile(r"“?(?P<few>[一二三四五六七八九十]{1,2}大[\u4e00-\u9fff]{2,8})”?$")
_JOINTS = ("以及", "和", "与", "及", "或")
_SHORT = 2
_LONG = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One thing promised. ``parts`` are names it stands for together; ``shared`` is a head taken from the end of
    its list (集成电路 | 重大科技专项)."""

    name: Name
    figures: tuple[Printed, ...] = ()
    parts: tuple[str, ...] = ()
    whole: bool = False
    shared: str = ""
    company: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int


def items_of(
    paragraph: Paragraph, start: int, end: int, figures: list[Printed], *, cut: bool, strong: bool
) -> list[Item]:
    """The items listed in [start, end), in order; ``strong`` when the verb alone makes a thing of them."""
    found: list[Item] = []
    reader = _Reader(paragraph, figures, cut, strong)
    begin = modifier_end(paragraph, start, end)
    for low, listed, high in _lists(paragraph, begin, end):
        found += reader.listed(low, listed, high) if listed else reader.plain(low, high)
    extra = quoted_in(paragraph.text[start:begin])
    if found and extra:
        first = found[0]
        found[0] = replace(first, name=replace(first.name, quoted=(*first.name.quoted, *extra)))
    return found


def counted_things(paragraph: Paragraph, end: int, figures: list[Printed]) -> list[Item]:
    """What figures count, where no verb promises it: 33条|产业链|需要补强的关键技术."""
    found = []
    for figure in figures:
        inside = boundaries(paragraph.text[figure.end : end])
        for high in range(figure.end + _SHORT, end + 1):
            if high - figure.end in inside and heads().known.ending(paragraph.text[figure.end : high]):
                name = name_of(paragraph, figure.end, high, [], cut=False)
                found += [Item(name, (figure,))] if name else []
                break
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one list of one object."""

    paragraph: Paragraph
    figures: list[Printed]
    cut: bool
    strong: bool

    def plain(self, start: int, end: int) -> list[Item]:
        """A list without 等: names that stand on their own, a group, or one name with many modifiers."""
        few = _FEW.search(self.paragraph.text[start:end])
        if few and few.start() == 0:
            return self._one(start, end)
        if few:
            return self._few(start, start + few.start(), end)
        return self._named(_pieces(self.paragraph, start, end, self))

    def listed(self, start: int, mark: int, end: int) -> list[Item]:
        """甲、乙、丙等某某: each by its own name, each with the head they share, or all as one."""
        tail = self.paragraph.text[mark + 1 : end]
        name = self._name(mark + 1, end)
        pieces = _cut(self.paragraph, start, mark)
        if _GROUP.match(tail):
            return self._group(pieces)
        # “赛马”等机制: with such a head even the shortest word in quotes is a name.
        if name and name.head and all(map(self._quote, pieces)):
            return self._quotes(pieces, name)
        if tail.startswith("方面"):
            return self._aspects(start, mark, end, pieces)
        if any(self.headed(piece) for piece in pieces):
            return self._named(_pieces(self.paragraph, start, mark, self))
        shared = _shared_part(name.text) if name else ""
        if shared:
            return self._sharing(_with_short(pieces), shared)
        return self._collective(start, end, pieces, name)

    def _named(self, pieces: list[_Piece]) -> list[Item]:
        names = [(piece, self._name(piece.start, piece.end)) for piece in pieces]
        kept = [(piece, name) for piece, name in names if name and self._good(piece, name)]
        counted = [piece for piece, _ in kept if self._of(piece)]
        if len(kept) > 1 and all(_generic(name) for _, name in kept) and len(counted) <= 1:
            return self._group([piece for piece, _ in kept])
        return [Item(name, self._of(piece)) for piece, name in kept]

    def _group(self, pieces: list[_Piece]) -> list[Item]:
        names = [name for piece in pieces if (name := self._name(piece.start, piece.end))]
        if not names:
            return []
        figures = tuple(one for piece in pieces for one in self._of(piece))
        joined = replace(names[0], text="、".join(name.text for name in names))
        return [Item(joined, figures, tuple(name.text for name in names))]

    def _sharing(self, pieces: list[_Piece], shared: str) -> list[Item]:
        names = [(piece, self._name(piece.start, piece.end)) for piece in pieces]
        return [Item(name, self._of(piece), shared=shared) for piece, name in names if name]

    def _quote(self, piece: _Piece) -> bool:
        text = self.paragraph.text
        return (
            text[piece.start] in "“《" and text[piece.end - 1] in "”》" and piece.end - piece.start > _SHORT
        )

    def _quotes(self, pieces: list[_Piece], tail: Name) -> list[Item]:
        names = [(piece, self._name(piece.start, piece.end)) for piece in pieces]
        return [Item(name, self._of(piece), company=(tail.text,)) for piece, name in names if name]

    def _collective(self, start: int, end: int, pieces: list[_Piece], tail: Name | None) -> list[Item]:
        parts = tuple(self.paragraph.text[piece.start : piece.end] for piece in pieces)
        whole = name_of(self.paragraph, start, end, [], cut=False)
        counted = self._of(_Piece(start, end))
        if whole is None or tail is None or not (tail.head or tail.quoted or counted):
            return []
        return [
            Item(
                replace(whole, head=tail.head), self._of(_Piece(start, end)), (tail.text, *parts), whole=True
            )
        ]

    def _aspects(self, start: int, mark: int, end: int, pieces: list[_Piece]) -> list[Item]:
        """赋予某人在甲、乙等方面更大自主权 is about the last word, 争取在甲、乙等方面 about the list."""
        low = self.paragraph.text.rfind("在", start, pieces[0].end) + 1
        pieces = [_Piece(max(low, pieces[0].start), pieces[0].end), *pieces[1:]]
        name = self._name(mark + 3, end)
        if name is None:
            return self._group(pieces)
        parts = tuple(self.paragraph.text[piece.start : piece.end] for piece in pieces)
        return [Item(name, company=parts)]

    def _few(self, start: int, mark: int, end: int) -> list[Item]:
        pieces = _cut(self.paragraph, start, mark)
        if all(self.headed(piece) for piece in pieces):
            return self._named(pieces)
        parts = tuple(self.paragraph.text[piece.start : piece.end] for piece in pieces)
        return [replace(item, company=parts) for item in self._one(mark, end)]

    def _one(self, start: int, end: int) -> list[Item]:
        name = self._name(start, end)
        return [Item(name, self._of(_Piece(start, end)))] if name else []

    def _name(self, start: int, end: int) -> Name | None:
        return name_of(self.paragraph, start, end, self.figures, cut=self.cut)

    def _of(self, piece: _Piece) -> tuple[Printed, ...]:
        return tuple(one for one in self.figures if piece.start <= one.start < piece.end)

    def _good(self, piece: _Piece, name: Name) -> bool:
        counted = any(not one.label for one in self._of(piece))
        return names_something(name, counted=counted, strong=self.strong)

    def headed(self, piece: _Piece) -> bool:
        """Whether a piece of a list is a thing by itself."""
        name = self._name(piece.start, piece.end)
        return bool(name and (name.head or name.quoted or self._of(piece)))


def _shared_part(tail: str) -> str:
    """核心技术攻关和新产品研发: the first conjunct, when each of the list may take it as its head."""
    first = re.split("[和与及、]", tail)[0]
    return first if heads().shared.ending(first) else ""


def _lists(paragraph: Paragraph, start: int, end: int) -> list[tuple[int, int | None, int]]:
    """The lists of an object: [start, end) and where its 等 stands, if it has one."""
    marks = [position for position in range(start + 1, end) if _is_etc(paragraph, position, end)]
    found: list[tuple[int, int | None, int]] = []
    low = start
    for index, mark in enumerate(marks):
        high = _joint(paragraph, mark, marks[index + 1]) if index + 1 < len(marks) else end
        found.append((low, mark, high))
        low = high + 1
    return found or [(start, None, end)]


def _is_etc(paragraph: Paragraph, position: int, end: int) -> bool:
    text = paragraph.shielded
    return (
        text[position] == "等"
        and text[position + 1 : position + 2] not in ("级", "候", "")
        and position + 1 < end
    )


def _joint(paragraph: Paragraph, mark: int, limit: int) -> int:
    for position in range(mark + 1, limit):
        if paragraph.shielded[position] in "和与及、":
            return position
    return mark + 1


def _cut(paragraph: Paragraph, start: int, end: int) -> list[_Piece]:
    """Cut at 、, at words that join, and between quotes that touch; never inside what is protected."""
    text, shielded = paragraph.text, paragraph.shielded
    inside = boundaries(text[start:end])
    pieces: list[_Piece] = []
    low = position = start
    while position < end:
        width = 1 if shielded[position] == "、" else 0
        if not width and position - start in inside and shielded[position] != "■":
            word = next((one for one in _JOINTS if shielded.startswith(one, position, end)), "")
            width = len(word) if position + len(word) - start in inside else 0
        touching = text[position] == "“" and text[position - 1] == "”" and position > low
        if width or touching:
            pieces.append(_Piece(low, position))
            low = position + width
        position += max(width, 1)
    return [piece for piece in (*pieces, _Piece(low, end)) if piece.end > piece.start]


def _pieces(paragraph: Paragraph, start: int, end: int, reader: _Reader) -> list[_Piece]:
    """Pieces that end in a head; one without (种子、天使、风险全链条…) belongs to what follows it."""
    found: list[_Piece] = []
    low: int | None = None
    for piece in _cut(paragraph, start, end):
        begin = piece.start if low is None else low
        if reader.headed(piece) and not (
            piece.end < end and heads().open.ending(paragraph.text[: piece.end])
        ):
            found.append(_Piece(begin, piece.end))
            low = None
        else:
            low = begin
    if low is not None:
        found.append(_Piece(low, end))
    return found


def _with_short(pieces: list[_Piece]) -> list[_Piece]:
    """自控系统设计、仿真、集成: a short piece after a long one goes on with it."""
    found: list[_Piece] = []
    for piece in pieces:
        short = piece.end - piece.start <= _SHORT
        if found and short and found[-1].end - found[-1].start >= _LONG:
            found[-1] = _Piece(found[-1].start, piece.end)
        else:
            found.append(piece)
    return found


def _generic(name: Name) -> bool:
    return bool(heads().plural.ending(name.text)) and not name.quoted
