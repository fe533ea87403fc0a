"""The commands themselves, killed at every step of their publishing, or at any time: the rerun ends as undisturbed."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest

from duban.journeys import pdf_copies, turn
from duban.store.publishing import publish, recover
from duban.store.run_log import read_run_log
from tests.clerk import PLAN, ROOT, Clerk, taishan_answers
from tests.killing import CANNOT_FORK, content, kill, states_after
from tests.test_killed import kind_of, report

pytestmark = CANNOT_FORK

JUNE, JULY = "2022-06", "2022-07"
UNITS = ("人事股", "基安股", "督导室")
HELD = ("运行.lock", "运行中.json", "索引.sqlite", "索引.sqlite-journal")
"""No truth: who holds the lock, and what is derived."""
OF_EACH_RUN = (*HELD, "日志", "上一次")
"""A rerun is a run of its own, and what it replaced is another matter."""
KILLS = 200
ASIDE = "试算"
COMMAND = "import sys; from duban.cli import main; main(sys.argv[1:])"


@pytest.fixture(autouse=True)
def _no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes its time, and no kill undoes what was not synced."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(autouse=True)
def _printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A LibreOffice that prints the same bytes each time."""
    printed = {"find_libreoffice": lambda: "soffice", "print_documents": lambda documents: documents}
    for name, function in printed.items():
        monkeypatch.setattr(pdf_copies, name, function)


def build(clerk: Clerk) -> None:
    clerk.build(JUNE, "2022-06-03")


def first_compile(clerk: Clerk) -> None:
    clerk.compile(JUNE, "2022-06-27")


def second_compile(clerk: Clerk) -> None:
    clerk.compile(JUNE, "2022-07-04")


def with_returns(clerk: Clerk) -> None:
    """Two different returns of one unit, one with a mistake, and a good one."""
    build(clerk)
    answers = taishan_answers()[JUNE]
    for unit in UNITS:
        clerk.hand_in(JUNE, unit, answers[unit])
    clerk.hand_in(JUNE, UNITS[0], answers[UNITS[0]] | {"heading": {"reporter": "李四"}}, "另一份.xlsx")
    clerk.hand_in(JUNE, UNITS[2], {"heading": answers[UNITS[2]]["heading"], "tasks": {}, "milestones": {}})


def with_reports(clerk: Clerk) -> None:
    """Compiled once; then she edits a report, and the mistake is corrected."""
    with_returns(clerk)
    first_compile(clerk)
    report = min(clerk.reports_folder(JUNE).glob("*.xlsx"))
    report.write_bytes(report.read_bytes() + b"edited")
    clerk.hand_in(JUNE, UNITS[2], taishan_answers()[JUNE][UNITS[2]])


def with_second_reports(clerk: Clerk) -> None:
    with_reports(clerk)
    second_compile(clerk)


def asked_for(*arguments: str) -> tuple[Callable[[Clerk], object], Callable[[Clerk], object]]:
    """A command that makes something of the second compile."""
    return with_second_reports, lambda clerk: clerk.run("duban", *arguments)


