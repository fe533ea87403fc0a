"""Rows that were asked about and are gone, with what was answered in them: the plan was changed after its issue."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from duban.model.change import AmendmentKind
from duban.model.form_id import FormId
from duban.model.plan import Plan, Task
from duban.model.return_ import Return
from duban.tables.similarity import likeness
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject

_ROW_SUFFIX = lazy_pattern("[~+#].*")
"""Behind the key of a task or milestone: which unit's, which of several rows, which target."""
_LEAST_LIKENESS = 80.0
"""Of what is to be done, without its number and its day: words that are less like those issued say another thing."""


class PlannedWords(NamedTuple):
    """A task or milestone in words.

    Attributes:
        line: as people know it, with its number and its day.
        content: what is to be done, alone.
    """

    line: str
    content: str


_NO_WORDS = PlannedWords("", "")


class PlannedRows(ValueObject):
    """The tasks and milestones of a plan, as far as it is told whether one of them is lost.

    Attributes:
        words: key → what it says.
        staged: the numbers of tasks whose milestones a decision replaced.
    """

    words: Mapping[str, PlannedWords]
    staged: frozenset[str]


class LostRow(ValueObject):
    """A row of issued forms that the plan does not have any more.

    Attributes:
        number: of its task.
        line: the milestone as it was issued, or the task's name.
        present_line: what stands there today; empty where the row is gone.
        units: the codes of those who answered, in order; none where nobody did yet.
        periods: the codes of the periods in which they did.
    """

    number: str
    line: str
    present_line: str
    units: tuple[str, ...]
    periods: tuple[str, ...]


def planned_rows(plan: Plan) -> PlannedRows:
    """The rows of a plan in words."""
    words = {task.key: PlannedWords(task.name, task.name) for task in plan.tasks}
    milestones = {key: line for task in plan.tasks for key, line in _milestone_words(task).items()}
    staged = (task.number for task in plan.tasks if any(one.kind == AmendmentKind.STAGED for one in task.changes))
    return PlannedRows(words | {_ROW_SUFFIX.sub("", key): line for key, line in milestones.items()}, frozenset(staged))


def lost_rows(
    returns: Iterable[Return], issued_of: Callable[[Return], PlannedRows], today: PlannedRows
) -> list[LostRow]:
    """The rows in which units answered and that a plan has no more, or has for something else.

    What a decision of the plan did (取消, 阶段节点 …) loses nothing: it says so itself.

    Args:
        returns: forms, from any period.
        issued_of: the rows of the plan from which a return's form was issued.
        today: those of the plan as it stands today.
    """
    lost: dict[tuple[str, str, str], list[Return]] = {}
    for return_ in returns:
        for key, line in _lost_lines(return_, issued_of(return_).words, today.words):
            number = key.partition("@")[0]
            if number not in today.staged or "@" not in key:
                lost.setdefault((number, line, today.words.get(key, _NO_WORDS).line), []).append(return_)
    return [_answered_row(*lines, [return_.form.form_id for return_ in forms]) for lines, forms in lost.items()]


def _answered_row(number: str, line: str, present_line: str, form_ids: Sequence[FormId]) -> LostRow:
    """A lost row that was answered on these forms."""
    units = dict.fromkeys(form_id.unit for form_id in form_ids)
    periods = sorted({form_id.period for form_id in form_ids})
    return LostRow(number, line, present_line, tuple(units), tuple(periods))


def lost_rows_without_answers(
    issued: Iterable[PlannedRows], today: PlannedRows, answered: Iterable[LostRow]
) -> list[LostRow]:
    """The rows of issued plans that nobody answered yet and that a plan has no more, or has for something else.

    What was due there was not known, and reads as not due: nobody would see that. Of a task that is gone its milestones
    are not told one by one.

    Args:
        issued: of each plan from which forms were issued.
        today: of the plan as it stands today.
        answered: the rows that are lost with answers.
    """
    with_answers = {(row.number, row.line) for row in answered}
    lost: dict[tuple[str, str], LostRow] = {}
    for key, words in chain.from_iterable(rows.words.items() for rows in issued):
        number, is_task = key.partition("@")[0], "@" not in key
        is_decided = not is_task and (number in today.staged or number not in today.words)
        if _is_lost(key, words, today.words) and not is_decided and (number, words.line) not in with_answers:
            lost[number, words.line] = LostRow(number, words.line, today.words.get(key, _NO_WORDS).line, (), ())
    return list(lost.values())


def _lost_lines(
    return_: Return, issued: Mapping[str, PlannedWords], today: Mapping[str, PlannedWords]
) -> Iterator[tuple[str, str]]:
    """Key and issued line of each row that was answered and is not there any more, or is another's."""
    records = return_.form.records.values()
    answered = (record.key for record in records if any(cell.value is not None for cell in record.filled.values()))
    for key in dict.fromkeys(_ROW_SUFFIX.sub("", key) for key in answered):
        if key in issued and _is_lost(key, issued[key], today):
            yield key, issued[key].line


def _milestone_words(task: Task) -> dict[str, PlannedWords]:
    if len(task.milestones) == 1 and task.milestones[0].implicit:
        return {task.milestones[0].key: PlannedWords(task.name, task.name)}
    lines = enumerate(task.milestones)
    return {milestone.key: PlannedWords(task.milestone_line(index), milestone.content) for index, milestone in lines}


def _is_lost(key: str, issued: PlannedWords, today: Mapping[str, PlannedWords]) -> bool:
    """Whether the row is not there any more, or is another's."""
    return key not in today or (
        issued.content != today[key].content and likeness(issued.content, today[key].content) < _LEAST_LIKENESS
    )
