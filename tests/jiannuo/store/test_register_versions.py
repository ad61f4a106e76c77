"""Every register version in use is kept with its text, each change of version with what it changed."""

from datetime import UTC, datetime
from pathlib import Path

from jiannuo.register.load import load_register, parse_register
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import latest_register, loads, record_register, stored_register

FILE = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"
NOW = datetime(2024, 1, 2, tzinfo=UTC)
FIRST = load_register(FILE)
SECOND = parse_register(
    FILE.read_text("utf-8").replace("place: shandong/qingdao", "place: shandong/qingdao\nnote: 改名"), FILE
)


def opened(folder: Path) -> Store:
    store = Store(f"sqlite:///{folder / 'db'}")
    migrate(store)
    return store


def test_a_version_is_recorded_once_while_it_stays_in_use(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.write() as connection:
        record_register(connection, FIRST, NOW)
        record_register(connection, FIRST, NOW)
        assert [load.version for load in loads(connection)] == [FIRST.version]


def test_going_back_to_an_older_version_is_recorded_as_a_change(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.write() as connection:
        for one in (FIRST, SECOND, FIRST):
            record_register(connection, one, NOW)
        assert [(load.version, load.previous) for load in loads(connection)] == [
            (FIRST.version, SECOND.version),
            (SECOND.version, FIRST.version),
            (FIRST.version, None),
        ]


def test_the_reason_stands_beside_the_change(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.write() as connection:
        record_register(connection, FIRST, NOW)
        record_register(connection, SECOND, NOW)
        assert loads(connection)[0].note == "改名"


def test_a_version_can_be_loaded_again_as_it_was(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with store.write() as connection:
        record_register(connection, FIRST, NOW)
        record_register(connection, SECOND, NOW)
        assert stored_register(connection, FIRST.version) == FIRST
        assert latest_register(connection, FIRST.id) == SECOND
        assert stored_register(connection, "0" * 64) is None
