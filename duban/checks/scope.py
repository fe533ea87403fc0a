"""The two shelves of checks: one return alone (done in the worker), and one return against earlier periods."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from duban.model.finding import Finding
from duban.model.layout import Layout
from duban.model.period import Period
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Past, Submission
from duban.registry import Registry


@dataclass(frozen=True, slots=True)
class Returned:
    """A submission beside what was asked. rows: row key → row."""

    submission: Submission
    layout: Layout
    period: Period
    rows: Mapping[str, Row]


FILE_CHECKS: Registry[Callable[[Returned], Iterator[Finding]]] = Registry()
PAST_CHECKS: Registry[Callable[[Returned, Past], Iterator[Finding]]] = Registry()


def returned(submission: Submission, snapshot: Snapshot) -> Returned:
    """The submission with the rows that it was asked for."""
    unit = snapshot.unit(submission.seal.unit)
    rows = {row.key: row for sheet in snapshot.layout.sheets for row in snapshot.split.rows(sheet, unit)}
    return Returned(submission, snapshot.layout, snapshot.period, rows)


def check_file(form: Returned) -> tuple[Finding, ...]:
    """What one return alone gives to ask."""
    return tuple(finding for code in FILE_CHECKS for finding in FILE_CHECKS[code](form))


def check_past(form: Returned, past: Past) -> tuple[Finding, ...]:
    """What earlier periods give to ask about it."""
    return tuple(finding for code in PAST_CHECKS for finding in PAST_CHECKS[code](form, past))
