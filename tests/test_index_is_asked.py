"""History is read from the index: returns of the ledger are opened again only where somebody touched them."""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from duban.formats.file_content import FileContent
from duban.store import kept_hashes
from duban.workers.pool import WorkerPool
from tests.clerk import Clerk, file_hashes, taishan_answers

JUNE, JULY = "2022-06", "2022-07"
_opened: list[Path] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    """Whatever this process opens, by whichever library."""
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        _opened.append(Path(os.fsdecode(arguments[0])))


sys.addaudithook(_note)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June is compiled, and July's forms have gone out and came back."""
    clerk = Clerk(tmp_path_factory.mktemp("office") / "desk")
    answers = taishan_answers()
    clerk.build(JUNE, "2022-06-06")
    clerk.hand_in_all(JUNE, answers[JUNE])
    clerk.compile(JUNE, "2022-06-21")
    clerk.build(JULY, "2022-07-04")
    clerk.hand_in_all(JULY, answers[JULY])
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A copy of that desk, a day later as it were: a file that was touched just now is always opened."""
    monkeypatch.setattr(kept_hashes, "_SETTLED", -timedelta(days=1))
    return desk.copied_to(tmp_path / "desk")


@pytest.fixture
def read_by_workers(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that workers are given."""
    read: list[Path] = []
    run = WorkerPool.run

    def note(contents: Iterable[FileContent]) -> Iterator[FileContent]:
        for content in contents:
            read.append(content.file_ref.path)
            yield content

    monkeypatch.setattr(WorkerPool, "run", lambda self, contents: run(self, note(contents)))
    return read


def originals(clerk: Clerk, period: str = JUNE) -> list[Path]:
    return sorted((clerk.folder / "output" / clerk.plan / "台账" / "原件" / period).iterdir())


def opened_originals(clerk: Clerk, command: Callable[[Clerk], object]) -> list[Path]:
    """The returns of the ledger that a command opens."""
    _opened.clear()
    command(clerk)
    return sorted(path for path in set(_opened) if "原件" in path.parts)


def reports(clerk: Clerk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in clerk.reports_folder(JULY).glob("*.*")}


def tables(clerk: Clerk) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the index but what is known of files as files."""
    with contextlib.closing(sqlite3.connect(next(clerk.folder.rglob("索引.sqlite")))) as database:
        names = [name for (name,) in database.execute("select name from sqlite_schema where type = 'table'")]
        return {name: database.execute(f"select * from {name}").fetchall() for name in names if name != "kept_hashes"}


COMMANDS: dict[str, Callable[[Clerk], object]] = {
    "build": lambda clerk: clerk.build(JULY, "2022-07-04"),
    "compile": lambda clerk: clerk.compile(JULY, "2022-07-21"),
    "status": lambda clerk: clerk.run("duban", "status", "--period", JULY, "--as-of", "2022-07-21"),
    "check": lambda clerk: clerk.run("duban", "check"),
    "export": lambda clerk: clerk.run("duban", "export", clerk.folder / f"given-{len([*clerk.folder.iterdir()])}"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_the_index_knows_is_not_opened(
    clerk: Clerk, command: Callable[[Clerk], object], read_by_workers: list[Path]
) -> None:
    """Once each is opened, for the copied desk has other files than the index knows; then none, by any command."""
    assert opened_originals(clerk, COMMANDS["build"]) == originals(clerk)
    COMMANDS["compile"](clerk)
    command(clerk)
    read_by_workers.clear()
    assert opened_originals(clerk, command) == []
    assert read_by_workers == []


def test_a_new_period_does_not_make_history_unknown(clerk: Clerk, read_by_workers: list[Path]) -> None:
    """Neither another period's forms nor their snapshot: a worker reads what came now, and nothing of before."""
    COMMANDS["compile"](clerk)
    assert {path.parent.name for path in read_by_workers} == {"2-回收"}
    read_by_workers.clear()
    clerk.build("2022-08", "2022-08-01")
    assert {path.parent.name for path in read_by_workers} == {JULY}  # once, under the name that they have in 台账
    read_by_workers.clear()
    clerk.run("duban", "status", "--period", "2022-08", "--as-of", "2022-08-02")
    assert read_by_workers == []


