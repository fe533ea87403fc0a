"""Rows about a file: which one a row means, whose it is, and whether what she decided about it had its effect."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from duban.messages.finding import Finding
from duban.model.return_ import Return
from duban.model.status import Status
from duban.model.unit import Unit
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, SheetRules
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.display import join_list
from duban.text.folding import comparison_key
from duban.text.hashes import SHORT_HASH_LENGTH, short_hash


class FileRules(SheetRules):
    """A sheet whose rows are about files, which are known by the heads of their hashes."""

    key_columns: ClassVar[tuple[str, ...]] = ("mark",)
    naming_columns: ClassVar[tuple[str, ...]] = ("file", "mark")

    def contradictions(self, decided: Sequence[Decision], case: RegisterCase) -> Iterator[Finding]:
        """Of a file that there is not, in a row of her own; in one of ours the file is only gone."""
        for decision in decided:
            if decision.is_own and decision.subject not in case.known_hashes:
                marks = _hashes_of_file(decision.written.get("about", ""), case.status)
                facts = {"was": decision.subject, "marks": marks}
                yield Finding("register-mark-unknown", decision.subject_place, facts)

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """Whether any of the files of that content is as the decision says."""
        files = case.returns_by_hash.get(decision.subject, ())
        if not files:
            return Effect.WAITING
        if any(self.is_obeyed(decision, file) for file in files):
            return Effect.OBEYED
        return Effect.ANSWERED if any(self.is_answered(decision, file) for file in files) else Effect.NONE

    def name_of(self, decision: Decision, case: RegisterCase) -> str:
        """The file, with the folder or archive in which it lies."""
        return case.returns_by_hash[decision.subject][0].file

    def reason(self, decision: Decision, case: RegisterCase) -> str:
        """The first thing that is said of the file."""
        files = case.returns_by_hash[decision.subject]
        message = case.status.messages.message
        return next((message(finding).text for file in files for finding in file.findings), "")

    def is_obeyed(self, decision: Decision, file: Return) -> bool:
        """Whether the file is what the decision says."""
        raise NotImplementedError

    def is_answered(self, decision: Decision, file: Return) -> bool:  # noqa: ARG002
        """Whether the file itself says why the decision had no effect."""
        return False


class OwnerRules(FileRules):
    """A sheet that asks whose a file is: a unit is proposed, and she agrees, names another one, or says nobody's.

    Attributes:
        assigned_code: the finding of a file that is the unit's by her word; `refused_code`: that is nobody's.
    """

    assigned_code: ClassVar[str]
    refused_code: ClassVar[str]

    def is_obeyed(self, decision: Decision, file: Return) -> bool:
        """Whether the file is its unit's, or nobody's."""
        code = self.assigned_code if decision.answer else self.refused_code
        is_its_unit = decision.answer in {"", file.unit_code}
        return is_its_unit and any(finding.code == code for finding in file.findings)


def owners(rows: TypedRows, key: str) -> Iterator[tuple[TypedRow, str, Unit | None]]:
    """The answered rows: each with its file's short hash, and whose the file is; None where it is nobody's.

    Args:
        rows: of a sheet that asks for an owner.
        key: the column in which she answers.
    """
    answers: dict[str, tuple[Unit | None, int]] = {}
    for row in rows:
        answer = row.comparable(key)
        subject = file_hash(rows, row) if answer else ""
        if not subject:
            continue
        unit = None if answer == rows.layout.no else _owner(rows, row, key)
        if unit is None and answer != rows.layout.no:
            continue
        first, first_row = answers.setdefault(subject, (unit, row.row.row_number))
        if first != unit:
            rows.add_mistake("register-row-twice", row, key, line=first_row)
        rows.add_decision(row, key, subject, unit.code if unit else "")
        yield row, subject, unit


def file_hash(rows: TypedRows, row: TypedRow) -> str:
    """The short hash of the file that a row concerns; empty where that is a slip."""
    typed = row.comparable("mark").casefold()
    if not typed:
        return _hash_by_name(rows, row)
    is_number = isinstance(row.row.values.get("mark"), int | float)  # Excel took it for one: its end is lost
    if is_number or len(typed) < SHORT_HASH_LENGTH or not set(typed) <= set("0123456789abcdef"):
        marks = sorted(set(rows.lookups.hashes_of(row.text("file")))) if row.text("file") else []
        rows.add_mistake("register-mark", row, "mark", is_number=is_number, marks=marks)
        return ""
    return short_hash(typed)


def file_cells(file: Return) -> QuestionRow:
    """How a row names its file."""
    return {"file": file.file, "mark": short_hash(file.digest)}


def dated_cells(file: Return, case: RegisterCase, unit_code: str) -> QuestionRow:
    """A row's file, when it came, and whose it is or may be.

    Args:
        file: as it came.
        case: the period.
        unit_code: of its unit; empty for none.
    """
    return {**file_cells(file), "received": file.received_on, "unit": case.unit_name(unit_code)}


def _hash_by_name(rows: TypedRows, row: TypedRow) -> str:
    """The short hash of the one file of the name in a row; empty where none or several have it: that is a slip."""
    name = row.text("file")
    hashes = sorted(set(rows.lookups.hashes_of(name))) if name else []
    if len(hashes) == 1:
        return hashes[0]
    code = "register-file-many" if hashes else "register-file-unknown"
    rows.add_mistake(code, row, "file", marks=join_list(hashes))
    return ""


def _owner(rows: TypedRows, row: TypedRow, key: str) -> Unit | None:
    """The unit that the clerk named, or the proposed one where she agreed; None where that is a slip."""
    named_in = "unit" if row.comparable(key) == rows.layout.yes else key
    if not row.text(named_in):
        rows.add_mistake("register-no-proposal", row, key)
        return None
    return rows.unit(row, key, named_in)


def _hashes_of_file(name: str, status: Status) -> list[str]:
    """The short hashes of the files that a row may mean by the name in it."""
    named = (return_ for return_ in status.returns if return_.digest and _bare_name(return_.file) == _bare_name(name))
    return sorted({short_hash(return_.digest) for return_ in named})


def _bare_name(file: str) -> str:
    return comparison_key(file.replace("\\", "/").rpartition("/")[2])
