"""Batches: reports that finish about the same time share one transaction, for a commit waits for the disk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from jiannuo.model.dossier import Dossier
from jiannuo.model.vocabulary import Outcome

MOST = 32
PATIENCE_SECONDS = 0.2

Entry = tuple[Dossier, "asyncio.Future[Outcome]"]


class Batch:
    """Collects dossiers and saves them together in a thread; each caller gets the outcome of its own one.

    ``save_all`` saves all or raises; then each dossier is saved alone, so that one that cannot be saved
    keeps no other back. ``apart`` may hand them to another process instead, and is None or says None where there
    is none. A report counts only when it is committed: a crash loses the batch and no more,
    and the next crawl fetches it again. The thread keeps the answers under way from timing out while the
    database is busy.
    """

    def __init__(
        self,
        save_all: Callable[[Sequence[Dossier]], list[Outcome]],
        apart: Callable[[Sequence[Dossier]], Awaitable[list[Outcome]] | None] | None = None,
    ) -> None:
        self._save_all = save_all
        self._apart = apart
        self._waiting: list[Entry] = []
        self._running: asyncio.Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="save")

    async def add(self, dossier: Dossier) -> Outcome:
        """Save the dossier with those that come within a moment, or while the ones before are saved."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((dossier, future))
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._run())
        return await future

    def close(self) -> None:
        """Give the thread back; whatever was added has its outcome by then."""
        self._thread.shutdown()

    async def _run(self) -> None:
        await asyncio.sleep(PATIENCE_SECONDS)
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._save(some)

    def _in_thread(self, dossiers: Sequence[Dossier]) -> Awaitable[list[Outcome]]:
        return asyncio.get_running_loop().run_in_executor(self._thread, self._save_all, dossiers)

    async def _save(self, some: Sequence[Entry]) -> None:
        dossiers = [dossier for dossier, _ in some]
        try:
            answer = self._apart(dossiers) if self._apart else None
            outcomes = await (answer or self._in_thread(dossiers))
        except Exception as problem:  # noqa: BLE001 (whatever it was, it belongs to one of them)
            if len(some) == 1:
                some[0][1].set_exception(problem)
                return
            for one in some:
                await self._save([one])
            return
        for (_, future), outcome in zip(some, outcomes, strict=True):
            future.set_result(outcome)
