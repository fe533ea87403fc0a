"""The commands: the only place that prints, reads the clock, or sets an exit code."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban import __version__
from duban.cli.command import (
    CLEAN,
    CONFIG_OPTION,
    HAS_FINDINGS,
    JOBS_OPTION,
    JSON_OPTION,
    PLAN_OPTION,
    Command,
    period_options,
    print_findings_and_exit,
    refuse_typed_day,
    run_by,
    today,
)
from duban.cli.fill_command import fill_command
from duban.cli.history_command import history_command
from duban.cli.ledger_commands import rebuild_command, renew_key_command, undo_command, verify_command
from duban.cli.publication_commands import edition_command
from duban.cli.show import built_json, compiled_json, print_built, print_compiled, print_json
from duban.cli.status_command import status_command
from duban.cli.words import message, print_line, raw_message
from duban.cli.year_commands import close_command, export_command, new_year_command

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.context import Context


_FOLDER = click.Path(file_okay=False, path_type=Path)


def _journey_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that both journeys have."""
    options = [
        click.option("--out", type=_FOLDER, help=raw_message("help-out")),
        JOBS_OPTION,
        JSON_OPTION,
        click.option("--quiet", is_flag=True, help=raw_message("help-quiet")),
    ]
    for option in reversed(options):
        command = option(command)
    return period_options(command)


@click.command("build_forms", cls=Command, help=raw_message("help-build"))
@_journey_options
@click.option("--unit", "units", multiple=True, metavar=raw_message("metavar-unit"), help=raw_message("help-unit"))
@click.option("--zip", "archive", is_flag=True, help=raw_message("help-zip"))
@click.option("--reissue", is_flag=True, help=raw_message("help-reissue"))
def build_command(  # noqa: PLR0913 — one parameter an option
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    out: Path | None,
    jobs: int,
    units: Sequence[str],
    *,
    as_json: bool,
    quiet: bool,
    archive: bool,
    reissue: bool,
    any_day: bool,
) -> None:
    """Write a period's forms.

    Exits 0 when all is clean, 1 with warnings, 2 when the office's own files are wrong and nothing was written.
    """
    from duban.journeys import build
    from duban.journeys.context import open_context

    context = open_context(config, plan, form, period, as_of, out, compiling=False, run_by=run_by())
    refuse_typed_day(context, as_of, any_day=any_day, compiling=False)
    if period is None and not (as_json or quiet) and sys.stdin.isatty():
        _confirm_period(context, as_of)
    with _progress("progress-build", quiet=quiet or as_json) as progress:
        how = {"archive": archive, "reissue": reissue, "any_day": any_day}
        built = build.build_forms(context, as_of, units, jobs=jobs, progress=progress, **how)
    if as_json:
        print_json(built_json(built, as_of))
    elif not quiet:
        print_built(built)
    sys.exit(HAS_FINDINGS if built.has_findings else CLEAN)


@click.command("compile_reports", cls=Command, help=raw_message("help-compile"))
@click.argument("returns", nargs=-1, metavar=raw_message("metavar-returns"), type=click.Path(path_type=Path))
@_journey_options
@click.option("--none-returned", is_flag=True, help=raw_message("help-none-returned"))
def compile_command(  # noqa: PLR0913 — one parameter an option
    returns: Sequence[Path],
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    out: Path | None,
    jobs: int,
    *,
    as_json: bool,
    quiet: bool,
    none_returned: bool,
    any_day: bool,
) -> None:
    """Write a period's reports.

    Exits 0 when all is clean, 1 when a return has findings, 2 when the office's own files are wrong and nothing
    was written.
    """
    from duban.journeys.compile import compile_reports
    from duban.journeys.context import open_context

    context = open_context(config, plan, form, period, as_of, out, compiling=True, run_by=run_by())
    refuse_typed_day(context, as_of, any_day=any_day, compiling=True)
    with _progress("progress-compile", quiet=quiet or as_json) as progress:
        how = {"may_be_empty": none_returned, "any_day": any_day}
        compiled = compile_reports(context, as_of, returns, jobs=jobs, progress=progress, **how)
    if as_json:
        print_json(compiled_json(compiled))
    elif not quiet:
        print_compiled(compiled)
    sys.exit(HAS_FINDINGS if compiled.has_findings else CLEAN)


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
@click.argument("folder", metavar=raw_message("metavar-folder"), type=_FOLDER)
def init_command(folder: Path) -> None:
    """Make a new office's workspace. Exits 2 where there is one already."""
    from duban.journeys.new_workspace import create_workspace

    create_workspace(folder)
    print_line(message("created", folder=folder))


class _Group(click.Group):
    """All commands under one name; inside a workspace no command means `status`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does. The workspace is known by its config in the current folder."""
        is_bare = not args and Path("config.yaml").is_file()
        return super().parse_args(ctx, [str(status_command.name)] if is_bare else args)


@click.group(
    "duban",
    cls=_Group,
    options_metavar=raw_message("metavar-options"),
    subcommand_metavar=raw_message("metavar-command"),
    help=raw_message("help-main"),
)
@click.version_option(__version__, prog_name="duban", message="%(prog)s %(version)s", help=raw_message("help-version"))
def main() -> None:
    """All commands under one name."""


main.add_command(status_command)
main.add_command(history_command)
main.add_command(check_command)
main.add_command(init_command)
main.add_command(verify_command)
main.add_command(rebuild_command)
main.add_command(undo_command)
main.add_command(renew_key_command)
main.add_command(fill_command)
main.add_command(edition_command)
main.add_command(close_command)
main.add_command(export_command)
main.add_command(new_year_command)
main.add_command(build_command, "build")
main.add_command(compile_command, "compile")


@contextmanager
def _progress(name: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(raw_message(name))
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _confirm_period(context: "Context", as_of: date) -> None:
    if not click.confirm(message("confirm", plan=context.plan.name, period=context.period, as_of=as_of), default=True):
        print_line(raw_message("cancelled"))
        sys.exit(CLEAN)
