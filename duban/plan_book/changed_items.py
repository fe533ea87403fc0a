"""What a workbook says now, as entries again: rows that are gone, rows that came, cells that say another thing."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any

from duban.messages.finding import Finding, Place
from duban.plan_book.book_tables import BookRow, BookTable
from duban.plan_book.cell_text import Notation, UnreadableCellError
from duban.plan_book.items import PlanItem
from duban.plan_book.plan_rows import (
    LABEL_KEY,
    LINE_KEY,
    NAME_KEY,
    NUMBER_KEY,
    TASK_KEY,
    PlanRow,
    head_keys,
    line_label,
    rows_by_table,
)
from duban.plan_book.tables import PlanTable, Shape, columns_of, tables_below
from duban.value_object import MutableObject, ValueObject, field, replace

_WORDS_OF_ROW = 2
"""So many of its texts say which row is meant."""


class Edit(StrEnum):
    """What somebody did."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class BookEdit(ValueObject):
    """One thing that somebody changed.

    Attributes:
        row: of the sheet, from 1; 0 for a row that is gone.
        key: of the column; empty for a whole row.
        item: as it was; None for a row that came.
        old: what stood there, or the words of the whole row; so `new`.
    """

    kind: Edit
    place: Place
    row: int
    key: str = ""
    item: PlanItem | None = None
    old: str = ""
    new: str = ""


class Rebuilt(ValueObject):
    """A file as its sheets say it.

    Attributes:
        root: each entry with the row of its sheet; those that are new have no path.
    """

    root: PlanItem
    edits: tuple[BookEdit, ...]
    mistakes: tuple[Finding, ...]


def rebuild(root: PlanItem, tables: Mapping[str, BookTable], notation: Notation, file: str) -> Rebuilt:
    """A file of the plan as a workbook says it.

    Args:
        root: as it was when the workbook was made.
        tables: the sheets of the file, all of them sound.
        notation: of nested values.
        file: what people call the workbook.
    """
    issued = {name: {row.item.row_key: row for row in rows} for name, rows in rows_by_table(root, notation).items()}
    rebuilder = _Rebuilder(root, tables, notation, file, issued)
    children = rebuilder.children_of(root, None, "")
    return Rebuilt(
        replace(root, children=children),
        tuple(rebuilder.edits),
        (*rebuilder.mistakes, *rebuilder.rows_astray()),
    )


_Owner = tuple[str, int, str]
"""Whose new rows are: the sheet in which they stand, the row of their task (0 for none), and the name of its line."""


