"""The reader against the three ways everybody tries first, in one run, in texts per second on one core.

    python benchmarks/reading.py [ROUNDS]         (5 by default; the median counts)

(a) jieba.cut and set intersection, (b) `in` over all names, (c) a bare Aho-Corasick scan; then the cost of a
register grown from 107 to 10,000 commitments, and the time and memory of a start. Texts are those of
../shared/real/background-cctv.jsonl.gz.
"""

import gzip
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from jiannuo.model.commitment import Anchor, Commitment, Name, Register
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

ROOT = Path(__file__).parent.parent
REGISTER = ROOT / "register" / "chongqing-2021.yaml"
TEXTS = ROOT.parent / "shared" / "real" / "background-cctv.jsonl.gz"
SAMPLE_FOR_JIEBA = 600
GROWN = 10_000


def main() -> None:
    """Run every comparison and print the ratios beside what was asked."""
    if not TEXTS.is_file():
        sys.exit(f"SKIPPED: {TEXTS} is not there; this benchmark measures with it")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    register, reports = load_register(REGISTER), _reports()
    names = sorted({n.text for c in register.commitments for a in c.anchors for n in a.names})
    reader, grown = Reader(register), Reader(_grown(register))
    scan = AhoCorasick(names)
    ways: dict[str, Callable[[Report], object]] = {
        "ours": reader.read,
        "in over all names": lambda report: [name for name in names if name in report.body],
        "bare automaton": lambda report: scan.find_matches_as_indexes(report.body),
        f"ours, {GROWN} commitments": grown.read,
    }
    speeds = {name: [] for name in ways} | {"jieba.cut": []}
    for _ in range(rounds):
        for name, way in ways.items():
            speeds[name].append(_speed(way, reports))
        speeds["jieba.cut"].append(_speed(_jieba(names), reports[:SAMPLE_FOR_JIEBA]))
    median = {name: statistics.median(values) for name, values in speeds.items()}
    _tell(median, len(reports), len(names))
    _start()


def _tell(median: dict[str, float], texts: int, names: int) -> None:
    print(f"{texts} texts, {names} names; texts per second on one core, median")
    for name, value in median.items():
        print(f"  {name:32} {value:12,.0f}")
    ours = median["ours"]
    print(f"ours / jieba.cut           {ours / median['jieba.cut']:8.1f}   (asked: at least 40)")
    print(f"ours / in over all names   {ours / median['in over all names']:8.1f}   (asked: at least 2)")
    print(f"bare automaton / ours      {median['bare automaton'] / ours:8.1f}   (asked: at most 4)")
    grown = median[f"ours, {GROWN} commitments"]
    print(f"cost grown to {GROWN}       {ours / grown:8.2f}   (asked: at most 1.5)")


def _reports() -> list[Report]:
    with gzip.open(TEXTS, "rt", "utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return [
        Report(
            url=row.get("url") or "",
            outlet="x",
            title=row.get("title") or "",
            body=row["text"],
            published=parse_when(row["published"]) if row.get("published") else None,
        )
        for row in rows
    ]


def _jieba(names: list[str]) -> Callable[[Report], object]:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    wanted = set(names)
    return lambda report: wanted.intersection(jieba.cut(report.body))


def _speed(way: Callable[[Report], object], reports: list[Report]) -> float:
    # Time on the core, not on the wall: other work on the machine does not count.
    started = time.process_time()
    for report in reports:
        way(report)
    return len(reports) / (time.process_time() - started)


def _grown(register: Register) -> Register:
    """The register with invented commitments of the same make until there are GROWN."""
    dice = random.Random(7)
    characters = [chr(code) for code in range(0x4E00, 0x8FFF)]
    made: list[Commitment] = []
    for number in range(GROWN - len(register.commitments)):
        base = register.commitments[number % len(register.commitments)]
        words = tuple(
            Name("".join(dice.choices(characters, k=dice.randint(4, 8)))) for _ in range(dice.randint(1, 3))
        )
        made.append(replace(base, id=f"X{number}", anchors=(Anchor(words, place="home"),)))
    return replace(register, commitments=(*register.commitments, *made))


def _start() -> None:
    """Time and memory of a process that loads the register, builds the reader and reads one report."""
    code = (
        "import time;t=time.perf_counter();from pathlib import Path;"
        "from jiannuo.register.load import load_register;from pipelines.reading.reader import Reader;"
        "from jiannuo.model.report import Report;"
        f"r=Reader(load_register(Path({str(REGISTER)!r})));{{}}"
        "s=time.perf_counter()-t;m=[x for x in open('/proc/self/status') if x.startswith('VmHWM')];"
        "print(s,int(m[0].split()[1])/1024)"
    )
    far = "r.read(Report('','x','','今天天气很好。'));"
    near = "r.read(Report('','x','','10月1日，重庆金凤一带的育种基地今天开工，种业项目投用。'));"
    for title, body in (("without", far), ("with", near)):
        out = subprocess.run(
            [sys.executable, "-c", code.format(body)], check=True, capture_output=True, text=True
        )
        seconds, memory = map(float, out.stdout.split())
        print(f"start {title} jieba's dictionary: {seconds:.2f} s (asked: 1.5), {memory:.0f} MB (asked: 250)")
    print(f"this benchmark itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
