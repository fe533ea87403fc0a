"""数据来源: for each figure the keys that it counts, for each answer its file, sheet and cell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from duban.messages.finding import Place
from duban.model.return_ import Return
from duban.model.status import Figure, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import AnswerCell, Record
from duban.reports.figures import all_figures
from duban.reports.look import milestone_label
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar


@dataclass(frozen=True, slots=True)
class _Source:
    """What a key means, and the answer behind it. without: said in place of a file where no answer counts."""

    meant: str
    place: Place | None = None
    raw: object = ""
    without: str = ""


@TABLES("sources")
def figure_sources(situation: Status) -> ReportRows:
    """First each key of each figure, or one row to say that there is none; then each answer that counts."""
    yield from trace_figures(situation, all_figures(situation))
    for _, meant, record in _records(situation):
        for column, value in record.values.items() if record else ():
            if value.value is not None:
                label = situation.column_labels.get(column, column)
                yield _row(situation, label, _shown(value.value), _Source(meant, value.place, value.raw))


def trace_figures(situation: Status, figures: Iterable[Figure]) -> ReportRows:
    """Each key of each of these figures, or one row to say that there is none."""
    known = dict(_known(situation))
    for figure in figures:
        for key in figure.keys:
            yield _row(situation, figure.label, len(figure), known[key])
        if not figure.keys:
            nothing = _Source(situation.messages.text("source-none"), Place(""))
            yield _row(situation, figure.label, 0, nothing)


def _row(situation: Status, label: str, value: Scalar, source: _Source) -> dict[str, Cell | Scalar]:
    at = source.place
    return {
        "label": label,
        "value": Cell(value, "number" if isinstance(value, int) else "word-middle"),
        "meant": source.meant,
        "file": at.file if at else source.without or situation.messages.text("source-silent"),
        "sheet": at.sheet if at else "",
        "cell": at.cell if at else "",
        "raw": _shown(source.raw),
    }


def _known(situation: Status) -> Iterator[tuple[str, _Source]]:
    for task in situation.tasks:
        yield task.row.key, _of_task(situation, task)
        for milestone in task.milestones:
            meant = _meant(situation, task, milestone_label(situation, milestone))
            yield milestone.row.key, _answered(situation, meant, milestone, "state")
            label = situation.column_labels.get("help", "help")
            asked = situation.messages.text("source-input", what=meant, label=label)
            yield f"{milestone.row.key}/help", _answered(situation, asked, milestone, "help")
    rows = {key: words for key, words, _ in _records(situation)}
    for unit in situation.units:
        code, name = unit.unit.code, unit.unit.name
        yield code, _of_unit(unit)
        if unit.counted_return:
            yield from _of_findings(situation, unit.counted_return, name, rows, code)


def _of_unit(unit: UnitStatus) -> _Source:
    """A unit's return, by the cell in which it dates itself."""
    if unit.counted_return is None:
        return _Source(unit.unit.name)
    dated = unit.counted_return.submission.heading.get("reported_on") if unit.counted_return.submission else None
    return _Source(
        unit.unit.name, dated.place if dated else Place(unit.counted_return.path), dated.raw if dated else ""
    )


def _of_findings(
    situation: Status, receipt: Return, name: str, rows: Mapping[str, str], code: str
) -> Iterator[tuple[str, _Source]]:
    """Single inputs by their key `row/column`; those of the heading carry the unit's code."""
    submission = receipt.submission
    for finding in receipt.findings:
        values: Mapping[str, AnswerCell] = submission.heading if submission else {}
        if submission and finding.row:
            values = submission.records[finding.row].values if finding.row in submission.records else {}
        raw = values[finding.column].raw if finding.column in values else ""
        label = situation.column_labels.get(finding.column, finding.column)
        meant = situation.messages.text("source-input", what=rows.get(finding.row, name), label=label)
        yield f"{finding.row or code}/{finding.column}", _Source(meant, finding.place, raw)


def _of_task(situation: Status, task: TaskStatus) -> _Source:
    """A task's light comes from a milestone where that one speaks for it, else from its own words.

    Where the form asks nothing about whole tasks, it comes from the first milestone that was answered.
    """
    meant = _meant(situation, task)
    for milestone in task.milestones:
        if milestone.verdict == task.verdict:
            return _answered(situation, meant, milestone, "state")
    for milestone in task.milestones:
        if task.record is None and milestone.record and "state" in milestone.record.values:
            return _answered(situation, meant, milestone, "state")
    return _answered(situation, meant, task, "progress")


def _answered(situation: Status, meant: str, standing: TaskStatus | MilestoneStatus, column: str) -> _Source:
    value = standing.record.values.get(column) if standing.record else None
    if value is None:
        return _Source(meant, without=situation.messages.text("source-wrong") if standing.awaits_correction else "")
    return _Source(meant, value.place, value.raw)


def _records(situation: Status) -> Iterator[tuple[str, str, Record | None]]:
    """Key, meaning and answer of every task, milestone and numeric target."""
    for task in situation.tasks:
        yield task.row.key, _meant(situation, task), task.record
        for milestone in task.milestones:
            yield milestone.row.key, _meant(situation, task, milestone_label(situation, milestone)), milestone.record
        for row in situation.assignment.target_rows(task.task):
            yield (
                row.key,
                _meant(situation, task, row.target.name if row.target else ""),
                situation.history.last(row.key),
            )


def _meant(situation: Status, task: TaskStatus, inside: str = "") -> str:
    return situation.messages.text("source-task", number=task.task.number, name=task.task.name, place=inside)


def _shown(raw: object) -> str:
    return raw.strftime("%Y-%m-%d") if isinstance(raw, date) else str(raw)
