"""`duban plan`: the plan as a workbook, and a workbook that was edited back into the plan."""

from pathlib import Path
from typing import NoReturn

import click

from duban.cli.command import (
    CLEAN,
    CONFIG_OPTION,
    JSON_OPTION,
    PATH,
    PLAN_OPTION,
    Command,
    print_findings_and_exit,
    run_by,
)
from duban.cli.show import findings_json, print_json
from duban.cli.words import message, print_line, raw_message


@click.command("plan", cls=Command, help=raw_message("help-plan"))
@click.argument("file", metavar=raw_message("metavar-plan-book"), type=PATH, required=False)
@click.option("--excel", "writes", is_flag=True, help=raw_message("help-plan-book-excel"))
@click.option("--all", "shows_all", is_flag=True, help=raw_message("help-plan-book-all"))
@CONFIG_OPTION
@PLAN_OPTION
@JSON_OPTION
def plan_command(
    file: Path | None, config: Path, plan: str | None, *, writes: bool, shows_all: bool, as_json: bool
) -> None:
    """Write the plan's workbook, or read one. Exits 0, 1 with doubts about what was changed, 2 where nothing was done.

    Args:
        file: the workbook; None, with --excel, for one beside the plan's outputs.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        writes: make the workbook, and read none.
        shows_all: columns that nothing uses are in sight.
        as_json: print one object.
    """
    if writes:
        _write(file, config, plan, shows_all=shows_all, as_json=as_json)
    elif file:
        print_read_book(config, plan, file, as_json=as_json)
    else:
        raise click.UsageError(raw_message("plan-book-usage"))


def _write(file: Path | None, config: Path, plan: str | None, *, shows_all: bool, as_json: bool) -> None:
    from duban.journeys.write_plan_book import write_plan_book
    from duban.workspace.names import display_path
    from duban.workspace.workspace import open_workspace

    workspace = open_workspace(config, plan)
    written = write_plan_book(workspace, file, shows_all=shows_all)
    facts = {"plan": workspace.loaded_plan.plan.code, "path": display_path(written.path), "counts": written.counts}
    if as_json:
        print_json(facts)
    else:
        shown = {**facts, "plan": workspace.loaded_plan.plan.name, "tasks": written.counts["任务"]}
        print_line(message("plan-book-written", **shown))
    raise SystemExit(CLEAN)


def print_read_book(config: Path, plan: str | None, file: Path, *, as_json: bool) -> NoReturn:
    """Read a workbook of the plan, say what was changed, and end the command.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        file: the workbook.
        as_json: print one object.
    """
    from duban.journeys.read_plan_book import read_plan_workbook
    from duban.workspace.names import display_path
    from duban.workspace.workspace import open_workspace

    read = read_plan_workbook(config, plan, file, run_by())
    workspace = open_workspace(config, plan)
    messages, files = workspace.messages, [display_path(path) for path in read.files]
    for edit in () if as_json else read.edits:
        print_line(f"{edit.place} → {messages.message(edit).text}")
    next_book = display_path(read.next_book) if read.next_book else ""
    facts = {"plan": workspace.loaded_plan.plan.code, "files": files, "edits": findings_json(read.edits, messages)}
    shown = {"plan": workspace.loaded_plan.plan.name, "edits": len(read.edits), "files": files, "book": next_book}
    line = message("plan-book-read", **shown)
    print_findings_and_exit({**facts, "book": next_book}, read.doubts, messages, line, as_json=as_json)
