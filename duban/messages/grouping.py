"""What is wrong with one file as people want to be told: grouped, counted, what must be done first, never too much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place, Severity
from duban.workbook.book import parse_cell_address

MOST_LISTED_GROUPS = 10
"""So many points of a file are listed; more, and nobody reads them."""
_CELLS, _SENTENCES = 5, 3
_TO_DO = (Severity.ERROR, Severity.MUST, Severity.WARNING, Severity.EXPLAIN)
_GRAVEST = (*_TO_DO, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """One problem in one column of one sheet, however many cells have it.

    findings: in the order of their cells, never empty. says: their sentence; where they differ, the first few.
    """

    severity: Severity
    findings: tuple[Finding, ...]
    message: str
    hint: str
    advice: str
    """The hint, and what the office may do itself."""

    def __len__(self) -> int:
        return len(self.findings)

    @property
    def must_correct(self) -> bool:
        """Whether explaining it will not do."""
        return self.severity in (Severity.ERROR, Severity.MUST)

    @property
    def is_note(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self.severity not in _TO_DO

    def places_text(self, messages: Messages) -> str:
        """The sheet and the first cells, in words; empty for what concerns the whole file."""
        cells = list(dict.fromkeys(finding.place.cell for finding in self.findings if finding.place.cell))
        sheet = self.findings[0].place.sheet
        return messages.text("point-where", sheet=sheet, cells=cells[:_CELLS], count=len(cells)) if sheet else ""


def group_findings(findings: Iterable[Finding], messages: Messages) -> tuple[FindingGroup, ...]:
    """All that was found in one file. What concerns it as a whole comes first, mere notes come last."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.place.sheet, finding.column), []).append(finding)
    sheets = list(dict.fromkeys(sheet for _, sheet, _ in groups))
    told = [_point(sorted(group, key=lambda finding: _spot(finding.place)), messages) for group in groups.values()]

    def order(point: FindingGroup) -> tuple[object, ...]:
        place = point.findings[0].place
        return point.is_note, bool(place.cell), _GRAVEST.index(point.severity), sheets.index(place.sheet), _spot(place)

    return tuple(sorted(told, key=order))


def groups_to_act_on(points: Iterable[FindingGroup]) -> tuple[FindingGroup, ...]:
    """Those of them that have to be mended or explained."""
    return tuple(point for point in points if not point.is_note)


def count_findings(points: Iterable[FindingGroup]) -> int:
    """How many places they speak of."""
    return sum(map(len, points))


def finding_counts_text(points: Sequence[FindingGroup], messages: Messages) -> str:
    """How many places must be mended, and how many mended or explained; in words, empty where there are none."""
    musts = count_findings(point for point in points if point.must_correct)
    explains = count_findings(point for point in points if not point.must_correct and not point.is_note)
    return messages.text("points-counted", musts=musts, explains=explains) if musts or explains else ""


def severity_order(finding: Finding, messages: Messages) -> tuple[object, ...]:
    """The order in which the findings of one file are listed one by one."""
    return _GRAVEST.index(messages.severity(finding)), finding.place.sheet, _spot(finding.place), finding.code


def _point(findings: Sequence[Finding], words: Messages) -> FindingGroup:
    sentences = [words.message(finding) for finding in findings]
    says = list(dict.fromkeys(sentence.text for sentence in sentences))
    told = says[0] if len(says) == 1 else words.text("point-says", says=says[:_SENTENCES], count=len(findings))
    return FindingGroup(sentences[0].severity, tuple(findings), told, sentences[0].hint, sentences[0].all_hints)


def _spot(place: Place) -> tuple[int, int, str]:
    """Cells by row, then by column."""
    row, column = parse_cell_address(place.cell) or (-1, -1)
    return row, column, place.cell
