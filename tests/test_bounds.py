"""Whatever a file, a name, a list or a text unfolds to has a bound, and what is shown neither hides nor steers."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from duban.cli.words import print_line
from duban.formats.containers import MAX_MEMBERS, unpack_container
from duban.formats.file_content import FileRef, read_file
from duban.journeys.context import open_context
from duban.journeys.load_file import load_file
from duban.journeys.unfolding import Unfolding
from duban.messages.text_template import render_text
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.returns.identify import identify_form
from duban.store.listing import links_outside, list_files
from duban.text.display import join_list
from duban.text.folding import printable_text
from duban.workbook.book import Book, Cell, Sheet, SheetRow
from duban.workbook.grid import SheetGrid, WorkbookGrid
from tests.clerk import PLAN, Clerk, taishan_answers
from tests.returns import book_bytes, read_sheet

JUNE, DAY = "2022-06", "2022-06-21"


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def mailed(*files: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "报表"
    mail.set_content("见附件")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


# ---- what a file unfolds to ----


@pytest.mark.parametrize("packed", [zipped, mailed])
def test_a_member_may_be_called_anything_and_its_name_stays_short(packed: Callable[..., bytes]) -> None:
    """40,000 characters fit into a zip and a mail, and into no sentence, cell or file name."""
    found = unpack_container(packed(("长" * 9_000 + ".xlsx", b"a"), ("a/" * 9_000 + "b.xlsx", b"b")))
    assert found
    assert all(len(name) <= 255 and name.endswith(".xlsx") for name in found)


def test_one_bound_holds_for_all_that_a_file_unfolds_to() -> None:
    """A fan: each of its archives is small enough, all together are not. The first of them are read."""
    unfolding, path = Unfolding(), Path("扇.zip")
    fan = [Return(f"扇.zip/{number}.zip", "", member_names=("表.xlsx",) * 300) for number in range(9)]
    read = [unfolding.limit(path, inner) for inner in fan]
    assert [len(inner.member_names) for inner in read] == [300] * (MAX_MEMBERS // 300) + [0] * 6
    assert [finding.code for finding in read[-1].findings] == ["archive-too-large"]
    large = Return("大.zip", "", member_names=("a",), unpacked_bytes=200 << 20)
    assert unfolding.limit(Path("大.zip"), large) is large
    assert unfolding.limit(Path("大.zip"), large).member_names == ()


def grid_of_codes(count: int) -> WorkbookGrid:
    """A sheet with so many rows, each with the key of another form."""
    codes = (FormId("TS2022", JUNE, "JZ", f"U{number}", "36AB63").row_key("1") for number in range(count))
    return WorkbookGrid((SheetGrid("表", visible=True, rows=[("事项", code) for code in codes]),))


@pytest.mark.parametrize(
    ("count", "issued", "looked_up", "problem"),
    [
        (50, 0, 50, "seal-unknown"),
        (51, 0, 51, "seals-many"),
        (5_000, 0, 51, "seals-many"),
        (52, 1, 52, "seals-many"),  # one right code among fifty-one that are none: nobody's form looks like that
        (51, 1, 51, ""),
        (1_000, 1_000, 1_000, "seals-differ"),
        (5_000, 5_000, 1_001, "seals-many"),  # another plan's, whose codes are not held to a key
    ],
)
def test_the_codes_of_a_file_are_looked_up_up_to_a_bound(count: int, issued: int, looked_up: int, problem: str) -> None:
    """Each look-up is work, and a sheet has room for a million codes."""
    asked: list[FormId] = []

    def is_issued(form_id: FormId) -> bool:
        asked.append(form_id)
        return len(asked) <= issued

    identity = identify_form(grid_of_codes(count), None, is_issued)
    assert (len(asked), identity.problem, identity.form_id is None) == (looked_up, problem, bool(problem))
    assert identity.problem_at[0] == ("表" if problem else "")


def test_a_made_up_code_of_before_the_key_is_not_looked_up_in_the_ledger(tmp_path: Path) -> None:
    """Its snapshot is none of those that the key's file lists: no file is opened, and nothing is remembered of it."""
    clerk = Clerk(tmp_path / "ws")
    arguments = clerk.folder / "config.yaml", str(clerk.folder / "plans" / PLAN), None, JUNE, date(2022, 6, 21), None
    issued = open_context(*arguments, compiling=True).issued
    assert not issued.is_issued(FormId("TS2022", JUNE, "JZ", "JAG", "36AB63"), "")
    assert issued._forms == {}


def test_a_file_in_which_workers_die_is_given_up() -> None:
    """Each death takes as long as a worker may; after three of one file the rest of it is not read."""
    unfolding = Unfolding()
    inside = FileRef(Path("扇.zip"), ("表.xlsx",))
    for _ in range(3):
        assert not unfolding.is_given_up(inside)
        unfolding.count_lost(inside)
    assert unfolding.is_given_up(inside)
    assert not unfolding.is_given_up(FileRef(Path("其他.zip"), ("表.xlsx",)))


# ---- lists and texts ----


def test_of_two_thousand_names_the_first_are_listed_and_all_are_counted() -> None:
    names = [f"第{number}镇街道办事处" for number in range(1, 2001)]
    for text in (join_list(names), render_text("{{ names | join('、') }}", names=names)):
        assert text.startswith("第1镇街道办事处、第2镇街道办事处、")
        assert text.endswith("等2000个")
        assert len(text) < 2_100


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["甲"], "甲"), (["甲", "乙"], "甲、乙"), (["长" * 9_000], "长" * 9_000)]
)
def test_a_short_list_is_whole(names: list[str], text: str) -> None:
    """One entry alone stays as it is, however long."""
    assert join_list(names) == text


