"""`check` and `init`: the plan is proof-read, a new office begins."""

from pathlib import Path

import click

from duban.cli.command import (
    CONFIG_OPTION,
    JSON_OPTION,
    PLAN_OPTION,
    Command,
    print_findings_and_exit,
    run_by,
    today,
)
from duban.cli.words import message, print_line, raw_message


@click.command("check", cls=Command, help=raw_message("help-check"))
@CONFIG_OPTION
@PLAN_OPTION
@JSON_OPTION
def check_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Proof-read the plan. Exits 0 when clean, 1 with warnings, 2 with errors."""
    from duban.journeys.check import check_office
    from duban.journeys.lost_answers import check_answers

    checked = check_office(config, plan)
    workspace, checked = checked.workspace, checked.with_findings(check_answers(checked.workspace, today(), run_by()))
    facts, line = {"plan": workspace.loaded_plan.plan.code, **checked.counts}, message("checked", **checked.counts)
    print_findings_and_exit(facts, checked.findings, workspace.messages, line, as_json=as_json)


@click.command("init", cls=Command, help=raw_message("help-init"))
@click.argument("folder", metavar=raw_message("metavar-folder"), type=click.Path(file_okay=False, path_type=Path))
def init_command(folder: Path) -> None:
    """Make a new office's workspace. Exits 2 where there is one already."""
    from duban.journeys.new_workspace import create_workspace

    create_workspace(folder)
    print_line(message("created", folder=folder))
