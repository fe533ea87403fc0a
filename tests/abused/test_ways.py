"""A folder with every way in which a form comes back, beside good returns: one run, each ends as ways.yaml says."""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path, PurePath

import pytest
from python_calamine import CalamineWorkbook

from duban.journeys.compile import CompileResult, compile_reports
from duban.journeys.context import open_context
from duban.messages.finding import Finding
from duban.model.return_ import Return
from duban.model.submission import Submission
from duban.text.display import format_number as plain_number
from tests.abused.county import CODES, COMPILED, KEPT, PERIOD, PLAN
from tests.abused.hands import GOOD, Where
from tests.abused.ways import Cell, File, desk_with_returns, ways
from tests.clerk import Clerk, CommandResult

FILES = [pytest.param(file, id=f"{way.way}-{file.name}") for way in ways() for file in way.files]
TYPED = [pytest.param(file, id=f"{way.way}-{file.name}") for way in ways() for file in way.files if file.cells]
COLUMNS = {
    "填报人": "reporter",
    "填报日期": "reported_on",
    "进展情况": "progress",
    "下一步计划": "problems",
    "备注": "remark",
    "节点情况": "state",
    "完成比例": "share",
    "实际完成日期": "actual",
    "预计完成日期": "expected",
    "滞后原因": "reason",
    "累计完成数": "value",
}
"""The label of each input and its key."""


@dataclass(frozen=True)
class Journey:
    """One run over the whole folder, and what became of each file."""

    clerk: Clerk
    compiled: CompileResult

    @cached_property
    def receipts(self) -> Mapping[str, list[Return]]:
        """Name of a file → its own receipt, then one for each piece inside it."""
        found: dict[str, list[Return]] = {}
        for path, receipt in self.compiled.handed_in:
            found.setdefault(self.file(path), []).append(receipt)
        return found

    def file(self, path: Path) -> str:
        """The name of the file in which a piece lies."""
        first = path.relative_to(self.returns).parts[0]
        return first if (self.returns / first).exists() else first.partition("#")[0]  # one form of several

    @property
    def returns(self) -> Path:
        return self.folder / "2-回收"

    @property
    def folder(self) -> Path:
        return self.clerk.folder / "output" / PLAN / PERIOD

    def again(self, *arguments: str) -> CommandResult:
        return self.clerk.run("compile", "--period", PERIOD, "--as-of", COMPILED, *arguments)


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    clerk = desk_with_returns(tmp_path_factory.mktemp("county"))
    day = date.fromisoformat(COMPILED)
    with contextlib.chdir(clerk.folder):
        desk = open_context(Path("config.yaml"), None, None, PERIOD, day, None, compiling=True)
        return Journey(clerk, compile_reports(desk, day))


def codes(receipt: Return) -> set[str]:
    return {finding.code for finding in receipt.findings}


def answers(submission: Submission) -> Iterator[tuple[Where, object]]:
    """Every answer of a return, by where people would say that it stands; those that were not accepted are None."""
    labels = {key: label for label, key in COLUMNS.items()}
    for key, value in submission.heading.items():
        yield ("", labels[key]), value.value
    for row, record in submission.records.items():
        for key, value in record.values.items():
            if key not in labels:
                continue  # what the program asks in a correction copy
            yield (row.removeprefix(submission.form_id.unit), labels[key]), value.value


def test_the_table_has_all_thirty_eight_ways() -> None:
    assert sorted(way.way for way in ways()) == list(range(39))


def test_what_is_kept_is_small_and_all_in_the_table() -> None:
    kept = {path.name: path.stat().st_size for path in KEPT.iterdir()}
    assert kept.keys() == {file.name for way in ways() for file in way.files if not file.made}
    assert max(kept.values()) <= 30 * 1024


def test_every_file_of_the_folder_ends_once(journey: Journey) -> None:
    """None is lost, and nothing is told of what was never there."""
    assert sorted(journey.receipts) == sorted(path.name for path in (journey.returns).iterdir())


@pytest.mark.parametrize("file", FILES)
def test_a_file_ends_as_the_table_says(journey: Journey, file: File) -> None:
    itself, *pieces = journey.receipts[file.name]
    assert (itself.outcome.value, codes(itself)) == (file.end, set(file.finds))
    names = {unit.code: unit.name for unit in journey.compiled.context.directory.units}
    ends = {names.get(piece.unit_code, PurePath(piece.file).name): piece.outcome.value for piece in pieces}
    assert ends == file.parts


@pytest.mark.parametrize("file", TYPED)
def test_a_value_is_read_as_the_table_says(journey: Journey, file: File) -> None:
    """Or it does not count, and then it is told why; what is told stands at its cell."""
    receipt = journey.receipts[file.name][0]
    assert receipt.submission
    read = dict(answers(receipt.submission))
    seen = {cell.where: (plain(read.get(cell.where)), told(receipt, cell)) for cell in file.cells}
    assert seen == {cell.where: (cell.read, {cell.told} - {""}) for cell in file.cells}


