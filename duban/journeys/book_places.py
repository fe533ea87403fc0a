"""Which cell of a plan's workbook says what stands in a line of plan.yaml or units.yaml."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from duban.key_path import KeyPath
from duban.messages.finding import Finding, Place
from duban.plan_book.book_tables import BookTable
from duban.plan_book.changed_items import BookEdit, Edit, Rebuilt
from duban.plan_book.items import PlanItem
from duban.text.display import shorten
from duban.value_object import ValueObject, replace
from duban.workspace.yaml_file import YamlDocument

_LONGEST_TEXT = 40
"""Characters of a cell that a message quotes."""


class _Cell(NamedTuple):
    """A cell of the workbook; is_edited: something was changed in its row."""

    place: Place
    key: str
    is_edited: bool


class BookPlaces(ValueObject, dict=True):
    """A workbook beside the file that says the same.

    Attributes:
        rebuilt: the file as the workbook says it.
        reread: the same entries, read from the new file.
        document: the new file; its path is where it shall lie.
        former: the file as it was.
        tables: the sheets.
        book: what people call the workbook.
    """

    rebuilt: Rebuilt
    reread: PlanItem
    document: YamlDocument
    former: YamlDocument
    tables: Mapping[str, BookTable]
    book: str

    def edits(self) -> Iterator[Finding]:
        """What somebody changed: at its cell, with the line that says it now, or said it before it went."""
        for edit in self.rebuilt.edits:
            document, path = self._typed_place(edit)
            line = Place(document.path, line=document.line_of(path))
            old, new = (shorten(text, _LONGEST_TEXT) for text in (edit.old, edit.new))
            facts = {"line": str(line), "key": edit.key, "was": old, "now": new}
            yield Finding(f"plan-book-{edit.kind}", edit.place, facts)

    def in_book(self, finding: Finding) -> Finding:
        """A finding of the new file at the cell that says it: one that was changed, if any stands in that line."""
        cells = self._cells_by_line.get(finding.place.line, ())
        best = min(cells, key=lambda cell: (not cell.is_edited, cell.key != finding.facts.get("key")), default=None)
        place = best.place if best else finding.place._replace(file=self.document.path)
        return replace(finding, place=place)

    def is_about_edits(self, finding: Finding) -> bool:
        """Whether a finding, at its cell, stands in a line in which something was changed."""
        cells = (cell for cells in self._cells_by_line.values() for cell in cells if cell.is_edited)
        return any(cell.place == finding.place for cell in cells)

    def _typed_place(self, edit: BookEdit) -> tuple[YamlDocument, KeyPath]:
        """Where the file says what was changed."""
        if edit.kind is Edit.REMOVED:
            return self.former, edit.item.path if edit.item else ()
        item = self._reread_by_row[edit.place.sheet, edit.row]
        return self.document, item.typed_path(edit.key) if edit.key in item.values else item.path

    @cached_property
    def _reread_by_row(self) -> Mapping[tuple[str, int], PlanItem]:
        """Sheet and row → the entry in the new file."""
        pairs = _pairs(self.rebuilt.root, self.reread)
        return {(item.table.key, item.sheet_row): reread for item, reread in pairs}

    @cached_property
    def _cells_by_line(self) -> Mapping[int, list["_Cell"]]:
        """Line of the new file → the cells that say what stands there; the first cell of a row for the row itself."""
        edited_rows = {(edit.place.sheet, edit.row) for edit in self.rebuilt.edits}
        cells: dict[int, list[_Cell]] = {}
        for (sheet, row), item in self._reread_by_row.items():
            is_edited = (sheet, row) in edited_rows
            for key in ("", *item.values):
                path = item.typed_path(key) if key else item.path
                place = Place(self.book, sheet, self.tables[sheet].address(row, key))
                cells.setdefault(self.document.line_of(path), []).append(_Cell(place, key, is_edited))
        return cells


def places_in_book(places: Iterable[BookPlaces], findings: Iterable[Finding], folder: str) -> list[Finding]:
    """The findings of a rehearsal, each where a person can mend it.

    Args:
        places: of each file.
        findings: at lines of files in the folder of the rehearsal, or elsewhere.
        folder: of the rehearsal, as people call it.
    """
    by_name = {one.document.path.rpartition("/")[2]: one for one in places}
    located = []
    for finding in findings:
        name = finding.place.file.removeprefix(f"{folder}/")
        is_of_book = name != finding.place.file and name in by_name
        located.append(by_name[name].in_book(finding) if is_of_book else finding)
    return located


def _pairs(item: PlanItem, other: PlanItem) -> Iterator[tuple[PlanItem, PlanItem]]:
    """The entries of two readings that say the same, one beside the other."""
    for key, children in item.children.items():
        for child, other_child in zip(children, other.children.get(key, ()), strict=False):
            yield child, other_child
            yield from _pairs(child, other_child)
