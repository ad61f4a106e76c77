"""Story: recognises the copies of a report, whatever host they stand on.

A *story* (同源报道) is one text with its reprints, cuts, conversions and padded copies: one piece of evidence,
however many outlets carry it. Every report is compared, also the many that touch no commitment: a copy of one
may be cut so that it touches one, and counts as a copy all the same. Compared are only the few stored reports
that share most marks with it (``jiannuo.store.stories``), against their whole texts.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from rensa import RMinHash

from jiannuo.model.dossier import Fingerprint
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Precision
from jiannuo.store.stories import Candidate
from pipelines.kin.copies import Likeness, at_odds, likeness
from pipelines.kin.forms import bare
from pipelines.kin.order import is_shuffled
from pipelines.kin.sketch import marks

PERMUTATIONS = 128
SHINGLE = 4
SHORTEST = 40
# Shorter titles head another text every day (国内联播快讯).
SHORTEST_TITLE = 8
REPRINT_DAYS = 2
WIDER = 0.5

_EXACT = (Precision.DAY, Precision.MINUTE)


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a new report is to those already stored: a copy of one, a member of a story, or neither.

    ``shuffled``: the copy prints the paragraphs of one that has standing in another order.
    """

    story_id: int | None = None
    copy_of: int | None = None
    likeness: float = 0.0
    shuffled: bool = False


def fingerprint(report: Report) -> Fingerprint:
    """What copies of the report, and other reports of its event, share with it.

    Script, width, punctuation and spacing do not count. Texts under SHORTEST characters get no MinHash
    signature: they would be alike by accident.
    """
    text = bare(report.body)
    exact = hashlib.sha256(f"{bare(report.title)}\n{text}".encode()).hexdigest()
    return Fingerprint(
        exact,
        struct.pack(f"<{PERMUTATIONS}I", *_minhash(text)) if len(text) >= SHORTEST else b"",
        marks(text),
        _day(report),
    )


def kinship(report: Report, new: Fingerprint, candidates: Sequence[Candidate]) -> Kinship:
    """Judge the stored reports that share marks: the most alike one decides, if it is the same text."""
    best = Kinship()
    if not candidates:
        return best
    title, body = bare(report.title), bare(report.body)
    for candidate in candidates:
        if candidate.url == report.url:
            continue
        found = _copy(title, body, new, candidate)
        if found and found.degree > best.likeness and _of_its_story(body, found, candidate):
            shuffled = candidate.standing and is_shuffled(report.body, candidate.body)
            best = Kinship(candidate.story_id, candidate.report_id, found.degree, shuffled)
    return best


def likeness_of(one: bytes, other: bytes) -> float:
    """Estimated Jaccard likeness of two signatures, 0 to 1; 0 when either is missing."""
    if not one or len(one) != len(other):
        return 0.0
    pairs = zip(_numbers(one), _numbers(other), strict=True)
    return sum(a == b for a, b in pairs) / PERMUTATIONS


def _copy(title: str, body: str, new: Fingerprint, candidate: Candidate) -> Likeness | None:
    """How alike they are when they are the same text, else None."""
    if candidate.exact == new.exact:
        return likeness(body, body)
    found = likeness(body, bare(candidate.body))
    far = new.day is not None and candidate.day is not None and abs(new.day - candidate.day) > REPRINT_DAYS
    same_day = new.day is not None and new.day == candidate.day
    titled = len(title) >= SHORTEST_TITLE and title == bare(candidate.title)
    if not found.same(far=far, same_day=same_day, titled=titled) or (
        found.of_longer < 1.0 and at_odds(title, bare(candidate.title))
    ):
        return None
    return found


def _of_its_story(body: str, found: Likeness, candidate: Candidate) -> bool:
    """A survey may hold several texts whole: what is only a part of it must also be like its story's lead."""
    if found.of_longer >= WIDER or len(bare(candidate.body)) <= len(body) or candidate.lead_body is None:
        return True
    return candidate.lead_body == candidate.body or likeness(body, bare(candidate.lead_body)).same()


def _day(report: Report) -> int | None:
    when = report.published
    return when.day.toordinal() if when and when.precision in _EXACT else None


def _minhash(text: str) -> list[int]:
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=20211216)
    sketch.update([text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)])
    return [int(number) for number in sketch.digest()]


def _numbers(signature: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(signature) // 4}I", signature)