class _Rebuilder(MutableObject, dict=True):
    """Goes through the entries as they were; `issued` is how each row of each sheet was issued, by its key."""

    root: PlanItem
    tables: Mapping[str, BookTable]
    notation: Notation
    file: str
    issued: Mapping[str, Mapping[str, PlanRow]]
    edits: list[BookEdit] = field(default_factory=list)
    mistakes: list[Finding] = field(default_factory=list)
    used: set[tuple[str, int]] = field(default_factory=set)

    @cached_property
    def issued_rows(self) -> Mapping[str, Mapping[str, BookRow]]:
        """The issued rows of each sheet by their keys; of two with one key, which somebody copied, the first."""
        return {
            name: {row.key: row for row in reversed(table.rows) if row.key in self.issued[name]}
            for name, table in self.tables.items()
        }

    @cached_property
    def added(self) -> Mapping[_Owner, Sequence[BookRow]]:
        """The rows that somebody added."""
        added: dict[_Owner, list[BookRow]] = {}
        for name, table in self.tables.items():
            for row in table.rows:
                if not self._is_known(name, row) and row.cells:
                    owner = self._task_rows.get(row.cells.get(TASK_KEY, ""), -1) if self._is_of_tasks(name) else 0
                    line = row.cells.get(LINE_KEY, "") if owner else ""
                    added.setdefault((name, owner, line), []).append(row)
        return added

    @cached_property
    def _task_rows(self) -> Mapping[str, int]:
        """Number of a task, the one of before too → its row."""
        if TASK_KEY not in self.tables:
            return {}
        rows = [row for row in self.tables[TASK_KEY].rows if NUMBER_KEY in row.cells]
        numbers = {row.cells[NUMBER_KEY]: row.number for row in reversed(rows)}
        former = {
            issued.cells[NUMBER_KEY]: self.issued_rows[TASK_KEY][key].number
            for key, issued in self.issued[TASK_KEY].items()
            if key in self.issued_rows[TASK_KEY] and NUMBER_KEY in self.issued_rows[TASK_KEY][key].cells
        }
        return {**former, **numbers}

    def _is_known(self, name: str, row: BookRow) -> bool:
        return self.issued_rows[name].get(row.key) is row

    def _is_of_tasks(self, name: str) -> bool:
        return name not in tables_below(self.root.table.model)

    def rows_astray(self) -> list[Finding]:
        """Each row that belongs to nothing: of a task or a line that there is not."""
        findings = []
        for (name, owner, line), rows in self.added.items():
            for row in rows:
                if (name, row.number) not in self.used:
                    key = LINE_KEY if owner > 0 else TASK_KEY
                    facts = {"task": row.cells.get(TASK_KEY, ""), "line": line, "key": key}
                    findings.append(Finding("plan-book-row-astray", self._place(name, row.number, key), facts))
        return findings

    def children_of(self, item: PlanItem, task_row: int | None, line: str) -> dict[str, tuple[PlanItem, ...]]:
        """The entries of an entry, by their keys, as the sheets say them.

        Args:
            item: as it was, or a new one.
            task_row: of the task to which they belong; None for the top of the file.
            line: the name of the task's line to which they belong; empty for the task itself.
        """
        children = {}
        for key, table in tables_below(item.table.model).items():
            before = item.children.get(key, ())
            new_rows = self.added.get((key, task_row or 0, line), ())
            entries = self._entries(table, before, new_rows, task_row)
            if entries or key in item.children:
                children[key] = tuple(entries)
        return children

    def _entries(
        self, table: PlanTable, before: Sequence[PlanItem], new_rows: Sequence[BookRow], task_row: int | None
    ) -> list[PlanItem]:
        """Those that are left, in their order, and each new one behind the one that stands above it in the sheet."""
        entries = []
        for item in before:
            row = self.issued_rows[table.key].get(item.row_key)
            if row and self._says_something(table, row):
                label = self.issued[table.key][item.row_key].head.get(LABEL_KEY, "")
                entries.append(self._kept(item, row, task_row, label))
            else:
                self._note_removed(table, item, row)
        for number, row in enumerate(new_rows, len(before) + 1):
            at = max((place for place, entry in enumerate(entries, 1) if entry.sheet_row < row.number), default=0)
            if table.shape is Shape.ONE and entries:
                self._report("plan-book-twice", table.key, row.number, TASK_KEY, {"key": table.key})
            else:
                entries.insert(at, self._new(table, row, task_row, line_label(table.key, number)))
            self.used.add((table.key, row.number))
        return entries

    def _says_something(self, table: PlanTable, row: BookRow) -> bool:
        keys = columns_of(table.model).keys() | ({NAME_KEY} if table.shape is Shape.NAMED else set())
        return not keys.isdisjoint(row.cells)

    def _kept(self, item: PlanItem, row: BookRow, task_row: int | None, label: str) -> PlanItem:
        """An entry that was there before, with what was changed in its row."""
        table, issued = item.table, self.issued[item.table.key][item.row_key]
        values = dict(item.values)
        for key in columns_of(table.model):
            old, new = issued.cells[key], row.cells.get(key, "")
            if old != new:
                self._edit(Edit.CHANGED, table.key, row.number, key, item, (old, new))
                value = self._value(table, row, key)
                values = {name: typed for name, typed in values.items() if name != key} | ({key: value} if new else {})
        self._check_heads(table, row, issued)
        name = row.cells.get(NAME_KEY, "") if table.shape is Shape.NAMED else item.name
        if name != item.name:
            self._edit(Edit.CHANGED, table.key, row.number, NAME_KEY, item, (item.name, name))
        children = self._below(item, row, task_row, label)
        return replace(item, values=values, children=children, name=name, sheet_row=row.number)

    def _check_heads(self, table: PlanTable, row: BookRow, issued: PlanRow) -> None:
        """Whose an entry is cannot be changed; a name can, but must be there."""
        for key in head_keys(self.root.table.model, table):
            old, new = issued.head.get(key, ""), row.cells.get(key, "")
            if old != new and key != NAME_KEY:
                self._report("plan-book-head-changed", table.key, row.number, key, {"was": old, "now": new})
        self._check_name(table, row)

    def _new(self, table: PlanTable, row: BookRow, task_row: int | None, label: str) -> PlanItem:
        """An entry that was added."""
        columns = columns_of(table.model)
        values = {key: self._value(table, row, key) for key in columns if key in row.cells}
        name = row.cells.get(NAME_KEY, "") if table.shape is Shape.NAMED else ""
        self._check_name(table, row)
        self._edit(Edit.ADDED, table.key, row.number, "", None, ("", _row_words(row.cells, table)))
        item = PlanItem(table, values=values, name=name, sheet_row=row.number)
        return replace(item, children=self._below(item, row, task_row, label))

    def _below(self, item: PlanItem, row: BookRow, task_row: int | None, label: str) -> dict[str, tuple[PlanItem, ...]]:
        """The entries of an entry: a task's, or those of one of its lines."""
        is_line = task_row is not None
        return self.children_of(item, task_row if is_line else row.number, label if is_line else "")

    def _value(self, table: PlanTable, row: BookRow, key: str) -> Any:  # noqa: ANN401  typed data can be anything
        try:
            return self.notation.value_of(row.cells.get(key, ""), columns_of(table.model)[key])
        except UnreadableCellError:
            self._report("plan-book-notation", table.key, row.number, key, {"key": key})
            return ""

    def _check_name(self, table: PlanTable, row: BookRow) -> None:
        """A name must be there, and each only once."""
        if table.shape is not Shape.NAMED:
            return
        name = row.cells.get(NAME_KEY, "")
        if not name:
            self._report("plan-book-nameless", table.key, row.number, NAME_KEY, {"key": table.key})
        elif any(other.cells.get(NAME_KEY) == name for other in self.tables[table.key].rows if other is not row):
            self._report("plan-book-name-twice", table.key, row.number, NAME_KEY, {"name": name})

    def _note_removed(self, table: PlanTable, item: PlanItem, row: BookRow | None) -> None:
        number = row.number if row else 0
        name = {NAME_KEY: item.name} if table.shape is Shape.NAMED else {}
        words = _row_words({**self.issued[table.key][item.row_key].cells, **name}, table)
        self._edit(Edit.REMOVED, table.key, number, "", item, (words, ""))

    def _edit(self, kind: Edit, name: str, row: int, key: str, item: PlanItem | None, texts: tuple[str, str]) -> None:
        place = self._place(name, row, key) if row else Place(self.file, name)
        self.edits.append(BookEdit(kind, place, row, key, item, *texts))

    def _report(self, code: str, name: str, row: int, key: str, facts: Mapping[str, object]) -> None:
        self.mistakes.append(Finding(code, self._place(name, row, key), facts))

    def _place(self, name: str, row: int, key: str) -> Place:
        return Place(self.file, name, self.tables[name].address(row, key))


def _row_words(cells: Mapping[str, str], table: PlanTable) -> str:
    """The first texts of a row, by which a person knows it."""
    keys = (NAME_KEY, *columns_of(table.model)) if table.shape is Shape.NAMED else tuple(columns_of(table.model))
    texts: Iterator[str] = (cells[key] for key in keys if cells.get(key))
    return " ".join([text for text, _ in zip(texts, range(_WORDS_OF_ROW), strict=False)])
