"""Health over HTTP: /healthz says that the loop lives, /readyz what it needs and whether it has it."""

import errno
import shutil
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from jiannuo.clock import Clock
from jiannuo.errors import BusyError, JiannuoError, UsageError
from jiannuo.store.deliveries import outbox_state
from jiannuo.store.engine import Store
from jiannuo.store.migrate import head, schema_version
from jiannuo.store.runs import last_runs
from jiannuo.store.workers import all_workers
from query.web.malformed import Sealed
from scheduler.pulse import Pulse

LATE_TICK_SECONDS = 120.0
LATE_MAIL_SECONDS = 6 * 3600.0
LEAST_FREE_BYTES = 200_000_000

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Health:
    """Answers the two questions from the store and from the daemon's pulse."""

    store: Store
    clock: Clock
    pulse: Callable[[], Pulse]
    outlets: tuple[str, ...]

    def alive(self) -> tuple[bool, dict[str, Any]]:
        """Whether ticks still come; what /healthz says."""
        pulse = self.pulse()
        age = max(pulse.ages.values(), default=0.0)
        # "send" may rightly take long (a slow server); the pulse job stands for the loop.
        alive = pulse.ages.get("pulse", age) < LATE_TICK_SECONDS
        return alive, {"alive": alive, "tick_age_seconds": round(pulse.ages.get("pulse", age), 1)}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Every need with ``ok`` and its figures; what /readyz says."""
        pulse = self.pulse()
        checks = {"stopping": {"ok": not pulse.stopping}, "tick": self._tick(pulse)}
        for name, look in (
            ("database", self._database),
            ("outbox", self._outbox),
            ("outlets", self._outlets),
        ):
            try:
                checks[name] = look()
            except JiannuoError as problem:
                checks[name] = {"ok": False, "reason": str(problem)}
        checks["disk"] = self._disk()
        ready = all(check["ok"] for check in checks.values())
        began = pulse.started_at.isoformat()
        return ready, {
            "ready": ready,
            "started_at": began,
            "crawling": list(pulse.crawling),
            "standing_by": pulse.standing_by,
            "workers": self._workers(),
            "checks": checks,
        }

    def _tick(self, pulse: Pulse) -> dict[str, Any]:
        ages = {name: round(age, 1) for name, age in pulse.ages.items()}
        return {
            "ok": all(
                age < LATE_TICK_SECONDS
                for name, age in ages.items()
                if name not in ("send", "readers", "hooks", "alarms", "ping", "retention")
            ),
            "ages": ages,
        }

    def _database(self) -> dict[str, Any]:
        with self.store.write():
            pass  # taking the write lock and giving it back is the probe
        schema = schema_version(self.store)
        return {"ok": schema == head(), "schema": schema}

    def _outbox(self) -> dict[str, Any]:
        state = outbox_state(self.store)
        oldest = state.oldest_waiting
        age = (self.clock.now() - oldest).total_seconds() if oldest else 0.0
        return {"ok": age < LATE_MAIL_SECONDS, "copies": state.counts, "oldest_waiting_seconds": round(age)}

    def _outlets(self) -> dict[str, Any]:
        runs = last_runs(self.store)
        failing = sorted(
            name for name in self.outlets if name in runs and runs[name].status in ("failed", "killed")
        )
        # One outlet that fails is news for the operator, not a reason to call the daemon unready.
        return {"ok": not self.outlets or len(failing) < len(self.outlets), "failing": failing}

    def _workers(self) -> list[dict[str, Any]]:
        """Every process that shares the database; that one is lost is told, and no reason to call this one unready."""
        try:
            found, now = all_workers(self.store), self.clock.now()
        except JiannuoError:
            return []
        return [
            {
                "name": one.name,
                "machine": one.machine,
                "kind": one.kind.value,
                "doing": list(one.doing),
                "seen_at": one.seen_at.isoformat(),
                "alive": one.alive(now),
            }
            for one in found
        ]

    def _disk(self) -> dict[str, Any]:
        file = self.store.sqlite_file
        if file is None:
            return {"ok": True}
        free = shutil.disk_usage(file.parent).free
        return {"ok": free >= LEAST_FREE_BYTES, "free_bytes": free}


def routes(health: Health) -> list[Route]:
    """The two routes, to be joined to others or served alone."""

    def healthz(_request: Request) -> Response:
        return _answer(*health.alive())

    def readyz(_request: Request) -> Response:
        return _answer(*health.ready())

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on ``host:port``; BusyError when the port is taken, UsageError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only on sockets that say their protocol asyncio sets TCP_NODELAY, without which every kept connection waits 40 ms.
    server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(128)
    except OSError as problem:
        server.close()
        if problem.errno == errno.EADDRINUSE:
            raise BusyError(
                f"port {port} on {host} is taken by another program",
                f"set web.port to a free one (0 chooses one), or see who has it: ss -ltnp 'sport = :{port}'",
            ) from None
        raise UsageError(
            f"cannot listen on {host}:{port} ({problem.strerror})", "change web.host or web.port"
        ) from None
    return server


class Server:
    """An application served from a thread of its own on a socket that listens already."""

    def __init__(self, app: ASGIApp, server: socket.socket) -> None:
        self._socket = server
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=3,
                # Who asks is decided by web.proxies, not by a header that anybody can send.
                proxy_headers=False,
                server_header=False,
                http=Sealed,
                # Nobody is offered a WebSocket: a request for one is answered as any other.
                ws="none",
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [server]}, name="web", daemon=True
        )

    @property
    def address(self) -> str:
        """Where it answers, as a URL."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End within some seconds."""
        self._server.should_exit = True
        began = time.monotonic()
        self._thread.join(5)
        if time.monotonic() - began >= 5:
            self._server.force_exit = True
        self._socket.close()


def _answer(good: bool, document: dict[str, Any]) -> Response:
    return JSONResponse(document, status_code=200 if good else 503, headers=_HEADERS)
