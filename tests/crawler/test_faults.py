"""What hosts do wrong: every fault ends in time, in a counted outcome that names it, and harms nobody else."""

import importlib.util
import json
import os
import ssl
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Any

import jiannuo_tests_forge as forge
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jiannuo.clock import SystemClock
from jiannuo.config.load import load_config, shipped_folder
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.runs import last_runs, start_run
from scheduler.children import crawl_many

TRIALS = int(os.environ.get("JIANNUO_FAULT_TRIALS", "3"))
# Long enough for a busy machine: a request must not time out because our own process had no turn.
TIMEOUT = 3.0


def _sites() -> Any:
    name = "jiannuo_tests_fault_sites"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("fault_sites.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


faults = _sites()


@pytest.fixture
def sites() -> Iterator[Any]:
    with faults.Sites() as running:
        yield running


def prepared(folder: Path, port: int, **outlets: tuple[list[str], list[dict[str, Any]]]) -> Store:
    """A configuration that follows these outlets: name to hosts and ways."""
    (folder / "outlets").mkdir()
    for name, (hosts, ways) in outlets.items():
        outlet = {
            "name": name,
            "title": name,
            "level": "media",
            "hosts": hosts,
            "enabled": True,
            "ways": ways,
        }
        outlet |= {"article_url": ["/(a|good)/"], "selectors": {"title": ["h1"], "body": ["#b"]}}
        (folder / "outlets" / f"{name}.yaml").write_text(json.dumps(outlet))
    settings = {
        "database": "sqlite:///db",
        "register": f"{shipped_folder('register')}/chongqing-2021.yaml",
        "outlets": {"folders": ["outlets"]},
        "log": {"level": "ERROR"},
        "crawl": {
            "delay_seconds": 0,
            "timeout_seconds": TIMEOUT,
            "max_page_bytes": 2_000_000,
            "deadline_seconds": 300,
            "allow_private": ["127.0.0.0/8"],
            "ports": [80, 443, port, 1],
            "max_pages": 100_000,
        },
    }
    (folder / "config.yaml").write_text(json.dumps(settings))
    store = Store(f"sqlite:///{folder}/db")
    migrate(store)
    return store


def crawl(folder: Path, store: Store, name: str) -> list[dict[str, Any]]:
    run = start_run(store, name, datetime.now(UTC))
    words = ["--outlet", name, "--run", str(run), "--config", str(folder / "config.yaml")]
    done = forge.run(words, folder, module=forge.CRAWL, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_fault_ends_in_time_and_in_the_outcome_that_names_it(tmp_path: Path, sites: Any) -> None:
    expected: dict[str, tuple[str, tuple[str, ...]]] = {}
    for number, (name, (_, outcomes)) in enumerate(faults.FAULTS.items()):
        for trial in range(TRIALS):
            # A host of its own for each: one that asks for rest would silence the next trial.
            host = f"127.{trial // 250 + 1}.{trial % 250 + 1}.{number + 1}:{sites.port}"
            expected[f"http://{host}/a/{name}"] = (name, outcomes)
    for trial in range(TRIALS):
        expected[f"http://127.9.9.{trial + 1}:1/a/refused"] = ("refused", ("unreachable",))
        expected[f"http://no-such-{trial}.invalid/a/x"] = ("no such name", ("unreachable",))
    good = [f"http://127.8.8.8:{sites.port}/good/{number}" for number in range(1, 21)]
    sites.lists["/list/"] = "".join(f"<a href='{url}'>x</a>" for url in (*expected, *good)).encode()
    hosts = sorted({url.split("/")[2].partition(":")[0] for url in (*expected, *good)} | {"127.7.7.7"})
    way = {"way": "listing", "start": [f"http://127.7.7.7:{sites.port}/list/"]}
    store = prepared(tmp_path, sites.port, s=(hosts, [way]))
    events = crawl(tmp_path, store, "s")
    ends = {event["url"]: event["outcome"] for event in events if event["event"] == "outcome"}
    assert events[-1]["found"] == sum(events[-1]["outcomes"].values()) == len(expected) + len(good)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    for url, (name, outcomes) in expected.items():
        # Reprints of one text are told from the fault itself.
        wanted = {*outcomes, *(("duplicate",) if "stored" in outcomes else ())}
        if ends.get(url, "lost") not in wanted:
            wrong[name][ends.get(url, "lost")] += 1
    assert dict(wrong) == {}
    assert Counter(ends[url] for url in good) == {"stored": len(good)}
    late = {name: seconds for name, seconds in sites.held if seconds > TIMEOUT + 2}
    assert late == {}
    report = os.environ.get("JIANNUO_FAULT_REPORT")
    if report:
        facts = {
            "requests": len(expected),
            "faults": len(faults.FAULTS) + 2,
            "ends": Counter(ends[u] for u in expected),
        }
        Path(report).write_text(json.dumps({**facts, "longest": max(s for _, s in sites.held)}, indent=1))
    store.close()


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>f</title>{''.join(items)}</channel></rss>"


def link(number: int) -> str:
    return f"<link>http://127.8.8.8:PORT/good/{number}</link>"


OUTSIDE = "http://127.6.6.6:PORT/a/silent"
LAUGHS = "".join(f"<!ENTITY {chr(code + 1)} '{f'&{chr(code)};' * 10}'>" for code in range(97, 106))
XML = {
    "good": feed(f"<item><title>t</title>{link(1)}</item>"),
    "billion-laughs": f"<!DOCTYPE x [<!ENTITY a 'ha'>{LAUGHS}]>" + feed("<item>&j;</item>"),
    "quadratic": f"<!DOCTYPE x [<!ENTITY a '{'x' * 50_000}'>]>" + feed("&a;" * 20_000),
    "xxe-file": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + feed("&a;"),
    "xxe-http": f"<!DOCTYPE x [<!ENTITY a SYSTEM '{OUTSIDE}'>]>" + feed("&a;"),
    "parameter-entity": f"<!DOCTYPE x [<!ENTITY % a SYSTEM '{OUTSIDE}'>%a;]><rss/>",
    "external-dtd": f"<!DOCTYPE rss SYSTEM '{OUTSIDE}'>" + feed(),
    "deep": "<a>" * 90_000,
    "duplicate-guids": feed(f"<item><guid>1</guid>{link(2)}</item>" * 99),
    "nothing-in-items": feed("<item></item>" * 99),
    "junk-dates": feed(f"<item>{link(3)}<pubDate>Xyz, 99 Foo 9999</pubDate></item>"),
    "relative": feed("<item><link>/good/4</link></item>"),
    "cdata": feed(
        "<item><title><![CDATA[<b>]]&gt;]]></title><link><![CDATA[http://127.8.8.8:PORT/good/5]]></link></item>"
    ),
    "big-body": feed("<item><description>" + "&lt;p&gt;x" * 150_000 + "</description></item>"),
    "one-token": "<rss><channel><title>" + "x" * 1_900_000,
    "many-items": feed("<item><link>x</link></item>" * 40_000),
    "json": '{"items": []}',
    "html": "<html><body><p>no feed</p></body></html>",
    "empty": "",
    "nul": "\x00<rss>\x00</rss>",
    "latin": "<?xml version='1.0' encoding='no-such'?><rss><channel/></rss>",
}


def test_hostile_feeds_harm_nothing_and_are_never_followed_outside(tmp_path: Path, sites: Any) -> None:
    port = str(sites.port)
    sites.lists |= {f"/f/{name}": text.replace("PORT", port).encode() for name, text in XML.items()}
    feeds = [f"http://127.8.8.8:{port}/f/{name}" for name in XML]
    store = prepared(tmp_path, sites.port, s=(["127.8.8.8"], [{"way": "feed", "start": feeds}]))
    end = crawl(tmp_path, store, "s")[-1]
    assert end["outcomes"] == {"stored": 5}
    assert sum(count for name, count in end["lists"].items() if not name.startswith("robots")) == len(feeds)
    assert sites.held == []
    store.close()


def test_a_host_whose_certificate_nobody_vouches_for_is_not_read(tmp_path: Path, sites: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with faults.Sites(tls=context) as secure:
        secure.lists["/list/"] = b"<a href='/good/1'>x</a>"
        way = {"way": "listing", "start": [f"https://127.8.8.8:{secure.port}/list/"]}
        store = prepared(tmp_path, secure.port, s=(["127.8.8.8"], [way]))
        end = crawl(tmp_path, store, "s")[-1]
    assert end["found"] == 0
    assert end["lists"] == {"robots_unreachable": 1, "broken": 1}
    assert secure.asked == []
    store.close()


def self_signed(folder: Path) -> Path:
    """A key and a certificate that only vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.8.8.8")])
    begin = datetime.now(UTC) - timedelta(days=1)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=9))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.8.8.8"))])
    certificate = built.add_extension(address, critical=False).sign(key, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def test_requests_to_one_host_keep_their_distance(tmp_path: Path, sites: Any) -> None:
    sites.lists["/list/"] = "".join(f"<a href='/good/{number}'>x</a>" for number in range(1, 6)).encode()
    way = {"way": "listing", "start": [f"http://127.8.8.8:{sites.port}/list/"]}
    store = prepared(tmp_path, sites.port, s=(["127.8.8.8"], [way]))
    file = tmp_path / "config.yaml"
    settings = json.loads(file.read_text())
    settings["crawl"]["delay_seconds"] = 0.3
    file.write_text(json.dumps(settings))
    assert crawl(tmp_path, store, "s")[-1]["outcomes"] == {"stored": 5}
    moments = [moment for _, moment in sites.asked]
    assert len(moments) == 7
    # Turns are exact; what the server sees lags by the way of a request through a busy machine.
    assert moments[-1] - moments[0] >= 6 * 0.3 - 0.1
    assert min(later - earlier for earlier, later in pairwise(moments)) > 0.15
    store.close()


def test_healthy_outlets_complete_beside_stuck_ones(tmp_path: Path, sites: Any) -> None:
    port = sites.port
    sites.lists["/list/"] = "".join(f"<a href='/good/{number}'>x</a>" for number in range(1, 11)).encode()
    names = ("silent", "stall", "body-drip", "header-drip")
    sites.lists["/stuck/"] = "".join(
        f"<a href='/a/{name}?{n}'>x</a>" for name in names for n in range(3)
    ).encode()
    outlets = {
        "well": (["127.8.8.8"], [{"way": "listing", "start": [f"http://127.8.8.8:{port}/list/"]}]),
        "stuck": (["127.5.5.5"], [{"way": "listing", "start": [f"http://127.5.5.5:{port}/stuck/"]}]),
    }
    store = prepared(tmp_path, port, **outlets)
    config = load_config(tmp_path / "config.yaml")
    began = time.monotonic()
    results = {result.outlet: result for result in crawl_many(config, store, outlets, SystemClock())}
    assert results["well"].outcomes == {"stored": 10}
    assert results["stuck"].status == "finished"
    assert set(results["stuck"].outcomes) == {"timed_out"}
    assert time.monotonic() - began < 60
    assert {run.status for run in last_runs(store).values()} == {"finished"}
    store.close()