def told(receipt: Return, cell: Cell) -> set[str]:
    """What is told of one answer."""
    row, label = cell.where
    own = f"{receipt.unit_code}{row}" if row else ""
    return {finding.code for finding in receipt.findings if (finding.row, finding.column) == (own, COLUMNS[label])}


def plain(value: object) -> str:
    return plain_number(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def test_no_other_value_is_touched(journey: Journey) -> None:
    """Whatever was done to a file: an answer is read as it was given, or it is told why it does not count."""
    assert list(changed(journey)) == []


def changed(journey: Journey) -> Iterator[str]:
    """Answers that a department gave in good order and that were read as another one, or lost in silence."""
    by_name = {file.name: file for way in ways() for file in way.files}
    for name, receipts in journey.receipts.items():
        typed = {cell.where for cell in by_name[name].cells}
        for receipt in receipts:
            if receipt.submission is None or receipt.submission.form_id.period != PERIOD:
                continue
            if receipt.unit_code not in {CODES[unit] for unit in by_name[name].units}:
                continue  # it came along, and nobody has filled it in
            given = {**GOOD}
            for where, value in answers(receipt.submission):
                wanted = given.pop(where, None)
                if where not in typed and value != wanted and not excused(receipt, where):
                    yield f"{name} {where}: {value!r}, not {wanted!r}"
            unsound = {row.removeprefix(receipt.unit_code) for row in receipt.submission.damaged_rows}
            yield from (f"{name} {where}: lost" for where in given if where[0] not in unsound and where not in typed)


def excused(receipt: Return, where: Where) -> bool:
    """Whether it is told why this answer does not count, or what was made of it."""
    row, label = where
    own = f"{receipt.unit_code}{row}" if row else ""
    return any((finding.row, finding.column) == (own, COLUMNS[label]) for finding in receipt.findings)


def test_everything_that_is_told_has_a_place_and_a_hint(journey: Journey) -> None:
    texts = journey.compiled.context.workspace.messages
    told = [finding for receipts in journey.receipts.values() for receipt in receipts for finding in receipt.findings]
    assert [finding for finding in told if not (finding.place.file and texts.message(finding).hint)] == []


def test_a_cell_that_is_named_is_in_the_file(journey: Journey) -> None:
    """Sheet and cell are those of the file as it came back, whatever was inserted, moved or renamed there."""
    assert list(misplaced(journey)) == []


def misplaced(journey: Journey) -> Iterator[Finding]:
    for name, [receipt, *more] in journey.receipts.items():
        if receipt.submission and not more and not name.endswith(".csv"):
            with CalamineWorkbook.from_filelike(io.BytesIO((journey.returns / name).read_bytes())) as book:
                sheets = book.sheet_names
            yield from (found for found in receipt.findings if found.place.sheet and found.place.sheet not in sheets)


def test_the_same_folder_once_more_ends_the_same(journey: Journey) -> None:
    """By the command, as a program reads it."""
    before = {
        name: sorted(receipt.outcome.value for receipt in receipts) for name, receipts in journey.receipts.items()
    }
    after: dict[str, list[str]] = {}
    for file in journey.again("--json").json["files"]:
        path = journey.clerk.folder / file["path"]
        after.setdefault(journey.file(path), []).append(file["end"])
    assert {name: sorted(ends) for name, ends in after.items()} == before


def test_the_summary_tells_a_clerk_how_many_ended_how(journey: Journey) -> None:
    """The last lines; each file with something to tell was named above them."""
    told = journey.again().output
    ends = [receipt.outcome for receipts in journey.receipts.values() for receipt in receipts]
    [counted] = re.findall(r"收到(\d+)个文件：(.+)", told)
    assert int(counted[0]) == len(ends)
    assert sum(map(int, re.findall(r"\d+", counted[1]))) == len(ends)


def test_nothing_that_came_back_was_changed(journey: Journey) -> None:
    kept = [file for way in ways() for file in way.files if not file.made]
    returns = journey.returns
    assert [file.name for file in kept if (returns / file.name).read_bytes() != (KEPT / file.name).read_bytes()] == []


def test_no_foreign_word_becomes_a_formula_or_a_link(journey: Journey) -> None:
    """In none of the workbooks that were written: what begins with = + - @ stands there as text, and nowhere else."""
    written = [path for path in journey.compiled.outputs if path.suffix == ".xlsx"]
    assert len(written) > 10
    assert [path.name for path in written if _active(path)] == []


def _active(path: Path) -> bool:
    """Whether a word of way 34 stands in a formula, or where a link leads out."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    formulas = b"".join(re.findall(rb"<f\b[^>]*>[^<]*</f>", b"".join(parts.values())))
    links = b"".join(part for name, part in parts.items() if name.endswith(".rels"))
    return (
        any(word in formulas for word in (b"cmd", b"SUM(1+1)", b"http", b"Sheet1!A1"))
        or b'TargetMode="External"' in links
    )
