"""A year archived: all of it, under names that people know, with hashes that can be checked without this program."""

import hashlib
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duban.journeys import register
from duban.journeys.register_workbook import read_register
from duban.register.contents import RegisterContents
from duban.store.run_log import read_run_log
from duban.writers.printed_pages import count_printed_pages
from tests.clerk import PLAN, Clerk, column_under, file_hashes, read_table, taishan_answers

NAME, JUNE = "TS2022归档", "2022-06"
REPORT = "3-报告/2022-06/台山市教育系统2022年重点工作任务汇总报告（1—6月）.xlsx"
UNITS = ("基财股", "人事股", "督导室")
NO_PAGES = "--no-pages"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A year of one month, all of it settled: three units returned, and one signed scan came."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "office")
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("    到: 12月\n", "    到: 6月\n")
    lines = [line for line in text.splitlines(keepends=True) if "年终补报" not in line]
    plan.write_text("".join(lines), encoding="utf-8")
    clerk.build(JUNE, "2022-06-06")
    for unit in UNITS:
        clerk.hand_in(JUNE, unit, taishan_answers()[JUNE][unit])
    (clerk.returns_folder(JUNE) / "督导室盖章.pdf").write_bytes(b"%PDF-1.4 signed")
    clerk.compile(JUNE, "2022-06-21")
    return clerk


@pytest.fixture
def desk(settled: Clerk, tmp_path: Path) -> Clerk:
    return settled.copied_to(tmp_path / "office")


