"""Short phrases of a digest that take a decision to word: a change of stage, a pace, a restatement, a trouble."""

from jiannuo.locale import Wording
from jiannuo.model.pace import Paced
from jiannuo.model.vocabulary import Pace, Stage
from scheduler.contents import Restated, Trouble
from scheduler.formats import day_text, percent_text, value_text, when_text


def pace_text(pace: Paced | None, words: Wording) -> str:
    """``超时序进度7.3个百分点``; empty where there is no pace to tell."""
    if pace is None or pace.pace is Pace.OPEN:
        return ""
    word = words(f"pace.{pace.pace.value}")
    if pace.gap is None or pace.pace is Pace.ON_SCHEDULE:
        return word
    return words("digest.pace", pace=word, points=percent_text(abs(100 * pace.gap)))


def restated_text(entry: Restated, words: Wording, language: str) -> str:
    """``时限后移：投用 2024年6月 → 2025年``, or the two figures with their days."""
    kind = words(f"slipkind.{entry.kind.value}")
    days = [when_text(when, language) for when in (entry.before, entry.after)]
    if entry.readings:
        old, new = (f"{value_text(one.value, language)}{one.unit}" for one in entry.readings)
        what = words(
            "digest.restated.figure",
            measure=entry.readings[-1].measure,
            old=old,
            new=new,
            before=days[0],
            after=days[1],
        )
    else:
        stage = f"{words(f'stage.{entry.stage.value}')} " if entry.stage else ""
        what = stage + words("digest.before_after", before=days[0], after=days[1])
    return words("digest.restated.line", kind=kind, what=what)


def stage_change(before: Stage | None, after: Stage, words: Wording) -> str:
    """``在建 → 建成``, or one stage when it did not change."""
    if before == after:
        return words("digest.same_stage", stage=words(f"stage.{after.value}"))
    known = words(f"stage.{before.value}" if before else "stage.unknown")
    return words("digest.before_after", before=known, after=words(f"stage.{after.value}"))


def trouble_text(trouble: Trouble, words: Wording) -> str:
    """What kept us from looking at an outlet, or what is wrong with what it shows."""
    said = []
    if trouble.symptom is not None and trouble.since is not None:
        symptom = words(f"symptom.{trouble.symptom.value}")
        since = day_text(trouble.since.date(), words.language)
        said.append(words("digest.sources.ill", since=since, symptom=symptom))
    if trouble.troubled and trouble.hindrance is not None:
        kind = "partly" if trouble.finished else "unreachable"
        figures = {"finished": trouble.finished, "troubled": trouble.troubled}
        why = words(f"hindrance.{trouble.hindrance.value}")
        said.append(words(f"digest.sources.{kind}", why=why, **figures))
    elif not trouble.finished:
        said.append(words("digest.sources.not_looked"))
    return words("list.semicolon").join(said)
