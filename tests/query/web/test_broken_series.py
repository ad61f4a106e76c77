"""A break in a series is drawn, and no line goes over it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from lxml import etree

from jiannuo.config.load import shipped_folder
from jiannuo.locale import wording
from jiannuo.model.commitment import Break
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import standing
from jiannuo.model.vocabulary import Field, ReadingKind, Scope, Stage, Verdict
from jiannuo.model.when import When
from jiannuo.register.load import load_register
from query.charts.drawn import chart
from query.charts.series import series
from query.standings import standing_json

REGISTER = load_register(shipped_folder("register") / "chongqing-2021.yaml")
TODAY = date(2026, 11, 1)


def told(number: int, value: float, year: int) -> NewsItem:
    day = When(date(year, 12, 31))
    quote = Quote(Field.TEXT, f"{value:.0f}家", 0, 6)
    reading = Reading("科技型企业", float(value), "家", Scope.CITY, ReadingKind.FACT, quote, day)
    return NewsItem(
        number, "A18", Verdict.PROGRESS, Stage.RESULT, day, datetime(2026, 11, 1, tzinfo=UTC), "", "", "daily",
        day, (), (reading,), ("daily",), 1,
    )  # fmt: skip


EVENTS = (told(1, 42989, 2022), told(2, 58524, 2023), told(3, 51000, 2024))


def drawn(*breaks: Break) -> "etree._Element":
    plain = REGISTER.commitment("A18")
    first, *rest = plain.targets
    entry = replace(plain, targets=(replace(first, breaks=breaks), *rest))
    now = standing(entry, EVENTS, looked=True, promised=REGISTER.founding.progress_from, on=TODAY)
    [one] = [found for found in series(entry, now, EVENTS) if found.target.measure == "科技型企业"]
    return etree.fromstring(str(chart(one, entry, now, REGISTER, wording("zh"), TODAY)))


def line(picture: "etree._Element") -> str:
    [path] = [one for one in picture.iter() if one.get("class") == "facts"]
    return str(path.get("d"))


def test_the_line_of_facts_stops_at_a_break_and_the_break_says_why() -> None:
    picture = drawn(Break(When(date(2024, 6, 1)), "改按新认定办法统计"))
    [mark] = [one for one in picture.iter() if one.get("class") == "break" and len(one)]
    assert "2024-06-01" in "".join(mark.itertext())
    assert "改按新认定办法统计" in "".join(mark.itertext())
    assert (line(picture).count("M"), line(picture).count("L")) == (2, 1)
    assert [one for one in picture.iter() if one.get("class") == "doubt"] == []


def test_without_one_the_fall_is_told_as_a_fall() -> None:
    picture = drawn()
    assert [one for one in picture.iter() if one.get("class") == "break"] == []
    assert [one for one in picture.iter() if one.get("class") == "doubt"]


def test_the_json_names_the_break_that_nothing_is_compared_over() -> None:
    plain = REGISTER.commitment("A18")
    first, *rest = plain.targets
    entry = replace(plain, targets=(replace(first, breaks=(Break(When(date(2024, 6, 1)), "新办法"),)), *rest))
    now = standing(entry, EVENTS, looked=True, promised=REGISTER.founding.progress_from, on=TODAY)
    target = standing_json(entry, now, [])["targets"][0]
    told_of = {"from": "2024-06-01", "why": "新办法", "report": None, "url": None}
    assert (target["breaks"], target["crossed"], target["pace"]) == ([told_of], told_of, None)
