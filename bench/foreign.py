"""How long a thousand files take that are no forms at all; `python bench/foreign.py [COUNT]`. The goal: a minute.

They are made afresh, of every origin that is at hand: with LibreOffice there are its .xls, .ods, .html and .pdf too.
What is timed is the whole command, reports and all, in two workers; a handful of good returns lies among them.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder

from tests.abused.county import COMPILED, PERIOD, PLAN, UNITS, issuing, settle_in  # noqa: E402
from tests.abused.foreign import foreign  # noqa: E402
from tests.abused.hands import said  # noqa: E402

KINDS = ("xls", "ods", "html", "pdf", "csv")
CONVERTED = 20
GOOD = 10


def main(count: int) -> None:
    """Make them, run the command once, and print what became of them."""
    with TemporaryDirectory() as name:
        desk = settle_in(Path(name) / "desk").folder
        returns = desk / "output" / PLAN / PERIOD / "2-回收"
        returns.mkdir(parents=True)
        forms = issuing(desk)
        for unit in UNITS[:GOOD]:
            (returns / f"{unit}.xlsx").write_bytes(said(forms(unit), unit, {}))
        converted = [*conversions(Path(name))]
        for number, (file, data) in enumerate([*converted, *foreign(count - len(converted))]):
            (returns / f"{number:04}-{file}").write_bytes(data)
        seconds, ends = timed(desk)
    print(f"{count} foreign files and {GOOD} returns: {seconds:.1f} s (goal 60)")
    for (end, code), files in ends.most_common():
        print(f"{files:6} {end} {code}")


def conversions(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Workbooks as LibreOffice saves them in its other formats."""
    soffice = which("soffice")
    originals = [folder / name for name, data in foreign(CONVERTED * 3) if name.endswith(".xlsx")]
    for path, (_, data) in zip(
        originals, (each for each in foreign(CONVERTED * 3) if each[0].endswith(".xlsx")), strict=True
    ):
        path.write_bytes(data)
    for kind in KINDS if soffice else ():
        convert([str(soffice)], kind, folder, originals)
        for path in sorted((folder / kind).iterdir()):
            yield path.name, path.read_bytes()


def convert(soffice: Sequence[str], kind: str, folder: Path, files: Sequence[Path]) -> None:
    """All of them in one start of LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", kind, "--outdir", str(folder / kind)]
    subprocess.run([*soffice, profile, *options, *map(str, files)], capture_output=True, check=True)


def timed(desk: Path) -> tuple[float, Counter[tuple[str, str]]]:
    """Seconds of the whole command, and how many files ended how, and why."""
    command = [sys.executable, str(ROOT / "compile_reports.py"), "--period", PERIOD, "--as-of", COMPILED]
    begun = perf_counter()
    run = subprocess.run([*command, "--json", "--jobs", "2"], cwd=desk, capture_output=True, check=False)
    seconds = perf_counter() - begun
    if run.returncode != 1:
        raise SystemExit(run.stderr.decode())
    files = json.loads(run.stdout)["files"]
    return seconds, Counter((file["end"], file["findings"][0]["code"] if file["findings"] else "") for file in files)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
