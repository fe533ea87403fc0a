"""`import`: a table that the office has becomes a plan."""

from pathlib import Path

import click

from duban.cli.command import CONFIG_OPTION, JSON_OPTION, Command, print_findings_and_exit
from duban.cli.words import message, raw_message

_FILE = click.Path(dir_okay=False, path_type=Path)
_YEAR = click.IntRange(2000, 2100)


def _columns(_context: click.Context, _parameter: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    """表头=键 as a mapping. Raises BadParameter for anything else."""
    pairs = [text.partition("=") for text in typed]
    wrong = [text for text, (header, _, key) in zip(typed, pairs, strict=True) if not (header and key)]
    if wrong:
        raise click.BadParameter(message("bad-column", text=wrong[0]))
    return {header.strip(): key.strip() for header, _, key in pairs}


@click.command("import", cls=Command, help=raw_message("help-import"))
@click.argument("files", metavar=raw_message("metavar-files"), nargs=-1, required=True, type=_FILE)
@click.option("--as", "name", default="", metavar=raw_message("metavar-name"), help=raw_message("help-import-as"))
@click.option("--year", type=_YEAR, default=None, metavar="YYYY", help=raw_message("help-import-year"))
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_columns,
    metavar=raw_message("metavar-column"),
    help=raw_message("help-import-column"),
)
@CONFIG_OPTION
@JSON_OPTION
def import_command(
    files: tuple[Path, ...], name: str, year: int | None, columns: dict[str, str], config: Path, *, as_json: bool
) -> None:
    """Write a plan out of tables. Exits 0, 1 where a person has to look at something, 2 where nothing was written.

    Args:
        files: together one plan.
        name: of the folder in plans/; empty for the year.
        year: of the plan; None: as its title says.
        columns: header → key of a plan.
        config: the config file of the workspace.
        as_json: print one object.
    """
    from duban.journeys.import_plan import import_plan
    from duban.workspace.names import display_path
    from duban.workspace.workspace import open_workspace

    workspace = open_workspace(config, None)
    made = import_plan(workspace, files, columns, name, year or 0)
    where = display_path(made.folder)
    counts = {
        "tasks": len(made.plan.tasks),
        "milestones": sum(len(task.data.get("节点", ())) for task in made.plan.tasks),
        "units": len(made.plan.units),
        "doubtful": made.doubtful_tasks,
        "left_out": made.left_out,
    }
    facts = {"folder": where, "year": made.plan.head.year, **counts}
    line = message("imported", plan=made.plan.head.title, **facts)
    print_findings_and_exit(facts, made.findings, workspace.messages, line, as_json=as_json)
