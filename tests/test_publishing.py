"""Outputs whole or not at all, whatever ends the run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.store import publishing
from duban.store.folder_copy import copy_tree
from duban.store.journal import replaced_files
from duban.store.publishing import publish, recover
from tests.test_files import AS_ROOT, lay, tree

LEDGER = "台账"


def write(folder: Path, outputs: Mapping[str, bytes], obsolete: Iterable[str] = ()) -> None:
    """Publish files of a folder by their names."""
    named = {folder / name: data for name, data in outputs.items()}
    publish(named, [folder / name for name in obsolete], ledger=folder / LEDGER)


def wrong(folder: Path, outputs: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The findings of a publication that fails, each with what lies below the folder."""
    with pytest.raises(InputError) as caught:
        write(folder, outputs)
    return [
        (finding.code, Path(finding.place.file).relative_to(folder).as_posix()) for finding in caught.value.findings
    ]


def visible(folder: Path) -> dict[str, bytes]:
    """Every file and folder beside the ledger."""
    return {name: data for name, data in tree(folder).items() if not name.startswith(LEDGER)}


def kept(folder: Path) -> dict[str, bytes | None]:
    """What the last publication replaced: name → what lay there."""
    files = replaced_files(folder / LEDGER)
    return {path.relative_to(folder).as_posix(): file.read_bytes() if file else None for path, file in files.items()}


def test_outputs_appear_with_their_folders(tmp_path: Path) -> None:
    write(tmp_path, {"3-汇总/退回修改/a.xlsx": b"new", "b.txt": b""})
    assert visible(tmp_path) == {
        "3-汇总": b"",
        "3-汇总/退回修改": b"",
        "3-汇总/退回修改/a.xlsx": b"new",
        "b.txt": b"",
    }


@pytest.mark.parametrize(
    "command", [lambda folder: write(folder, {"b.txt": b""}), lambda folder: recover(folder / LEDGER)]
)
def test_what_lies_behind_a_link_is_not_taken_for_what_was_replaced(
    tmp_path: Path, command: Callable[[Path], None]
) -> None:
    """A ledger that came by mail: its 上一次 leads to a folder of documents, all of which were taken away."""
    lay(tmp_path, "文档/a.docx", "台账/日志/000001.json")
    try:
        (tmp_path / "台账/上一次").symlink_to(tmp_path / "文档", target_is_directory=True)
    except OSError:
        pytest.skip("no links on this system")
    with pytest.raises(InputError) as caught:
        command(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["leads-outside"]
    assert tree(tmp_path / "文档") == {"a.docx": "文档/a.docx".encode()}
    assert not (tmp_path / "b.txt").exists()


def test_a_folder_may_be_made_for_what_others_put_there(tmp_path: Path) -> None:
    publish({tmp_path / "1-下发" / "a.xlsx": b""}, folders=[tmp_path / "2-回收"], ledger=tmp_path / LEDGER)
    assert visible(tmp_path) == {"1-下发": b"", "1-下发/a.xlsx": b"", "2-回收": b""}


def test_an_output_takes_the_place_of_the_older_one(tmp_path: Path) -> None:
    for text in (b"old", b"new"):
        write(tmp_path, {"a.xlsx": text})
    assert visible(tmp_path) == {"a.xlsx": b"new"}


def test_what_is_as_it_shall_be_is_left_alone(tmp_path: Path) -> None:
    """So that a file which somebody has open need not be closed for nothing, and the last run can still be undone."""
    write(tmp_path, {"a.xlsx": b"same", "b.xlsx": b"old"})
    write(tmp_path, {"a.xlsx": b"same", "b.xlsx": b"new"})
    before = (tmp_path / "a.xlsx").stat().st_ino, tree(tmp_path)
    write(tmp_path, {"a.xlsx": b"same", "b.xlsx": b"new"})
    assert ((tmp_path / "a.xlsx").stat().st_ino, tree(tmp_path)) == before


def test_what_the_last_publication_replaced_is_kept(tmp_path: Path) -> None:
    """Of the last one only; what was taken away is among it, and what was not there is said."""
    write(tmp_path, {"a.xlsx": b"1", "b.xlsx": b"1", "c.xlsx": b"1"})
    assert kept(tmp_path) == {"a.xlsx": None, "b.xlsx": None, "c.xlsx": None}
    write(tmp_path, {"a.xlsx": b"2"})
    write(tmp_path, {"a.xlsx": b"3", "d/e.xlsx": b"1"}, obsolete=["b.xlsx"])
    assert kept(tmp_path) == {"a.xlsx": b"2", "b.xlsx": b"1", "d/e.xlsx": None}
    assert len(list((tmp_path / LEDGER / "上一次").iterdir())) == 3  # these two, and their list
    assert not (tmp_path / LEDGER / "发布.json").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"../a": null}', '{"a": "../../etc"}', '{"a": 1}', "[" * 9999])
