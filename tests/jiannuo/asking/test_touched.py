"""What came since a look tells which commitments must be looked at again, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime

from jiannuo.model.vocabulary import Judgement
from jiannuo.store.asking import Newest, Touched, newest, touched
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.rereadings import begin, note_change
from jiannuo.store.stories import story_of
from jiannuo.store.tables import matches

Tell = Callable[..., int]
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def look(store: Store) -> Newest:
    with store.read() as connection:
        return newest(connection)


def test_nothing_is_touched_while_nothing_comes(store: Store, tell: Tell) -> None:
    tell()
    now = look(store)
    assert touched(store, "sample", now) == (now, Touched())
    tell("无关消息。", None)
    if store.engine.dialect.name == "sqlite":
        assert touched(store, "sample", now)[1] == Touched()


def test_a_new_match_touches_its_commitment_and_another_register_s_none(store: Store, tell: Tell) -> None:
    tell(commitment="T1")
    before = look(store)
    tell(commitment="T2")
    now, which = touched(store, "sample", before)
    assert "T2" in which.stories
    assert "T2" not in which.anew
    assert touched(store, "other", before)[1] == Touched()
    assert touched(store, "sample", now)[0] == now


def test_a_copy_that_comes_touches_the_story_of_what_was_matched_before(store: Store, tell: Tell) -> None:
    first = tell(commitment="T1")
    with store.read() as connection:
        story = story_of(connection, first)
    before = look(store)
    tell("转载。", None, story=story)
    assert touched(store, "sample", before)[1].stories["T1"] == {story}
    assert touched(store, "sample", None)[1] == Touched()


def test_a_version_that_replaces_another_touches_what_the_older_one_showed(store: Store, tell: Tell) -> None:
    old = tell(commitment="T3")
    before = look(store)
    tell("更正：无此事。", None, replaces=old)
    assert "T3" in touched(store, "sample", before)[1].anew


def test_a_judgement_touches_its_commitment(store: Store, tell: Tell) -> None:
    key = tell(commitment="T2")
    before = look(store)
    with store.write() as connection:
        judge(connection, key, "T2", Judgement.REJECT, reason="", by="x", at=AT)
    assert "T2" in touched(store, "sample", before)[1].anew


def test_what_reading_again_took_away_is_touched(store: Store, tell: Tell) -> None:
    key = tell(commitment="T1")
    before = look(store)
    with store.write() as connection:
        record = begin(connection, "sample", "v1", "r2", "", AT)
        connection.execute(matches.delete().where(matches.c.report_id == key))
        note_change(connection, record, (key, "T1"), {"verdict": "progress"}, None)
    assert "T1" in touched(store, "sample", before)[1].anew
