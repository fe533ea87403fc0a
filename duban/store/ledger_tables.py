"""The tables in which a ledger is given away: what each is and what stands in its columns, said once.

The tables of a database, the CSV files beside it and docs/ledger-tables.md are all made from `LEDGER_TABLES`.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping

from duban.value_object import ValueObject

TableRow = Mapping[str, str | int | None]
"""Column → what stands there; None where nothing is known."""

_NUMBERS = frozenset({"submission", "position", "run", "milestones", "undone"})
"""Columns of whole numbers; all others are texts, days as 2022-06-30."""


class LedgerTable(ValueObject):
    """One table.

    Attributes:
        name: in the database; a CSV file has the words that templates/texts/tables.yaml has for it.
        means: what one row of it is.
        columns: name → what stands there. A name means the same in every table.
        key_length: so many of the first columns tell one row from all others.
    """

    name: str
    means: str
    columns: Mapping[str, str]
    key_length: int = 1


_UNIT = {"unit": "Code of the unit; empty where nobody knows.", "unit_name": "Its name today."}
_SUBMISSION = {
    "submission": "The number of the submission, from 1 in the order in which they came.",
    "position": "Counts the rows of its owner, from 1.",
}
_SCOPE = {
    "kind": "Code of the kind of form.",
    "form": "Name of the kind of form.",
    "period": "Code of the period.",
    "period_name": "The period in words.",
}

LEDGER_TABLES = (
    LedgerTable(
        "units",
        "A unit of units.yaml, in its order.",
        {**_UNIT, "unit_kind": "What kind of unit it is.", "leader": "The leader in charge."},
    ),
    LedgerTable(
        "periods",
        "A period of a form, in the order of the plan.",
        {**_SCOPE, "due": "The day on which returns are due.", "counted": "A return is late after this day."},
        3,
    ),
    LedgerTable(
        "tasks",
        "A task of the plan with all that was decided since it was issued.",
        {
            "task": "Its number, as printed.",
            "task_name": "Its name, as printed.",
            "category": "Its heading.",
            "lead": "The unit that leads, as printed.",
            "supports": "The units that support, with 、 between them.",
            "sources": "The documents that it comes from, likewise.",
            "milestones": "How many milestones it has.",
            "dropped": "yes where it was cancelled or put off.",
        },
    ),
    LedgerTable(
        "milestones",
        "A milestone of these tasks; the task itself where it is asked about as one.",
        {
            "row": "The key of its row in a form.",
            "task": "The number of the task.",
            "task_name": "The name of the task.",
            "words": "What must be true, as it is printed in its row.",
            "deadline": "The day by the end of which it must be true.",
            "filing": "Until when that is filed; empty where no day is set.",
        },
    ),
    LedgerTable(
        "submissions",
        "A form that was returned and is kept: every version, whether it counts or not.",
        {
            "submission": _SUBMISSION["submission"],
            **_SCOPE,
            **_UNIT,
            "received_on": "The day on which it came: the as-of day of the run that saw it first, or the real day of "
            "that run where it is the earlier.",
            "file": "What the file was called when it came.",
            "outcome": "What the last compile of its period made of it: accepted, to-be-corrected …; empty where it "
            "was not handed in to that.",
            "outcome_name": "The same in words.",
            "form_code": "The form code.",
            "run": "The number of the run that kept it.",
            "digest": "SHA-256 of its bytes.",
            "original": "Where it is kept, below the folder of the ledger.",
        },
    ),
    LedgerTable(
        "records",
        "One answer of a submission: a cell that is not blank.",
        {
            **_SUBMISSION,
            "period": _SCOPE["period"],
            **_UNIT,
            "row": "The key of the row; empty for the heading of the form.",
            "task": "The number of the task that the row is about.",
            "task_name": "The name of that task, as the form had it.",
            "words": "The milestone or target that the row is about, as the form had it.",
            "column": "The key of the column.",
            "label": "The header of the column in the form.",
            "value_kind": "text, day (2022-06-30), number (exact), or unread for what could not be read.",
            "value": "The answer as it was read; what stood in the cell where it could not be.",
        },
        2,
    ),
    LedgerTable(
        "findings",
        "What is wrong with a submission by itself. What follows from other returns is judged in each run anew.",
        {
            **_SUBMISSION,
            "period": _SCOPE["period"],
            **_UNIT,
            "code": "The code of the rule ([Checks](checks.md)).",
            "severity": "must, explain or note.",
            "place": "Where it stands in the file.",
            "sentence": "What is wrong.",
            "hint": "What to do.",
        },
        2,
    ),
    LedgerTable(
        "runs",
        "A run of the program that wrote anything.",
        {
            "run": "Its number, from 1.",
            "at": "When it began: ISO 8601 with its offset.",
            "who": "The account and the computer that ran it.",
            "command": "build, compile …",
            "version": "Of the program.",
            **_SCOPE,
            "as_of": "The day on which everything was judged.",
            "undone": "The number of the run that it took back.",
            "digest": "SHA-256 of its entry in 日志.",
        },
    ),
    LedgerTable(
        "run_files",
        "A file that was handed in to a run, and what became of it.",
        {
            "run": "The number of the run.",
            "position": _SUBMISSION["position"],
            "file": "What people call the file.",
            **_UNIT,
            "outcome": "What became of it: accepted, to-be-corrected …",
            "outcome_name": "The same in words.",
            "digest": "SHA-256 of its bytes; empty where they could not be read.",
        },
        2,
    ),
    LedgerTable(
        "decisions",
        "One thing that stands in a decision of 办公室登记 which a run obeyed.",
        {
            "run": "The number of the run.",
            "position": "Counts the decisions of the run, from 1.",
            "key": "What it is: sheet, answer, file, by …",
            "value": "What was written.",
        },
        3,
    ),
    LedgerTable(
        "publications",
        "A file that a run wrote beside the ledger.",
        {
            "run": "The number of the run.",
            "path": "Where it lies, below the plan's folder.",
            "digest": "SHA-256 of its bytes; empty where the run took it away.",
        },
        2,
    ),
)


def database_bytes(rows_by_table: Mapping[str, Iterable[TableRow]]) -> bytes:
    """A SQLite database of these tables; the same rows give the same bytes.

    Args:
        rows_by_table: name of each of LEDGER_TABLES → its rows, which have all of its columns.
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for table in LEDGER_TABLES:
            columns = (f"{name} {'integer' if name in _NUMBERS else 'text'}" for name in table.columns)
            key = ", ".join(list(table.columns)[: table.key_length])
            database.execute(f"create table {table.name} ({', '.join(columns)}, primary key ({key})) strict")
            values = ([row[name] for name in table.columns] for row in rows_by_table[table.name])
            places = ", ".join("?" * len(table.columns))
            database.executemany(f"insert into {table.name} values ({places})", values)  # noqa: S608 - our own names
        return database.serialize()