def test_a_damaged_list_of_what_was_replaced_is_none(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"a.xlsx": b"1"})
    (tmp_path / LEDGER / "上一次" / "清单.json").write_text(text, encoding="utf-8")
    assert replaced_files(tmp_path / LEDGER) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_others_may_read_an_output_as_they_may_any_file(tmp_path: Path) -> None:
    lay(tmp_path, "any")
    write(tmp_path, {"a.xlsx": b""})
    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_failed_run_changes_nothing(tmp_path: Path) -> None:
    """One target is a folder; another one's folder is a file. Both are told, and all the others are as before."""
    lay(tmp_path, "a.xlsx", "b.xlsx/inside", "file")
    before = tree(tmp_path)
    assert wrong(tmp_path, dict.fromkeys(["a.xlsx", "c/c.xlsx", "b.xlsx", "file/d.xlsx"], b"new")) == [
        ("cannot-write", "b.xlsx"),
        ("cannot-write", "file"),
    ]
    assert tree(tmp_path) == before


@pytest.mark.parametrize("links", [True, False])
def test_a_target_that_is_open_in_excel_spoils_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    links: bool,  # noqa: FBT001
) -> None:
    """It was opened after the first look: others have been replaced already. Some disks know no links."""
    lay(tmp_path, "a.xlsx", "b.xlsx", "d.xlsx")
    before = tree(tmp_path)
    on_replace(monkeypatch, {"b.xlsx", "d.xlsx"}, PermissionError(13, "locked"))
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    told = wrong(tmp_path, {f"{name}.xlsx": b"new" for name in "abcd"})
    assert told == [("cannot-write", "b.xlsx"), ("cannot-write", "d.xlsx")]
    assert tree(tmp_path) == before


def on_replace(monkeypatch: pytest.MonkeyPatch, names: set[str], error: BaseException) -> None:
    """Raise an error where a new file shall take the place of one of these names."""
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if target.name in names and path.read_bytes() == b"new":
            raise error
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refusing)


def no_links(*_: object) -> None:
    """A disk without hard links."""
    raise OSError(95, "not supported")


def test_an_interrupted_run_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a.xlsx", "b.xlsx")
    before = tree(tmp_path)
    on_replace(monkeypatch, {"b.xlsx"}, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, {"a.xlsx": b"new", "b.xlsx": b"new"})
    assert tree(tmp_path) == before


def test_a_failed_run_leaves_what_the_last_one_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (b"1", b"2"):
        write(tmp_path, {"a.xlsx": text, "b.xlsx": text})
    before = tree(tmp_path)
    on_replace(monkeypatch, {"b.xlsx"}, PermissionError(13, "locked"))
    assert wrong(tmp_path, {"a.xlsx": b"new", "b.xlsx": b"new"}) == [("cannot-write", "b.xlsx")]
    assert tree(tmp_path) == before
    assert kept(tmp_path) == {"a.xlsx": b"1", "b.xlsx": b"1"}


