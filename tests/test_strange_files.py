"""No single file, name or folder stops a run: each of them is named with what became of it, and the good ones count."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from duban.model.return_ import Outcome
from duban.text.file_names import printable_name, printable_path
from duban.workspace.names import file_labels
from examples.demo import bring_form_key
from tests.clerk import PLAN, ROOT, Clerk, taishan_answers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes, pipes and sockets")

JUNE = "2022-06"
GOOD = {unit: answers for unit, answers in taishan_answers()[JUNE].items() if "resend" not in answers}
GBK = "督导室6月进展".encode("gbk")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms are out, and every unit's return has come."""
    clerk = Clerk(tmp_path_factory.mktemp("strange") / "desk")
    clerk.build(JUNE, "2022-06-03")
    clerk.hand_in_all(JUNE, GOOD)
    return clerk


def put(folder: Path, name: bytes, data: bytes) -> None:
    """A file whose name is any bytes."""
    (folder / os.fsdecode(name)).write_bytes(data)


@pytest.fixture(scope="module")
def strange(desk: Clerk) -> Iterator[dict[str, str]]:
    """Name as it must be shown → what must become of it: all that ever lay in such a folder."""
    folder = desk.returns_folder(JUNE)
    returned = (folder / "督导室.xlsx").read_bytes()
    put(folder, GBK + b".xlsx", b"half a file")
    put(folder, b"\xff\xfe\x80.xlsx", b"PK")
    put(folder, "表\n格.xlsx".encode(), b"PK")
    put(folder, "长".encode() * 83 + b".xlsx", b"PK")  # 254 bytes
    (folder / os.fsdecode(GBK)).mkdir()
    put(folder / os.fsdecode(GBK), "基安股".encode("gbk") + b".xlsx", returned)
    os.mkfifo(folder / "pipe.xlsx")
    listener = socket.socket(socket.AF_UNIX)
    os.chdir(folder)  # the name of a socket must be short
    listener.bind("socket.xlsx")
    os.chdir(ROOT)
    (folder / "broken.xlsx").symlink_to(folder / "nowhere.xlsx")
    (folder / "loop.xlsx").symlink_to("loop.xlsx")
    (folder / "back").symlink_to(folder)
    (folder / "folder.xlsx").mkdir()
    (folder / "empty.xlsx").touch()
    (folder / "督导室.xlsx:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3", encoding="utf-8")
    (folder / "~$督导室.xlsx").write_bytes(b"\6Zhang")
    with (folder / "endless.xlsx").open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing
    with zipfile.ZipFile(folder / "打包.zip", "w") as archive:
        archive.writestr("内/督导室.xlsx", returned)
    yield {
        "督导室6月进展.xlsx": "rejected",
        r"\xff\xfe\x80.xlsx": "rejected",
        "表\ufffd格.xlsx": "rejected",
        f"{'长' * 83}.xlsx": "rejected",
        "基安股.xlsx": "ignored",  # the same content once more
        "pipe.xlsx": "ignored",
        "socket.xlsx": "ignored",
        "broken.xlsx": "rejected",
        "loop.xlsx": "rejected",
        "empty.xlsx": "ignored",
        "督导室.xlsx:Zone.Identifier": "ignored",
        "~$督导室.xlsx": "ignored",
        "endless.xlsx": "rejected",
        "打包.zip": "ignored",
    }
    listener.close()


def test_all_are_named_and_the_good_ones_count(desk: Clerk, strange: dict[str, str]) -> None:
    compiled = desk.compile(JUNE, "2022-06-21")
    assert compiled.exit == 1
    files = compiled.json["files"]
    ends = {Path(file["path"]).name: file["end"] for file in files if "打包.zip/" not in file["path"]}
    assert {name: ends.get(name) for name in strange} == strange
    read = {file["unit"] for file in files if file["end"].startswith("accepted") or file["end"] == "to-be-corrected"}
    assert read == set(GOOD)
    assert Counter(file["end"] for file in files)["superseded"] == 0
    assert all(file["findings"] for file in files if not file["end"].startswith("accepted"))


