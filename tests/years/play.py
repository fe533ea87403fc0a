"""A diary played by the commands: forms go out, departments fill them in, she decides, and each report is kept."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from duban.workspace.workspace import open_workspace
from tests.clerk import Clerk, CommandResult
from tests.office.driver import Office
from tests.recount.records import Run
from tests.years.departments import fill_in
from tests.years.diary import Diary, Entry, Typed

REGISTER = "办公室登记.xlsx"
AS_LONG_AS_IT_RUNS = (0, 1)
HEADER_MARK = "登记号"
FORMS = {"issued": "1-下发/{unit}-*.xlsx", "correction": "3-汇总/退回修改/{unit}-*-退回修改.xlsx"}


@dataclass
class Year:
    """A year under way.

    office: gives a LibreOffice; None where there is none, and then nothing is sorted. kept: where copies go. runs: its
    compiles, each as it was just after. results: what each command said.
    """

    diary: Diary
    clerk: Clerk
    office: Callable[[], Office] | None
    kept: Path
    runs: list[Run] = field(default_factory=list)
    results: list[tuple[Entry, CommandResult]] = field(default_factory=list)

    def play(self) -> "Year":
        """All entries, in their order."""
        for name, changes in self.diary.setup.items():
            path = self.plan / name
            text = path.read_text(encoding="utf-8")
            for old, new in changes.items():
                text, count = re.subn(old, new, text)
                assert count, (name, old)
            path.write_text(text, encoding="utf-8")
        for entry in self.diary.entries:
            self._play(entry)
        return self

    @property
    def plan(self) -> Path:
        return self.clerk.folder / "plans" / self.diary.plan

    def _play(self, entry: Entry) -> None:
        day = entry.day.isoformat()
        if entry.issue:
            self._command(entry, self.clerk.build(entry.issue, day, *entry.more))
        elif entry.hand_in:
            for unit in entry.units or self._who_has_not(entry):
                self._hand_in(entry, unit)
        elif entry.compile:
            self._compile(entry)
        elif entry.amend:
            _append(self.plan / "plan.yaml", "调整", entry.day, entry.amend)
        elif entry.change:
            _append(self.plan / "units.yaml", "变更", entry.day, entry.change)
        elif entry.sort:
            self._sort(self.clerk.period_folder(entry.register) / REGISTER, entry)
        else:
            _type(self.clerk.period_folder(entry.register) / REGISTER, entry)

    def _command(self, entry: Entry, result: CommandResult) -> None:
        assert result.exit in AS_LONG_AS_IT_RUNS, (entry, result.output)
        self.results.append((entry, result))

    def _who_has_not(self, entry: Entry) -> Iterator[str]:
        """All who have a form of the period and have not handed one in."""
        returned = self.clerk.returns_folder(entry.hand_in)
        for form in sorted((self.clerk.period_folder(entry.hand_in) / "1-下发").glob(f"*-{self.diary.form}-*.xlsx")):
            unit = form.stem.partition(f"-{self.diary.form}-")[0]
            if unit not in entry.but and not any(returned.glob(f"{unit}*")):
                yield unit

    def _hand_in(self, entry: Entry, unit: str) -> None:
        folder = self.clerk.period_folder(entry.hand_in)
        target = self.clerk.returns_folder(entry.hand_in) / (entry.name or f"{unit}.xlsx")
        patterns = {
            "issued": ("1-下发", f"{unit}-*.xlsx"),
            "correction": ("3-汇总/退回修改", f"{unit}-*-退回修改.xlsx"),
        }
        if entry.source not in patterns:
            shutil.copy(self.clerk.returns_folder(entry.source) / f"{unit}.xlsx", target)
            return
        where, pattern = patterns[entry.source]
        [form] = (folder / where).glob(pattern)
        layouts = open_workspace(self.clerk.folder / "config.yaml", self.diary.plan).layouts.values()
        layout = next(layout for layout in layouts if layout.name == self.diary.form)
        fill_in(form, target, layout, self.diary, entry)

    def _compile(self, entry: Entry) -> None:
        folder, kept = self.clerk.period_folder(entry.compile), self.kept / f"{len(self.runs)}"
        kept.mkdir(parents=True)
        register = Path(shutil.copy(folder / REGISTER, kept)) if (folder / REGISTER).is_file() else None
        others = {
            path.parent.name: Path(shutil.copy(path, kept / f"{path.parent.name}.xlsx"))
            for path in folder.parent.glob(f"*/{REGISTER}")
            if path.parent != folder
        }
        self._command(entry, self.clerk.compile(entry.compile, entry.day.isoformat(), *entry.more))
        office = shutil.copytree(self.plan, kept / "plan")
        returns, reports = (shutil.copytree(folder / name, kept / name) for name in ("2-回收", "3-汇总"))
        self.runs.append(Run(self.diary.form, entry.compile, entry.day, office, returns, reports, register, others))

    def _sort(self, path: Path, entry: Entry) -> None:
        """As she does it in LibreOffice: all rows below the header, by a column, upwards."""
        if self.office is None:
            return
        sheet = load_workbook(path)[entry.sheet]
        [header] = [line for line in sheet.iter_rows() if any(cell.value == HEADER_MARK for cell in line)]
        column = next(cell.column for cell in header if cell.value == entry.sort)
        with self.office().open(path) as opened:
            last = get_column_letter(len(header))
            opened.select(entry.sheet, f"A{(header[0].row or 0) + 1}:{last}{sheet.max_row}")
            opened.command(".uno:DataSort", ByRows=True, HasHeader=False, Col1=column, Ascending1=True)
            opened.save_as(path, "xlsx")


def _append(path: Path, key: str, day: date, typed: Typed) -> None:
    """A decision is added at the end of a file, below its heading, as a clerk types it."""
    text = path.read_text(encoding="utf-8")
    if f"\n{key}:\n" not in text:
        text += f"{key}:\n"
    line = yaml.safe_dump({"日期": day, **typed}, allow_unicode=True, default_flow_style=True, width=10**6).strip()
    path.write_text(f"{text}  - {line}\n", encoding="utf-8")


def _type(path: Path, entry: Entry) -> None:
    """She writes into the first row that is meant, or into a row of her own."""
    book = load_workbook(path)
    sheet = book[entry.sheet]
    lines = list(sheet.iter_rows())
    at = next(place for place, line in enumerate(lines) if any(cell.value in entry.type for cell in line))
    columns = {str(cell.value): cell.column or 0 for cell in lines[at]}
    rows = [line[0].row or 0 for line in lines[at + 1 :]]

    def value(row: int, label: str) -> str:
        return str(sheet.cell(row, columns[label]).value or "")

    meant = [row for row in rows if all(str(text) in value(row, label) for label, text in entry.where.items())]
    blank = [row for row in (*rows, sheet.max_row + 1) if all(not cell.value for cell in sheet[row])]
    row, words = (meant[0], entry.type) if meant and entry.where else (blank[0], {**entry.where, **entry.type})
    for label, typed in words.items():
        sheet.cell(row, columns[label]).value = typed
    book.save(path)
    book.close()
