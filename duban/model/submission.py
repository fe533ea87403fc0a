"""One return, read: what a unit answered, row by row, and where each answer stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from duban.messages.finding import Place
from duban.model.form_id import FormId
from duban.model.role import KEYS_AS_ROLES, ColumnByRole, Role

Answer = str | date | Decimal | None


class AnswerCell(NamedTuple):  # for the same reason as Place
    """One answer. raw: as it stood in the file. means: what a choice says to the program."""

    value: Answer
    raw: object
    place: Place
    meaning: str = ""

    @property
    def displayed(self) -> Answer:
        """What a correction copy shows: the value, or where it could not be read, what stood there."""
        return self.value if self.value is not None or self.raw in ("", None) else str(self.raw)


class RowInputs(Mapping[str, AnswerCell]):
    """The inputs of one row by column key, in the order of the form. Nearly all are blank: made when asked for.

    filled: those in which something stands. letters: column key → its letters, the same mapping for every row.
    line: file, sheet and number of the row.
    """

    __slots__ = ("column_letters", "filled", "line")

    def __init__(
        self,
        filled: Mapping[str, AnswerCell],
        letters: Mapping[str, str] | None = None,
        line: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        self.filled, self.column_letters, self.line = filled, letters or {}, line

    def __getitem__(self, column: str) -> AnswerCell:
        if found := self.filled.get(column):
            return found
        file, sheet, number = self.line
        return AnswerCell(None, "", Place(file, sheet, self.column_letters[column] + number))

    def __contains__(self, column: object) -> bool:
        return column in self.column_letters or column in self.filled

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.column_letters, *self.filled)))

    def __len__(self) -> int:
        return len(self.column_letters.keys() | self.filled.keys())


@dataclass(frozen=True, slots=True)
class Record:
    """The answers of one row (a task or a milestone), by column key.

    received: when the file came in. filed: the day on which the unit says that it filled it in.
    """

    key: str
    values: Mapping[str, AnswerCell]
    period: str = ""
    received_on: date | None = None
    reported_on: date | None = None
    column_by_role: ColumnByRole = field(default_factory=lambda: KEYS_AS_ROLES)

    @property
    def filled(self) -> Mapping[str, AnswerCell]:
        """The inputs in which something stands, and perhaps blank ones too."""
        values = self.values
        return values.filled if isinstance(values, RowInputs) else values

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
        return self.answer(self.column_by_role.get(role, ""))

    def text_by_role(self, role: Role) -> str:
        """That answer as words; blank is empty."""
        return self.text(self.column_by_role.get(role, ""))

    @property
    def meaning(self) -> str:
        """What the row's state says to the program; empty where nothing is chosen."""
        state = self.filled.get(self.column_by_role.get(Role.STATE, ""))
        return state.meaning if state else ""


class ExtraContent(NamedTuple):
    """Words that a department wrote where nothing was asked: kept, and given back.

    row: the key of the row that they stand in, if any. label: the header of the column that they stand under.
    """

    place: Place
    text: str
    row_key: str = ""
    column_label: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One return. records: row key → answers, tasks and milestones alike (their keys differ).

    unsound: rows that were asked for and cannot count, because the table around them is damaged.
    extras: notes around the tables, columns, rows and sheets of their own, as they stand in the file.
    """

    form_id: FormId
    file: str
    digest: str
    heading: Mapping[str, AnswerCell]
    records: Mapping[str, Record]
    damaged_rows: frozenset[str] = frozenset()
    extra_content: tuple[ExtraContent, ...] = ()
    heading_column_by_role: ColumnByRole = field(default_factory=lambda: KEYS_AS_ROLES)

    def __reduce__(self) -> tuple[object, ...]:
        """How it travels between processes: plain tuples, a third of the work of as many objects."""
        records = [
            (record.key, record.period, record.received_on, record.column_by_role, *_parts(record.values))
            for record in self.records.values()
        ]
        extras = [(*place, *rest) for place, *rest in self.extra_content]
        head = self.form_id, self.file, self.digest, _flat(self.heading), self.heading_column_by_role
        return _rebuilt, (*head, records, self.damaged_rows, extras)

    @property
    def reported_on(self) -> date | None:
        """The day on which it was filled in, as the unit says."""
        value = self.heading.get(self.heading_column_by_role.get(Role.REPORTED_ON, ""))
        return value.value if value and isinstance(value.value, date) else None

    def inputs(self) -> Iterator[tuple[str, str, AnswerCell]]:
        """Every input with its row and its column; those of the heading have no row."""
        yield from (("", key, value) for key, value in self.heading.items())
        for key, record in self.records.items():
            yield from ((key, column, value) for column, value in record.values.items())

    def answers(self) -> Mapping[tuple[str, str], Answer]:
        """Every answer by row and column, read or not; two returns that say the same are equal here."""
        return {(key, column): value.displayed for key, column, value in self.inputs()}


_Flat = list[tuple[Any, ...]]


def _flat(values: Mapping[str, AnswerCell]) -> _Flat:
    """Answers without their classes: the column key, and what belongs to it."""
    return [(key, value, raw, *place, means) for key, (value, raw, place, means) in values.items()]


def _values(flat: _Flat) -> dict[str, AnswerCell]:
    return {
        key: AnswerCell(value, raw, Place(file, sheet, cell, line), means)
        for key, value, raw, file, sheet, cell, line, means in flat
    }


def _parts(values: Mapping[str, AnswerCell]) -> tuple[_Flat, Mapping[str, str], tuple[str, str, str]]:
    """All that `Inputs` are made of; blank ones do not travel."""
    inputs = values if isinstance(values, RowInputs) else RowInputs(values)
    return _flat(inputs.filled), inputs.column_letters, inputs.line


def _rebuilt(  # noqa: PLR0913 — all that a submission has
    seal: FormId,
    file: str,
    digest: str,
    heading: _Flat,
    heading_roles: ColumnByRole,
    records: list[Any],
    unsound: frozenset[str],
    extras: list[tuple[Any, ...]],
) -> Submission:
    """The same submission on the other side."""
    whole = {
        key: Record(key, RowInputs(_values(flat), letters, line), period, received, column_by_role=roles)
        for key, period, received, roles, flat, letters, line in records
    }
    beside = tuple(ExtraContent(Place(*each[:4]), *each[4:]) for each in extras)
    return Submission(seal, file, digest, _values(heading), whole, unsound, beside, heading_roles)


@dataclass(frozen=True, slots=True)
class History:
    """What was accepted in earlier periods: row key → records, oldest first."""

    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def last(self, key: str) -> Record | None:
        """The newest record of a row."""
        records = self.records.get(key, ())
        return records[-1] if records else None

    def extended_by(self, accepted: Mapping[str, Record]) -> "History":
        """With one more period's records."""
        return History(
            dict(self.records) | {key: (*self.records.get(key, ()), record) for key, record in accepted.items()}
        )


def find_record(
    histories: Iterable[History], keys: Sequence[str], condition: Callable[[Record], bool] = lambda _record: True
) -> Record | None:
    """The newest record of a row that fulfils a condition.

    Args:
        histories: those of several form kinds; the first that has such a record counts.
        keys: of rows that answer for each other, such as a task and its only milestone; the first is preferred.
        condition: asked about each row's newest record alone: what a unit left blank since is not dug up again.
    """
    records = (history.last(key) for history in histories for key in keys)
    return next((record for record in records if record and condition(record)), None)
