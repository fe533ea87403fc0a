"""All files in; outputs whole or not at all."""

import hashlib
import os
import sys
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.finding import InputError
from duban.store.listing import list_files
from duban.text.file_names import safe_file_name
from duban.text.hashes import sha256_hex
from duban.workspace.names import is_junk

ROOT = Path(__file__).parent.parent
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what is in it; empty folders too."""
    paths = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): b"" if path.is_dir() else path.read_bytes() for path in paths}


def lay(folder: Path, *names: str) -> None:
    """Files of these names, each holding its name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_every_file_is_listed_in_natural_order(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "表10.xlsx",
        "表2.xlsx",
        "二/b.xlsx",
        "二/A.xlsx",
        "~$表2.xlsx",
        ".~lock.表2.xlsx#",
        "Thumbs.db",
    )
    (tmp_path / "空").mkdir()
    names = [path.relative_to(tmp_path).as_posix() for path in list_files([tmp_path])]
    assert names == [
        ".~lock.表2.xlsx#",
        "Thumbs.db",
        "~$表2.xlsx",
        "表2.xlsx",
        "表10.xlsx",
        "二/A.xlsx",
        "二/b.xlsx",
    ]


def test_files_come_as_given_and_each_once(tmp_path: Path) -> None:
    lay(tmp_path, "a.xlsx", "b.xlsx")
    assert list_files([tmp_path / "b.xlsx", tmp_path]) == (tmp_path / "b.xlsx", tmp_path / "a.xlsx")


def test_every_missing_path_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list_files([tmp_path / "无", tmp_path, tmp_path / "也无"])
    told = [(finding.code, finding.place.file) for finding in caught.value.findings]
    assert told == [("no-such-path", str(tmp_path / "无")), ("no-such-path", str(tmp_path / "也无"))]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_back_is_followed_no_further(tmp_path: Path) -> None:
    lay(tmp_path, "a/b.xlsx")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    assert list_files([tmp_path]) == (tmp_path / "broken", tmp_path / "a" / "b.xlsx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("~$督导室.xlsx", True),  # Excel has it open
        (".~督导室.xlsx", True),  # WPS has
        (".~lock.督导室.xlsx#", True),  # LibreOffice has
        ("._督导室.xlsx", True),  # a Mac's shadow of it
        ("THUMBS.DB", True),
        (".DS_Store", True),
        ("desktop.ini", True),
        ("督导室.xlsx:Zone.Identifier", True),  # Windows keeps it beside a download
        ("督导室.xlsx", False),
        (".督导室.xlsx", False),  # hidden, but hers
        ("督导室.txt", False),  # no workbook, but somebody meant it
    ],
)
def test_traces_of_programs_are_junk(name: str, expected: bool) -> None:  # noqa: FBT001
    assert is_junk(name) is expected


@pytest.mark.parametrize(
    "name",
    [
        "TS2022-2022-06-进展情况表-督导室.xlsx",
        "通报（第6期）.docx",
        "a b.txt",
        "v1.2",
        "CONTENT.txt",
        "com10.txt",
    ],
)
def test_a_good_name_stays(name: str) -> None:
    assert safe_file_name(name) == name


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("教育/卫生.xlsx", "教育／卫生-", ".xlsx"),
        ('<1>:"?*\\|', "＜1＞：＂？＊＼｜-", ""),
        ("con.xlsx", "_con-", ".xlsx"),
        ("Aux", "_Aux-", ""),
        ("nul .txt", "_nul-", ".txt"),
        ("COM¹.txt", "_COM¹-", ".txt"),
        ("表.", "表-", ""),
        (" 表 . ", "表-", ""),
        ("../表.xlsx", "_..／表-", ".xlsx"),
        ("~$表.xlsx", "_~$表-", ".xlsx"),  # or it would be taken for junk
        ("表\u202exslx.exe", "表xslx-", ".exe"),  # a mark that shows the name backwards
        ("表\n\t1", "表1-", ""),
        ("\ud800", "_-", ""),
        ("", "_-", ""),
    ],
)
def test_a_bad_name_is_mended_and_marked(text: str, start: str, end: str) -> None:
    name = safe_file_name(text)
    assert name.startswith(start)
    assert name.endswith(end)
    assert len(name) == len(start) + 8 + len(end)


def test_names_that_were_mended_stay_different() -> None:
    names = ["a/b", "a\\b", "a／b", "a?b", "a.", "a", "长" * 100, "长" * 101, "长" * 100 + ".xlsx"]
    assert len({safe_file_name(name) for name in names}) == len(names)


@given(st.text(max_size=300))
def test_any_text_gives_a_name_that_every_system_takes(text: str) -> None:
    name = safe_file_name(text)
    assert 0 < len(name.encode()) <= 255
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name[-1] not in ". "
    assert safe_file_name(name) == name
    assert safe_file_name(unicodedata.normalize("NFD", text)) == name


def test_a_digest_is_sha_256() -> None:
    assert sha256_hex("督办".encode()) == hashlib.sha256("督办".encode()).hexdigest()


@pytest.mark.parametrize("code", ["cannot-read", "cannot-write", "no-such-path"])
def test_what_goes_wrong_here_has_its_words(code: str) -> None:
    texts = yaml.safe_load((ROOT / "templates" / "texts" / "intake.yaml").read_text(encoding="utf-8"))
    assert texts[code]["severity"] == "error"
