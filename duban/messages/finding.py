"""What a rule found, and where a person can look at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad it is: the first two speak of the office's own files, the others of a return."""

    ERROR = "error"
    WARNING = "warning"
    MUST = "must"
    EXPLAIN = "explain"
    NOTE = "note"


class Place(NamedTuple):  # one for each answer: a tuple is made and sent between processes fastest
    """A spot that a person can find: `file:line`, or `file:sheet!cell`. Empty parts are not known."""

    file: str
    sheet: str = ""
    cell: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}"
        spot = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}:{spot}" if spot else self.file


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken at one place.

    code: names the rule, its sentence in templates/texts and its test alike.
    facts: what the sentence is filled with.
    row, column: the row key and the column key it concerns; empty when it concerns the whole file.
    """

    code: str
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    row: str = ""
    column: str = ""


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by place and code, each once: what many tasks inherit is one mistake."""
    once = {(finding.code, finding.place, repr(finding.facts)): finding for finding in findings}
    return tuple(sorted(once.values(), key=lambda finding: (finding.place, finding.code)))


KeyPath = tuple[str | int, ...]
"""The way into a typed file, by its keys and 0-based positions: ("任务", 3, "牵头")."""


@dataclass(frozen=True, slots=True)
class UnplacedFinding:
    """Something to say about a typed file, before its path has become a line. Else like a Finding."""

    code: str
    path: KeyPath
    facts: Mapping[str, object] = field(default_factory=dict)


class InputError(Exception):
    """The office's own files are wrong. Everything that is wrong is told at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{finding.place}: {finding.code}" for finding in self.findings))
