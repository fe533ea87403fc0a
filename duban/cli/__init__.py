"""The commands: the only place that prints, reads the clock, or sets an exit code."""

import codecs
import getpass
import platform
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban import __version__
from duban.cli.show import (
    built_json,
    compiled_json,
    findings_json,
    message,
    print_built,
    print_compiled,
    print_findings,
    print_json,
    raw_message,
    translate_click,
)

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.context import Context
    from duban.messages.finding import Finding
    from duban.model.run_by import RunBy

_BEIJING = timezone(timedelta(hours=8))
_CLEAN, _HAS_FINDINGS, _REFUSED, _OUR_MISTAKE, _INTERRUPTED = 0, 1, 2, 3, 130

translate_click()


def _today() -> date:
    return datetime.now(_BEIJING).date()


def _run_by() -> "RunBy":
    """Who runs this, as colleagues see it, and when."""
    from duban.model.run_by import RunBy

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # the system knows no name for it
        user = ""
    return RunBy("@".join(filter(None, (user, platform.node()))), datetime.now(_BEIJING))


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date:
    return value.date() if value else _today()


_CONFIG = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


class _Command(click.Command):
    """A command whose exit code says who erred; README lists the codes."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 — as click has it
        """Run it. Mistakes in the office's own files are listed; our own end with their traceback."""
        from duban.messages.finding import InputError

        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                is_ascii = codecs.lookup(stream.encoding or "utf-8").name == "ascii"
                stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")  # GBK lacks some signs
        if codecs.lookup(sys.getfilesystemencoding()).name == "ascii":
            click.echo(raw_message("no-chinese-names"), err=True)
            sys.exit(_REFUSED)
        try:
            return super().invoke(context)
        except InputError as error:
            _print_refusal(error.findings, as_json=context.params.get("as_json", False))
            sys.exit(_REFUSED)
        except (click.Abort, KeyboardInterrupt):
            click.echo(raw_message("interrupted"), err=True)
            sys.exit(_INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise  # click knows what to say and how to end
        except Exception:  # noqa: BLE001 — whatever it is, it is our own mistake
            traceback.print_exc()
            sys.exit(_OUR_MISTAKE)


def _print_refusal(findings: Sequence["Finding"], *, as_json: bool) -> None:
    """All that is wrong in the office's own files, and that nothing was written."""
    from duban.messages.finding import Severity
    from duban.workspace.workspace import shipped_messages

    messages = shipped_messages()
    if as_json:
        print_json({"errors": findings_json(findings, messages)})
        return
    print_findings(findings, messages, err=True)
    warnings = sum(messages.severity(finding) is Severity.WARNING for finding in findings)
    click.echo(message("refused", errors=len(findings) - warnings, warnings=warnings), err=True)


def _journey_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that both journeys have."""
    options = [
        click.option("--config", type=_CONFIG, default="config.yaml", help=raw_message("help-config")),
        click.option("--plan", metavar="PLAN", help=raw_message("help-plan")),
        click.option("--form", metavar="FORM", help=raw_message("help-form")),
        click.option("--period", metavar="PERIOD", help=raw_message("help-period")),
        click.option("--as-of", type=_DAY, callback=_day, metavar="DAY", help=raw_message("help-as-of")),
        click.option("--out", type=_FOLDER, help=raw_message("help-out")),
        click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help=raw_message("help-jobs")),
        click.option("--json", "as_json", is_flag=True, help=raw_message("help-json")),
        click.option("--quiet", is_flag=True, help=raw_message("help-quiet")),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("build_forms", cls=_Command, help=raw_message("help-build"))
@_journey_options
@click.option("--unit", "units", multiple=True, metavar="UNIT", help=raw_message("help-unit"))
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
) -> None:
    """Write a period's forms.

    Exits 0 when all is clean, 1 with warnings, 2 when the office's own files are wrong and nothing was written.
    """
    from duban.journeys import build
    from duban.journeys.context import open_context

    context = open_context(config, plan, form, period, as_of, out, compiling=False, run_by=_run_by())
    if period is None and not (as_json or quiet) and sys.stdin.isatty():
        _confirm_period(context, as_of)
    with _progress("progress-build", quiet=quiet or as_json) as progress:
        built = build.build_forms(context, as_of, units, archive=archive, reissue=reissue, jobs=jobs, progress=progress)
    if as_json:
        print_json(built_json(built, as_of))
    elif not quiet:
        print_built(built)
    if built.lost_answers:
        sys.exit(_HAS_FINDINGS)


@click.command("compile_reports", cls=_Command, help=raw_message("help-compile"))
@click.argument("returns", nargs=-1, type=click.Path(path_type=Path))
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
) -> None:
    """Write a period's reports.

    Exits 0 when all is clean, 1 when a return has findings, 2 when the office's own files are wrong and nothing
    was written.
    """
    from duban.journeys.compile import compile_reports
    from duban.journeys.context import open_context

    context = open_context(config, plan, form, period, as_of, out, compiling=True, run_by=_run_by())
    with _progress("progress-compile", quiet=quiet or as_json) as progress:
        compiled = compile_reports(context, as_of, returns, jobs=jobs, progress=progress, may_be_empty=none_returned)
    if as_json:
        print_json(compiled_json(compiled))
    elif not quiet:
        print_compiled(compiled)
    sys.exit(_HAS_FINDINGS if compiled.has_findings else _CLEAN)


@click.command("check", cls=_Command, help=raw_message("help-check"))
@click.option("--config", type=_CONFIG, default="config.yaml", help=raw_message("help-config"))
@click.option("--plan", metavar="PLAN", help=raw_message("help-plan"))
@click.option("--json", "as_json", is_flag=True, help=raw_message("help-json"))
def check_command(config: Path, plan: str | None, *, as_json: bool) -> None:
    """Proof-read the plan. Exits 0 when clean, 1 with warnings, 2 with errors."""
    from duban.journeys.check import check_office
    from duban.journeys.lost_answers import check_answers

    checked = check_office(config, plan).with_findings(check_answers(config, plan, _today()))
    if as_json:
        print_json({"plan": checked.plan.code, "findings": findings_json(checked.findings, checked.messages)})
    else:
        print_findings(checked.findings, checked.messages)
        click.echo(message("checked", **checked.counts))
    sys.exit(_HAS_FINDINGS if checked.findings else _CLEAN)


@click.command("init", cls=_Command, help=raw_message("help-init"))
@click.argument("folder", metavar="DIR", type=_FOLDER)
def init_command(folder: Path) -> None:
    """Make a new office's workspace. Exits 2 where there is one already."""
    from duban.journeys.check import create_workspace

    create_workspace(folder)
    click.echo(message("created", folder=folder))


@click.group("duban", help=raw_message("help-main"))
@click.version_option(__version__, prog_name="duban", message="%(prog)s %(version)s", help=raw_message("help-version"))
def main() -> None:
    """All commands under one name."""


main.add_command(check_command)
main.add_command(init_command)
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
        click.echo(raw_message("cancelled"))
        sys.exit(_CLEAN)
