"""Two commands at once over one plan: one waits or is refused with a sentence, and what comes out is never mixed."""

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from duban.store import lock
from duban.store.run_log import read_run_log
from tests.clerk import PLAN, Clerk, CommandResult
from tests.killing import CANNOT_FORK, content, end_with
from tests.test_killed_commands import OF_EACH_RUN, with_returns
from tests.test_lock import held

JUNE, JULY = "2022-06", "2022-07"
REFUSED = 2
COMMANDS: dict[str, Callable[[Clerk], CommandResult]] = {
    "build": lambda clerk: clerk.build(JULY, "2022-07-04"),
    "compile": lambda clerk: clerk.compile(JUNE, "2022-06-27"),
    "later compile": lambda clerk: clerk.compile(JUNE, "2022-07-04"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = Clerk(tmp_path_factory.mktemp("two") / "desk")
    with_returns(clerk)
    return clerk


ALL_COMMANDS: dict[str, Callable[[Clerk], CommandResult]] = COMMANDS | {
    name: lambda clerk, name=name: clerk.run("duban", name) for name in ("undo", "verify", "rebuild", "renew-key")
}


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_a_command_is_refused_while_another_holds_the_plan(
    desk: Clerk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(lock, "_WAIT_SECONDS", 0.1)
    before = content(desk.folder)
    with held(desk.folder / "output" / PLAN / "台账"):
        result = ALL_COMMANDS[command](desk)
    assert result.exit == REFUSED
    assert "李四@办公室 自2022-07-04 09:30起正在处理这个计划" in result.output
    assert content(desk.folder, "运行.lock", "运行中.json") == {
        name: data for name, data in before.items() if not name.endswith(("运行.lock", "运行中.json"))
    }


@CANNOT_FORK
@pytest.mark.parametrize("pair", [*combinations_with_replacement(COMMANDS, 2)], ids=" and ".join)
def test_of_two_at_once_each_is_whole_or_refused(desk: Clerk, tmp_path: Path, pair: tuple[str, str]) -> None:
    """Nothing of a refused one is there; and the last one, run again, finds nothing to change."""
    clerk = desk.copied_to(tmp_path / "desk")
    output = clerk.folder / "output" / PLAN
    runs_before = read_run_log(output / "台账").last_number
    children = [start(partial(COMMANDS[command], clerk)) for command in pair]
    ends = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    print(f"| {' and '.join(pair)} at once | 2 | {dict(ends)} |")  # noqa: T201
    assert set(ends) <= {0, 1, REFUSED}
    assert ends[REFUSED] < len(pair)
    log = read_run_log(output / "台账")
    assert log.findings == ()
    assert log.last_number - runs_before == len(pair) - ends[REFUSED]
    together = content(output, *OF_EACH_RUN)
    last = log.entries[-1]
    commands = [name for name in pair if name.endswith(last.command)]
    (again,) = {name for name in commands if last.as_of in ("", DAYS[name])}
    COMMANDS[again](clerk)
    assert content(output, *OF_EACH_RUN) == together
    assert not list(output.rglob(".~*"))


DAYS = {"build": "2022-07-04", "compile": "2022-06-27", "later compile": "2022-07-04"}


def start(command: Callable[[], CommandResult]) -> int:
    """Run it in a process of its own, which ends with the exit code of the command."""

    def run() -> None:
        raise SystemExit(command().exit)

    child = os.fork()
    if not child:
        end_with(run)
    return child
