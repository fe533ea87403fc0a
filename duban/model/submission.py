"""What one return answers: row key → record, column key → cell, and where in the file each cell stands; over time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from duban.messages.finding import Place
from duban.model.form_id import FormId
from duban.model.role import KEYS_AS_ROLES, ColumnByRole, Role
from duban.value_object import ValueObject, field

Answer = str | date | Decimal | None


class AnswerCell(NamedTuple):  # for the same reason as Place
    """One answer.

    Attributes:
        value: as it was read; None where it is blank or could not be read.
        raw: as it stood in the file.
        place: the cell.
        meaning: what a choice means to the program (`means` of the option); empty for other kinds of cell.
        parts: the answers of which it is put together, where these are several.
    """

    value: Answer
    raw: object
    place: Place
    meaning: str = ""
    parts: tuple["AnswerCell", ...] = ()

    @property
    def displayed(self) -> Answer:
        """What a correction copy shows: the value, or where it could not be read, what stood there."""
        return self.value if self.value is not None or self.raw in ("", None) else str(self.raw)


class RowInputs(Mapping[str, AnswerCell]):
    """The inputs of one row by column key, in the order of the form. Nearly all are blank: made when asked for."""

    __slots__ = ("column_letters", "filled", "line")

    def __init__(
        self,
        filled: Mapping[str, AnswerCell],
        column_letters: Mapping[str, str] | None = None,
        line: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        """The inputs of one line.

        Args:
            filled: those in which something stands.
            column_letters: column key → its letters in the sheet, of every input; one mapping for all rows.
            line: file, sheet and number of the line, as a `Place` has them.
        """
        self.filled, self.column_letters, self.line = filled, column_letters or {}, line

    def __getitem__(self, column: str) -> AnswerCell:
        cell = self.filled.get(column)
        if cell is None:
            file, sheet, number = self.line
            cell = AnswerCell(None, "", Place(file, sheet, self.column_letters[column] + number))
        return cell

    def __contains__(self, column: object) -> bool:
        return column in self.column_letters or column in self.filled

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.column_letters, *self.filled)))

    def __len__(self) -> int:
        return len(self.column_letters.keys() | self.filled.keys())


class Record(ValueObject, gc=False):
    """The answers of one row: a task or a milestone.

    Attributes:
        key: of the row.
        values: column key → cell, of every input of the row.
        period: the code of the period in which it was asked.
        received_on: when the file came in.
        reported_on: the day on which the unit says that it filled the form in.
        column_by_role: the same mapping for all rows of a table.
        unverified: some answers are of a row or version that does not count yet: bad news, which cannot wait (待核实).
        disputed: its state is bad news of one of several versions, and another of them does not say so.
        request_source: the answer from which its request comes, where that is another one than of the rest.
    """

    key: str
    values: Mapping[str, AnswerCell]
    period: str = ""
    received_on: date | None = None
    reported_on: date | None = None
    column_by_role: ColumnByRole = field(default_factory=lambda: KEYS_AS_ROLES)
    unverified: bool = False
    disputed: bool = False
    request_source: "Record | None" = None

    @property
    def filled(self) -> Mapping[str, AnswerCell]:
        """The inputs in which something stands, and perhaps blank ones too."""
        values = self.values
        return values.filled if type(values) is RowInputs else values  # to ask whether it is a Mapping takes long

    def answer(self, column: str) -> Answer:
        """What was answered in a column; None where it is blank or was not asked."""
        value = self.filled.get(column)
        return value.value if value else None

    def text(self, column: str) -> str:
        """The answer as words; blank is empty."""
        answer = self.answer(column)
        return "" if answer is None else str(answer)

    def by_role(self, role: Role) -> AnswerCell | None:
        """The cell of the column that has this role, blank or not; None where no column of the row has it."""
        column = self.column_by_role.get(role)
        return self.values.get(column) if column else None

    def answer_by_role(self, role: Role) -> Answer:
        """What was answered in the column of this role; None where it is blank or was not asked."""
        cell = self.filled.get(self.column_by_role.get(role, ""))
        return cell.value if cell else None

    def text_by_role(self, role: Role) -> str:
        """That answer as words; blank is empty."""
        return self.text(self.column_by_role.get(role, ""))

    @property
    def answered_on(self) -> date | None:
        """The day up to which it can speak: filled in then, and in no case later than it came in."""
        return min(filter(None, (self.reported_on, self.received_on)), default=None)

    @property
    def meaning(self) -> str:
        """What the row's state says to the program; empty where nothing is chosen."""
        state = self.filled.get(self.column_by_role.get(Role.STATE, ""))
        return state.meaning if state else ""


class ExtraContent(NamedTuple):
    """Words that a department wrote where nothing was asked: kept, and given back.

    Attributes:
        row_key: of the row that they stand in; empty outside the rows.
        column_label: the header of the column that they stand under; empty for none.
    """

    place: Place
    text: str
    row_key: str = ""
    column_label: str = ""


