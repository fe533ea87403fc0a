"""The commands of a year's end: give the ledger away, archive the year, begin the next one."""

from datetime import date
from pathlib import Path

import click

from duban.cli.command import (
    CONFIG_OPTION,
    FOLDER,
    JOBS_OPTION,
    JSON_OPTION,
    PLAN_OPTION,
    Command,
    open_plan,
    print_findings_and_exit,
)
from duban.cli.words import message, raw_message

_ALL_DECIDED = date.max
"""The plan with all that was decided, whatever the day: so these commands give the same on every day."""


@click.command("export", cls=Command, help=raw_message("help-export"))
@click.argument("folder", metavar=raw_message("metavar-folder"), type=FOLDER)
@CONFIG_OPTION
@PLAN_OPTION
@JOBS_OPTION
@JSON_OPTION
def export_command(folder: Path, config: Path, plan: str | None, jobs: int, *, as_json: bool) -> None:
    """Write the ledger's tables into a folder. Exits 0, 1 where 日志 does not hold, 2 where they cannot be written.

    Args:
        folder: where they go; new or empty.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        jobs: how many worker processes read.
        as_json: print one object.
    """
    from duban.journeys.export import export_ledger
    from duban.workspace.names import display_path

    exported = export_ledger(open_plan(config, plan, _ALL_DECIDED), folder, jobs)
    where = display_path(exported.folder)
    facts = {"plan": exported.context.plan.code, "folder": where, "rows": exported.rows}
    line = message("exported", plan=exported.context.plan.name, folder=where, **exported.rows)
    print_findings_and_exit(facts, exported.findings, exported.context.workspace.messages, line, as_json=as_json)


@click.command("close", cls=Command, help=raw_message("help-close"))
@CONFIG_OPTION
@PLAN_OPTION
@click.option("--out", type=FOLDER, help=raw_message("help-close-out"))
@click.option("--zip", "zipped", is_flag=True, help=raw_message("help-close-zip"))
@click.option("--unsettled", is_flag=True, help=raw_message("help-unsettled"))
@click.option("--no-pages", is_flag=True, help=raw_message("help-no-pages"))
@JOBS_OPTION
@JSON_OPTION
def close_command(  # noqa: PLR0913 — one parameter an option
    config: Path,
    plan: str | None,
    out: Path | None,
    jobs: int,
    *,
    zipped: bool,
    unsettled: bool,
    no_pages: bool,
    as_json: bool,
) -> None:
    """Archive the year. Exits 0, 1 where something is not settled and it was archived all the same, 2 where it was not.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        out: the folder in which the archive is made; None takes that of the plan's outputs.
        jobs: how many worker processes read.
        zipped: as one zip.
        unsettled: archive though something is not settled.
        no_pages: count no printed pages.
        as_json: print one object.
    """
    from duban.journeys.close import close_year
    from duban.workspace.names import display_path

    context = open_plan(config, plan, _ALL_DECIDED)
    closed = close_year(context, out, zipped=zipped, may_be_unsettled=unsettled, count_pages=not no_pages, jobs=jobs)
    where = display_path(closed.path)
    counts = {"papers": closed.papers, "files": closed.files}
    facts = {"plan": context.plan.code, "archive": where, **counts}
    line = message("closed", plan=context.plan.name, path=where, is_zip=zipped, **counts)
    print_findings_and_exit(facts, closed.unsettled, context.workspace.messages, line, as_json=as_json)


@click.command("new-year", cls=Command, help=raw_message("help-new-year"))
@click.argument("folder", metavar=raw_message("metavar-folder"), type=FOLDER)
@CONFIG_OPTION
@PLAN_OPTION
@click.option("--all-tasks", is_flag=True, help=raw_message("help-all-tasks"))
@JOBS_OPTION
@JSON_OPTION
def new_year_command(
    folder: Path, config: Path, plan: str | None, jobs: int, *, all_tasks: bool, as_json: bool
) -> None:
    """Write the next year's plan into a folder. Exits 0, 1 where a person has to look at it, 2 where it is not made.

    Args:
        folder: where it goes; a mere name lies beside this year's plan.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        jobs: how many worker processes read.
        all_tasks: carry what is finished, too.
        as_json: print one object.
    """
    from duban.journeys.new_year import make_next_year
    from duban.plan_source.next_year import Fate
    from duban.workspace.names import display_path

    made = make_next_year(open_plan(config, plan, _ALL_DECIDED), folder, all_tasks=all_tasks, jobs=jobs)
    where = display_path(made.folder)
    numbers = {str(fate): made.numbers(fate) for fate in Fate}
    facts = {"plan": made.context.plan.code, "folder": where, "year": made.year, **numbers}
    line = message("new-year-made", plan=made.context.plan.name, folder=where, year=made.year, **numbers)
    messages = made.context.workspace.messages
    print_findings_and_exit(facts, made.findings, messages, line, as_json=as_json, in_full=True)