def test_the_reports_name_them_too(desk: Clerk, strange: dict[str, str]) -> None:
    """Whatever bytes a name has, it stands in the working papers and in the register as people can read it."""
    desk.compile(JUNE, "2022-06-21")
    book = load_workbook(desk.papers(JUNE), read_only=True)
    text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert [name for name in strange if name not in text] == []


def test_what_is_printed_can_be_printed_anywhere(desk: Clerk, strange: dict[str, str], tmp_path: Path) -> None:
    """In a process of its own, to a pipe, as a script does; the output parses, and nothing hangs."""
    assert strange
    script, out = ROOT / "compile_reports.py", tmp_path / "out"
    options: list[str | Path] = ["--out", out, "--period", JUNE, "--as-of", "2022-06-21", "--json"]
    command: list[str | Path] = [sys.executable, script, desk.returns_folder(JUNE), *options]
    done = subprocess.run(command, cwd=desk.folder, capture_output=True, timeout=300, check=False)
    assert (done.returncode, done.stderr.decode()) == (1, "")
    assert len(json.loads(done.stdout)["files"]) > len(strange)


def test_the_desk_itself_may_have_any_name(desk: Clerk, tmp_path: Path) -> None:
    """The folder of the workspace, the one that was handed in and the one for the reports: all of it in GBK."""
    folder = tmp_path / os.fsdecode(GBK)
    shutil.copytree(desk.folder / "plans", folder / "plans")
    shutil.copy(desk.folder / "config.yaml", folder)
    bring_form_key(folder / "output" / PLAN)
    clerk = Clerk(folder)
    assert clerk.build(JUNE, "2022-06-03", "--json").json["outputs"]
    returned = tmp_path / os.fsdecode("来件".encode("gbk"))
    returned.mkdir()
    shutil.copy(desk.returns_folder(JUNE) / "督导室.xlsx", returned)
    compiled = clerk.compile(JUNE, "2022-06-21", returned, "--out", tmp_path / os.fsdecode("汇报".encode("gbk")))
    paths = [*compiled.json["outputs"], *(file["path"] for file in compiled.json["files"])]
    assert all(path.encode() for path in paths)
    assert any("汇报" in path for path in paths)
    assert [file["end"].partition("-")[0] for file in compiled.json["files"]] == ["accepted"]


