"""An invented register, and one body of tests over both databases: SQLite and a real PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jiannuo.model.commitment import Baseline, Commitment, Founding, Promisor, Register, Target
from jiannuo.model.finding import Aimed, Findings, Match, Quote, Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import CommitmentKind, Comparator, Field, Stage, Verdict
from jiannuo.model.when import When, parse_when
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.stories import new_story

LADDER = (Stage.PLANNED, Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING)
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def register() -> Register:
    facility, talent = CommitmentKind.FACILITY, CommitmentKind.TALENT
    goal = Target(
        "引进人才", "名", Comparator.AT_LEAST, 200.0, units=("名", "%"), baseline=Baseline(50.0, "名")
    )
    return Register(
        id="sample",
        name="样例台账",
        place="sample",
        founding=Founding("样例", "sample", When(date(2021, 12, 1)), date(2021, 12, 1)),
        promisors=(Promisor("li", "李某", "甲局"), Promisor("wang", "王某", "乙院")),
        commitments=(
            Commitment("T1", "云岭光源", facility, "建成光源", ("li",), (), ladder=LADDER, themes=("装置",)),
            Commitment(
                "T2", "青禾装置", facility, "建成装置", ("wang",), (), ladder=LADDER, themes=("装置",)
            ),
            Commitment("T3", "人才引进", talent, "引进人才", ("li",), (), targets=(goal,), themes=("人才",)),
        ),
        version="v1",
    )


Tell = Callable[..., int]


@pytest.fixture
def tell(store: Store, register: Register) -> Tell:
    """Store one report with at most one match, as saving does; the report's row id."""
    count = iter(range(1, 10_000))

    def tell_one(
        body: str = "云岭光源昨日正式开工建设。",
        commitment: str | None = "T1",
        *,
        verdict: Verdict = Verdict.PROGRESS,
        stage: Stage = Stage.STARTED,
        title: str = "简讯",
        outlet: str = "daily",
        published: str | None = "2024-03-01",
        effective: str | None = None,
        at: datetime = AT,
        story: int | None = None,
        replaces: int | None = None,
        readings: tuple[Reading, ...] = (),
        aimed: Aimed | None = None,
    ) -> int:
        number = next(count)
        when = parse_when(published) if published else None
        report = Report(f"http://news.example/{number}", outlet, title, body, when)
        evidence = (Quote(Field.TEXT, body, 0, len(body)),)
        day = parse_when(effective) if effective else None
        found = (
            ()
            if commitment is None
            else (Match(commitment, verdict, 0.9, {"name": 0.9}, stage, evidence, (), day, readings, aimed),)
        )
        with store.write() as connection:
            record_register(connection, register, at)
            story = story or new_story(connection, at)
            key = insert_report(
                connection, report, exact=f"{number}", detected_at=at, story_id=story, replaces=replaces
            )
            save_findings(
                connection, key, Findings("v1", found), register="sample", detected_at=at, story_id=story
            )
        return key

    return tell_one


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/jiannuo.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("server")(request.node.name)
    store = Store(url)
    migrate(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server of our own on a socket in a folder; gives the URL of a new database in it."""
    programs = _programs()
    pytest.importorskip("psycopg", reason="PostgreSQL is NOT tested: psycopg is not installed")
    if programs is None:
        pytest.skip("PostgreSQL is NOT tested: its server is not installed (apt-get install postgresql)")
    # Not pytest's own folder: that is closed to the account the server must run as when we are root.
    folder = Path(tempfile.mkdtemp(prefix="jn-pg-", dir="/tmp"))
    account = _account()
    shutil.chown(folder, account)
    data = folder / "data"

    def run(*words: str) -> None:
        as_user = account if os.geteuid() == 0 else None
        subprocess.run(words, cwd=folder, user=as_user, check=True, capture_output=True, timeout=120)

    # A collation that sorts unlike SQLite: what is asked must not depend on it.
    collation = ("--locale-provider=icu", "--icu-locale=zh", "--locale=C.UTF-8", "--encoding=UTF8")
    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "jiannuo", "--no-sync", *collation)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    pg_ctl = str(programs / "pg_ctl")
    run(pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    names = iter(range(1, 10_000))

    def fresh(_test: str) -> str:
        name = f"t{next(names)}"
        run(str(programs / "createdb"), "-h", str(folder), "-U", "jiannuo", name)
        return f"postgresql+psycopg://jiannuo@/{name}?host={folder}"

    yield fresh
    run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "createdb").exists()), None)


def _account() -> str:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
