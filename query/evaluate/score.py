"""Precision, recall and F1 of pairs, progress, stage and figures against labelled reports."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from jiannuo.model.finding import Findings, Match
from jiannuo.model.vocabulary import Verdict

_MULTIPLIERS = {"万亿": 1e12, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}
_NUMBER_UNITS = ("千米", "千瓦", "百分点")
_TENTHS = "成"


@dataclass(slots=True)
class Rate:
    """Counts of right, spurious and missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Right of what was said."""
        return self.right / (self.right + self.spurious) if self.right + self.spurious else 1.0

    @property
    def recall(self) -> float:
        """Right of what there was."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.right else 0.0

    def as_dict(self) -> dict[str, float | int]:
        """For JSON."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "right": self.right,
            "spurious": self.spurious,
            "missed": self.missed,
        }


@dataclass(slots=True)
class Score:
    """Everything measured over a set of labelled reports."""

    reports: int = 0
    pair: Rate = field(default_factory=Rate)
    progress: Rate = field(default_factory=Rate)
    figure: Rate = field(default_factory=Rate)
    stage_right: int = 0
    stage_wrong: int = 0
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    traps: int = 0
    unlabelled: int = 0
    unlabelled_hit: int = 0
    early_progress: int = 0
    cases: list[str] = field(default_factory=list)


def add(score: Score, row: dict[str, Any], findings: Findings) -> None:
    """Score one labelled report."""
    score.reports += 1
    found = {m.commitment: m for m in findings.matches if m.verdict is not Verdict.POSSIBLE}
    labels = {label["key"]: label for label in row["labels"]}
    decided = {key: label for key, label in labels.items() if not label.get("ambiguous")}
    if not labels:
        score.unlabelled += 1
        score.unlabelled_hit += bool(found)
    for key in sorted(set(found) | set(decided)):
        if key in labels and key not in decided:
            continue
        _pair(score, row, key, decided.get(key), found.get(key))
    _traps(score, row, found)
    if row.get("before_article"):
        score.early_progress += sum(m.verdict is Verdict.PROGRESS for m in found.values())


def _pair(
    score: Score, row: dict[str, Any], key: str, label: dict[str, Any] | None, match: Match | None
) -> None:
    _count(score.pair, label is not None, match is not None)
    early = bool(row.get("before_article"))
    wants = label is not None and label["relation"] == "progress" and not early
    says = match is not None and match.verdict is Verdict.PROGRESS
    _count(score.progress, wants, says)
    if (label is None) != (match is None) or wants != says:
        _case(score, row, key, label, match)
    if wants and says and label and match:
        right = match.stage.value in {label["stage"], *label.get("stage_alt", [])}
        score.stage_right += right
        score.stage_wrong += not right
        score.stages[(label["stage"], match.stage.value)] += 1
        if not right:
            _case(score, row, key, label, match)
    if label is not None and match is not None:
        _figures(score, row, key, label, match)


def _figures(score: Score, row: dict[str, Any], key: str, label: dict[str, Any], match: Match) -> None:
    wanted = Counter(plain_value(figure["value"], figure["unit"]) for figure in label.get("figures", []))
    said = Counter(round(reading.value, 4) for reading in match.readings)
    score.figure.right += sum((wanted & said).values())
    score.figure.missed += sum((wanted - said).values())
    score.figure.spurious += sum((said - wanted).values())
    if wanted != said:
        score.cases.append(
            f"figures {row['id']} {key}: missed {dict(wanted - said)} spurious {dict(said - wanted)}: "
            + (match.evidence[0].text if match.evidence else label["evidence"])[:90]
        )


def _traps(score: Score, row: dict[str, Any], found: dict[str, Match]) -> None:
    attached = {round(reading.value, 4) for match in found.values() for reading in match.readings}
    for trap in row.get("trap_figures", []):
        value = plain_value(trap["value"], trap["unit"])
        if value in attached:
            score.traps += 1
            score.cases.append(
                f"trap {row['id']}: {trap['what']} {trap['value']}{trap['unit']}: {row['text'][:90]}"
            )


def plain_value(value: float, unit: str) -> float:
    """A labelled value with the multiplier of its unit applied: 1.3 万家 is 13000, 8 成 is 80 (per cent)."""
    if unit == _TENTHS:
        return round(float(value) * 10, 4)
    if unit.startswith(_NUMBER_UNITS):
        return round(float(value), 4)
    for word, factor in _MULTIPLIERS.items():
        if unit.startswith(word):
            return round(float(value) * factor, 4)
    return round(float(value), 4)


def _count(rate: Rate, wanted: bool, said: bool) -> None:
    rate.right += wanted and said
    rate.missed += wanted and not said
    rate.spurious += said and not wanted


def _case(
    score: Score, row: dict[str, Any], key: str, label: dict[str, Any] | None, match: Match | None
) -> None:
    wanted = f"{label['relation']}/{label['stage']}" if label else "nothing"
    said = f"{match.verdict.value}/{match.stage.value}" if match else "nothing"
    about = label["evidence"] if label else match.evidence[0].text if match and match.evidence else ""
    score.cases.append(f"pair {row['id']} {key}: wanted {wanted}, said {said}: {about[:90]}")
