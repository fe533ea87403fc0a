"""One return, read: what a unit answered, row by row, and where each answer stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from duban.model.finding import Place
from duban.model.form_id import Seal

Answer = str | date | Decimal | None


class Value(NamedTuple):  # for the same reason as Place
    """One answer. raw: as it stood in the file. means: what a choice says to the program."""

    value: Answer
    raw: object
    place: Place
    means: str = ""

    @property
    def shown(self) -> Answer:
        """What a correction copy shows: the value, or where it could not be read, what stood there."""
        return self.value if self.value is not None or self.raw in ("", None) else str(self.raw)


class Inputs(Mapping[str, Value]):
    """The inputs of one row by column key, in the order of the form. Nearly all are blank: made when asked for.

    filled: those in which something stands. letters: column key → its letters, the same mapping for every row.
    line: file, sheet and number of the row.
    """

    __slots__ = ("filled", "letters", "line")

    def __init__(
        self,
        filled: Mapping[str, Value],
        letters: Mapping[str, str] | None = None,
        line: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        self.filled, self.letters, self.line = filled, letters or {}, line

    def __getitem__(self, column: str) -> Value:
        if found := self.filled.get(column):
            return found
        file, sheet, number = self.line
        return Value(None, "", Place(file, sheet, self.letters[column] + number))

    def __contains__(self, column: object) -> bool:
        return column in self.letters or column in self.filled

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.letters, *self.filled)))

    def __len__(self) -> int:
        return len(self.letters.keys() | self.filled.keys())


@dataclass(frozen=True, slots=True)
class Record:
    """The answers of one row (a task or a milestone), by column key.

    received: when the file came in. filed: the day on which the unit says that it filled it in.
    """

    key: str
    values: Mapping[str, Value]
    period: str = ""
    received: date | None = None
    filed: date | None = None

    @property
    def filled(self) -> Mapping[str, Value]:
        """The inputs in which something stands, and perhaps blank ones too."""
        values = self.values
        return values.filled if isinstance(values, Inputs) else values

    def answer(self, column: str) -> Answer:
        """What was answered in a column; None where it is blank or was not asked."""
        value = self.filled.get(column)
        return value.value if value else None

    def text(self, column: str) -> str:
        """The answer as words; blank is empty."""
        answer = self.answer(column)
        return "" if answer is None else str(answer)

    @property
    def means(self) -> str:
        """What the row's state says to the program; empty where nothing is chosen."""
        state = self.filled.get("state")
        return state.means if state else ""


class Extra(NamedTuple):
    """Words that a department wrote where nothing was asked: kept, and given back.

    row: the key of the row that they stand in, if any. label: the header of the column that they stand under.
    """

    place: Place
    text: str
    row: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One return. records: row key → answers, tasks and milestones alike (their keys differ).

    unsound: rows that were asked for and cannot count, because the table around them is damaged.
    extras: notes around the tables, columns, rows and sheets of their own, as they stand in the file.
    """

    seal: Seal
    file: str
    digest: str
    heading: Mapping[str, Value]
    records: Mapping[str, Record]
    unsound: frozenset[str] = frozenset()
    extras: tuple[Extra, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """How it travels between processes: plain tuples, a third of the work of as many objects."""
        records = [
            (record.key, record.period, record.received, *_parts(record.values)) for record in self.records.values()
        ]
        extras = [(*place, *rest) for place, *rest in self.extras]
        return _rebuilt, (self.seal, self.file, self.digest, _flat(self.heading), records, self.unsound, extras)

    @property
    def filed(self) -> date | None:
        """The day on which it was filled in, as the unit says."""
        value = self.heading.get("reported_on")
        return value.value if value and isinstance(value.value, date) else None

    def inputs(self) -> Iterator[tuple[str, str, Value]]:
        """Every input with its row and its column; those of the heading have no row."""
        yield from (("", key, value) for key, value in self.heading.items())
        for key, record in self.records.items():
            yield from ((key, column, value) for column, value in record.values.items())

    def says(self) -> Mapping[tuple[str, str], Answer]:
        """Every answer by row and column, read or not; two returns that say the same are equal here."""
        return {(key, column): value.shown for key, column, value in self.inputs()}


_Flat = list[tuple[Any, ...]]


def _flat(values: Mapping[str, Value]) -> _Flat:
    """Answers without their classes: the column key, and what belongs to it."""
    return [(key, value, raw, *place, means) for key, (value, raw, place, means) in values.items()]


def _values(flat: _Flat) -> dict[str, Value]:
    return {
        key: Value(value, raw, Place(file, sheet, cell, line), means)
        for key, value, raw, file, sheet, cell, line, means in flat
    }


def _parts(values: Mapping[str, Value]) -> tuple[_Flat, Mapping[str, str], tuple[str, str, str]]:
    """All that `Inputs` are made of; blank ones do not travel."""
    inputs = values if isinstance(values, Inputs) else Inputs(values)
    return _flat(inputs.filled), inputs.letters, inputs.line


def _rebuilt(  # noqa: PLR0913 — all that a submission has
    seal: Seal,
    file: str,
    digest: str,
    heading: _Flat,
    records: list[Any],
    unsound: frozenset[str],
    extras: list[tuple[Any, ...]],
) -> Submission:
    """The same submission on the other side."""
    whole = {
        key: Record(key, Inputs(_values(flat), letters, line), period, received)
        for key, period, received, flat, letters, line in records
    }
    beside = tuple(Extra(Place(*each[:4]), *each[4:]) for each in extras)
    return Submission(seal, file, digest, _values(heading), whole, unsound, beside)


@dataclass(frozen=True, slots=True)
class Past:
    """What was accepted in earlier periods: row key → records, oldest first."""

    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def last(self, key: str) -> Record | None:
        """The newest record of a row."""
        records = self.records.get(key, ())
        return records[-1] if records else None

    def then(self, accepted: Mapping[str, Record]) -> "Past":
        """With one more period's records."""
        return Past(
            dict(self.records) | {key: (*self.records.get(key, ()), record) for key, record in accepted.items()}
        )
