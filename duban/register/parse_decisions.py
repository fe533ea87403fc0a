"""What the clerk wrote into 办公室登记 becomes decisions; her slips are found all at once, at their cells."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import ClerkEdit, Decisions, VersionChoices
from duban.model.form_id import FormId, find_form_ids
from duban.model.register_layout import ROW_TAG, RegisterLayout
from duban.model.unit import Directory, Unit
from duban.register.contents import RegisterContents, RegisterRow, RegisterTable, row_checksum
from duban.register.parsed_register import Decision, ParsedRegister
from duban.text.display import display_text, join_list
from duban.text.folding import comparison_key
from duban.text.hashes import SHORT_HASH_LENGTH, short_hash
from duban.workbook.book import cell_address, parse_cell_address

FormCodeLookup = Callable[[str, FormId | None], str]
"""A unit's code, and the form that was proposed → the code of its form of that batch, else of this period, or none."""
HashLookup = Callable[[str], Collection[str]]
"""A file's name → the short hashes of the period's files of that name."""


_ANSWER_KEYS = {"identity": ("confirm",), "versions": ("choose",), "edits": ("now", "by"), "scans": ("belongs",)}
"""Sheet → the columns in which the clerk decides."""
_SUBJECT_KEYS = frozenset({"file", "mark", "sheet", "cell", "was"})
_PROPOSAL_KEYS = frozenset({"unit", "code"})
"""Columns of the program that count when the clerk writes over them: what a row is about, and what it proposes."""


def parse_register(
    contents: RegisterContents,
    layout: RegisterLayout,
    directory: Directory,
    form_code_of: FormCodeLookup,
    hashes_of: HashLookup,
) -> ParsedRegister:
    """Everything that the clerk decided in one register.

    Args:
        contents: the register; rows that no longer concern anything are no slips.
        layout: its columns, and the words in it.
        directory: the units that she may name.
        form_code_of: for files of which the program knows nothing.
        hashes_of: for rows that name a file by its name alone.

    Raises:
        InputError: with every slip.
    """
    parser = _Parser(contents, layout, directory, form_code_of, hashes_of)
    decisions = Decisions(parser.confirmed_form_ids(), parser.version_choices(), parser.edits(), parser.scan_units())
    if parser.mistakes:
        raise InputError(parser.mistakes)
    return ParsedRegister(decisions, tuple(parser.decided), tuple(parser.remarks()))


@dataclass(frozen=True, slots=True)
class _Entry:
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


