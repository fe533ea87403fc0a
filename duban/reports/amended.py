"""What was decided about tasks since the plan was issued: marks behind their words, and 调整事项, which lists all."""

from collections.abc import Iterator

from duban.model.change import AmendmentKind, Change, ChangedText
from duban.model.plan import Task
from duban.model.row import Row
from duban.model.status import Status
from duban.reports.formatting import marked, task_number
from duban.reports.table_rows import TABLES, ReportRows
from duban.text.display import shorten

AMENDMENTS = "amendments"
"""The name of the sheet, and the code of its table."""
_SHORT_NAME, _SHORT_LINE = 40, 100  # characters of a task's name, and of its name with a milestone's wording
_MARKED_KINDS = {AmendmentKind.ADDED, AmendmentKind.RESUMED}
_DUE_KEY = "完成时限"
_MARKED_KEYS = {"牵头", _DUE_KEY, "权重"}


@TABLES(AMENDMENTS)
def amendment_list(status: Status) -> ReportRows:
    """Every decision that changed what the plan had said, task by task, cancelled tasks too; then changes of units.

    Those of a task, and those of units, stand with the oldest first.
    """
    for task in status.plan.tasks:
        for change in task.changes:
            if change.is_adjustment:
                yield {
                    "number": task_number(task),
                    "name": task.name,
                    "lead": task.lead,
                    "kind": change.kind,
                    "day": change.day,
                    "change": _other_task(status, change) or status.messages.text("change-texts", texts=change.texts),
                    "basis": change.basis or _basis(status, change),
                }
    yield from _unit_changes(status)


def _unit_changes(status: Status) -> ReportRows:
    directory = status.assignment.directory
    for change in directory.changes:
        unit = directory.get_unit(change.unit)
        yield {
            "number": status.messages.text("unit-change-number"),
            "name": change.unit,
            "lead": unit.name,
            "kind": status.messages.text("unit-change-kind", change=change),
            "day": change.day,
            "change": status.messages.text("unit-change-texts", change=change),
            "basis": change.basis or status.messages.text("change-basis", basis=""),
        }


def task_mark(status: Status, task: Task) -> str:
    """In brackets: that a task was added, resumed, split or merged, or has another lead or due day; that it is closed.

    Each with its authority; a task is closed by the answers alone.
    """
    return marked(status.messages, "；".join(_task_marks(status, task)))


def milestone_mark(status: Status, row: Row) -> str:
    """In brackets: when the row's milestone was due at first, and by what authority that was changed."""
    milestone = row.milestone
    if milestone is None or milestone.implicit or not milestone.first_due_text:
        return ""
    words = [status.messages.text("mark-was", key="时限", before=milestone.first_due_text)]
    for change in reversed(row.task.changes):
        texts = [text for text in change.texts if text.key == "时限" and text.milestone == milestone.content]
        if any(_is_of_row(text, row) for text in texts):
            words.append(_basis(status, change))
            break
    return marked(status.messages, "，".join(words))


def row_words(status: Status, row: Row) -> str:
    """A task's number and name, and the milestone's wording, at most 100 characters, and how they were amended."""
    task, wording, text = row.task, row.line, status.messages.text
    marks = task_mark(status, task) + milestone_mark(status, row)
    if wording in {"", task.name}:
        return shorten(text("task-short", number=task.number, name=task.name), _SHORT_LINE) + marks
    name = shorten(task.name, _SHORT_NAME)
    return shorten(text("task-and-milestone", number=task.number, name=name, line=wording), _SHORT_LINE) + marks


def due_mark(status: Status, row: Row) -> str:
    """The same, also of a milestone that is the task itself: for words that do not name the task with its marks."""
    if row.milestone is None or not row.milestone.implicit:
        return milestone_mark(status, row)
    for change in reversed(row.task.changes):
        for text in change.texts:
            if text.key == _DUE_KEY and text.before and _is_of_row(text, row):
                words = status.messages.text("mark-was", key=text.key, before=text.before)
                return marked(status.messages, f"{words}，{_basis(status, change)}")
    return ""


def _is_of_row(text: ChangedText, row: Row) -> bool:
    """Whether a change is about the part of a row's unit, where several lead its line."""
    return not text.unit or row.unit in row.directory.find_leads(text.unit)


def _task_marks(status: Status, task: Task) -> Iterator[str]:
    for change in task.changes:
        words = [status.messages.text("mark-was", key=key, before=before) for key, before in _earlier_words(change)]
        if change.kind in _MARKED_KINDS:
            words.append(change.kind)
        elif change.other:
            words.append(_other_task(status, change))
        if words:
            yield "，".join([*words, _basis(status, change)])
    if task.number in status.assignment.closed:
        yield status.messages.text("mark-closed")


def _earlier_words(change: Change) -> Iterator[tuple[str, str]]:
    """What of the task itself a change replaced and a mark says: the key, and the words before."""
    for text in change.texts:
        if text.key in _MARKED_KEYS and text.before and not (text.milestone or text.unit):
            yield text.key, text.before


def _other_task(status: Status, change: Change) -> str:
    """From which task one was split, or which one it takes over, and the other way round; empty for other changes."""
    facts = {"kind": change.kind, "other": change.other, "gives": change.gives}
    return status.messages.text("change-other", **facts) if change.other else ""


def _basis(status: Status, change: Change) -> str:
    return status.messages.text("change-basis", basis=change.basis)
