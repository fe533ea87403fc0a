"""`duban fill`: a form of the office above, filled in from what the own units reported."""

from datetime import date
from pathlib import Path

import click

from duban.cli.command import (
    JOBS_OPTION,
    JSON_OPTION,
    PATH,
    Command,
    period_options,
    print_findings_and_exit,
    refuse_typed_day,
    run_by,
)
from duban.cli.words import message, raw_message


@click.command("fill", cls=Command, help=raw_message("help-fill"))
@click.argument("file", metavar=raw_message("metavar-upper-form"), type=PATH)
@period_options
@JOBS_OPTION
@JSON_OPTION
def fill_command(  # noqa: PLR0913 — one parameter an option
    file: Path,
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    jobs: int,
    *,
    any_day: bool,
    as_json: bool,
) -> None:
    """Fill in a form of the office above. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        file: the form.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of the own layout whose returns it is filled from; None takes the plan's first.
        period: its code; None takes the one whose returns come in, or came in last.
        as_of: the day on which everything is judged.
        jobs: how many worker processes read what is not remembered.
        any_day: a day far from the plan's year is meant.
        as_json: print one object.
    """
    from duban.journeys.context import open_context
    from duban.journeys.fill import fill_form
    from duban.workspace.names import display_path

    context = open_context(config, plan, form, period, as_of, None, compiling=True, run_by=run_by())
    refuse_typed_day(context, as_of, any_day=any_day, compiling=True)
    filled = fill_form(context, file, as_of, jobs)
    where = {"path": display_path(filled.path), "basis": display_path(filled.basis)}
    facts = {"plan": context.plan.code, "period": context.period.code, "as_of": as_of, **filled.counts, **where}
    shown = {"plan": context.plan.name, "period": context.period, "as_of": as_of, **filled.counts, **where}
    line = message("filled", **shown)
    print_findings_and_exit(facts, filled.findings, context.workspace.messages, line, as_json=as_json)
