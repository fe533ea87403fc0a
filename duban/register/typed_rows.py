"""The rows of one sheet of 办公室登记 as she left them: what she decided in them, and what she got wrong."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from functools import cached_property

from duban.messages.finding import Finding, Place
from duban.model.assignment import Assignment
from duban.model.form_id import FormId
from duban.model.register_layout import ROW_TAG, RegisterLayout, RegisterSheet
from duban.model.unit import Directory, Unit
from duban.model.verdict import Light
from duban.register.contents import RegisterContents, RegisterRow, RegisterTable, row_checksum
from duban.register.parsed_register import Decision
from duban.text.dates import day_from_serial, parse_deadline
from duban.text.display import display_text, shorten
from duban.text.folding import comparison_key
from duban.value_object import MutableObject, ValueObject, field
from duban.workbook.book import cell_address

LONGEST_TOLD = 100
"""So many characters of what she typed are told; a cell may hold 32,767."""

FormCodeLookup = Callable[[str, FormId | None], str]
"""A unit's code, and the form that was proposed → the code of its form of that batch, else of this period, or none."""
HashLookup = Callable[[str], Collection[str]]
"""A file's name → the short hashes of the period's files of that name."""


class Lookups(ValueObject, dict=True):
    """What a row may name, and how that is found.

    Attributes:
        directory: the units that she may name.
        form_code_of: for files of which the program knows nothing.
        hashes_of: for rows that name a file by its name alone.
        assignment_of: who answers for which tasks in the period; asked by sheets whose rows are about units or tasks.
        light_names: what the office calls the lights that can be ruled.
    """

    directory: Directory
    form_code_of: FormCodeLookup
    hashes_of: HashLookup
    assignment_of: Callable[[], Assignment]
    light_names: Mapping[Light, str] = {}

    def light(self, name: str) -> Light | None:
        """The light of a name, of which a last 灯 may be left out; None where there is none."""
        wanted = comparison_key(name).removesuffix("灯")
        names = {comparison_key(known).removesuffix("灯"): light for light, known in self.light_names.items()}
        return names.get(wanted)

    @cached_property
    def assignment(self) -> Assignment:
        """Who answers for which tasks in the period."""
        return self.assignment_of()


class TypedRow(ValueObject):
    """One row of a sheet."""

    row: RegisterRow
    table: RegisterTable

    def text(self, key: str) -> str:
        """What stands in a column, as seen; blank where the column is gone."""
        value = self.row.values.get(key)
        return "" if value is None else display_text(value).strip()

    def comparable(self, key: str) -> str:
        """The same for comparing: half-width, without white space."""
        return comparison_key(self.text(key))

    def cell(self, key: str) -> str:
        """The address of a column's cell; that of column A where the column is gone."""
        column = [*self.table.labels].index(key) + 1 if key in self.table.labels else 1
        return cell_address(self.row.row_number, column)


class TypedRows(MutableObject):
    """One sheet, read row by row; slips and decisions are collected on the way."""

    key: str
    name_column: str
    """The column that says in words what a row is about."""
    subject_column: str
    """The one that says it for the program; often the same."""
    contents: RegisterContents
    layout: RegisterLayout
    lookups: Lookups
    mistakes: list[Finding] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)

    def __iter__(self) -> Iterator[TypedRow]:
        table = self.contents.sheets.get(self.key, RegisterTable())
        return (TypedRow(row, table) for row in table.rows)

    @property
    def sheet(self) -> RegisterSheet:
        """The layout of the sheet."""
        return self.layout.sheets[self.key]

    def place(self, row: TypedRow, key: str) -> Place:
        """The cell of a column."""
        return Place(self.contents.file_name, row.table.name, row.cell(key))

    def is_own(self, row: TypedRow) -> bool:
        """Whether a row is not, or no longer, as the program wrote it; the columns of the clerk aside."""
        return row.text(ROW_TAG) != row_checksum(row.row.values, self.sheet)

    def add_mistake(self, code: str, row: TypedRow, key: str, **facts: object) -> None:
        """A slip.

        Args:
            code: of the finding.
            row: the row.
            key: the column at whose cell it is told; what stands there is the fact `was`.
            facts: what else the sentence needs.
        """
        words = {"yes": self.layout.yes, "no": self.layout.no, "clear": self.layout.clear}
        was = shorten(str(facts.get("was", row.text(key))), LONGEST_TOLD)
        self.mistakes.append(Finding(code, self.place(row, key), {**words, **facts, "was": was}))

    def add_decision(self, row: TypedRow, key: str, subject: str, answer: str, part: str = "") -> Decision:
        """What she decided in a row.

        Args:
            row: the row.
            key: the column in which she wrote it.
            subject: `Decision.subject`; so are `answer` and `part`.
        """
        written = {"says": row.text(key), "about": row.text(self.name_column), "by": row.text("by")}
        places = self.place(row, key), self.place(row, self.subject_column)
        self.decided.append(Decision(self.key, subject, answer, *places, self.is_own(row), part, written))
        return self.decided[-1]

    def yes_or_no(self, row: TypedRow, key: str) -> str | None:
        """`yes`, or empty for no; None where nothing is decided or where that is a slip."""
        answer = row.comparable(key)
        if answer not in {"", self.layout.yes, self.layout.no}:
            self.add_mistake("register-answer", row, key)
        return {self.layout.yes: "yes", self.layout.no: ""}.get(answer)

    def choice(self, row: TypedRow, key: str) -> int | None:
        """Which of a column's own choices is answered, from 0; None where nothing is, or another word, which is a slip.

        An office may call the choices as it likes: their order says what they mean.
        """
        choices, answer = self.sheet.column(key).choices, row.comparable(key)
        words = [comparison_key(choice) for choice in choices]
        if answer and answer not in words:
            self.add_mistake("register-choice", row, key, choices=choices)
        return words.index(answer) if answer in words else None

    def day(self, row: TypedRow, key: str, year: int) -> date | None:
        """The day in a cell, as a date or in words; None where it is blank, or where it is no day, which is a slip.

        Args:
            row: the row.
            key: of the column.
            year: of the plan, meant where none is written.
        """
        value = row.row.values.get(key)
        if isinstance(value, date):
            return value
        if not row.text(key):
            return None
        deadline = None if isinstance(value, int | float) else parse_deadline(row.text(key), year)
        day = deadline.day if deadline else day_from_serial(value)
        if day is None:
            self.add_mistake("register-day", row, key)
        return day

    def unit(self, row: TypedRow, key: str, named_in: str = "") -> Unit | None:
        """The unit that a row names; None where there is none of that name, which is a slip.

        Args:
            row: the row.
            key: the column that a slip is told at.
            named_in: the column that names the unit, where it is another one.
        """
        directory, name = self.lookups.directory, row.text(named_in or key)
        unit = directory.find_unit(name)
        if unit is None:
            facts = {"near": directory.closest_name(name), "units": [known.name for known in directory.units]}
            self.add_mistake("register-unit", row, key, **{"was": name, **facts})
        return unit