@dataclass
class _Parser:
    """Reads sheet after sheet, and collects slips and decisions on the way."""

    contents: RegisterContents
    layout: RegisterLayout
    directory: Directory
    form_code_of: FormCodeLookup
    hashes_of: HashLookup
    mistakes: list[Finding] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)

    def confirmed_form_ids(self) -> dict[str, str]:
        """身份确认: short hash → form code; empty where the file is nobody's form."""
        confirmed: dict[str, str] = {}
        for entry, file_hash, unit in self._assignments("identity", "confirm"):
            code = self._form_code(entry, unit) if unit else ""
            if unit and not code:
                self._add_mistake("register-no-form", entry, "confirm")
            else:
                confirmed[file_hash] = code
        return confirmed

    def version_choices(self) -> VersionChoices:
        """采用版本: the short hashes of what shall count, and of what shall not."""
        rows: dict[str, int] = {}
        decision_by_file: dict[str, Decision] = {}
        for entry in self._entries("versions"):
            answer = self._yes_or_no(entry, "choose")
            file_hash = self._file_hash(entry) if answer is not None else ""
            if not file_hash:
                continue
            decision = self._add_decision("versions", entry, "choose", file_hash, answer or "")
            row = rows.setdefault(file_hash, entry.row.row_number)
            if decision_by_file.setdefault(file_hash, decision).answer != decision.answer:
                self._add_mistake("register-row-twice", entry, "choose", line=row)
        chosen = frozenset(file_hash for file_hash, decision in decision_by_file.items() if decision.answer)
        pinned = frozenset(decision.file_hash for decision in self.decided if decision.pins)
        return VersionChoices(chosen, pinned, frozenset(decision_by_file) - chosen)

    def _yes_or_no(self, entry: _Entry, key: str) -> str | None:
        """`yes`, or empty for no; None where nothing is decided or where that is a slip."""
        answer = entry.comparable(key)
        if answer not in {"", self.layout.yes, self.layout.no}:
            self._add_mistake("register-answer", entry, key)
        return {self.layout.yes: "yes", self.layout.no: ""}.get(answer)

    def edits(self) -> dict[str, tuple[ClerkEdit, ...]]:
        """代改: short hash → what is to be put right in the file."""
        edits: dict[tuple[str, str, str], tuple[ClerkEdit, int]] = {}
        for entry in self._entries("edits"):
            if not (entry.comparable("now") or entry.comparable("by")):
                continue
            file_hash, edit = self._file_hash(entry), self._edit(entry)
            if not file_hash or edit is None:
                continue
            cell = file_hash, comparison_key(edit.sheet), edit.cell
            first, first_row = edits.setdefault(cell, (edit, entry.row.row_number))
            if first != edit:
                self._add_mistake("register-edit-twice", entry, "now", line=first_row)
            self._add_decision("edits", entry, "now", file_hash, f"{comparison_key(edit.sheet)}!{edit.cell}")
        by_file: dict[str, tuple[ClerkEdit, ...]] = {}
        for (file_hash, _, _), (edit, _) in edits.items():
            by_file[file_hash] = (*by_file.get(file_hash, ()), edit)
        return by_file

    def scan_units(self) -> dict[str, str]:
        """签字件: short hash → the code of the unit; empty where the scan is nobody's."""
        return {file_hash: unit.code if unit else "" for _, file_hash, unit in self._assignments("scans", "belongs")}

    def remarks(self) -> Iterator[Finding]:
        """Rows that decide nothing although she wrote in them, and columns in which only the program writes."""
        for key, answer_keys in _ANSWER_KEYS.items():
            for entry in self._entries(key):
                if any(map(entry.comparable, answer_keys)):
                    yield from self._written_over(key, entry)
                elif self._expects_answer(key, entry):
                    facts = {"label": self.layout.sheets[key].label(answer_keys[0])}
                    yield Finding("register-no-answer", self._place(entry, answer_keys[0]), facts)

    def _written_over(self, key: str, entry: _Entry) -> Iterator[Finding]:
        if entry.text(ROW_TAG) and self._is_own(key, entry):
            program_columns = (column for column in self.layout.sheets[key].columns if column.by == "program")
            idle = [column.label for column in program_columns if not self._counts(key, column.key)]
            yield Finding("register-written-over", self._place(entry, "file"), {"labels": "”“".join(idle)})

    def _expects_answer(self, key: str, entry: _Entry) -> bool:
        """Whether a row says that something is to be decided: one of hers that names a file, one that she signed."""
        names_a_file = any(map(entry.comparable, ("file", "mark", "sheet", "cell")))
        return bool(entry.comparable("by")) or (names_a_file and self._is_own(key, entry))

    @staticmethod
    def _counts(sheet: str, key: str) -> bool:
        """Whether what a clerk writes into a column of the program has an effect."""
        return key in _SUBJECT_KEYS or (sheet in {"identity", "scans"} and key in _PROPOSAL_KEYS)

    def _is_own(self, key: str, entry: _Entry) -> bool:
        """Whether a row is not, or no longer, as the program wrote it; the columns of the clerk aside."""
        return entry.text(ROW_TAG) != row_checksum(entry.row.values, self.layout.sheets[key])

    def _add_decision(self, sheet: str, entry: _Entry, key: str, file_hash: str, answer: str) -> Decision:
        places = self._place(entry, key), self._place(entry, "mark")
        written = {"says": entry.text(key), "file": entry.text("file"), "by": entry.text("by")}
        self.decided.append(Decision(sheet, file_hash, answer, *places, self._is_own(sheet, entry), written))
        return self.decided[-1]

    def _entries(self, key: str) -> Iterator[_Entry]:
        table = self.contents.sheets.get(key, RegisterTable())
        return (_Entry(row, table) for row in table.rows)

    def _place(self, entry: _Entry, key: str) -> Place:
        return Place(self.contents.file_name, entry.table.name, entry.cell(key))

    def _add_mistake(self, code: str, entry: _Entry, key: str, **facts: object) -> None:
        words = {"yes": self.layout.yes, "no": self.layout.no, "clear": self.layout.clear}
        self.mistakes.append(Finding(code, self._place(entry, key), {"was": entry.text(key), **words, **facts}))

    def _assignments(self, key: str, column: str) -> Iterator[tuple[_Entry, str, Unit | None]]:
        """The answered rows of a sheet: the file's short hash, and whose it is; None where it is nobody's."""
        answers: dict[str, tuple[Unit | None, int]] = {}
        for entry in self._entries(key):
            answer = entry.comparable(column)
            file_hash = self._file_hash(entry) if answer else ""
            if not file_hash:
                continue
            unit = None if answer == self.layout.no else self._unit(entry, column)
            if unit is None and answer != self.layout.no:
                continue
            first, first_row = answers.setdefault(file_hash, (unit, entry.row.row_number))
            if first != unit:
                self._add_mistake("register-row-twice", entry, column, line=first_row)
            self._add_decision(key, entry, column, file_hash, unit.code if unit else "")
            yield entry, file_hash, unit

    def _file_hash(self, entry: _Entry) -> str:
        """The short hash of the file that a row concerns; empty where that is a slip."""
        typed = entry.comparable("mark").casefold()
        if not typed:
            return self._hash_by_name(entry)
        is_number = isinstance(entry.row.values.get("mark"), int | float)  # Excel took it for one: its end is lost
        if is_number or len(typed) < SHORT_HASH_LENGTH or not set(typed) <= set("0123456789abcdef"):
            marks = sorted(set(self.hashes_of(entry.text("file")))) if entry.text("file") else []
            self._add_mistake("register-mark", entry, "mark", is_number=is_number, marks=marks)
            return ""
        return short_hash(typed)

    def _hash_by_name(self, entry: _Entry) -> str:
        """The short hash of the one file of the name in a row; empty where none or several have it: that is a slip."""
        name = entry.text("file")
        hashes = sorted(set(self.hashes_of(name))) if name else []
        if len(hashes) == 1:
            return hashes[0]
        code = "register-file-many" if hashes else "register-file-unknown"
        self._add_mistake(code, entry, "file", marks=join_list(hashes))
        return ""

    def _unit(self, entry: _Entry, column: str) -> Unit | None:
        """The unit that the clerk named, or the proposed one where she agreed; None where that is a slip."""
        name = entry.text("unit" if entry.comparable(column) == self.layout.yes else column)
        if not name:
            self._add_mistake("register-no-proposal", entry, column)
            return None
        unit = self.directory.find_unit(name)
        if unit is None:
            facts = {"near": self.directory.closest_name(name), "units": [each.name for each in self.directory.units]}
            self._add_mistake("register-unit", entry, column, was=name, **facts)
        return unit

    def _form_code(self, entry: _Entry, unit: Unit) -> str:
        """The form code that the program proposed, made out to the unit; else that of its form of this period."""
        proposed = next(iter(find_form_ids(entry.text("code"))), None)
        return self.form_code_of(unit.code, proposed)

    def _edit(self, entry: _Entry) -> ClerkEdit | None:
        """The edit of a row; None where something of it is a slip."""
        cell = entry.comparable("cell").upper().replace("$", "")
        labels = {"label": self.layout.edits.label("now"), "by": self.layout.edits.label("by")}
        sheet, new_text, confirmed_by = (entry.text(key) for key in ("sheet", "now", "by"))
        values = {"sheet": sheet, "cell": parse_cell_address(cell), "now": new_text, "by": confirmed_by}
        wrong = [key for key, value in values.items() if not value]
        for key in wrong:
            self._add_mistake(f"register-{key}", entry, key, **(labels if key in {"now", "by"} else {}))
        if wrong:
            return None
        cleared = entry.comparable("now") == self.layout.clear
        return ClerkEdit(sheet, cell, entry.text("was"), "" if cleared else new_text, confirmed_by)
