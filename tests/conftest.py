"""Both databases for every test that asks for ``store``: SQLite, and a real PostgreSQL of our own."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import pytest

from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate

HERE = Path(__file__).parent
# A plain module that tests anywhere may import, which pytest's importlib mode does not put on the path.
spec = importlib.util.spec_from_file_location("jiannuo_tests_forge", HERE / "forge.py")
assert spec
assert spec.loader
sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules[spec.name])


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes do not name a test: packed ones hold the second they were packed in, and no two processes agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind in turn, also where a folder's own ``store`` is of one kind."""
    if request.param == "postgresql":
        store = Store(request.getfixturevalue("empty_in_postgresql")())
    else:
        store = request.getfixturevalue("fresh_store")(tmp_path / "jiannuo.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the whole schema and nothing in it, migrated once for all the tests that begin with one."""
    file = tmp_path_factory.mktemp("empty") / "jiannuo.db"
    store = Store(f"sqlite:///{file}")
    migrate(store)
    store.close()
    return file


@pytest.fixture(scope="session")
def fresh_store(empty_database: Path) -> Callable[[Path], Store]:
    """Opens an empty store in a file that is not there yet; the caller closes it."""
    return lambda file: Store(f"sqlite:///{copy(empty_database, file)}")


@pytest.fixture(scope="session")
def empty_in_postgresql(postgresql: Callable[..., str]) -> Callable[[], str]:
    """The same in PostgreSQL: gives the URL of one more copy."""
    url = postgresql()
    store = Store(url)
    migrate(store)
    store.close()
    return lambda: postgresql(store.engine.url.database)


@pytest.fixture
def store(both: Store) -> Store:
    return both


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[..., str]]:
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
    # What is lost with the machine may be lost here.
    careless = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"-k {folder} -c listen_addresses= {careless}"
    pg_ctl = str(programs / "pg_ctl")
    run(pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    names = iter(range(1, 10_000))

    def fresh(template: str = "template1") -> str:
        name = f"t{next(names)}"
        run(str(programs / "createdb"), "-h", str(folder), "-U", "jiannuo", "-T", template, name)
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
