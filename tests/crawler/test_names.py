"""What DNS does wrong: every fault ends in time, is named in the log, and leads to no private address."""

import json
import socket
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jiannuo_tests_forge as forge
import pytest
from pydantic import ValidationError

from jiannuo.config.servers import server_of
from jiannuo.config.settings import CrawlSettings
from jiannuo.store.engine import Store
from jiannuo.store.runs import start_run

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
try:
    from fault_sites import Sites  # type: ignore[import-not-found,unused-ignore]
    from name_server import AAAA, FAULTS, A, NameServer  # type: ignore[import-not-found,unused-ignore]
    from test_faults import TIMEOUT, TRIALS, prepared  # type: ignore[import-not-found,unused-ignore]
finally:
    sys.path.remove(str(HERE))


def six() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def crawl(folder: Path, store: Store, name: str) -> tuple[list[dict[str, Any]], str]:
    """The events of one real crawl, and its log."""
    run = start_run(store, name, datetime.now(UTC))
    words = ["--outlet", name, "--run", str(run), "--config", str(folder / "config.yaml")]
    done = forge.run(words, folder, module=forge.CRAWL, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def asking(folder: Path, names: NameServer) -> None:
    """Let the crawls of this folder ask our name server."""
    settings = json.loads((folder / "config.yaml").read_text())
    settings["crawl"] |= {"nameservers": [f"127.0.0.1:{names.port}"], "allow_private": ["127.0.0.0/8", "::1"]}
    settings["log"] = {"level": "WARNING"}
    (folder / "config.yaml").write_text(json.dumps(settings))


def test_every_fault_of_dns_ends_in_time_and_is_named(tmp_path: Path) -> None:
    with Sites() as sites, NameServer() as names:
        expected = {
            f"http://{word}-{trial}.dns.example:{sites.port}/good/{trial * 50 + number}": word
            for number, word in enumerate(FAULTS)
            for trial in range(TRIALS)
        }
        links = "".join(f"<a href='{url}'>x</a>" for url in expected)
        sites.lists["/list/"] = links.encode()
        hosts = sorted({url.split("/")[2].partition(":")[0] for url in expected} | {"127.7.7.7"})
        way = {"way": "listing", "start": [f"http://127.7.7.7:{sites.port}/list/"]}
        store = prepared(tmp_path, sites.port, s=(hosts, [way]))
        asking(tmp_path, names)
        events, log = crawl(tmp_path, store, "s")
        store.close()
    ends = {event["url"]: event["outcome"] for event in events if event["event"] == "outcome"}
    assert events[-1]["found"] == sum(events[-1]["outcomes"].values()) == len(expected)
    wrong: dict[str, set[str]] = defaultdict(set)
    for url, word in expected.items():
        outcome, said = FAULTS[word]
        outcome = "unreachable" if word == "aaaa" and not six() else outcome
        if ends.get(url) != outcome:
            wrong[word].add(str(ends.get(url)))
        name = url.split("/")[2].partition(":")[0]
        line = next((line for line in log.splitlines() if f"name={name} " in line), "")
        # Who hangs is left by our own timer, which tells after how long; the late answer would have been good.
        said += f"{name} within {TIMEOUT:g} s" if said == "no answer about " else ""
        if said not in line:
            wrong[word].add(line)
    assert dict(wrong) == {}
    assert {kind for name, kind, _ in names.asked if name.startswith("aaaa")} == {A, AAAA}
    assert {stream for name, _, stream in names.asked if name.startswith("fifty")} == {False, True}


def test_a_name_that_turns_private_is_blocked_in_the_next_crawl_and_kept_in_this_one(tmp_path: Path) -> None:
    with Sites() as sites, NameServer() as names:
        column, host = f":{sites.port}/list/", "flips-9.dns.example"
        sites.lists["/list/"] = "".join(f"<a href='/good/{number}'>x</a>" for number in range(1, 4)).encode()
        way = {"way": "listing", "start": [f"http://{host}{column}"]}
        store = prepared(tmp_path, sites.port, s=([host], [way]))
        asking(tmp_path, names)
        first, _ = crawl(tmp_path, store, "s")
        second, _ = crawl(tmp_path, store, "s")
        store.close()
    assert first[-1]["outcomes"] == {"stored": 3}
    assert [name for name, _, _ in names.asked] == [host, host]
    assert second[-1]["lists"] == {"blocked": 1}
    assert second[-1]["found"] == 0


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[2620:fe::fe]:5353", ("2620:fe::fe", 5353)),
    ],
)
def test_a_name_server_is_an_address_with_or_without_a_port(text: str, server: tuple[str, int]) -> None:
    assert server_of(text) == server


@pytest.mark.parametrize("text", ["dns.example", "9.9.9.9:0", "9.9.9.9:99999", "", "9.9.9"])
def test_anything_else_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValidationError, match="not the address of a name server"):
        CrawlSettings(nameservers=(text,))
