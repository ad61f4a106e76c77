"""A small internet inside a network namespace: public and private addresses, DNS that lies, a web server.

Run by test_guard_namespace.py through ``unshare --net --mount``; prints what was connected to as JSON.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PUBLIC = ("93.184.216.34", "93.184.216.35")
PRIVATE = ("10.0.0.5", "169.254.169.254", "100.64.0.1", "172.16.0.1", "192.168.1.1", "198.18.0.1")
PRIVATE6 = ("fd00::5", "64:ff9b::a00:5", "2002:a00:5::1")
NAMES = {
    "site.test": ["93.184.216.34"],
    "other.test": ["93.184.216.35"],
    "private.test": ["10.0.0.5"],
    "loop.test": ["127.0.0.1"],
    "meta.test": ["169.254.169.254"],
    "nat.test": ["100.64.0.1"],
    "zero.test": ["0.0.0.0"],
    "mixed.test": ["10.0.0.5", "93.184.216.34"],
    "rebind-a.test": ["10.0.0.5", "93.184.216.34"],
    "rebind-b.test": ["127.0.0.1", "93.184.216.35"],
}
LITERALS = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0.0.0.0", "0"),
    *("10.0.0.5", "10.5", "0x0a000005", "012.0.0.5", "167772165", "172.16.0.1", "192.168.1.1", "0xc0a80101"),
    *(
        "100.64.0.1",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "198.18.0.1",
        "[::1]",
        "[::ffff:10.0.0.5]",
    ),
    *("[::ffff:a00:5]", "[64:ff9b::a00:5]", "[2002:a00:5::1]", "[fd00::5]", "[::]", "localhost"),
    *("www.good.example@10.0.0.5", "93.184.216.34@10.0.0.5", "10.0.0.5:22", "site.test:22", "site.test:8080"),
]
REDIRECTS = {
    f"/a/r-{status}-{number}": (status, target)
    for status in (301, 302, 303, 307, 308)
    for number, target in enumerate(
        ("http://10.0.0.5/a/x", "http://private.test/a/x", "file:///etc/passwd", "http://0x7f000001/a/x")
    )
}
REDIRECTS |= {
    "/a/hop-1": (302, "/a/hop-2"),
    "/a/hop-2": (302, "http://other.test/a/hop-3"),
    "/a/hop-3": (302, "http://2130706433/a/x"),
    "/a/to-port": (302, "http://site.test:6379/a/x"),
    "/a/to-good": (301, "http://other.test/a/good"),
}
GOOD = ["http://site.test/a/1", "http://other.test/a/2", "http://93.184.216.35/a/3", "http://1572395042/a/4"]
GOOD += ["http://site.test/a/to-good", "http://0x5db8d823/a/6"]
TARGETS = [f"http://{literal}/a/x" for literal in LITERALS]
TARGETS += [f"http://{name}/a/x" for name in NAMES if name not in ("site.test", "other.test")]
TARGETS += [
    f"http://site.test{path}" for path in REDIRECTS if path not in ("/a/to-good", "/a/hop-2", "/a/hop-3")
]
TARGETS += ["http://reader@site.test/a/5", "http://site.test/a/refresh"]
ARTICLE = (
    "<h1>第{0}次开放活动</h1><div id=b>金凤实验室举行第{0}次开放活动，团队展示研究进展与新的仪器设备。</div>"
)

connected: list[tuple[str, int]] = []
asked: list[str] = []


def dns() -> None:
    """Answers by NAMES; names that rebind give their addresses in turn, one at a time."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    turn = dict.fromkeys(NAMES, 0)
    while True:
        query, sender = server.recvfrom(512)
        end, labels = 12, []
        while query[end]:
            labels.append(query[end + 1 : end + 1 + query[end]].decode())
            end += query[end] + 1
        name, kind = ".".join(labels).lower(), query[end + 1 : end + 3]
        addresses = NAMES.get(name, []) if kind == b"\x00\x01" else []
        if name.startswith("rebind"):
            addresses, turn[name] = [addresses[turn[name] % 2]] if addresses else [], turn[name] + 1
        head = query[:2] + (b"\x81\x80" if name in NAMES else b"\x81\x83") + b"\x00\x01"
        head += len(addresses).to_bytes(2, "big") + b"\x00\x00\x00\x00"
        records = [
            b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04" + socket.inet_aton(a) for a in addresses
        ]
        server.sendto(head + query[12 : end + 5] + b"".join(records), sender)


