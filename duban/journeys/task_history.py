"""What was answered about one task over the year, from the index alone: no return is opened, and nothing is judged."""

from collections.abc import Iterator
from itertools import groupby

from duban.journeys.context import Context
from duban.journeys.issued import parse_form_id
from duban.journeys.issued_form import IssuedForm
from duban.journeys.rebuild import refresh_index
from duban.journeys.run_record import last_outcomes, standing_compiles
from duban.journeys.turn import plan_turn
from duban.messages.finding import Finding, InputError, Place
from duban.model.plan import Task
from duban.model.typed import closest_match
from duban.store.index import INDEX_FILE, Index
from duban.store.row_history import IndexedAnswer, answers_to_task
from duban.text.display import join_list
from duban.value_object import ValueObject


class AnsweredReturn(ValueObject):
    """What one return says about the task.

    Attributes:
        period: its code.
        file: what it was called when it came.
        received_on: 2022-06-21.
        outcome: what its last compile made of it, in words; empty where it was not handed in to that.
        answers: what a row is about, the header of the column, and the answer as it was read.
    """

    period: str
    unit: str
    file: str
    received_on: str
    outcome: str
    answers: tuple[tuple[str, str, str], ...]


class TaskHistory(ValueObject):
    """All returns that say anything about a task, in the order in which they came.

    Attributes:
        findings: what does not hold in 日志.
    """

    context: Context
    task: Task
    returns: tuple[AnsweredReturn, ...]
    findings: tuple[Finding, ...]


def task_history(context: Context, number: str, jobs: int = 1) -> TaskHistory:
    """What was answered about a task: every version of every period, whether it counts or not.

    Args:
        context: whose plan it is; of which form kind and period does not matter.
        number: of the task, as printed.
        jobs: how many worker processes read, where the index does not know all returns.

    Raises:
        InputError: there is no such task.
    """
    task = _task(context, number)
    with plan_turn(context) as turn:
        compiles = {entry.number for entry in standing_compiles(turn.log)}
        with Index(context.ledger.folder / INDEX_FILE) as index:
            indexed = {run for (run,) in index.rows("select number from runs")}
        if not compiles <= indexed:
            refresh_index(turn, jobs)
        with Index(context.ledger.folder / INDEX_FILE) as index:
            answers = answers_to_task(index, task.number)
    outcomes = last_outcomes(turn.log.entries)
    return TaskHistory(context, task, tuple(_returns(context, answers, outcomes)), turn.log_findings)


def _task(context: Context, number: str) -> Task:
    tasks = {task.number: task for task in context.plan.tasks}
    if number not in tasks:
        facts = {"number": number, "near": closest_match(number, [*tasks]), "known": join_list(tasks)}
        raise InputError([Finding("history-no-task", Place(number), facts)])
    return tasks[number]


def _returns(
    context: Context, answers: list[IndexedAnswer], outcomes: dict[tuple[str, str, str], str]
) -> Iterator[AnsweredReturn]:
    """The answers, return by return."""
    for (form_code, digest), of_return in groupby(answers, key=lambda answer: (answer.form, answer.digest)):
        own = list(of_return)
        first = own[0]
        form = IssuedForm(context.issued.snapshot(parse_form_id(form_code))[0], first.unit)
        own.sort(key=lambda answer: (answer.row, form.position(answer.column)))
        outcome = outcomes.get((first.period, first.kind, digest), "")
        yield AnsweredReturn(
            first.period,
            context.directory.unit_name(first.unit),
            first.file,
            first.received_on,
            context.workspace.messages.text(f"end-{outcome}") if outcome else "",
            tuple((form.row_names(each.row)["words"], form.labels.get(each.column, ""), each.value) for each in own),
        )