def test_what_somebody_saves_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first look at it and its replacement."""
    lay(tmp_path, "a.xlsx", "b.xlsx")

    def save(path: Path, data: bytes) -> None:
        (tmp_path / "b.xlsx").write_bytes(b"hers")
        path.write_bytes(data)

    monkeypatch.setattr(publishing, "write_new_file", save)
    assert wrong(tmp_path, {"a.xlsx": b"new", "b.xlsx": b"new"}) == [("changed-meanwhile", "b.xlsx")]
    assert tree(tmp_path) == {"a.xlsx": b"a.xlsx", "b.xlsx": b"hers"}


@pytest.mark.skipif(AS_ROOT or sys.platform == "win32", reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert wrong(tmp_path, {"a.xlsx": b""}) == [("cannot-write", LEDGER)]
    tmp_path.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    lay(tmp_path, "office/a.xlsx", "elsewhere/b.xlsx")
    (tmp_path / "office" / "3-汇总").symlink_to(tmp_path / "elsewhere")
    before = tree(tmp_path)
    assert wrong(tmp_path / "office", {"a.xlsx": b"new", "3-汇总/b.xlsx": b"new"}) == [
        ("leads-outside", "3-汇总/b.xlsx")
    ]
    assert tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes there")
def test_a_pipe_in_the_place_of_an_output_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    assert wrong(tmp_path, {"a.xlsx": b"new"}) == [("cannot-write", "a.xlsx")]


# ---- after a killed run


class Killed(BaseException):
    """Stands for SIGKILL: nothing that would be done on the way out is done."""


BEFORE = {"a.xlsx": b"old a", "b.xlsx": b"old b", "c.xlsx": b"old c"}
AFTER = {"a.xlsx": b"new a", "b.xlsx": b"new b", "new": b"", "new/d.xlsx": b"new d"}


def broken_off(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, count: int) -> None:
    """A publication that is killed in a step of it, after so many of the kind."""
    write(folder, BEFORE)
    left = iter(range(count))

    def counted(function: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*arguments: object) -> None:
            if next(left, None) is None:
                raise Killed
            function(*arguments)

        return wrapped

    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, counted(getattr(publishing, step)))
        patch.setattr(publishing, "_take_back", lambda *_: None)
        with pytest.raises(Killed):
            write(folder, {name: data for name, data in AFTER.items() if data}, obsolete=["c.xlsx"])
    assert (folder / LEDGER / "发布.json").exists()


@pytest.mark.parametrize("count", range(3))
def test_what_was_not_all_written_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    broken_off(tmp_path, monkeypatch, "write_new_file", count)
    recover(tmp_path / LEDGER)
    assert visible(tmp_path) == BEFORE
    assert sorted(path.name for path in (tmp_path / LEDGER).iterdir()) == ["上一次"]


@pytest.mark.parametrize("count", range(4))
def test_what_was_all_written_is_carried_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    broken_off(tmp_path, monkeypatch, "_replace", count)
    recover(tmp_path / LEDGER)
    assert visible(tmp_path) == AFTER
    assert kept(tmp_path) == {"a.xlsx": b"old a", "b.xlsx": b"old b", "c.xlsx": b"old c", "new/d.xlsx": None}
    assert sorted(path.name for path in (tmp_path / LEDGER).iterdir()) == ["上一次"]


def test_what_she_saved_after_the_kill_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(tmp_path, monkeypatch, "_replace", 1)
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        (tmp_path / name).write_bytes(b"hers")
    recover(tmp_path / LEDGER)
    assert visible(tmp_path) == {**dict.fromkeys(BEFORE, b"hers"), "new": b"", "new/d.xlsx": b"new d"}


def test_where_a_new_file_was_lost_all_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(tmp_path, monkeypatch, "_replace", 2)
    next((tmp_path / "new").glob(".~*.tmp")).unlink()
    recover(tmp_path / LEDGER)
    assert visible(tmp_path) == BEFORE


def test_what_is_open_after_the_kill_is_told_and_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_off(tmp_path, monkeypatch, "_replace", 1)
    before = visible(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_probe", is_open)
        with pytest.raises(InputError):
            recover(tmp_path / LEDGER)
    assert visible(tmp_path) == before
    recover(tmp_path / LEDGER)
    assert visible(tmp_path) == AFTER


def is_open(path: Path) -> None:
    """What Windows says of a file that Excel has open."""
    raise PermissionError(13, "locked", str(path))


@pytest.mark.parametrize(
    "change",
    [
        {"target": "../victim"},
        {"target": "/tmp/victim"},
        {"target": "link/victim"},
        {"target": ".."},
        {"temporary": "b.xlsx"},
        {"temporary": "../../.~0123456789abcdef.tmp"},
        {"before": "../../victim"},
        {"after": 7},
        {"target": None},
    ],
)
def test_a_journal_that_leads_elsewhere_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """It may have come by mail: nothing outside the folder is replaced or deleted."""
    office = tmp_path / "office"
    lay(tmp_path, "victim", "office/a.xlsx", "office/b.xlsx", "office/台账/.keep")
    (office / "link").symlink_to(tmp_path)
    sound: dict[str, object] = {
        "target": "a.xlsx",
        "temporary": ".~0123456789abcdef.tmp",
        "before": "0" * 64,
        "after": None,
    }
    journal = {"stage": "written", "changes": [sound | change], "folders": []}
    (office / LEDGER / "发布.json").write_text(json.dumps(journal), encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(InputError) as caught:
        recover(office / LEDGER)
    assert [finding.code for finding in caught.value.findings] == ["journal-damaged"]
    assert tree(tmp_path) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stage": "over", "changes": [], "folders": []}', "[" * 99999])
def test_a_damaged_journal_is_told(tmp_path: Path, text: str) -> None:
    write(tmp_path, BEFORE)
    (tmp_path / LEDGER / "发布.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        recover(tmp_path / LEDGER)
    assert [finding.code for finding in caught.value.findings] == ["journal-damaged"]


def test_a_copy_of_a_folder_leaves_nothing_else(tmp_path: Path) -> None:
    lay(tmp_path, "source/a.txt", "source/b/c.txt", "source/b/left.txt")
    copy_tree(tmp_path / "source", tmp_path / "copy", excluded={"b/left.txt"})
    assert tree(tmp_path / "copy") == {"a.txt": b"source/a.txt", "b": b"", "b/c.txt": b"source/b/c.txt"}


@pytest.mark.skipif(not sys.platform.startswith("linux") or not AS_ROOT, reason="chattr needs Linux and its root")
def test_files_that_cannot_be_changed_are_all_told(tmp_path: Path) -> None:
    lay(tmp_path, "a.xlsx", "b.xlsx", "c.xlsx")
    before = tree(tmp_path)
    locked = [str(tmp_path / name) for name in ("a.xlsx", "c.xlsx")]
    if subprocess.run(["chattr", "+i", *locked], check=False, capture_output=True).returncode:
        pytest.skip("this disk knows no immutable files")
    try:
        told = wrong(tmp_path, {f"{name}.xlsx": b"new" for name in "abc"})
    finally:
        subprocess.run(["chattr", "-i", *locked], check=True)
    assert told == [("cannot-write", "a.xlsx"), ("cannot-write", "c.xlsx")]
    assert tree(tmp_path) == before


def test_what_killed_runs_left_before_there_were_journals_is_cleared_away(tmp_path: Path) -> None:
    """Only names as the program gives them, and never among what was handed in."""
    left, own, returned = ".~0123456789abcdef.tmp", ".~lock.a.xlsx#", "2-回收/.~0123456789abcdef.tmp"
    lay(tmp_path, left, own, returned)
    write(tmp_path, {"a.xlsx": b"new"})
    assert visible(tmp_path).keys() == {own, "2-回收", returned, "a.xlsx"}
