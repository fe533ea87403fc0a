"""The forms that are pictured and counted: of every kind of form of every demo, the fullest of the last period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

OWN_ROOT = Path(__file__).resolve().parents[1]
PLANS = (
    *("taishan-2022", "sanshui-2020", "quanzhou-2024", "huizhou-2020", "huarong-2021"),
    *("city-projects-2025", "work-safety-2025", "county-inspection-2025", "township-2025", "enterprise-2025"),
)


class InputCell(NamedTuple):
    """An input that a department sees.

    kind: of its validation: list, date, decimal, whole, textLength, custom; empty where nothing is enforced.
    """

    sheet: str
    cell: str
    kind: str

    @property
    def clicks(self) -> int:
        """To fill it: one goes into the cell; of a list, one opens it and one chooses."""
        return 2 if self.kind == "list" else 1


@dataclass(frozen=True)
class ShownForm:
    """One form. form, period: of the step that issued it."""

    plan: str
    form: str
    period: str
    path: Path

    @property
    def unit(self) -> str:
        """Whose it is: what its file's name has besides the kind and the period."""
        return next(part for part in self.path.stem.split("-") if part != self.form and not part[-1].isdecimal())


def shown_forms(demo: Path, plans: tuple[str, ...] = PLANS) -> Iterator[ShownForm]:
    """Those of the demos that were played, by plan. demo: the folder in which they were."""
    for plan in plans:
        newest: dict[str, tuple[str, list[Path]]] = {}
        for folder in sorted((demo / plan).glob("*/1-下发")):
            forms = [path for path in folder.glob("*.xlsx") if _kind(path)]
            name = _kind(forms[0])
            newest[name] = (folder.parent.name.removesuffix(f"-{name}"), forms)
        for name, (period, forms) in newest.items():
            yield ShownForm(plan, name, period, max(forms, key=lambda path: (path.stat().st_size, path.name)))


def _kind(path: Path) -> str:
    """The kind of form that a file's name says; empty where it is none."""
    return next((part for part in path.stem.split("-") if part.endswith("表")), "")


def input_cells(path: Path) -> Mapping[str, list[InputCell]]:
    """The inputs of each visible sheet that are in sight, row by row; a sheet without any is left out."""
    book = load_workbook(path)
    inputs = {sheet.title: list(_inputs(sheet)) for sheet in book if sheet.sheet_state == "visible"}
    book.close()
    return {name: cells for name, cells in inputs.items() if cells}


def _inputs(sheet: Worksheet) -> Iterator[InputCell]:
    kinds = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            kinds.update(dict.fromkeys(area.cells, rule.type or ""))
    for row in sheet.iter_rows():
        if sheet.row_dimensions[row[0].row or 0].hidden:
            continue
        for cell in row:
            if isinstance(cell, Cell) and not cell.protection.locked:
                yield InputCell(sheet.title, cell.coordinate, kinds.get((cell.row, cell.column), ""))