def test_the_report_is_the_same_whether_history_was_opened_or_not(clerk: Clerk, tmp_path: Path) -> None:
    COMMANDS["compile"](clerk)
    asked = reports(clerk)
    other = clerk.copied_to(tmp_path / "other")
    next(other.folder.rglob("索引.sqlite")).unlink()
    COMMANDS["compile"](other)
    assert reports(other) == asked


@pytest.mark.parametrize("touch", ["same size", "same size and day", "other size", "gone", "another file in its place"])
def test_a_return_that_somebody_touched_is_opened_and_told_by_every_command(clerk: Clerk, touch: str) -> None:
    """Whatever was done to it; the day on which a file was written can be put back, that of its change cannot."""
    COMMANDS["compile"](clerk)
    path = originals(clerk)[0]
    about, data = path.stat(), path.read_bytes()
    if touch == "gone":
        path.unlink()
    elif touch == "another file in its place":
        originals(clerk)[1].rename(path)
    else:
        path.write_bytes(data[:-1] + b"x" if "same" in touch else data + b"x")
    if touch == "same size and day":
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert clerk.compile(JULY, "2022-07-21", "--quiet").exit == 1
    said = clerk.run("duban", "status", "--period", JULY, "--as-of", "2022-07-21").output
    assert "台账" in said
    assert path.name.partition("-")[2].rpartition("-")[0] in said


def test_what_was_touched_just_now_is_opened_each_time(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be touched again within the same tick of the clock, and nobody could tell."""
    monkeypatch.setattr(kept_hashes, "_SETTLED", timedelta(days=1))
    for _ in range(2):
        assert opened_originals(clerk, COMMANDS["build"]) == originals(clerk)


def test_a_refused_run_leaves_nothing_but_readings(clerk: Clerk, tmp_path: Path) -> None:
    """It read before it knew that it would be refused; that is derived, and the next run has it the faster for it."""
    COMMANDS["compile"](clerk)
    clerk.hand_in(JULY, "职终股", taishan_answers()[JULY]["人事股"] | {"milestones": {}, "tasks": {}})
    other = clerk.copied_to(tmp_path / "other")  # with the same bytes: openpyxl writes down when it saved a workbook
    before, said = file_hashes(clerk.folder), tables(clerk)
    blocked, aside = clerk.reports_folder(JULY) / "文字稿.txt", tmp_path / "aside"
    blocked.rename(aside)
    blocked.mkdir()  # where a file is to be written
    assert clerk.compile(JULY, "2022-07-22", "--quiet").exit == 2
    blocked.rmdir()
    aside.rename(blocked)
    assert file_hashes(clerk.folder) == before
    assert [name for name, rows in tables(clerk).items() if rows != said[name]] == ["readings"]
    for desk in (clerk, other):
        desk.compile(JULY, "2022-07-22")
    reports = [
        {path.name: path.read_bytes() for path in desk.reports_folder(JULY).glob("*.*")} for desk in (clerk, other)
    ]
    assert reports[0] == reports[1]


def test_verify_opens_all_whatever_the_system_says(clerk: Clerk) -> None:
    COMMANDS["build"](clerk)
    assert opened_originals(clerk, lambda clerk: clerk.run("duban", "verify")) == originals(clerk)


@pytest.mark.parametrize("mark", ["", "0 0 0 0 0"])
def test_a_hash_in_the_index_that_is_not_the_files_own_is_not_believed(clerk: Clerk, mark: str) -> None:
    """A file of another mark is hashed; whose reading stands under the wrong hash does not count."""
    COMMANDS["build"](clerk)
    path = originals(clerk)[0]
    with kept_hashes.KeptHashes(next(clerk.folder.rglob("台账")), None) as known:
        assert known.digest(path, mark) == ""