def ledger(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN / "台账"


def archive(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN / NAME


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_settled_year_is_archived_whole(desk: Clerk) -> None:
    assert desk.run("duban", "close", NO_PAGES).exit == 0
    found = names(archive(desk))
    assert [name for name in found if name.startswith(("5-", "6-"))] == [
        *(f"5-原件/2022-06/{unit}.xlsx" for unit in sorted(UNITS)),
        "6-其他收件/2022-06/督导室盖章.pdf",
    ]
    assert {"归档文件目录.xlsx", "说明.txt", "SHA256SUMS", "1-计划/原稿/plan.yaml"} <= {*found}
    assert {REPORT, "3-报告/2022-06/文字稿.txt", "4-办公室登记/2022-06/办公室登记.xlsx"} <= {*found}


def test_the_list_of_hashes_names_every_file_and_holds(desk: Clerk) -> None:
    desk.run("duban", "close", NO_PAGES)
    folder = archive(desk)
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    hashed = {line[66:]: line[:64] for line in sums}
    assert sorted([*hashed, "SHA256SUMS"]) == names(folder)
    assert [name for name in hashed if hashlib.sha256((folder / name).read_bytes()).hexdigest() != hashed[name]] == []


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")
@pytest.mark.parametrize("options", [(), ("--zip",)])
def test_sha256sum_alone_checks_it_and_finds_what_was_changed(desk: Clerk, options: tuple[str, ...]) -> None:
    desk.run("duban", "close", NO_PAGES, *options)
    if options:
        with zipfile.ZipFile(archive(desk).with_suffix(".zip")) as package:
            package.extractall(archive(desk).parent)
    command = ["sha256sum", "-c", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=archive(desk), capture_output=True, check=False).returncode == 0
    with (archive(desk) / "1-计划/原稿/plan.yaml").open("a", encoding="utf-8") as plan:
        plan.write("# 后来加的\n")
    assert subprocess.run(command, cwd=archive(desk), capture_output=True, check=False).returncode == 1


def test_all_that_the_ledger_keeps_is_in_it_but_the_key(desk: Clerk) -> None:
    """Who has the key can make up codes of forms; it stays where it is."""
    desk.run("duban", "close", NO_PAGES)
    kept = read_run_log(ledger(desk)).ledger_files
    archived = {hashlib.sha256((archive(desk) / name).read_bytes()).hexdigest() for name in names(archive(desk))}
    assert [name for name, digest in kept.items() if digest not in archived and name != "表号密钥.json"] == []
    secret = (ledger(desk) / "表号密钥.json").read_bytes()
    assert hashlib.sha256(secret).hexdigest() not in archived


def test_the_same_desk_gives_the_same_bytes_wherever_it_stands(settled: Clerk, tmp_path: Path) -> None:
    hashes = []
    for place in ("一", "二/三"):
        clerk = settled.copied_to(tmp_path / place / "office")
        clerk.run("duban", "close", NO_PAGES)
        clerk.run("duban", "close", NO_PAGES, "--zip")
        hashes.append(
            file_hashes(archive(clerk)) | file_hashes(archive(clerk).parent, archive(clerk).parent.glob("*.zip"))
        )
    assert hashes[0] == hashes[1]


def test_nothing_that_is_archived_is_moved_or_changed(desk: Clerk) -> None:
    before = file_hashes(desk.folder)
    desk.run("duban", "close", NO_PAGES, "--out", desk.folder.with_name("elsewhere"))
    assert file_hashes(desk.folder) == before


def test_an_archive_is_never_replaced_and_never_holds_another(desk: Clerk) -> None:
    desk.run("duban", "close", NO_PAGES)
    before = file_hashes(desk.folder)
    assert desk.run("duban", "close", NO_PAGES).exit == 2
    assert file_hashes(desk.folder) == before
    desk.run("duban", "close", NO_PAGES, "--zip")
    with zipfile.ZipFile(archive(desk).with_suffix(".zip")) as package:
        assert [name for name in package.namelist() if name.count(NAME) > 1] == []


def test_no_link_carries_a_file_from_elsewhere_into_it(desk: Clerk, tmp_path: Path) -> None:
    """Somebody else gets the archive: a link in a mailed plan, or among the returns, may lead anywhere."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    for folder in (desk.folder / "plans" / PLAN / "forms", desk.returns_folder(JUNE)):
        (folder / "link.txt").symlink_to(secret)
    desk.compile(JUNE, "2022-06-22")
    assert desk.run("duban", "close", NO_PAGES, "--unsettled").exit == 1
    archived = names(archive(desk))
    assert "SHA256SUMS" in archived
    assert [name for name in archived if (archive(desk) / name).read_bytes() == b"secret"] == []
    desk.run("duban", "new-year", "next")
    assert names(desk.folder / "plans" / "next") == ["forms/plan.yaml", "plan.yaml", "reports/books.yaml", "units.yaml"]


@pytest.mark.parametrize("command", [("close", NO_PAGES), ("export", "tables"), ("new-year", "next"), ("status",)])
def test_nothing_is_read_while_a_link_leads_out_of_where_the_program_writes(
    desk: Clerk, tmp_path: Path, command: Sequence[str]
) -> None:
    (desk.reports_folder(JUNE) / "link").symlink_to(tmp_path)
    before = file_hashes(desk.folder)
    refused = desk.run("duban", *command)
    assert (refused.exit, "链接" in refused.output) == (2, True)
    assert file_hashes(desk.folder) == before


@pytest.mark.parametrize("place", ["2-回收", "台账"])
@pytest.mark.parametrize("command", [("close", NO_PAGES, "--out"), ("export",), ("new-year",)])
def test_nothing_new_is_put_among_returns_or_into_the_ledger(desk: Clerk, place: str, command: Sequence[str]) -> None:
    """What lies in 2-回收 would be taken for a return, and the ledger would have files that no run kept."""
    before = file_hashes(desk.folder)
    refused = desk.run("duban", *command, archive(desk).parent / place / "new")
    assert (refused.exit, place in refused.output) == (2, True)
    assert file_hashes(desk.folder) == before


def test_returns_that_are_called_alike_are_told_apart(desk: Clerk) -> None:
    answers = taishan_answers()[JUNE]["人事股"]
    desk.hand_in(
        JUNE, "人事股", {**answers, "heading": {**answers["heading"], "reporter": "另一人"}}, name="人事股.xlsx"
    )
    desk.compile(JUNE, "2022-06-22")
    desk.run("duban", "close", NO_PAGES)
    found = [name for name in names(archive(desk)) if "人事股" in name and name.startswith("5-")]
    assert found == ["5-原件/2022-06/人事股.xlsx", "5-原件/2022-06/人事股（2）.xlsx"]


def catalogue(clerk: Clerk) -> list[dict[str, object]]:
    book = load_workbook(archive(clerk) / "归档文件目录.xlsx")
    return read_table(book["归档文件目录"], "序号")


def test_the_catalogue_says_whose_each_paper_is_what_it_is_and_of_which_day(desk: Clerk) -> None:
    desk.run("duban", "close", NO_PAGES)
    rows = {str(row["文件"]): row for row in catalogue(desk)}
    report, original = rows[REPORT], rows["5-原件/2022-06/督导室.xlsx"]
    title = "台山市教育系统2022年重点工作推进项目进展情况表"
    assert [report[key] for key in ("责任者", "题名")] == ["台山市教育局办公室", Path(REPORT).stem]
    assert [original[key] for key in ("责任者", "题名", "备注")] == ["督导室", f"{title}（6月）", "采用"]
    assert [str(row["日期"])[:10] for row in (report, original)] == ["2022-06-21", "2022-06-21"]
    assert {row["页数"] for row in rows.values()} == {None}


def test_the_screen_and_the_catalogue_count_the_same_files(desk: Clerk) -> None:
    """The catalogue, the guide and the list of hashes are no papers of the year."""
    counted = desk.run("duban", "close", NO_PAGES, "--json").json
    sheet = load_workbook(archive(desk) / "归档文件目录.xlsx").worksheets[0]
    heading = " ".join(str(line[0].value) for line in sheet.iter_rows(max_row=3))
    assert f"共{counted['papers']}件、{counted['files']}个文件" in heading
    assert counted["files"] == len(names(archive(desk))) - 3


def test_every_file_has_its_line_in_the_catalogue(desk: Clerk) -> None:
    desk.run("duban", "close", NO_PAGES)
    paths = [str(row["文件"]) for row in catalogue(desk)]
    own = {"归档文件目录.xlsx", "说明.txt", "SHA256SUMS"}
    unlisted = [
        name for name in names(archive(desk)) if name not in {*own, *paths} and not name.startswith(_folders(paths))
    ]
    assert unlisted == []


def _folders(paths: list[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if path.endswith("/"))


@pytest.mark.parametrize("name", ["盖章\n件.pdf", "盖章:件?.pdf", "盖章\\件.pdf", "盖章\udcff件.pdf"])
def test_a_name_that_no_other_system_takes_is_made_one_that_all_take(desk: Clerk, name: str) -> None:
    """The catalogue and the list of hashes call the file as it is called in the archive."""
    try:
        (desk.returns_folder(JUNE) / name).write_bytes(b"%PDF-1.4 signed too")
    except OSError:
        pytest.skip("this system does not take it either")
    desk.compile(JUNE, "2022-06-22")
    desk.run("duban", "close", NO_PAGES)
    [path] = [path for path in names(archive(desk)) if (archive(desk) / path).read_bytes() == b"%PDF-1.4 signed too"]
    assert path in [row["文件"] for row in catalogue(desk)]
    assert f"  {path}\n" in (archive(desk) / "SHA256SUMS").read_text(encoding="utf-8")
    assert re.fullmatch(r"6-其他收件/2022-06/[^\n\\:?\udcff]+", path)


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdfinfo"), reason="needs LibreOffice and poppler")
def test_pages_are_counted_as_they_are_printed(desk: Clerk, tmp_path: Path) -> None:
    workbook = desk.report(JUNE)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(workbook)]
    subprocess.run(command, check=True, capture_output=True)
    printed = subprocess.run(
        ["pdfinfo", str(tmp_path / f"{workbook.stem}.pdf")], check=True, capture_output=True, text=True
    )
    [pages] = [int(line.split()[1]) for line in printed.stdout.splitlines() if line.startswith("Pages:")]
    assert count_printed_pages({"x": workbook.read_bytes()}) == {"x": pages}


def test_without_libreoffice_pages_are_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert count_printed_pages({"x": b""}) == {}


# ---- what is not settled


def uncompiled(clerk: Clerk) -> None:
    plan = clerk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("    到: 6月\n", "    到: 7月\n"), encoding="utf-8")


def late_return(clerk: Clerk) -> None:
    clerk.hand_in(JUNE, "教师发展中心", taishan_answers()[JUNE]["教师发展中心"])


def sent_back(clerk: Clerk) -> None:
    clerk.hand_in(JUNE, "招考股", taishan_answers()[JUNE]["招考股"])
    clerk.compile(JUNE, "2022-06-22")


def refused(clerk: Clerk) -> None:
    (clerk.returns_folder(JUNE) / "别的表.xlsx").write_bytes(b"no workbook")
    clerk.compile(JUNE, "2022-06-22")


def register_saved(clerk: Clerk) -> None:
    path = clerk.period_folder(JUNE) / "办公室登记.xlsx"
    book = load_workbook(path)
    sheet = book["采用版本"]
    head = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "文件")
    sheet[f"{column_under(sheet, '文件')}{head + 1}"] = "人事股.xlsx"
    sheet[f"{column_under(sheet, '采用')}{head + 1}"] = "是"
    book.save(path)


def damaged(clerk: Clerk) -> None:
    original = next(ledger(clerk).glob("原件/2022-06/*人事股.xlsx"))
    original.write_bytes(b"x")
    (clerk.returns_folder(JUNE) / "人事股.xlsx").unlink()


UNSETTLED = {
    "close-not-compiled": uncompiled,
    "close-unread": late_return,
    "close-sent-back": sent_back,
    "close-refused": refused,
    "close-register-unread": register_saved,
    "kept-altered": damaged,
}


@pytest.mark.parametrize(("code", "happens"), UNSETTLED.items())
def test_what_is_not_settled_is_told_and_nothing_is_archived(
    desk: Clerk, code: str, happens: Callable[[Clerk], None]
) -> None:
    happens(desk)
    before = file_hashes(desk.folder)
    result = desk.run("duban", "close", NO_PAGES, "--json")
    assert (result.exit, [finding["code"] for finding in result.json["errors"]]) == (2, [code])
    assert file_hashes(desk.folder) == before


def test_all_that_is_not_settled_is_told_at_once_and_said_in_the_catalogue(desk: Clerk) -> None:
    uncompiled(desk)
    late_return(desk)
    result = desk.run("duban", "close", NO_PAGES, "--unsettled", "--json")
    assert (result.exit, len(result.json["findings"])) == (1, 2)
    sheet = load_workbook(archive(desk) / "归档文件目录.xlsx")["归档时未办结"]
    assert [(row["位置"], row["事项"]) for row in read_table(sheet, "序号")] == [
        ("2022-07", "进展情况表有1期还没有汇总：7月"),
        ("2022-06/2-回收", "“2-回收”里有1个文件还没有汇总：2-回收/教师发展中心.xlsx"),
    ]


def test_a_newer_return_in_place_of_a_refused_one_settles_it(desk: Clerk) -> None:
    refused(desk)
    (desk.returns_folder(JUNE) / "别的表.xlsx").unlink()
    desk.compile(JUNE, "2022-06-23")
    assert desk.run("duban", "close", NO_PAGES).exit == 0


def test_from_the_archive_alone_the_year_can_be_compiled_again(desk: Clerk, tmp_path: Path) -> None:
    """As the guide in it says: originals find their places by their hashes, and a new key takes the lost one's."""
    desk.run("duban", "close", NO_PAGES)
    folder, later = archive(desk), tmp_path / "later"
    output = later / "output" / PLAN
    shutil.copytree(folder / "1-计划/原稿", later / "plans" / PLAN)
    shutil.copy(folder / "1-计划/设置/config.yaml", later)
    shutil.copy(folder / "1-计划/设置/holidays.yaml", later / "plans")
    shutil.copytree(folder / "7-台账", output / "台账")
    shutil.copytree(folder / "5-原件", output / "5-原件")
    shutil.copytree(folder / "2-下发/2022-06", output / "2022-06" / "1-下发")
    shutil.copytree(folder / "4-办公室登记/2022-06", output / "2022-06", dirs_exist_ok=True)
    clerk = Clerk(later)
    clerk.run("duban", "verify")
    clerk.run("duban", "renew-key")
    clerk.compile(JUNE, "2022-06-21", "--none-returned")
    again = clerk.report(JUNE)
    assert again.read_bytes() == (folder / REPORT).read_bytes()


def test_what_is_lost_for_good_and_was_said_to_be_holds_no_year_open(desk: Clerk) -> None:
    """An original is nowhere to be had again: the year is settled without it, and the catalogue says who said so."""
    original = next((ledger(desk) / "原件" / JUNE).glob("*人事股*"))
    (desk.returns_folder(JUNE) / "人事股.xlsx").unlink()
    original.unlink()
    assert desk.run("duban", "close", NO_PAGES).exit == 2
    desk.run("duban", "verify", "--lost", original)
    assert desk.run("duban", "close", NO_PAGES).exit == 0
    assert [name for name in names(archive(desk)) if name.startswith("5-") and "人事股" in name] == []
    sheet = load_workbook(archive(desk) / "归档文件目录.xlsx")["归档时未办结"]
    assert ["确认取不回" in str(row["事项"]) for row in read_table(sheet, "序号")] == [True]


def test_a_return_that_no_run_kept_is_no_original(desk: Clerk) -> None:
    """It counts nowhere; it is archived beside what came in and was no form of any period."""
    original = next((ledger(desk) / "原件" / JUNE).glob("*人事股*"))
    data = original.read_bytes() + b"\0"
    name = original.name.replace(original.name.split("-")[3], hashlib.sha256(data).hexdigest()[:16])
    original.with_name(name.replace("人事股", "不明")).write_bytes(data)
    assert desk.run("duban", "close", NO_PAGES, "--unsettled").exit == 1
    assert [name for name in names(archive(desk)) if "不明" in name] == ["6-其他收件/2022-06/不明.xlsx"]


def test_each_register_is_read_once_for_each_thing_that_is_asked_of_it(
    settled: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year has twelve, and each period goes by those before it: once for what is unsettled, once for the index."""
    desk = settled.copied_to(tmp_path / "office")
    plan = desk.folder / "plans" / PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("    到: 6月\n", "    到: 8月\n"), encoding="utf-8")
    for period, day in (("2022-07", "2022-07-21"), ("2022-08", "2022-08-22")):
        desk.build(period, f"{period}-02")
        desk.hand_in(period, "人事股", taishan_answers()["2022-07"]["人事股"])
        desk.compile(period, day)
    paths: list[Path] = []
    read = read_register

    def note(path: Path, *about: Any) -> RegisterContents:  # noqa: ANN401 - as it takes
        paths.extend([path] if path.is_file() else [])
        return read(path, *about)

    monkeypatch.setattr(register, "read_register", note)
    assert desk.run("duban", "close", NO_PAGES, "--unsettled").exit == 1
    assert {path.parent.name: count for path, count in Counter(paths).items()} == {JUNE: 2, "2022-07": 2, "2022-08": 2}
