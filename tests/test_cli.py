"""The exit code of a command says who erred: the units, the office, we, or nobody because it was interrupted."""

import io
import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click import BadParameter
from click.testing import CliRunner, Result

from duban.cli import command, journey_commands, main, words
from duban.cli.words import raw_message, translated
from duban.journeys import check, context, new_workspace
from duban.messages.finding import Finding, InputError, Place
from duban.workspace.shipped import SHIPPED_TEMPLATES

ROOT = Path(__file__).resolve().parents[1]
DAY = command._DayType(["%Y-%m-%d"])
COMMANDS = (["build"], ["compile"], ["check"], ["init", "desk"])


def run_into(error: BaseException, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> Result:
    """A command that meets an error as soon as it begins."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(context, "open_context", fail)
    monkeypatch.setattr(check, "check_office", fail)
    monkeypatch.setattr(new_workspace, "create_workspace", fail)
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_our_own_mistake_ends_with_its_traceback_and_3(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """1 would say that returns have findings."""
    result = run_into(ZeroDivisionError("ours"), arguments, monkeypatch)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Traceback" in result.stderr
    assert result.stderr.endswith("ZeroDivisionError: ours\n")


@pytest.mark.parametrize("arguments", COMMANDS)
def test_an_interrupted_command_ends_with_130(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As every program that Ctrl-C ends; without a traceback."""
    result = run_into(KeyboardInterrupt(), arguments, monkeypatch)
    assert (result.exit_code, result.output) == (130, "已中断。\n")


@pytest.mark.parametrize("arguments", COMMANDS)
def test_what_the_office_got_wrong_ends_with_2(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a traceback: it is told in words."""
    result = run_into(InputError([Finding("cannot-read", Place("plan.yaml"))]), arguments, monkeypatch)
    assert result.exit_code == 2
    assert result.stderr.startswith("plan.yaml")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["build", "--jobs", "0"], ["compile", "--as-of", "2022"], ["unknown"]])
def test_an_option_that_cannot_be_ends_with_2(arguments: list[str]) -> None:
    """As click has it: nothing was read and nothing was written."""
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_a_thousand_mistakes_of_a_kind_are_not_all_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ten and the number of the others; a program is given all of them."""
    mistakes = [Finding("cannot-read", Place("plan.yaml", line=line)) for line in range(1, 1001)]
    result = run_into(InputError(mistakes), ["build"], monkeypatch)
    assert result.stderr.count("plan.yaml:") == 10
    assert "另有990处同类问题" in result.stderr
    assert "1000" in result.stderr.splitlines()[-1]
    assert run_into(InputError(mistakes), ["build", "--json"], monkeypatch).stdout.count('"code"') == 1000


@pytest.mark.parametrize(("count", "end"), [(1, "1局"), (20, "20局"), (21, "20局等21家")])
def test_of_very_many_units_the_first_are_named_and_all_are_counted(count: int, end: str) -> None:
    units = [f"{number}局" for number in range(1, count + 1)]
    others: dict[str, list[str]] = {key: [] for key in ("versions_differ", "unusable", "awaited", "extended")}
    facts = {"owed": count, "filed": 0, "owing": units, **others}
    line = words.message("compiled-units", **facts)
    assert line.startswith(f"  {count}家应报，0家已报，未报送：1局")
    assert line.endswith(end)


def test_a_console_that_knows_no_chinese_names_is_told_what_to_do(tmp_path: Path) -> None:
    """LC_ALL=C with Python's own remedies off: no traceback in the middle of a run."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    result = subprocess.run(
        [sys.executable, str(ROOT / "build_forms.py"), "--as-of", "2022-06-03"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    told = result.stderr.decode()
    if os.name == "posix" and sys.platform != "darwin":
        assert result.returncode == 2
        assert "LC_ALL=C.UTF-8" in told
    assert "Traceback" not in told


def test_a_bar_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much there is may be known only on the way: an archive holds more."""
    for is_terminal in (True, False):
        screen = io.StringIO()
        monkeypatch.setattr(screen, "isatty", lambda is_terminal=is_terminal: is_terminal)
        monkeypatch.setattr(sys, "stderr", screen)
        with journey_commands._progress("progress-compile", quiet=False) as progress:
            for done, total in ((1, 2), (2, 2), (3, 4), (4, 4)):
                progress(done, total)
        assert (words.raw_message("progress-compile") in screen.getvalue()) is is_terminal
        assert ("100%" in screen.getvalue()) is is_terminal


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-06-05", 5),
        ("2022-6-5", 5),
        ("20220605", 0),
        ("2022-W22-7", 0),
        ("2022-06-31", 0),
        ("2022-06-05T01:00", 0),
    ],
)
def test_a_day_is_year_month_and_day(typed: str, day: int) -> None:
    """However it is read: in full by one way, else by the other."""
    if day:
        assert DAY.convert(typed, None, None).date() == date(2022, 6, day)
        return
    with pytest.raises(BadParameter):
        DAY.convert(typed, None, None)


def test_words_are_those_of_the_whole_file() -> None:
    """Each is parsed by itself, when it is asked for."""
    whole = tomllib.loads((SHIPPED_TEMPLATES / "texts" / "cli.toml").read_text(encoding="utf-8"))
    from_click = whole.pop("click")
    assert {name: raw_message(name) for name in whole} == whole
    assert {word: translated(word) for word in from_click} == from_click
    assert translated("Not among them") == "Not among them"
    with pytest.raises(KeyError):
        raw_message("click")
