"""What a long stream of returns costs this process and its workers: `python bench/scale.py [COUNT]` prints it.

docs/scale.md keeps what was measured. CPU, for other programs may be at work as well. A hundred returns come again and
again; nothing is remembered, and each result is let go at once.
"""

import resource
import sys
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from psutil import Process

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, where `bench` would mean its main module

from bench.processes import cpu_of  # noqa: E402
from bench.reading import returned, shape  # noqa: E402
from bench.scaled import Office  # noqa: E402
from duban.journeys.load_file import load_file  # noqa: E402
from duban.workers.pool import WorkerPool  # noqa: E402

UNITS = 100


def main(count: int = 10_000) -> None:
    """With one worker and with two, a tenth of the returns and all of them."""
    with TemporaryDirectory() as name:
        office = Office(UNITS, Path(name) / "ledger")
        forms = [returned(office, unit, Path(name)) for unit in office.directory.units]
        print(shape(forms, office.reader))
        for jobs in (1, 2):
            for length in (count // 10, count):
                stream(office, forms, jobs, length)


def stream(office: Office, forms: list[Path], jobs: int, length: int) -> None:
    """Print what so many returns cost each, and how much memory this process holds in the end.

    Args:
        office: whose reader it is.
        forms: the returns.
        jobs: how many workers.
        length: so many are read.
    """
    begun = cpu_of(resource.RUSAGE_SELF), cpu_of(resource.RUSAGE_CHILDREN)
    with WorkerPool(office.reader, jobs) as workers:
        for _ in workers.run(map(load_file, islice(cycle(forms), length))):
            pass
        mebibytes = Process().memory_info().rss >> 20
    ended = cpu_of(resource.RUSAGE_SELF), cpu_of(resource.RUSAGE_CHILDREN)
    own, theirs = (1000 * (end - begin) / length for begin, end in zip(begun, ended, strict=True))
    print(f"{length:,} returns, {jobs} workers: here {own:.2f} ms each, there {theirs:.2f} ms; {mebibytes} MiB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