def test_a_folder_inside_that_cannot_be_opened_is_named(desk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right to it was not given: the run goes on without it, and says so."""
    locked = desk.returns_folder(JUNE) / "锁"
    locked.mkdir()
    list_folder = Path.iterdir

    def refused(folder: Path) -> Iterator[Path]:
        if folder.name == "锁":
            raise PermissionError(13, "Permission denied", str(folder))
        return list_folder(folder)

    monkeypatch.setattr(Path, "iterdir", refused)
    compiled = desk.compile(JUNE, "2022-06-21")
    locked.rmdir()
    assert compiled.outcomes["锁"] == "rejected"
    assert compiled.codes("锁") == ["folder-unreadable"]


# ---- names ----


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("督导室.xlsx".encode(), "督导室.xlsx"),
        ("督导室.xlsx".encode("gbk"), "督导室.xlsx"),
        ("汇报.xlsx".encode("gbk"), "汇报.xlsx"),  # three of its four bytes are a character in UTF-8
        ("㐀.xlsx".encode("gb18030"), "㐀.xlsx"),
        ("督导室".encode()[:-1], r"督导\xe5\xae"),  # cut within a character
        (b"\xff.xlsx", r"\xff.xlsx"),
        ("a\u202excod.exe".encode(), "a\ufffdxcod.exe"),  # it would be read as exe.docx
        ("一　二\t三".encode(), "一　二\ufffd三"),
        ("👨‍👩‍👧.xlsx".encode(), "👨‍👩‍👧.xlsx"),
    ],
)
def test_a_name_is_shown_as_its_writer_meant_it(raw: bytes, shown: str) -> None:
    assert printable_name(os.fsdecode(raw)) == shown


@given(st.binary(max_size=40), st.text(max_size=10))
def test_every_name_can_be_stored_and_printed(raw: bytes, text: str) -> None:
    for name in (os.fsdecode(raw), text, os.fsdecode(raw) + text):
        shown = printable_name(name)
        assert shown.encode().decode() == shown
        assert all(unicodedata.category(character) not in ("Cc", "Cs") for character in shown)
        assert printable_name(shown) == shown


def test_each_name_of_a_path_has_its_own_encoding() -> None:
    path = os.fsdecode("六月/".encode() + "督导室.xlsx".encode("gbk"))
    assert printable_path(path) == "六月/督导室.xlsx"


def test_files_that_look_alike_have_labels_of_their_own(tmp_path: Path) -> None:
    """The same name in two encodings, in one folder."""
    names = ["督导室.xlsx".encode(), "督导室.xlsx".encode("gbk")]
    files = [tmp_path / os.fsdecode(name) for name in names]
    assert len(set(file_labels(files, [tmp_path]).values())) == 2


# ---- any mixture ----

OUTCOMES = {outcome.value for outcome in Outcome}
NAMES = ("督导室", "督导室(1)", "最终版", "~$督导室", "a#b", "１", "..", "％", "CON", "汇总 2", "督\u200b导")
ENDINGS = (".xlsx", ".xls", ".ods", ".csv", ".zip", ".eml", ".pdf", ".docx", ".txt", ".icloud", "")


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("内/表.xlsx", data)
        archive.writestr("表.xlsx", data[: len(data) // 2])
        archive.writestr("照片.jpg", b"\xff\xd8\xff")
    return buffer.getvalue()


def mailed(data: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "报表"
    mail.set_content("见附件")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="督导室.xlsx")
    return mail.as_bytes()


WRAPPINGS: tuple[Callable[[bytes], bytes], ...] = (
    *(bytes, bytes, zipped, mailed),
    lambda data: zipped(zipped(data)),
    lambda data: mailed(zipped(data)),
)


def handed_in(chance: Random, forms: list[bytes]) -> bytes:
    """A form, whole or cut or damaged in one place, in a wrapping; or anything at all."""
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(200))
    data = chance.choice(forms)
    at = chance.randrange(len(data))
    how = chance.random()
    if how < 0.2:
        data = data[:at]
    elif how < 0.5:
        data = data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :]
    return chance.choice(WRAPPINGS)(data)


@pytest.mark.parametrize("seed", range(4))
def test_every_file_ends_in_exactly_one_outcome_with_a_reason(issued: Clerk, seed: int) -> None:
    """Each is listed once, with what became of it; what does not count says why, and what to do."""
    chance, folder = Random(seed), issued.returns_folder(JUNE)
    forms = [path.read_bytes() for path in sorted((issued.folder / "whole").iterdir())]
    shutil.rmtree(folder)
    folder.mkdir()
    for number in range(25):
        name = f"{chance.choice(NAMES)}{number}{chance.choice(ENDINGS)}"
        (folder / name).write_bytes(handed_in(chance, forms))
    listed = issued.compile(JUNE, "2022-06-21", "--out", issued.folder / f"out{seed}").json["files"]
    paths = Counter(file["path"] for file in listed)
    assert set(paths.values()) == {1}
    assert {printable_name(path.name) for path in folder.iterdir()} <= {Path(path).name for path in paths}
    assert {file["end"] for file in listed} <= OUTCOMES
    reasons = [file["findings"] for file in listed if file["end"] not in ("accepted", "superseded")]
    assert all(findings and all(told["sentence"] and told["hint"] for told in findings) for findings in reasons)


@pytest.fixture(scope="module")
def issued(desk: Clerk, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """The same desk with nothing handed in yet; the good returns lie beside."""
    clerk = Clerk(tmp_path_factory.mktemp("mixed") / "desk")
    clerk.build(JUNE, "2022-06-03")
    (clerk.folder / "whole").mkdir()
    for unit in GOOD:
        shutil.copy(desk.returns_folder(JUNE) / f"{unit}.xlsx", clerk.folder / "whole")
    clerk.returns_folder(JUNE)
    return clerk
