"""A new folder or zip is there whole or not at all, and never in the place of something else."""

import errno
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.store import new_folder
from duban.store.new_folder import FileSource, write_new_folder, write_new_zip

Writer = Callable[..., None]
WRITERS = pytest.mark.parametrize("write", [write_new_folder, write_new_zip])
CONTENTS: dict[str, FileSource] = {"乙/二.txt": b"2", "甲.txt": b"1"}


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@WRITERS
def test_a_file_that_cannot_be_read_leaves_nothing_behind(write: Writer, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        write(tmp_path / "x" / "new", CONTENTS | {"丙.txt": tmp_path / "gone"})
    assert [finding.code for finding in error.value.findings] == ["cannot-read"]
    assert everything(tmp_path) == []


@WRITERS
def test_a_full_disk_leaves_nothing_behind(write: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "", str(path))

    monkeypatch.setattr(new_folder, "write_new_file", full)
    with pytest.raises(InputError) as error:
        write(tmp_path / "new", CONTENTS)
    assert [finding.code for finding in error.value.findings] == ["cannot-write"]
    assert everything(tmp_path) == []


@WRITERS
def test_what_a_killed_run_left_is_no_part_of_the_next(write: Writer, tmp_path: Path) -> None:
    (tmp_path / ".~new.tmp").mkdir()
    (tmp_path / ".~new.tmp" / "old").write_bytes(b"old")
    write(tmp_path / "new", CONTENTS)
    assert [name for name in everything(tmp_path) if "old" in name or ".~" in name] == []


@WRITERS
@pytest.mark.parametrize("taken", ["new", "new/file"])
def test_nothing_is_replaced(write: Writer, taken: str, tmp_path: Path) -> None:
    path = tmp_path / taken
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"hers")
    with pytest.raises(InputError) as error:
        write(tmp_path / "new", CONTENTS)
    assert [finding.code for finding in error.value.findings] == ["place-taken"]
    assert path.read_bytes() == b"hers"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    write_new_folder(tmp_path / "new", CONTENTS)
    assert everything(tmp_path / "new") == ["乙", "乙/二.txt", "甲.txt"]


def test_hashes_are_listed_as_sha256sum_reads_them(tmp_path: Path) -> None:
    write_new_folder(tmp_path / "new", CONTENTS, with_sums=True)
    assert (tmp_path / "new" / "SHA256SUMS").read_text(encoding="utf-8") == (
        "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  乙/二.txt\n"
        "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  甲.txt\n"
    )


def test_a_zip_holds_one_folder_and_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for place in ("一", "二"):
        write_new_zip(tmp_path / place / "new.zip", CONTENTS, with_sums=True)
    with zipfile.ZipFile(tmp_path / "一" / "new.zip") as package:
        assert package.namelist() == ["new/乙/二.txt", "new/甲.txt", "new/SHA256SUMS"]
    assert (tmp_path / "一" / "new.zip").read_bytes() == (tmp_path / "二" / "new.zip").read_bytes()
