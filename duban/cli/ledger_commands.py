"""The commands that look after a plan's ledger."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import CLEAN, CONFIG, HAS_FINDINGS, Command, run_by, today
from duban.cli.show import findings_json, print_findings, print_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.context import Context


@click.command("verify", cls=Command, help=raw_message("help-verify"))
@click.option("--config", type=CONFIG, default="config.yaml", help=raw_message("help-config"))
@click.option("--plan", metavar="PLAN", help=raw_message("help-plan"))
@click.option("--json", "as_json", is_flag=True, help=raw_message("help-json"))
def verify_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Hold the ledger to its hashes. Exits 0 when all holds, 1 where something does not, 2 where it cannot be read.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        as_json: print one object.
    """
    from duban.journeys.verify import verify_ledger

    verified = verify_ledger(_context(config, plan))
    messages = verified.context.workspace.messages
    if as_json:
        counts = {"plan": verified.context.plan.code, "files": verified.files, "runs": verified.runs}
        print_json({**counts, "findings": findings_json(verified.findings, messages)})
    else:
        print_findings(verified.findings, messages)
        print_line(message("verified", plan=verified.context.plan.name, **verified.counts))
    sys.exit(HAS_FINDINGS if verified.findings else CLEAN)


@click.command("rebuild", cls=Command, help=raw_message("help-rebuild"))
@click.option("--config", type=CONFIG, default="config.yaml", help=raw_message("help-config"))
@click.option("--plan", metavar="PLAN", help=raw_message("help-plan"))
@click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help=raw_message("help-jobs"))
@click.option("--json", "as_json", is_flag=True, help=raw_message("help-json"))
def rebuild_command(config: Path, plan: str | None, jobs: int, *, as_json: bool) -> None:
    """Make the index anew. Exits 0, 1 where 日志 does not hold, 2 where it cannot be written.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        jobs: how many worker processes read.
        as_json: print one object.
    """
    from duban.journeys.rebuild import rebuild_index

    rebuilt = rebuild_index(_context(config, plan), jobs)
    messages = rebuilt.context.workspace.messages
    counts = {"runs": rebuilt.runs, "submissions": rebuilt.submissions}
    if as_json:
        print_json({"plan": rebuilt.context.plan.code, **counts, "findings": findings_json(rebuilt.findings, messages)})
    else:
        print_findings(rebuilt.findings, messages)
        print_line(message("rebuilt", plan=rebuilt.context.plan.name, **counts))
    sys.exit(HAS_FINDINGS if rebuilt.findings else CLEAN)


@click.command("undo", cls=Command, help=raw_message("help-undo"))
@click.option("--config", type=CONFIG, default="config.yaml", help=raw_message("help-config"))
@click.option("--plan", metavar="PLAN", help=raw_message("help-plan"))
@click.option("--json", "as_json", is_flag=True, help=raw_message("help-json"))
def undo_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Take the last run back. Exits 0, 1 where an edited file was left alone, 2 where nothing can be taken back.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        as_json: print one object.
    """
    from duban.journeys.undo import undo_last_run

    undone = undo_last_run(_context(config, plan))
    messages = undone.context.workspace.messages
    if as_json:
        findings = findings_json(undone.findings, messages)
        print_json({"plan": undone.context.plan.code, **undone.facts, "findings": findings})
    else:
        print_findings(undone.findings, messages)
        print_line(message("undone", **{"plan": undone.context.plan.name, **undone.facts}))
    sys.exit(HAS_FINDINGS if undone.findings else CLEAN)


@click.command("renew-key", cls=Command, help=raw_message("help-renew-key"))
@click.option("--config", type=CONFIG, default="config.yaml", help=raw_message("help-config"))
@click.option("--plan", metavar="PLAN", help=raw_message("help-plan"))
def renew_key_command(config: Path, plan: str | None) -> None:
    """Make another key for form codes where the plan's is lost. Exits 0, 2 where it is not.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
    """
    from duban.journeys.renew_key import renew_form_key

    context = _context(config, plan)
    renew_form_key(context)
    print_line(message("key-renewed", plan=context.plan.name))


def _context(config: Path, plan: str | None) -> "Context":
    """The plan as it stands today."""
    from duban.journeys.context import open_context

    return open_context(config, plan, None, None, today(), None, compiling=False, run_by=run_by())