def test_a_text_that_no_cell_takes_is_cut_with_a_mark() -> None:
    """A report with one such cell is a report."""
    cells = [Cell("字" * 40_000), Cell("a\ud800b\u202ec", note="注" * 40_000)]
    row = next(read_sheet(book_bytes(Book([Sheet("表", [SheetRow(cells)])])), "表").iter_rows(values_only=True))
    assert row == ("字" * 32_766 + "…", "a\ufffdbc")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一行\r\n二行\x0b三行\u2028四行", "一行\n二行\n三行\n四行"),
        ("\x1b[2J\x1b]0;标题\x07清屏", "[2J]0;标题清屏"),
        ("收入\u202e00001\u202c元", "收入00001元"),  # it would be read as 10000
        ("张\u200b三\ufeff", "张三"),
        ("半\udcd6个", "半\ufffd个"),
        ("👨‍👩‍👧　𠮷\t", "👨‍👩‍👧　𠮷\t"),
    ],
)
def test_what_is_shown_neither_hides_nor_steers(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printable_text(text) == render_text("{{ quoted }}", quoted=text) == shown
    print_line(text)
    assert capsys.readouterr().out == f"{shown}\n"


# ---- links, and files that are gone ----


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder that was handed in, with links into it and out of it."""
    outside, folder = tmp_path / "外", tmp_path / "收"
    (outside / "夹").mkdir(parents=True)
    (folder / "内").mkdir(parents=True)
    (outside / "夹" / "秘密.xlsx").touch()
    (folder / "内" / "表.xlsx").touch()
    (folder / "文件.xlsx").symlink_to(outside / "夹" / "秘密.xlsx")
    (folder / "文件夹").symlink_to(outside / "夹")
    (folder / "断.xlsx").symlink_to(outside / "没有.xlsx")
    (folder / "内" / "同.xlsx").symlink_to("表.xlsx")
    (folder / "别名").symlink_to("内")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_out_of_the_folder_are_named_and_not_followed(linked: Path) -> None:
    files = list_files([linked])
    assert {path.relative_to(linked).as_posix() for path in files} == {
        *("文件.xlsx", "文件夹", "断.xlsx", "内/表.xlsx", "内/同.xlsx", "别名/表.xlsx", "别名/同.xlsx"),
    }
    assert {path.name for path in links_outside(files, [linked])} == {"文件.xlsx", "文件夹", "断.xlsx"}
    obstacle = load_file(linked / "文件.xlsx", leads_outside=True).obstacle
    assert obstacle
    assert obstacle.code == "link-outside"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_that_was_named_itself_is_followed(linked: Path) -> None:
    """Whoever types it means it."""
    named = [linked / "文件.xlsx", linked / "文件夹"]
    files = list_files(named)
    assert [path.name for path in files] == ["文件.xlsx", "秘密.xlsx"]
    assert links_outside(files, named) == frozenset()


# ---- all of it in one run ----


def test_a_run_with_all_of_these_ends_with_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is named with what became of it, nothing that is printed steers a screen, and the good return counts."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, "2022-06-03")
    answers = taishan_answers()[JUNE]["督导室"]
    folder = clerk.hand_in(JUNE, "督导室", answers).parent
    sparse, gone = folder / "三十.xlsx", folder / "不见.xlsx"
    with sparse.open("wb") as file:
        file.truncate(30 << 30)
    gone.touch()
    (folder / "长名.zip").write_bytes(zipped(("长" * 13_000 + ".xlsx", b"a")))
    (folder / "长名.eml").write_bytes(mailed(("长" * 13_000 + ".xlsx", b"a")))
    (folder / "\x1b[2J\u202e.csv").write_text("\x1b[31m红\u202e", encoding="utf-8")
    (folder / "外").symlink_to("/etc")
    pieces = zipped(*((f"{number}.txt", b"a") for number in range(400)))
    (folder / "扇.zip").write_bytes(zipped(*((f"{number}.zip", pieces) for number in range(9))))

    def vanishing(path: Path) -> bytes:
        gone.unlink(missing_ok=True)
        return read_file(path)

    monkeypatch.setattr("duban.journeys.load_file.read_file", vanishing)
    compiled = clerk.compile(JUNE, DAY)
    codes: dict[str, Any] = {name: compiled.codes(name) for name in compiled.outcomes}
    assert compiled.exit == 1
    assert codes["三十.xlsx"] == ["too-large"]
    assert codes["不见.xlsx"] == ["file-unreadable"]
    assert codes["外"] == ["link-outside"]
    assert codes["扇.zip"] == codes["长名.zip"] == codes["长名.eml"] == ["unpacked"]
    assert [codes[f"{number}.zip"] for number in (0, 1, 2, 8)] == [
        *(["unpacked"], ["unpacked"], ["archive-too-large"], ["archive-too-large"])
    ]
    assert compiled.outcomes["督导室.xlsx"].startswith("accepted")
    assert len(list(clerk.reports_folder(JUNE).glob("*.xlsx"))) == 2
    shown = clerk.compile(JUNE, DAY, "--quiet").output + compiled.output
    texts = [path.read_text(encoding="utf-8") for path in clerk.reports_folder(JUNE).glob("*.txt")]
    assert [text for text in (shown, *texts) if printable_text(text) != text] == []


def test_a_file_of_thirty_gigabytes_in_the_place_of_our_own_is_refused(tmp_path: Path) -> None:
    """The register, a report, an issued form: its size is looked at before it is read."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, "2022-06-03")
    for name in ("办公室登记.xlsx", "3-汇总/文字稿.txt"):
        path = clerk.period_folder(JUNE) / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.truncate(30 << 30)
        result = clerk.compile(JUNE, DAY, "--none-returned")
        assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["cannot-read"])
        path.unlink()