class Handler(BaseHTTPRequestHandler):
    def setup(self) -> None:
        connected.append(self.request.getsockname()[:2])
        super().setup()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        asked.append(f"http://{self.headers['Host']}{path}")
        status, target = REDIRECTS.get(path, (404 if path == "/robots.txt" else 200, ""))
        body = ARTICLE.format(path).encode()
        if path == "/list/":
            body = "".join(f"<a href='{url}'>一则报道的标题</a>" for url in (*TARGETS, *GOOD)).encode()
        if path == "/a/refresh":
            body = b"<meta http-equiv=refresh content='0; url=http://10.0.0.5/a/x'>" + body
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


class Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def build(folder: Path) -> None:
    """Addresses on lo, our DNS as the system's, servers on every port that is asked for."""
    run = lambda *words: subprocess.run(words, check=True)  # noqa: E731
    run("ip", "link", "set", "lo", "up")
    for address in (*PUBLIC, *PRIVATE):
        run("ip", "addr", "add", f"{address}/32", "dev", "lo")
    for address in PRIVATE6:
        subprocess.run(("ip", "-6", "addr", "add", f"{address}/128", "dev", "lo"), check=False)
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    run("mount", "--bind", str(folder / "resolv.conf"), "/etc/resolv.conf")
    threading.Thread(target=dns, daemon=True).start()
    for port in (22, 80, 443, 6379, 8080):
        kinds: list[tuple[type[Any], str]] = [(ThreadingHTTPServer, "0.0.0.0")]
        kinds += [(Server6, address) for address in ("::1", *PRIVATE6)]
        for kind, address in kinds:
            try:
                server = kind((address, port), Handler)
            except OSError:
                continue  # a kernel without IPv6
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()


def crawl(folder: Path) -> list[dict[str, Any]]:
    """One real crawl of all targets, with the guard as it ships."""
    from jiannuo.config.load import shipped_folder
    from jiannuo.store.engine import Store
    from jiannuo.store.migrate import migrate
    from jiannuo.store.runs import start_run

    hosts = sorted({urlsplit(url).hostname or "" for url in (*TARGETS, *GOOD)})
    (folder / "outlets").mkdir()
    (folder / "outlets" / "site.yaml").write_text(
        f"name: site\ntitle: s\nlevel: media\nhosts: {json.dumps(hosts)}\nenabled: true\n"
        "ways: [{way: listing, start: ['http://site.test/list/']}]\n"
        "article_url: ['/a/']\nselectors: {title: [h1], body: ['#b']}\n"
    )
    (folder / "config.yaml").write_text(
        f"database: sqlite:///db\nregister: {shipped_folder('register')}/chongqing-2021.yaml\n"
        "outlets: {folders: [outlets]}\nlog: {level: ERROR}\ncrawl: {delay_seconds: 0, timeout_seconds: 3}\n"
    )
    store = Store(f"sqlite:///{folder}/db")
    migrate(store)
    run = start_run(store, "site", datetime.now(UTC))
    store.close()
    program = [sys.executable, "-m", "crawler.child", "--outlet", "site", "--run", str(run)]
    program += ["--config", str(folder / "config.yaml")]
    done = subprocess.run(program, capture_output=True, text=True, timeout=100, check=False, env=os.environ)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    here = Path(sys.argv[1])
    build(here)
    events = crawl(here)
    sys.stdout.write(json.dumps({"connected": connected, "asked": asked, "events": events}))
