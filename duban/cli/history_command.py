"""`duban history TASK`: what was answered about a task, period by period."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import (
    CONFIG_OPTION,
    JOBS_OPTION,
    JSON_OPTION,
    PLAN_OPTION,
    Command,
    open_plan,
    print_findings_and_exit,
    today,
)
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when the command runs, so that --help stays fast
    from duban.journeys.task_history import AnsweredReturn


@click.command("history", cls=Command, help=raw_message("help-history"))
@click.argument("task", metavar=raw_message("metavar-task"))
@CONFIG_OPTION
@PLAN_OPTION
@JOBS_OPTION
@JSON_OPTION
def history_command(task: str, config: Path, plan: str | None, jobs: int, *, as_json: bool) -> None:
    """Print what was answered about a task. Exits 0, 1 where 日志 does not hold, 2 where there is no such task.

    Args:
        task: its number, as printed.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        jobs: how many worker processes read, where the index does not know all returns.
        as_json: print one object.
    """
    from duban.journeys.task_history import task_history
    from duban.value_object import asdict

    history = task_history(open_plan(config, plan, today()), task, jobs)
    own = history.task
    if not as_json:
        print_line(message("history-task", task=own))
        for return_ in history.returns:
            _print_return(return_)
    facts = {"task": own.number, "returns": [asdict(return_) for return_ in history.returns]}
    line = message("history-count", count=len(history.returns))
    print_findings_and_exit(facts, history.findings, history.context.workspace.messages, line, as_json=as_json)


def _print_return(return_: "AnsweredReturn") -> None:
    """A line for the return, and one for each answer; of a row with several, what it is about stands once."""
    about = {"period": return_.period, "unit": return_.unit, "file": return_.file, "outcome": return_.outcome}
    print_line(message("history-return", received_on=return_.received_on, **about))
    words_before = ""
    for words, label, value in return_.answers:
        if words and words != words_before:
            print_line(message("history-row", words=words))
        print_line(message("history-answer", label=label, value=value, is_inner=bool(words)))
        words_before = words
