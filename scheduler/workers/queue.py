"""The queue of crawls, kept by Procrastinate in the same PostgreSQL; the only file that knows it.

It is a queue and never a memory: what is due is asked of the database each time, so that a job may be lost, dropped or
doubled and nothing comes of it. Its tables have a schema of their own and may be deleted when no worker runs.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from jiannuo.errors import StoreError
from jiannuo.store.engine import Store

try:
    import procrastinate
    import psycopg
    import psycopg_pool
    from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
    from procrastinate.jobs import Status
except ModuleNotFoundError as problem:
    raise StoreError(
        f"crawl workers need a package that is not there ({problem.name})",
        "install it with: pip install 'jiannuo[workers]'",
    ) from None

SCHEMA = "jiannuo_queue"
_QUEUE = "crawl"
_LOCK = 7205759403792795

# What the database's absence looks like from here.
AWAY = (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout, OSError)


class CrawlQueue:
    """Jobs "crawl this outlet"; two that name one lock never run at once, an outlet waits in it once at most."""

    def __init__(self, store: Store, crawl: Callable[[str], Awaitable[None]], lost_seconds: float) -> None:
        self._address = store.libpq
        self._lost_seconds = lost_seconds
        # They tell every job at length; ours are told in the log of crawls.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        self._app = self._new_app()
        self._app.task(name="crawl", queue=_QUEUE)(_task(crawl))

    def prepare(self) -> None:
        """Make the queue's tables where there are none; StoreError when another version made them."""
        version = f"procrastinate {procrastinate.__version__}"
        with psycopg.connect(self._address) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            found = connection.execute(
                "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
            ).fetchone()
            if found is None:
                connection.execute(f"CREATE SCHEMA {SCHEMA}")
                connection.execute(f"SET LOCAL search_path TO {SCHEMA}")
                connection.execute(self._app.schema_manager.get_schema())
                connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{version}'")
            elif found[0] != version:
                raise StoreError(
                    f"the queue was made by {found[0]}, this is {version}",
                    f"stop all workers, then: DROP SCHEMA {SCHEMA} CASCADE (nothing is lost: what is due is "
                    "derived anew)",
                )

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connected for as long as the block runs."""
        async with self._app.open_async():
            yield

    async def add(self, outlet: str, lock: str) -> bool:
        """Queue a crawl; False when the outlet waits already."""
        job = self._app.configure_task("crawl", queue=_QUEUE, lock=lock, queueing_lock=outlet)
        try:
            await job.defer_async(outlet=outlet)
        except AlreadyEnqueued:
            return False
        return True

    async def waiting(self) -> set[str]:
        """The outlets whose crawl waits for a worker."""
        return set((await self._jobs(Status.TODO)).values())

    async def taken(self) -> dict[int, str]:
        """Job and outlet of every crawl that a worker has taken."""
        return await self._jobs(Status.DOING)

    async def drop(self, job: int) -> None:
        """Forget a job that nobody does any more, and free its lock."""
        await self._app.job_manager.finish_job_by_id_async(job, Status.FAILED, delete_job=True)

    async def work(self, parallel: int) -> None:
        """Do jobs until cancelled, ``parallel`` at one time; when cancelled, those under way are waited for."""
        await self._app.run_worker_async(
            queues=[_QUEUE],
            concurrency=parallel,
            install_signal_handlers=False,
            # Whatever became of the crawl is in its run; a job that is left over would only keep its lock.
            delete_jobs="always",
            fetch_job_polling_interval=self._lost_seconds / 9,
            update_heartbeat_interval=self._lost_seconds / 9,
            stalled_worker_timeout=self._lost_seconds,
        )

    async def _jobs(self, status: Status) -> dict[int, str]:
        jobs = await self._app.job_manager.list_jobs_async(queue=_QUEUE, status=status.value)
        return {job.id: str(job.task_kwargs["outlet"]) for job in jobs if job.id is not None}

    def _new_app(self) -> procrastinate.App:
        options: dict[str, Any] = {"options": f"-c search_path={SCHEMA}", **_PATIENCE}
        connector = procrastinate.PsycopgConnector(
            conninfo=self._address,
            kwargs=options,
            min_size=1,
            max_size=4,
            timeout=10.0,
            reconnect_timeout=5.0,
        )
        return procrastinate.App(connector=connector)


_PATIENCE = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}


def _task(crawl: Callable[[str], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def run(outlet: str) -> None:
        await crawl(outlet)

    return run


async def pause(seconds: float, ended: asyncio.Event) -> None:
    """Wait, but no longer than until ``ended``."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), seconds)
