"""Log lines: one event a line, forged line breaks made visible, files rotated or refused by name."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiannuo.config.settings import LogSettings
from jiannuo.errors import UsageError
from jiannuo.logs import set_up_logs


@pytest.fixture(autouse=True)
def root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("jiannuo", "scheduler", "crawler", "pipelines", "query"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_crawled_line_break_forges_no_line(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "jiannuo.log"
    set_up_logs(LogSettings(), file)

    logging.getLogger("scheduler.x").info("crawled title=%s", "a\n2026 error forged\x1b[31m")

    [line] = file.read_text("utf-8").splitlines()
    assert line.endswith(r"info scheduler.x crawled title=a\n2026 error forged\x1b[31m")


def test_chinese_stays_readable_and_a_traceback_stays_on_its_line(tmp_path: Path) -> None:
    file = tmp_path / "jiannuo.log"
    set_up_logs(LogSettings(), file)

    try:
        raise RuntimeError("坏了")
    except RuntimeError:
        logging.getLogger("crawler").exception("job_failed 信源=日报")

    [line] = file.read_text("utf-8").splitlines()
    assert "信源=日报" in line
    assert "RuntimeError: 坏了" in line


def test_the_level_is_that_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "jiannuo.log"
    set_up_logs(LogSettings(level="ERROR"), file)

    logging.getLogger("scheduler").warning("not_shown")
    logging.getLogger("scheduler").error("shown")

    assert [line.split()[-1] for line in file.read_text("utf-8").splitlines()] == ["shown"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(UsageError, match="log file"):
        set_up_logs(LogSettings(), tmp_path / "file" / "jiannuo.log")
