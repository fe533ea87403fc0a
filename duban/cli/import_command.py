"""`import`: a table that the office has becomes a plan."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from duban.cli.command import CONFIG_OPTION, FILE, JSON_OPTION, PLAN_OPTION, Command, print_findings_and_exit, run_by
from duban.cli.plan_command import print_read_book
from duban.cli.show import findings_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.import_plan import ImportResult

_YEAR = click.IntRange(2000, 2100)


def _columns(_context: click.Context, _parameter: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    """表头=键 as a mapping. Raises BadParameter for anything else."""
    pairs = [text.partition("=") for text in typed]
    wrong = [text for text, (header, _, key) in zip(typed, pairs, strict=True) if not (header and key)]
    if wrong:
        raise click.BadParameter(message("bad-column", text=wrong[0]))
    return {header.strip(): key.strip() for header, _, key in pairs}


def table_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how tables become a plan: name, year and columns."""
    year, column = raw_message("help-import-year"), raw_message("help-import-column")
    name, header = raw_message("metavar-name"), raw_message("metavar-column")
    for option in (
        click.option("--column", "columns", multiple=True, callback=_columns, metavar=header, help=column),
        click.option("--year", type=_YEAR, default=None, metavar=raw_message("metavar-year"), help=year),
        click.option("--as", "name", default="", metavar=name, help=raw_message("help-import-as")),
    ):
        command = option(command)
    return command


def refuse_table_options(
    columns: dict[str, str], name: str, year: int | None, *, is_contact_list: bool = False
) -> None:
    """What is said of tables where there are none would do nothing.

    Args:
        columns: of `--column`.
        name: of `--as`.
        year: of `--year`.
        is_contact_list: there is one instead.

    Raises:
        UsageError: one of them is given.
    """
    values = {"--column": columns, "--as": name, "--year": year}
    if options := [option for option, value in values.items() if value]:
        raise click.UsageError(message("tables-only", options=options, is_contact_list=is_contact_list))


@click.command("import", cls=Command, help=raw_message("help-import"))
@click.argument("files", metavar=raw_message("metavar-files"), nargs=-1, required=True, type=FILE)
@click.option("--units", "is_contact_list", is_flag=True, help=raw_message("help-import-units"))
@table_options
@CONFIG_OPTION
@PLAN_OPTION
@JSON_OPTION
def import_command(  # noqa: PLR0913 — one parameter an option
    files: tuple[Path, ...],
    name: str,
    year: int | None,
    columns: dict[str, str],
    config: Path,
    plan: str | None,
    *,
    is_contact_list: bool,
    as_json: bool,
) -> None:
    """Write a plan out of tables. Exits 0, 1 where a person has to look at something, 2 where nothing was written.

    Args:
        files: together one plan; or one workbook that `duban plan --excel` made, which is read back into its plan.
        name: of the folder in plans/; empty for the year.
        year: of the plan; None: as its title says.
        columns: header → key of a plan.
        config: the config file of the workspace.
        plan: of the workbook or the contact list: a folder, or the name of one in plans/; None takes the config's.
        is_contact_list: the file is one, and goes into the plan's units.yaml.
        as_json: print one object.
    """
    from duban.journeys.import_plan import import_plan
    from duban.journeys.read_plan_book import is_plan_book
    from duban.workspace.names import display_path
    from duban.workspace.workspace import open_workspace

    if is_contact_list:
        refuse_table_options(columns, name, year, is_contact_list=True)
        _import_contacts(files, config, plan, as_json=as_json)
    workspace = open_workspace(config, plan)
    if len(files) == 1 and is_plan_book(workspace, files[0]):
        refuse_table_options(columns, name, year)
        print_read_book(config, plan, files[0], as_json=as_json)
    made = import_plan(workspace, files, columns, name, year or 0)
    print_import(made, message("imported-next", folder=display_path(made.folder)), as_json=as_json)


def print_import(made: "ImportResult", next_step: str, *, as_json: bool) -> NoReturn:
    """Say what became of tables, and end the command.

    Args:
        made: what was made.
        next_step: what the clerk does now, a line.
        as_json: print one object.
    """
    from duban.workspace.names import display_path

    counts = {
        "tasks": len(made.plan.tasks),
        "milestones": sum(len(task.data.get("节点", ())) for task in made.plan.tasks),
        "units": len(made.plan.units),
        "doubtful": made.doubtful_tasks,
        "left_out": made.left_out,
    }
    facts = {"folder": display_path(made.folder), "year": made.plan.head.year, **counts}
    line = f"{message('imported', plan=made.plan.head.title, **facts)}\n  {next_step}"
    print_findings_and_exit(facts, made.findings, made.messages, line, as_json=as_json)


def _import_contacts(files: tuple[Path, ...], config: Path, plan: str | None, *, as_json: bool) -> NoReturn:
    from duban.journeys.import_contacts import import_contacts
    from duban.workspace.names import display_path

    if len(files) != 1:
        raise click.UsageError(raw_message("units-usage"))
    made = import_contacts(config, plan, files[0], run_by())
    for edit in () if as_json else made.edits:
        print_line(f"{edit.place} → {made.messages.message(edit).text}")
    counts = {"path": display_path(made.path), "edits": len(made.edits), "findings": len(made.findings)}
    facts = {"path": counts["path"], "edits": findings_json(made.edits, made.messages)}
    line = message("contacts-imported", **counts)
    print_findings_and_exit(facts, made.findings, made.messages, line, as_json=as_json)
