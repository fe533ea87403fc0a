"""`build` and `compile`, the clerk's two commands of each month; also build_forms.py and compile_reports.py."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, NoReturn

import click

from duban.cli.command import (
    CLEAN,
    FOLDER,
    HAS_FINDINGS,
    JOBS_OPTION,
    JSON_OPTION,
    PATH,
    Command,
    period_options,
    refuse_typed_day,
    run_by,
    today,
)
from duban.cli.show import built_json, compiled_json, print_built, print_compiled, print_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from pathlib import Path

    from duban.journeys.compile import CompileResult
    from duban.journeys.context import Context
    from duban.store.last_words import LastWords


def _journey_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that both journeys have."""
    options = [
        click.option("--out", type=FOLDER, help=raw_message("help-out")),
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
    config: "Path",
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    out: "Path | None",
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
@click.argument("returns", nargs=-1, metavar=raw_message("metavar-returns"), type=PATH)
@_journey_options
@click.option("--none-returned", is_flag=True, help=raw_message("help-none-returned"))
def compile_command(  # noqa: PLR0913 — one parameter an option
    returns: "Sequence[Path]",
    config: "Path",
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    out: "Path | None",
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
    from duban.journeys.unchanged import remember_words, see_inputs, words_where_unchanged

    runner = run_by()
    inputs = None if out else see_inputs(config, plan, returns, _options_and_day(), runner.at)
    words = words_where_unchanged(inputs, runner) if inputs else None
    if words:
        _say_again(words)
    from duban.journeys.compile import compile_reports
    from duban.journeys.context import open_context

    context = open_context(config, plan, form, period, as_of, out, compiling=True, run_by=runner)
    refuse_typed_day(context, as_of, any_day=any_day, compiling=True)
    with _progress("progress-compile", quiet=quiet or as_json) as progress:
        how = {"may_be_empty": none_returned, "any_day": any_day}
        compiled = compile_reports(context, as_of, returns, jobs=jobs, progress=progress, **how)
    _say(compiled, as_json=as_json, quiet=quiet)
    if inputs:
        remember_words(inputs, compiled, partial(_words_of, as_json=as_json, quiet=quiet))
    sys.exit(_exit_code(compiled))


def _say(compiled: "CompileResult", *, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json(compiled_json(compiled))
    elif not quiet:
        print_compiled(compiled)


def _exit_code(compiled: "CompileResult") -> int:
    return HAS_FINDINGS if compiled.has_findings else CLEAN


def _words_of(compiled: "CompileResult", *, as_json: bool, quiet: bool) -> "LastWords":
    """What a run with this result says, without saying it."""
    from duban.store.last_words import LastWords

    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        _say(compiled, as_json=as_json, quiet=quiet)
    return LastWords(_exit_code(compiled), out.getvalue(), err.getvalue())


def _say_again(words: "LastWords") -> NoReturn:
    """Say what the last run would have said, and end as it would have."""
    for text, is_error in ((words.out, False), (words.err, True)):
        if text:
            print_line(text.removesuffix("\n"), err=is_error)
    sys.exit(words.exit_code)


def _options_and_day() -> list[str]:
    """All that a command was given but how many processes may work, which makes no difference, and today's day."""
    context = click.get_current_context()
    options = {name: value for name, value in context.params.items() if name != "jobs"}
    return [repr(sorted(options.items())), str(context.get_parameter_source("as_of")), today().isoformat()]


@contextmanager
def _progress(name: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; elsewhere nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=raw_message(name), show_eta=False, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


def _confirm_period(context: "Context", as_of: date) -> None:
    if not click.confirm(message("confirm", plan=context.plan.name, period=context.period, as_of=as_of), default=True):
        print_line(raw_message("cancelled"))
        sys.exit(CLEAN)
