"""The reader's documented JSON: one object a report, as other programs rely on it."""

from typing import TYPE_CHECKING, Any

from jiannuo.lacking import lacking
from jiannuo.locale import wording
from jiannuo.model.finding import Findings, Match, NearMiss, Quote, Reading

if TYPE_CHECKING:
    from jiannuo.store.asking.near import Missed


def answer(identity: Any, findings: Findings) -> dict[str, Any]:
    """``{id, matches, near_misses}``; offsets count characters of the given title or text."""
    return {
        "id": identity,
        "matches": [match_json(match) for match in findings.matches],
        "near_misses": [near_miss_json(miss) for miss in findings.near_misses],
    }


def with_names(document: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Add each commitment's name to its match."""
    for match in document["matches"]:
        match["name"] = names[match["commitment"]]
    return document


def match_json(match: Match) -> dict[str, Any]:
    """One match; see ``answer``."""
    return {
        "commitment": match.commitment,
        "name": "",
        "verdict": match.verdict.value,
        "score": match.score,
        "parts": match.parts,
        "stage": match.stage.value,
        "effective_date": match.effective.iso() if match.effective else None,
        "readings": [reading_json(reading) for reading in match.readings],
        "evidence": [quote_json(quote) for quote in match.evidence],
        "anchors": [{**quote_json(hit.quote), "role": hit.role.value} for hit in match.anchors],
    }


def near_miss_json(miss: "NearMiss | Missed") -> dict[str, Any]:
    """One near miss, read now or kept; ``missing`` words ``kind`` and ``about`` in English."""
    return {
        "commitment": miss.commitment,
        "kind": miss.kind.value,
        "about": miss.about,
        "missing": lacking(wording("en"), miss.kind, miss.about),
        "rank": miss.rank,
        "parts": miss.parts,
        "name": quote_json(miss.name) if miss.name else None,
        "sentence": quote_json(miss.sentence) if miss.sentence else None,
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """One figure with its place in the text."""
    value = int(reading.value) if reading.value.is_integer() else reading.value
    return {
        "measure": reading.measure,
        "value": value,
        "unit": reading.unit,
        "scope": reading.scope.value,
        "as_of": reading.as_of.iso() if reading.as_of else None,
        "kind": reading.kind.value,
        "qualifier": reading.qualifier,
        "basis": basis_json(reading),
        **quote_json(reading.quote),
    }


def basis_json(reading: Reading) -> dict[str, str] | None:
    """``{kind, text}``: the words by which the text says that another rule of counting holds."""
    return {"kind": reading.basis.kind.value, "text": reading.basis.quote.text} if reading.basis else None


def quote_json(quote: Quote) -> dict[str, Any]:
    """A passage with its offsets."""
    return {"field": quote.field.value, "text": quote.text, "start": quote.start, "end": quote.end}
