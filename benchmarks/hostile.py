"""How long the reader takes for 100 KB of text made to be slow, shape by shape; asked: at most half a second each.

    python benchmarks/hostile.py [KILOBYTES]

The shapes are those of tests/pipelines/reading/test_hostile_text.py, which holds that time grows with the length.
"""

import runpy
import sys
import time
from pathlib import Path

from jiannuo.model.report import Report
from jiannuo.model.when import parse_when

SHAPES = Path(__file__).parent.parent / "tests" / "pipelines" / "reading" / "test_hostile_text.py"
ASKED = 0.5


def main() -> None:
    """Read each shape twice, print the better time; the exit code is 1 where one takes too long."""
    size = 1000 * (int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    known = runpy.run_path(str(SHAPES))
    reader = known["READER"]
    reader.read(Report("", "x", "", "重庆大学城乡", None))
    slow = 0
    for name, piece in known["HOSTILE"].items():
        text = piece * (size // len(piece.encode()) + 1)
        report = Report("https://cq.gov.cn/x", "x", "", text, parse_when("2024-05-01"))
        took = []
        for _ in range(2):
            began = time.process_time()
            reader.read(report, far_misses=True)
            took.append(time.process_time() - began)
        slow += min(took) > ASKED
        print(f"{name:24} {min(took):.3f} s{'  too slow' if min(took) > ASKED else ''}")
    sys.exit(int(slow > 0))


if __name__ == "__main__":
    main()