CASES: dict[str, tuple[Callable[[Clerk], object], Callable[[Clerk], object]]] = {
    "build": (lambda _: None, build),
    "first compile": (with_returns, first_compile),
    "second compile": (with_reports, second_compile),
    "undo": (with_second_reports, lambda clerk: clerk.run("duban", "undo")),
    "edition": asked_for("edition", "系统内印发"),
    "notice": asked_for("notice", "全部"),
    "page": asked_for(
        "page",
    ),
    "pdf": asked_for(
        "pdf",
    ),
    "build aside": (lambda _: None, lambda clerk: clerk.build(JUNE, "2022-06-03", "--out", ASIDE)),
    "compile aside": (with_returns, lambda clerk: clerk.compile(JUNE, "2022-06-27", "--out", ASIDE)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rerun_after_a_kill_at_any_step_ends_as_undisturbed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """What a kill leaves is brought to where the run began or to where it ends; and from both the rerun ends alike."""
    prepare, run = CASES[case]
    clerk = Clerk(tmp_path / "desk")
    prepare(clerk)
    output = clerk.folder / (ASIDE if case.endswith("aside") else f"output/{PLAN}")
    states: list[Path] = []
    kinds: list[str] = []

    def killed_and_published(*arguments: Any, **options: Any) -> None:  # noqa: ANN401
        folder = options["ledger"].parent
        ends = [content(folder, *HELD)]
        for _, state in states_after(folder, lambda: publish(*arguments, **options), kill):
            recover(state / "台账")
            ends.append(content(state, *HELD))
            if folder.resolve() == output:
                states[1:] = [keep(state, tmp_path / ("last" if states else "first"))]
        kinds.extend(kind_of(end, ends[0], content(folder, *HELD)) for end in ends[1:])

    with monkeypatch.context() as patch:
        patch.setattr(turn, "publish", killed_and_published)
        run(clerk)
    assert report(f"{case} killed while publishing", kinds).keys() == {"as before", "as undisturbed"}
    assert len(states) == 2
    undisturbed = content(output, *OF_EACH_RUN)
    for state in states if case != "undo" else ():  # run again it takes back another run
        shutil.rmtree(output)
        state.rename(output)
        run(clerk)
        assert content(output, *OF_EACH_RUN) == undisturbed
        assert read_run_log(output / "台账").findings == ()


def keep(state: Path, target: Path) -> Path:
    """A copy of a state in place of the former one."""
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(state, target)


@pytest.mark.long
def test_commands_that_are_killed_at_any_time_end_as_undisturbed(tmp_path: Path) -> None:
    """Real processes with their workers; each is killed at a moment drawn by lot, and run again some time."""
    random = Random(11)
    ends: Counter[str] = Counter()
    for case in ARGUMENTS:
        prepare, run = CASES[case]
        before, undisturbed = Clerk(tmp_path / f"{case} before"), Clerk(tmp_path / f"{case} undisturbed")
        prepare(before)
        shutil.copytree(before.folder, undisturbed.folder, dirs_exist_ok=True)
        seconds = seconds_of(undisturbed, case)
        expected = content(undisturbed.folder / "output" / PLAN, *OF_EACH_RUN)
        for _ in range(KILLS // len(ARGUMENTS) + 1):
            clerk = before.copied_to(tmp_path / "desk")
            output = clerk.folder / "output" / PLAN
            for _ in range(random.choice((1, 1, 2))):  # the rerun may be killed too
                killed = killed_after(clerk, case, random.uniform(0.2, 1) * seconds)
            run(clerk)
            ends[f"{case}: {'killed' if killed else 'done'}"] += 1
            assert content(output, *OF_EACH_RUN) == expected
            assert read_run_log(output / "台账").findings == ()
            assert not [*output.rglob(".~*"), *output.rglob("发布.json")]
            shutil.rmtree(clerk.folder)
    print(f"| killed at any time | {sum(ends.values())} | all as undisturbed {dict(ends)} |")  # noqa: T201


ARGUMENTS = {
    "build": ("build", "--period", JUNE, "--as-of", "2022-06-03"),
    "first compile": ("compile", "--period", JUNE, "--as-of", "2022-06-27"),
    "second compile": ("compile", "--period", JUNE, "--as-of", "2022-07-04"),
}


def started(clerk: Clerk, case: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", COMMAND, *ARGUMENTS[case]]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=clerk.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def seconds_of(clerk: Clerk, case: str) -> float:
    """How long it takes undisturbed."""
    start = monotonic()
    with started(clerk, case) as process:
        assert process.wait() in {0, 1}
    return monotonic() - start


def killed_after(clerk: Clerk, case: str, seconds: float) -> bool:
    """Whether it was still at work when it was killed."""
    with started(clerk, case) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False
