"""Story: recognises copies and near-copies of a report by shingles, whatever host they stand on."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rensa import RMinHash

from jiannuo.model.dossier import Dossier, Fingerprint
from jiannuo.model.report import Report
from jiannuo.store.stories import Candidate
from pipelines.reading.script import simplified

PERMUTATIONS = 128
BANDS = 32
SHINGLE = 4
SAME_TEXT = 0.5
SHORTEST = 40

_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a new report is to those already stored: a copy of one, a member of a story, or neither."""

    story_id: int | None = None
    copy_of: int | None = None
    likeness: float = 0.0


def fingerprint(report: Report) -> Fingerprint:
    """What copies of the report share: exact digest, MinHash of 4-character shingles, LSH bands.

    Script, width, punctuation and spacing do not count. Texts under SHORTEST characters get no
    signature: they would be alike by accident.
    """
    text = _bare(report.body)
    exact = hashlib.sha256(f"{_bare(report.title)}\n{text}".encode()).hexdigest()
    if len(text) < SHORTEST:
        return Fingerprint(exact)
    numbers = _minhash(text)
    width = PERMUTATIONS // BANDS
    bands = tuple(_signed64(index, numbers[index * width : (index + 1) * width]) for index in range(BANDS))
    return Fingerprint(exact, struct.pack(f"<{PERMUTATIONS}I", *numbers), bands)


def kinship(new: Fingerprint, url: str, candidates: Sequence[Candidate]) -> Kinship:
    """Judge the candidates that share a band: the most alike one decides, if alike enough."""
    best = Kinship()
    for candidate in candidates:
        if candidate.url == url:
            continue
        likeness = 1.0 if candidate.exact == new.exact else likeness_of(new.signature, candidate.signature)
        if likeness >= SAME_TEXT and likeness > best.likeness:
            best = Kinship(candidate.story_id, candidate.report_id, likeness)
    return best


def likeness_of(one: bytes, other: bytes) -> float:
    """Estimated Jaccard likeness of two signatures, 0 to 1; 0 when either is missing."""
    if not one or len(one) != len(other):
        return 0.0
    pairs = zip(_numbers(one), _numbers(other), strict=True)
    return sum(a == b for a, b in pairs) / PERMUTATIONS


def _bare(text: str) -> str:
    """The text with script, width, punctuation and spacing levelled."""
    return _NOT_WORD.sub("", simplified(unicodedata.normalize("NFKC", text))).lower()


def _minhash(text: str) -> list[int]:
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=20211216)
    sketch.update([text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)])
    return [int(number) for number in sketch.digest()]


def _numbers(signature: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(signature) // 4}I", signature)


def _signed64(index: int, numbers: Iterable[int]) -> int:
    raw = hashlib.blake2b(repr((index, list(numbers))).encode(), digest_size=8).digest()
    return int(struct.unpack("<q", raw)[0])


class StoryPipeline:
    """The Scrapy rim of ``fingerprint``; kinship is decided inside the saving transaction."""

    def process_item(self, item: Dossier, *_: Any) -> Dossier:
        """Add the fingerprint."""
        item.fingerprint = fingerprint(item.report)
        return item
