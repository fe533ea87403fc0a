"""`check` and `init`: the plan is proof-read, a new office begins."""

from pathlib import Path

import click

from duban.cli.command import (
    CONFIG_OPTION,
    FILE,
    FOLDER,
    JSON_OPTION,
    PLAN_OPTION,
    Command,
    print_findings_and_exit,
    run_by,
    today,
)
from duban.cli.import_command import print_import, refuse_table_options, table_options
from duban.cli.show import print_json
from duban.cli.words import message, print_line, raw_message


@click.command("check", cls=Command, help=raw_message("help-check"))
@CONFIG_OPTION
@PLAN_OPTION
@JSON_OPTION
def check_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Proof-read the plan. Exits 0 when clean, 1 with warnings, 2 with errors."""
    from duban.journeys.check import check_office
    from duban.journeys.lost_answers import check_answers
    from duban.journeys.own_copies import unchanged_copies

    checked = check_office(config, plan)
    workspace = checked.workspace
    doubts = (*unchanged_copies(workspace), *check_answers(workspace, today(), run_by()))
    checked = checked.with_findings(doubts)
    facts, line = {"plan": workspace.loaded_plan.plan.code, **checked.counts}, message("checked", **checked.counts)
    print_findings_and_exit(facts, checked.findings, workspace.messages, line, as_json=as_json)


@click.command("init", cls=Command, help=raw_message("help-init"))
@click.argument("folder", metavar=raw_message("metavar-folder"), type=FOLDER)
@click.option(
    "--from", "files", multiple=True, metavar=raw_message("metavar-file"), type=FILE, help=raw_message("help-init-from")
)
@table_options
@JSON_OPTION
def init_command(
    folder: Path, files: tuple[Path, ...], name: str, year: int | None, columns: dict[str, str], *, as_json: bool
) -> None:
    """Make a new office's workspace. Exits 1 where a person has to look at its plan, 2 where nothing was made.

    Args:
        folder: of the workspace.
        files: tables that become its plan; none puts a sample there.
        name: as `import_command` has it; so year and columns.
        as_json: print one object.
    """
    from duban.journeys.new_workspace import create_workspace, create_workspace_from
    from duban.workspace.names import display_path

    if files:
        made = create_workspace_from(folder, files, columns, name, year or 0)
        plan = display_path(made.folder / "plan.yaml")
        print_import(made, message("created-from", folder=folder, plan=plan, words=made.own_words), as_json=as_json)
    refuse_table_options(columns, name, year)
    create_workspace(folder)
    if as_json:
        print_json({"folder": str(folder)})
    else:
        print_line(message("created", folder=folder))
