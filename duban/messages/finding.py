"""Findings: what a rule found wrong, and where a person can look at it."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from duban.key_path import KeyPath
from duban.value_object import ValueObject, field


class Severity(StrEnum):
    """How bad it is: the first two speak of the office's own files, the others of a return."""

    ERROR = "error"
    WARNING = "warning"
    MUST = "must"
    EXPLAIN = "explain"
    NOTE = "note"


class Place(NamedTuple):  # one for each answer: a tuple is made and sent between processes fastest
    """Where a person can look: `file:line`, or `file:sheet!cell`. Empty parts are not known."""

    file: str
    """As the person knows it; with the way inside, where it lay in an archive."""
    sheet: str = ""
    cell: str = ""
    """An A1 name."""
    line: int = 0
    """Counted from 1."""

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}"
        in_sheet = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}:{in_sheet}" if in_sheet else self.file


class Finding(ValueObject):
    """One rule broken at one place."""

    code: str
    """Names the rule, its sentence in templates/texts and its test alike."""
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the sentence is filled with."""
    row: str = ""
    """The key of the row that it concerns; empty for the heading and the whole file."""
    column: str = ""
    """The key of the column that it concerns; empty for the whole row."""


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place and code, each once: what many tasks inherit is one mistake."""
    once = {(finding.code, finding.place, repr(finding.facts)): finding for finding in findings}
    return tuple(sorted(once.values(), key=lambda finding: (finding.place, finding.code)))


class UnplacedFinding(ValueObject):
    """A finding about a typed file, whose place is not yet a line but the way to it."""

    code: str
    path: KeyPath
    facts: Mapping[str, object] = field(default_factory=dict)


class InputError(Exception):
    """The office's own files are wrong: everything that is wrong in them, as findings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{finding.place}: {finding.code}" for finding in self.findings))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Finding, ...]]]:
        """So that it comes out of a worker as what it is."""
        return InputError, (self.findings,)


def raise_all_mistakes(*steps: Callable[[], object]) -> None:
    """Take every step.

    Raises:
        InputError: one, with the mistakes of all steps.
    """
    mistakes: list[Finding] = []
    for step in steps:
        try:
            step()
        except InputError as error:
            mistakes += error.findings
    if mistakes:
        raise InputError(mistakes)
