"""A site host with a ledger: ``python growing_site.py ADDRESS PORT OUTLETS PAGES LEDGER``.

Serves the lists and articles of outlets ``OUTLETS`` (``o0,o3``); each request is one line of the ledger when its answer is
out: begin and end (monotonic, one clock for all hosts of the machine), who asked, and what.
"""

import asyncio
import random
import sys
import time
from pathlib import Path

from loopback import COMMON

THINKING = 0.02


def article(outlet: str, number: int) -> bytes:
    """A short report with a text of its own; every tenth one touches a commitment."""
    chance = random.Random(f"{outlet}/{number}")
    own = "".join(chance.choices(COMMON, k=150))
    news = f"3月{chance.randint(1, 28)}日，金凤实验室举行第{number}次开放活动。" if number % 10 == 0 else ""
    title = "".join(chance.choices(COMMON, k=14))
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class=info>2023-03-{chance.randint(1, 28):02d} 09:30</div><div id=b><p>{news}{own}。</p></div></body></html>"
    ).encode()


def listing(outlet: str, pages: int) -> bytes:
    """Links to all of the outlet's reports."""
    return "".join(f"<a href='/{outlet}/a/{n}.html'>第{n}则报道</a>" for n in range(pages)).encode()


async def main() -> None:
    """Serve until ended."""
    address, port, outlets, pages, file = sys.argv[1:]
    ledger = await asyncio.to_thread(Path(file).open, "a", buffering=1)
    known = set(outlets.split(","))

    def answer(path: str) -> tuple[str, bytes]:
        parts = path.strip("/").split("/")
        if parts[0] not in known:
            return "404 Not Found", b"none"
        if parts[1:] == ["list"]:
            return "200 OK", listing(parts[0], int(pages))
        return "200 OK", article(parts[0], int(parts[2].partition(".")[0]))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        who = writer.get_extra_info("peername")[0]
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                began = time.monotonic()
                path = head.split(b" ")[1].decode()
                status, body = answer(path)
                await asyncio.sleep(THINKING)
                told = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(told.encode() + body)
                ledger.write(f"{began:.6f} {time.monotonic():.6f} {who} {path}\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(serve, address, int(port), limit=1 << 20)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
