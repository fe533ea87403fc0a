"""Real returns, damaged at random: no crash, no hang, one end each, and no value that another program reads otherwise.

What LibreOffice sees in a cell is what a person sees there. A value that was accepted and differs from it must have
been told as a repair; where LibreOffice is absent, openpyxl stands in for it.
"""

import contextlib
import io
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.escape import unescape

from duban.journeys.compile import CompileResult, compile_reports
from duban.journeys.context import open_context
from duban.messages.finding import Place
from duban.model.return_ import Return
from duban.text.folding import comparison_key
from tests.abused.county import COMPILED, PERIOD, settle_in
from tests.abused.hands import is_key
from tests.abused.mutants import BASES, HITS, mutant
from tests.clerk import Clerk

Seen = Mapping[tuple[str, str], object]
"""Sheet and address → what another program sees there."""
COVERED = "covered"
"""Where the other program has nothing to say, as below a merged area."""
DRAWN = st.lists(
    st.tuples(st.integers(0, len(BASES) - 1), st.integers(0, len(HITS) - 1), st.integers(0, 2**31)),
    min_size=16,
    max_size=24,
)


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return settle_in(tmp_path_factory.mktemp("mutants") / "desk")


def run_over(clerk: Clerk, drawn: Sequence[tuple[int, int, int]], out: Path) -> tuple[Path, CompileResult]:
    """A folder of damaged returns, compiled apart from all others."""
    shutil.rmtree(out, ignore_errors=True)
    folder = out / "in"
    folder.mkdir(parents=True)
    for name, data in dict(mutant(*each) for each in drawn).items():
        (folder / name).write_bytes(data)
    day = date.fromisoformat(COMPILED)
    with contextlib.chdir(clerk.folder):
        desk = open_context(Path("config.yaml"), None, None, PERIOD, day, out / "out", compiling=True)
        return folder, compile_reports(desk, day, [folder])


@settings(max_examples=3)
@given(drawn=DRAWN)
def test_damage_ends_as_a_finding_and_never_as_another_value(
    clerk: Clerk, drawn: list[tuple[int, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, compiled = run_over(clerk, drawn, tmp_path_factory.mktemp("one"))
    assert sorted({path.name for path, _ in compiled.handed_in}) == sorted(path.name for path in folder.iterdir())
    assert list(other_values(compiled, {path: in_openpyxl(path) for path in folder.iterdir()})) == []


def test_what_is_accepted_is_what_libreoffice_shows(clerk: Clerk, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    drawn = [(number // len(HITS) % 5, number, 7 * number) for number in range(3 * len(HITS))]
    _, compiled = run_over(clerk, drawn, tmp_path)
    taken = sorted({path for path, receipt in compiled.handed_in if receipt.submission})
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    converted = tmp_path / "fods"
    command = [soffice, profile, "--headless", "--convert-to", "fods", "--outdir", str(converted)]
    subprocess.run([*command, *map(str, taken)], capture_output=True, timeout=600, check=False)
    seen = {path: in_fods(converted / f"{path.stem}.fods") for path in taken}
    assert sum(map(bool, seen.values())) > len(taken) // 2  # LibreOffice did its part
    assert list(other_values(compiled, seen)) == []


def other_values(compiled: CompileResult, seen: Mapping[Path, Seen]) -> Iterator[str]:
    """Accepted values that the other program does not see in their cell, and that are listed as no repair."""
    for path, receipt in compiled.handed_in:
        there = seen.get(path)
        if not there or receipt.submission is None:
            continue
        told = {finding.place for finding in receipt.findings}
        for place, value in accepted(receipt):
            other = there.get((place.sheet, place.cell), COVERED)
            if place in told or other is COVERED or alike(value, other):
                continue
            if other is not None or sees_row(there, place):
                yield f"{path.name} {place}: {value!r}, not {other!r}"


def sees_row(there: Seen, place: Place) -> bool:
    """Whether the other program came to the end of this row: from a damaged sheet it may show the first half alone."""
    number = re.sub("[A-Z]+", "", place.cell)
    return any(is_key(there.get((place.sheet, f"{letters(column)}{number}"))) for column in range(26))


def accepted(receipt: Return) -> Iterator[tuple[Place, object]]:
    assert receipt.submission
    for value in receipt.submission.heading.values():
        if value.value is not None:
            yield value.place, value.value
    for record in receipt.submission.records.values():
        for value in record.values.values():
            if value.value is not None:
                yield value.place, value.value


def alike(value: object, seen: object) -> bool:
    """Whether two programs mean the same."""
    if isinstance(seen, datetime):
        seen = seen.date()
    if isinstance(value, Decimal):
        return isinstance(seen, int | float) and abs(Decimal(repr(seen)) - value) < Decimal("1e-9")
    if isinstance(value, date):  # a damaged style shows a day as its number
        return value == (EPOCH + timedelta(seen) if isinstance(seen, float) and 0 < seen < MOST_DAYS else seen)
    return comparison_key(str(value)) == comparison_key(
        "" if seen is None else unescape(str(seen))
    )  # openpyxl leaves _x0039_


def in_openpyxl(path: Path) -> Seen:
    """What openpyxl sees; nothing where it cannot read the file."""
    data = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data), data_only=True)
        except Exception:  # noqa: BLE001 — it fails in too many ways to name
            return {}
    cells = ((sheet.title, cell) for sheet in book.worksheets for line in sheet for cell in line)
    return {  # a blank says nothing: of two cells with one address, it may be the other that people see
        (name, cell.coordinate): cell.value
        for name, cell in cells
        if not isinstance(cell, MergedCell) and cell.value is not None
    }


EPOCH, MOST_DAYS = date(1899, 12, 30), 100_000
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST = 300


def in_fods(path: Path) -> Seen:
    """What LibreOffice saw, from the flat file that it made of a workbook; nothing where it could not."""
    seen: dict[tuple[str, str], object] = {}
    if not path.exists():
        return seen
    for table in ET.parse(path).iter(f"{TABLE}table"):
        name, number = table.get(f"{TABLE}name", ""), 0
        for row in table.iter(f"{TABLE}table-row"):
            times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
            for repeated in range(min(times, MOST)):
                for column, cell in enumerate(cells_of(row)):
                    seen[name, f"{letters(column)}{number + repeated + 1}"] = value_of(cell)
            number += times
    return seen


def cells_of(row: ET.Element) -> Iterator[ET.Element]:
    for cell in row:
        if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            for _ in range(min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 40)):
                yield cell


def letters(column: int) -> str:
    return chr(65 + column) if column < 26 else f"A{chr(65 + column - 26)}"


def value_of(cell: ET.Element) -> object:
    match cell.get(f"{OFFICE}value-type"):
        case "float" | "percentage" | "currency":
            return float(cell.get(f"{OFFICE}value", "nan"))
        case "date":
            return date.fromisoformat(cell.get(f"{OFFICE}date-value", "")[:10])
        case None:
            return None
        case _:
            return "\n".join("".join(words(line)) for line in cell.iter(f"{TEXT}p"))


def words(line: ET.Element) -> Iterator[str]:
    yield line.text or ""
    for part in line:
        yield " " * int(part.get(f"{TEXT}c", "1")) if part.tag == f"{TEXT}s" else "".join(words(part))
        yield part.tail or ""