class Submission(ValueObject):
    """What one form answers.

    Attributes:
        file: what people call the file.
        digest: SHA-256 of the file in hexadecimal.
        heading: the inputs above the tables, by column key.
        records: row key → answers, tasks and milestones alike (their keys differ), in the form's order.
        damaged_rows: rows that were asked for and cannot count, because the table around them is damaged.
        extra_content: notes around the tables, columns, rows and sheets of the department's own.
    """

    form_id: FormId
    file: str
    digest: str
    heading: Mapping[str, AnswerCell]
    records: Mapping[str, Record]
    damaged_rows: frozenset[str] = frozenset()
    extra_content: tuple[ExtraContent, ...] = ()
    heading_column_by_role: ColumnByRole = field(default_factory=lambda: KEYS_AS_ROLES)

    def __reduce__(self) -> tuple[Callable[..., "Submission"], tuple[Any, ...]]:
        """How it travels between processes: as plain tuples, in a tenth of the time of as many objects."""
        records = [
            (record.key, record.period, record.received_on, record.column_by_role, *_packed_inputs(record.values))
            for record in self.records.values()
        ]
        extra_content = [(*place, *words) for place, *words in self.extra_content]
        head = self.form_id, self.file, self.digest, _packed_cells(self.heading), self.heading_column_by_role
        return unpack_submission, (*head, records, self.damaged_rows, extra_content)

    @property
    def reported_on(self) -> date | None:
        """The day on which it was filled in, as the unit says."""
        value = self.heading.get(self.heading_column_by_role.get(Role.REPORTED_ON, ""))
        return value.value if value and isinstance(value.value, date) else None

    def row_inputs(self, row: str) -> Mapping[str, AnswerCell]:
        """The inputs of a row by column key; those of the heading for an empty key, none for an unknown one."""
        if not row:
            return self.heading
        return self.records[row].values if row in self.records else {}

    def inputs(self) -> Iterator[tuple[str, str, AnswerCell]]:
        """Every input with its row and its column; those of the heading have no row."""
        yield from (("", key, value) for key, value in self.heading.items())
        for key, record in self.records.items():
            yield from ((key, column, value) for column, value in record.values.items())

    def answers(self) -> Mapping[tuple[str, str], Answer]:
        """Every answer by row and column, read or not; two returns that say the same are equal here."""
        return {(key, column): value.displayed for key, column, value in self.inputs()}


_Packed = list[tuple[Any, ...]]


def _packed_cells(cells: Mapping[str, AnswerCell]) -> _Packed:
    """Column key, then all that belongs to the cell; eight plain values each."""
    return [(key, value, raw, *place, meaning) for key, (value, raw, place, meaning, _) in cells.items()]


def _unpacked_cells(packed: _Packed) -> dict[str, AnswerCell]:
    return {
        key: AnswerCell(value, raw, Place(file, sheet, cell, line), meaning)
        for key, value, raw, file, sheet, cell, line, meaning in packed
    }


def _packed_inputs(values: Mapping[str, AnswerCell]) -> tuple[_Packed, Mapping[str, str], tuple[str, str, str]]:
    """All that `RowInputs` are made of; blank cells do not travel."""
    inputs = values if isinstance(values, RowInputs) else RowInputs(values)
    return _packed_cells(inputs.filled), inputs.column_letters, inputs.line


def unpack_submission(  # noqa: PLR0913 — all that a submission has
    form_id: FormId,
    file: str,
    digest: str,
    heading: _Packed,
    heading_column_by_role: ColumnByRole,
    records: list[Any],
    damaged_rows: frozenset[str],
    extra_content: list[tuple[Any, ...]],
) -> Submission:
    """The submission that `Submission.__reduce__` took apart.

    Args:
        form_id: of the return.
        file: what people call it.
        digest: SHA-256 of its bytes.
        heading: packed cells of the heading's inputs.
        heading_column_by_role: column key of each role in the heading.
        records: packed records.
        damaged_rows: keys of rows of which nothing counts.
        extra_content: packed content beside the table.
    """
    unpacked_records = {
        key: Record(key, RowInputs(_unpacked_cells(cells), letters, line), period, received_on, None, column_by_role)
        for key, period, received_on, column_by_role, cells, letters, line in records
    }
    extras = tuple(ExtraContent(Place(*content[:4]), *content[4:]) for content in extra_content)
    return Submission(
        form_id,
        file,
        digest,
        _unpacked_cells(heading),
        unpacked_records,
        damaged_rows,
        extras,
        heading_column_by_role,
    )


class History(ValueObject):
    """What was accepted: row key → records, oldest first, one for each period in which the row was answered."""

    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def last(self, key: str) -> Record | None:
        """The newest record of a row."""
        records = self.records.get(key)
        return records[-1] if records else None

    def extended_by(self, accepted: Mapping[str, Record]) -> "History":
        """With one more period's records; without any it stays the same one."""
        extended = {key: (*self.records.get(key, ()), record) for key, record in accepted.items()}
        return History({**self.records, **extended}) if extended else self


def find_record(
    histories: Iterable[History], keys: Sequence[str], condition: Callable[[Record], bool] = lambda _record: True
) -> Record | None:
    """The newest record of a row that fulfils a condition.

    Args:
        histories: those of several form kinds; the first that has such a record counts.
        keys: of rows that answer for each other, such as a task and its only milestone; the first is preferred.
        condition: asked about each row's newest record alone: what a unit left blank since is not dug up again.
    """
    for records in (history.records.get(key) for history in histories for key in keys):
        if records and condition(records[-1]):
            return records[-1]
    return None
