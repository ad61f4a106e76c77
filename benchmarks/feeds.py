"""Reads every feed of ../shared/real/feeds.tar.gz, and mutations of them: parsed, or refused with a reason.

    python benchmarks/feeds.py [--mutate N] [--archive FILE] [--show]

Prints counts by kind and by reason, the slowest, the memory used, and what was opened or connected to while a
feed was read (nothing may be). Exit code 1 when something crashed, took over 5 s, or reached out.
"""

import argparse
import random
import resource
import signal
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from crawler.feeds import FeedRefusedError, read_feed

ARCHIVE = Path(__file__).parent.parent.parent / "shared" / "real" / "feeds.tar.gz"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LONGEST_SECONDS = 5.0
OUTWARD = {
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "urllib.Request",
    "open",
    "subprocess.Popen",
}
OWN = (sys.prefix, sys.base_prefix, str(Path(__file__).parent.parent))


@dataclass(slots=True)
class Tally:
    """What became of the feeds."""

    kinds: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    mended: int = 0
    crashed: list[str] = field(default_factory=list)
    times: list[tuple[float, str]] = field(default_factory=list)
    outward: list[str] = field(default_factory=list)


class TooSlowError(BaseException):
    """A feed took longer than it may."""


def main() -> int:
    """Measure as told on the command line."""
    options = _options()
    if not options.archive.is_file():
        print(f"skipped: {options.archive} is not there")
        return 0
    feeds = dict(_feeds(options.archive))
    read_feed(next(iter(feeds.values())), NOW)  # imports happen here, not under watch
    tally = Tally()
    _watch(tally)
    for name, body in feeds.items():
        _read(name, body, tally, show=options.show)
    _tell("feeds", len(feeds), tally)
    bad = bool(tally.crashed or tally.outward)
    if options.mutate:
        mutated = Tally()
        _watch(mutated)
        for name, body in _mutations(list(feeds.items()), options.mutate):
            _read(name, body, mutated)
        _tell("mutations", options.mutate, mutated)
        bad = bad or bool(mutated.crashed or mutated.outward)
    return int(bad)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, default=ARCHIVE)
    parser.add_argument("--mutate", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="name every refused feed")
    return parser.parse_args()


def _feeds(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()


def _read(name: str, body: bytes, tally: Tally, *, show: bool = False) -> None:
    began = time.perf_counter()
    signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    _Watched.reading = name
    try:
        feed = read_feed(body, NOW)
        tally.kinds[feed.kind] += 1
        tally.entries += len(feed.entries)
        tally.mended += bool(feed.fault)
    except FeedRefusedError as problem:
        tally.refused[problem.reason.value] += 1
        if show:
            print(f"  refused {name}: {problem}")
    except (Exception, TooSlowError) as problem:  # noqa: BLE001 (what is counted here is everything else)
        tally.crashed.append(f"{name}: {type(problem).__name__}: {problem}")
    finally:
        _Watched.reading = ""
        signal.setitimer(signal.ITIMER_REAL, 0)
    tally.times.append((time.perf_counter() - began, name))


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlowError(f"over {LONGEST_SECONDS:g} s")


class _Watched:
    """What is being read now, and who counts what it reaches for."""

    reading = ""
    tally: Tally | None = None
    hooked = False


def _watch(tally: Tally) -> None:
    """Count every file, name or address that is reached for while a feed is read."""
    _Watched.tally = tally
    if not _Watched.hooked:
        _Watched.hooked = True
        sys.addaudithook(_seen)


def _seen(event: str, arguments: tuple[object, ...]) -> None:
    if not _Watched.reading or event not in OUTWARD or _Watched.tally is None:
        return
    # A module that Python itself loads late is no request of a feed's.
    if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(OWN):
        return
    _Watched.tally.outward.append(f"{_Watched.reading}: {event} {arguments!r}"[:200])


def _mutations(feeds: list[tuple[str, bytes]], count: int) -> Iterator[tuple[str, bytes]]:
    """Feeds with bytes cut, doubled, swapped, or replaced; the same ones each time."""
    chance = random.Random(20260911)
    for number in range(count):
        name, body = chance.choice(feeds)
        changed = bytearray(body)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(changed) + 1)
            match chance.randrange(5):
                case 0:
                    del changed[at : at + chance.randint(1, 60)]
                case 1:
                    changed[at:at] = changed[at : at + chance.randint(1, 200)]
                case 2:
                    changed[at:at] = chance.choice(
                        (b"<", b"&", b"]]>", b"<![CDATA[", b"\x00", b"\xff\xfe", b"<!--")
                    )
                case 3:
                    changed[at : at + 1] = bytes([chance.randrange(256)])
                case _:
                    changed[at:at] = b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
        yield f"{name}~{number}", bytes(changed)


def _tell(what: str, count: int, tally: Tally) -> None:
    parsed = sum(tally.kinds.values())
    print(
        f"{what}: {count} = parsed {parsed} + refused {sum(tally.refused.values())} + crashed {len(tally.crashed)}"
    )
    print(
        f"  parsed by kind: {dict(tally.kinds.most_common())}; entries {tally.entries}; not well-formed {tally.mended}"
    )
    print(f"  refused by reason: {dict(tally.refused.most_common())}")
    slowest = sorted(tally.times, reverse=True)[:3]
    print("  slowest: " + ", ".join(f"{seconds * 1000:.0f} ms {name}" for seconds, name in slowest))
    print(f"  together {sum(seconds for seconds, _ in tally.times):.1f} s")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"  reached out: {len(tally.outward)}")
    for line in (*tally.crashed[:20], *tally.outward[:20]):
        print(f"  ! {line}")


if __name__ == "__main__":
    sys.exit(main())
