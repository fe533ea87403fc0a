"""The commands that look after a plan's ledger."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import (
    CONFIG_OPTION,
    JOBS_OPTION,
    JSON_OPTION,
    PATH,
    PLAN_OPTION,
    Command,
    open_plan,
    print_findings_and_exit,
    today,
)
from duban.cli.show import findings_json, print_findings
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.context import Context


def _open_ledger(config: Path, plan: str | None, *, obeys_registers: bool = False) -> "Context":
    """The plan whose ledger is meant: without it nobody knows where that lies and what is called how.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        obeys_registers: due days matter.

    Raises:
        InputError: something is wrong in the plan; that the command waits for it stands last.
    """
    from duban.messages.finding import Finding, InputError, Place

    try:
        return open_plan(config, plan, today(), obeys_registers=obeys_registers)
    except InputError as error:
        command = f"duban {click.get_current_context().command.name}"
        raise InputError([*error.findings, Finding("ledger-waits", Place(command))]) from error


@click.command("verify", cls=Command, help=raw_message("help-verify"))
@CONFIG_OPTION
@PLAN_OPTION
@click.option("--lost", multiple=True, type=PATH, metavar=raw_message("metavar-file"), help=raw_message("help-lost"))
@click.option(
    "--take-in", multiple=True, type=PATH, metavar=raw_message("metavar-file"), help=raw_message("help-take-in")
)
@JSON_OPTION
def verify_command(
    config: Path, plan: str | None, lost: Sequence[Path], take_in: Sequence[Path], *, as_json: bool
) -> None:
    """Hold the ledger to its hashes. Exits 0 when all holds, 1 where something does not, 2 where it cannot be read.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        lost: files of the ledger that are nowhere to be had again.
        take_in: files in the ledger that belong to it, though no run kept them.
        as_json: print one object.
    """
    from duban.journeys.verify import verify_ledger

    verified = verify_ledger(_open_ledger(config, plan), lost, take_in)
    plan_of_ledger, messages = verified.context.plan, verified.context.workspace.messages
    acknowledged = findings_json(verified.acknowledged, messages)
    facts = {"plan": plan_of_ledger.code, **verified.counts, "acknowledged": acknowledged}
    line = message("verified", plan=plan_of_ledger.name, **verified.counts)
    if not as_json:
        print_findings(verified.acknowledged, messages)
    print_findings_and_exit(facts, verified.findings, messages, line, as_json=as_json)


@click.command("rebuild", cls=Command, help=raw_message("help-rebuild"))
@CONFIG_OPTION
@PLAN_OPTION
@JOBS_OPTION
@JSON_OPTION
def rebuild_command(config: Path, plan: str | None, jobs: int, *, as_json: bool) -> None:
    """Make the index anew. Exits 0, 1 where 日志 does not hold, 2 where it cannot be written.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        jobs: how many worker processes read.
        as_json: print one object.
    """
    from duban.journeys.rebuild import rebuild_index

    rebuilt = rebuild_index(_open_ledger(config, plan, obeys_registers=True), jobs)
    counts = {"runs": rebuilt.runs, "submissions": rebuilt.submissions}
    facts = {"plan": rebuilt.context.plan.code, **counts}
    line = message("rebuilt", plan=rebuilt.context.plan.name, **counts)
    print_findings_and_exit(facts, rebuilt.findings, rebuilt.context.workspace.messages, line, as_json=as_json)


@click.command("undo", cls=Command, help=raw_message("help-undo"))
@CONFIG_OPTION
@PLAN_OPTION
@JSON_OPTION
def undo_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Take the last run back. Exits 0, 1 where an edited file was left alone, 2 where nothing can be taken back.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        as_json: print one object.
    """
    from duban.journeys.undo import undo_last_run

    undone = undo_last_run(_open_ledger(config, plan))
    facts = {"plan": undone.context.plan.code, **undone.facts}
    line = message("undone", **{"plan": undone.context.plan.name, **undone.facts})
    messages = undone.context.workspace.messages
    print_findings_and_exit(facts, undone.findings, messages, line, as_json=as_json, in_full=True)


@click.command("renew-key", cls=Command, help=raw_message("help-renew-key"))
@CONFIG_OPTION
@PLAN_OPTION
def renew_key_command(config: Path, plan: str | None) -> None:
    """Make another key for form codes where the plan's is lost. Exits 0, 2 where it is not.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
    """
    from duban.journeys.renew_key import renew_form_key

    context = _open_ledger(config, plan)
    renew_form_key(context)
    print_line(message("key-renewed", plan=context.plan.name))
