"""数据来源: for each figure the keys that it counts, for each answer its file, sheet and cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from duban.model.book import Scalar
from duban.model.finding import Place
from duban.model.situation import Receipt, Situation, TaskStanding
from duban.model.submission import Record, Value
from duban.reports.figures import figures
from duban.reports.look import place
from duban.reports.shelf import REPORTS, Rows


@dataclass(frozen=True, slots=True)
class _Source:
    """What a key means, and the answer behind it. place: None where nothing was answered."""

    meant: str
    place: Place | None = None
    raw: object = ""


@REPORTS("sources")
def sources(situation: Situation) -> Rows:
    """First each key of each figure, or one row to say that there is none; then each answer that counts."""
    known = dict(_known(situation))
    for figure in figures(situation):
        for key in figure.keys:
            yield _row(situation, figure.label, len(figure), known[key])
        if not figure.keys:
            nothing = _Source(situation.texts.word("source-none"), Place(""))
            yield _row(situation, figure.label, 0, nothing)
    for meant, record in _records(situation):
        for column, value in record.values.items():
            if value.value is not None:
                label = situation.labels.get(column, column)
                yield _row(situation, label, _shown(value.value), _Source(meant, value.place, value.raw))


def _row(situation: Situation, label: str, value: Scalar, source: _Source) -> dict[str, Scalar]:
    at = source.place
    return {
        "label": label,
        "value": value,
        "meant": source.meant,
        "file": at.file if at else situation.texts.word("source-silent"),
        "sheet": at.sheet if at else "",
        "cell": at.cell if at else "",
        "raw": _shown(source.raw),
    }


def _known(situation: Situation) -> Iterator[tuple[str, _Source]]:
    for unit in situation.units:
        code, name = unit.unit.code, unit.unit.name
        file = Place(unit.receipt.path) if unit.receipt else None
        yield code, _Source(name, file, unit.filed or "")
        if unit.receipt:
            yield from _of_findings(situation, unit.receipt, name, code)
    for task in situation.tasks:
        yield task.row.key, _of_task(situation, task)
        for milestone in task.milestones:
            meant = _meant(situation, task, place(situation, milestone))
            yield milestone.row.key, _answered(meant, milestone.record, "state")


def _of_findings(
    situation: Situation, receipt: Receipt, name: str, code: str
) -> Iterator[tuple[str, _Source]]:
    """Single inputs by their key `row/column`; those of the heading carry the unit's code."""
    submission = receipt.submission
    for finding in receipt.findings:
        values: Mapping[str, Value] = submission.heading if submission else {}
        if submission and finding.row:
            values = submission.records[finding.row].values if finding.row in submission.records else {}
        raw = values[finding.column].raw if finding.column in values else ""
        label = situation.labels.get(finding.column, finding.column)
        meant = situation.texts.word("source-input", unit=name, row=finding.row, label=label)
        yield f"{finding.row or code}/{finding.column}", _Source(meant, finding.place, raw)


def _of_task(situation: Situation, task: TaskStanding) -> _Source:
    """A task's light comes from a milestone where that one speaks for it, else from its own words."""
    meant = _meant(situation, task)
    for milestone in task.milestones:
        if milestone.verdict == task.verdict:
            return _answered(meant, milestone.record, "state")
    return _answered(meant, task.record, "progress")


def _answered(meant: str, record: Record | None, column: str) -> _Source:
    value = record.values.get(column) if record else None
    return _Source(meant, value.place, value.raw) if value else _Source(meant)


def _records(situation: Situation) -> Iterator[tuple[str, Record]]:
    for task in situation.tasks:
        if task.record:
            yield _meant(situation, task), task.record
        for milestone in task.milestones:
            if milestone.record:
                yield _meant(situation, task, place(situation, milestone)), milestone.record


def _meant(situation: Situation, task: TaskStanding, inside: str = "") -> str:
    return situation.texts.word("source-task", number=task.task.number, name=task.task.name, place=inside)


def _shown(raw: object) -> str:
    return raw.strftime("%Y-%m-%d") if isinstance(raw, date) else str(raw)
