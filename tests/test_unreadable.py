"""What the ledger should hold and the system does not give is told, at its place: exit 2, and nothing is written."""

import errno
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.messages.finding import Finding, InputError, Place
from tests.clerk import PLAN, Clerk, taishan_answers
from tests.test_files import tree

JUNE, DAY = "2022-06", "2022-06-21"
REFUSED = 2
COMPILE = ("compile", "--period", JUNE, "--as-of", "2022-07-04")
BUILD = ("build", "--period", JUNE, "--as-of", DAY)
VERIFY = ("duban", "verify")
UNDO = ("duban", "undo")
REBUILD = ("duban", "rebuild")
CHECK = ("duban", "check")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A desk after June was built and compiled twice, the second time with one return more."""
    clerk = Clerk(tmp_path_factory.mktemp("compiled") / "desk")
    clerk.build(JUNE, "2022-06-10", "--quiet")
    answers = taishan_answers()[JUNE]
    for unit in ("督导室", "人事股"):
        clerk.hand_in(JUNE, unit, answers[unit])
        clerk.compile(JUNE, DAY, "--quiet")
    return clerk


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "desk")


def plan_folder(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN


def snapshot(clerk: Clerk) -> Path:
    return next((plan_folder(clerk) / "台账/快照").glob("*.json"))


def of_ledger(name: str) -> Callable[[Clerk], Path]:
    return lambda clerk: plan_folder(clerk) / "台账" / name


FAULTS: dict[str, tuple[Callable[[Clerk], Path], list[tuple[str, ...]]]] = {
    "a snapshot": (snapshot, [COMPILE, CHECK]),
    "the snapshots": (of_ledger("快照"), [COMPILE, BUILD, VERIFY, REBUILD, CHECK]),
    "the originals": (of_ledger("原件"), [COMPILE, BUILD, VERIFY, CHECK]),
    "the originals of a period": (of_ledger(f"原件/{JUNE}"), [COMPILE, VERIFY, REBUILD, CHECK]),
    "the former registers": (of_ledger("登记"), [COMPILE, VERIFY]),
    "an entry of 日志": (of_ledger("日志/000002.json"), [COMPILE, BUILD, VERIFY, UNDO, REBUILD, CHECK]),
    "日志": (of_ledger("日志"), [COMPILE, BUILD, VERIFY, UNDO, REBUILD, CHECK]),
    "the journal": (of_ledger("发布.json"), [COMPILE, BUILD, VERIFY, UNDO, REBUILD]),
    "the key": (of_ledger("表号密钥.json"), [COMPILE, BUILD]),
    "the period's folder": (lambda clerk: clerk.period_folder(JUNE), [COMPILE]),
    "the register": (lambda clerk: clerk.period_folder(JUNE) / "办公室登记.xlsx", [COMPILE]),
    "a correction copy": (lambda clerk: clerk.reports_folder(JUNE) / "退回修改/旧.xlsx", [COMPILE]),
}
"""What cannot be read, and the commands that need it."""
CASES = [(name, command, errno.EACCES) for name, (_, commands) in FAULTS.items() for command in commands]


def refuse(monkeypatch: pytest.MonkeyPatch, refused: Path, code: int) -> None:
    """The system gives neither the bytes of a file nor the names in a folder."""
    open_path, list_folder = Path.open, os.listdir

    def opened(path: Path, *arguments: object, **options: object) -> object:
        if path == refused:
            raise OSError(code, os.strerror(code), str(path))
        return open_path(path, *arguments, **options)  # type: ignore[call-overload]  # whatever the caller asks for

    def listed(path: Path = Path()) -> list[str]:
        if Path(path) == refused:
            raise OSError(code, os.strerror(code), str(path))
        return list_folder(path)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(os, "listdir", listed)


@pytest.mark.parametrize(("name", "command", "code"), [*CASES, ("a snapshot", COMPILE, errno.EIO)])
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, name: str, command: tuple[str, ...], code: int
) -> None:
    path = FAULTS[name][0](clerk)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"") if path.suffix else path.mkdir()
    (plan_folder(clerk) / "台账/索引.sqlite").unlink()  # or what was read before need not be read again
    before = tree(plan_folder(clerk))
    with monkeypatch.context() as patch:
        refuse(patch, path, code)
        result = clerk.run(*command)
    assert result.exit == REFUSED, result.output
    assert path.name in result.output
    assert "[form-key-damaged]" in result.output if name == "the key" else "[cannot-read]" in result.output
    after = tree(plan_folder(clerk))
    after.pop("台账/索引.sqlite", None)
    assert after == before


@pytest.mark.parametrize("command", [COMPILE, REBUILD])
def test_a_folder_in_the_place_of_a_snapshot_is_told(clerk: Clerk, command: tuple[str, ...]) -> None:
    """A return would else be read by today's plan. A rebuild opens it in a worker alone."""
    path = snapshot(clerk)
    path.unlink()
    path.mkdir()
    (plan_folder(clerk) / "台账/索引.sqlite").unlink()
    result = clerk.run(*command)
    assert (result.exit, "[cannot-read]" in result.output, path.name in result.output) == (REFUSED, True, True)


@pytest.mark.parametrize(
    ("place", "command"),
    [
        (lambda clerk: plan_folder(clerk) / "台账/索引.sqlite", REBUILD),
        (lambda clerk: clerk.period_folder(JUNE) / "办公室登记.xlsx", COMPILE),
    ],
)
def test_a_folder_in_the_place_of_what_is_written_is_told(
    clerk: Clerk, place: Callable[[Clerk], Path], command: tuple[str, ...]
) -> None:
    path = place(clerk)
    path.unlink(missing_ok=True)
    path.mkdir()
    result = clerk.run(*command)
    assert (result.exit, "[cannot-write]" in result.output, path.name in result.output) == (REFUSED, True, True)


def test_mistakes_of_the_office_come_out_of_a_worker_as_such() -> None:
    error = InputError([Finding("cannot-read", Place("a"), {"reason": "EIO"})])
    assert pickle.loads(pickle.dumps(error)).findings == error.findings
