"""版本变化: which later return took the place of an earlier one, or would, and every answer that it changes."""

from collections.abc import Iterator
from typing import NamedTuple

from duban.model.answer_changes import AnswerChange, answer_changes
from duban.model.return_ import UNCHOSEN_CODE, Return
from duban.model.status import Status
from duban.reports.filings import returns_by_unit
from duban.reports.table_rows import TABLES, ReportRows
from duban.text.display import shorten

_MAX_ANSWER_LENGTH = 2000


class Replacement(NamedTuple):
    """Two versions of a unit's form.

    Attributes:
        waits: the later one is doubted, and the former still counts.
        changes: every answer in which they differ.
    """

    unit: str
    later: Return
    former: Return
    waits: bool
    changes: tuple[AnswerChange, ...]


def replacements(status: Status) -> Iterator[Replacement]:
    """Every later return beside the one whose place it took or would take, unit by unit, the oldest first."""
    by_file = {return_.file: return_ for return_ in status.returns}
    for unit in status.units:
        own = (return_ for return_ in returns_by_unit(status).get(unit.unit.code, ()) if return_.submission)
        for later in sorted(own, key=lambda return_: (return_.arrival, return_.file)):
            former = by_file.get(later.replaces or _doubted_beside(later))
            if former and former.submission:
                changes = tuple(answer_changes(former.form, later.form))
                yield Replacement(unit.unit.name, later, former, not later.replaces, changes)


def _doubted_beside(return_: Return) -> str:
    """The file that counts while a doubted one waits; empty for one that does not wait so."""
    code = return_.waiting_code
    if code in {"", UNCHOSEN_CODE}:
        return ""
    return next(str(finding.facts.get("other", "")) for finding in return_.findings if finding.code == code)


@TABLES("replaced")
def changed_answers(status: Status) -> ReportRows:
    """Each answer that a later return changed, or would; one row to say so where it changes none."""
    text = status.messages.text
    for replacement in replacements(status):
        head = {
            "unit": replacement.unit,
            "file": replacement.later.file,
            "end": text("replaced-waits" if replacement.waits else f"end-{replacement.later.outcome}"),
            "former": replacement.former.file,
        }
        for change in replacement.changes:
            yield {
                **head,
                "sheet": change.place.sheet,
                "cell": change.place.cell,
                "label": status.column_labels.get(change.column, change.column),
                "was": shorten(change.before, _MAX_ANSWER_LENGTH),
                "now": shorten(change.after, _MAX_ANSWER_LENGTH),
            }
        if not replacement.changes:
            yield {**head, "sheet": "", "cell": "", "label": text("replaced-same"), "was": "", "now": ""}
