"""The findings of one file as people read them: grouped, counted, what must be corrected first, never too many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject

MOST_LISTED_GROUPS = 10
"""So many groups of a file are listed; more, and nobody reads them."""
_MOST_OF_A_KIND = 10
"""So many findings of one kind are printed one by one; the others are made and mended in the same way."""
_LISTED_CELLS, _LISTED_TEXTS = 5, 3
_CORRECT = (Severity.ERROR, Severity.MUST)
_ACT_ON = (*_CORRECT, Severity.WARNING, Severity.EXPLAIN)
_WORST_FIRST = (*_ACT_ON, Severity.NOTE)
_CELL = lazy_pattern(r"([A-Z]+)(\d+)")


class FindingGroup(ValueObject):
    """One problem in one column of one sheet, however many cells have it."""

    severity: Severity
    findings: tuple[Finding, ...]
    """In the order of their cells, never empty."""
    message: str
    """Their sentence; where they differ, the first few."""
    hint: str
    advice: str
    """The hint, and what the office may do itself."""

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def must_correct(self) -> bool:
        """Whether explaining it will not do."""
        return self.severity in _CORRECT

    @property
    def is_note(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self.severity not in _ACT_ON

    def places_text(self, messages: Messages) -> str:
        """The sheet, where it has a name, and the first cells, in words; empty for what concerns the whole file."""
        cells = list(dict.fromkeys(finding.place.cell for finding in self.findings if finding.place.cell))
        sheet = self.findings[0].place.sheet
        facts = {"sheet": sheet, "cells": cells[:_LISTED_CELLS], "count": len(cells)}
        return messages.text("point-where", **facts) if sheet or cells else ""


def group_findings(findings: Iterable[Finding], messages: Messages) -> tuple[FindingGroup, ...]:
    """All findings of one file. What concerns the file as a whole comes first, mere notes come last."""
    members: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        members.setdefault((finding.code, finding.place.sheet, finding.column), []).append(finding)
    sheets = list(dict.fromkeys(sheet for _, sheet, _ in members))
    groups = [_group(sorted(same, key=_cell_order), messages) for same in members.values()]

    def order(group: FindingGroup) -> tuple[object, ...]:
        place = group.findings[0].place
        severity, sheet = _WORST_FIRST.index(group.severity), sheets.index(place.sheet)
        return group.is_note, bool(place.cell), severity, sheet, _cell_order(group.findings[0])

    return tuple(sorted(groups, key=order))


def first_of_each_kind(findings: Iterable[Finding]) -> Iterator[tuple[Finding, int]]:
    """The first few findings of each kind in their order; with the last of them, how many others there are, else 0."""
    findings = tuple(findings)
    totals = Counter(finding.code for finding in findings)
    listed: Counter[str] = Counter()
    for finding in findings:
        listed[finding.code] += 1
        if listed[finding.code] <= _MOST_OF_A_KIND:
            is_last = listed[finding.code] == _MOST_OF_A_KIND
            yield finding, totals[finding.code] - _MOST_OF_A_KIND if is_last else 0


def groups_to_act_on(groups: Iterable[FindingGroup]) -> tuple[FindingGroup, ...]:
    """Those that have to be corrected or explained."""
    return tuple(group for group in groups if not group.is_note)


def count_findings(groups: Iterable[FindingGroup]) -> int:
    """How many findings the groups hold."""
    return sum(map(len, groups))


def finding_counts_text(groups: Sequence[FindingGroup], messages: Messages) -> str:
    """How many findings must be corrected, and how many corrected or explained, in words; empty where none."""
    musts = count_findings(group for group in groups if group.must_correct)
    explains = count_findings(group for group in groups if not group.must_correct and not group.is_note)
    return messages.text("points-counted", musts=musts, explains=explains) if musts or explains else ""


def severity_order(finding: Finding, messages: Messages) -> tuple[object, ...]:
    """Sorts the findings of one file that are listed one by one, the worst first."""
    severity = _WORST_FIRST.index(messages.severity(finding))
    return severity, finding.place.sheet, _cell_order(finding), finding.code


def _group(findings: Sequence[Finding], messages: Messages) -> FindingGroup:
    in_words = [messages.message(finding) for finding in findings]
    texts = list(dict.fromkeys(message.text for message in in_words))
    text, first = texts[0], in_words[0]
    if len(texts) > 1:
        text = messages.text("point-says", says=texts[:_LISTED_TEXTS], count=len(findings))
    return FindingGroup(first.severity, tuple(findings), text, first.hint, first.all_hints)


def _cell_order(finding: Finding) -> tuple[int, int, str]:
    """By row, then by column; what is no cell first."""
    cell = finding.place.cell
    match = _CELL.fullmatch(cell)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, cell)
