"""`duban pdf`: what is printed lies as PDF beside its file, and nothing that a unit sent in is ever printed."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.journeys import pdf_copies
from tests.clerk import Clerk, clerk_after_june, file_hashes

JUNE = "2022-06"
HAS_OFFICE = bool(shutil.which("soffice") and shutil.which("pdftotext"))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return clerk_after_june(tmp_path_factory.mktemp("desk") / "office")


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "office")


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A LibreOffice that prints what it is given; what it was given."""
    documents_printed: list[bytes] = []

    def print_documents(documents: Mapping[str, bytes]) -> dict[str, bytes]:
        documents_printed.extend(documents.values())
        return {name: b"%PDF of " + data for name, data in documents.items() if data != b"locked"}

    monkeypatch.setattr(pdf_copies, "find_libreoffice", lambda: "soffice")
    monkeypatch.setattr(pdf_copies, "print_documents", print_documents)
    return documents_printed


def codes(clerk: Clerk, *files: object) -> list[str]:
    """Why nothing was written; and nothing was."""
    before = file_hashes(clerk.folder)
    said = clerk.run("duban", "pdf", *files, "--json")
    assert said.exit == 2
    assert file_hashes(clerk.folder) == before
    return [error["code"] for error in said.json["errors"]]


def reports(clerk: Clerk) -> list[Path]:
    return sorted(clerk.reports_folder(JUNE).glob("*.xlsx"))


def test_without_a_file_the_last_report_is_printed(clerk: Clerk, printer: list[bytes]) -> None:
    [path] = clerk.run("duban", "pdf", "--json").json["outputs"]
    workbook = (clerk.folder / path).with_suffix(".xlsx")
    assert workbook in reports(clerk)
    assert printer == [workbook.read_bytes()]


def test_what_she_edited_is_printed_as_she_edited_it(clerk: Clerk, printer: list[bytes]) -> None:
    [path, *_] = reports(clerk)
    path.write_bytes(b"edited")
    assert clerk.run("duban", "pdf", path).exit == 0
    assert printer == [b"edited"]
    assert path.with_suffix(".pdf").read_bytes() == b"%PDF of edited"
    assert path.read_bytes() == b"edited"


@pytest.mark.usefixtures("printer")
def test_a_path_may_be_typed_from_where_she_stands_or_lead_around(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clerk.folder)
    [path, *_] = reports(clerk)
    from_here = path.relative_to(clerk.folder)
    for typed in (from_here, Path("plans") / ".." / from_here, path.parent / ".." / path.parent.name / path.name):
        assert clerk.run("duban", "pdf", typed).exit == 0
        path.with_suffix(".pdf").unlink()


@pytest.mark.usefixtures("printer")
def test_several_files_are_one_run_which_undo_takes_back(clerk: Clerk) -> None:
    before = file_hashes(clerk.folder)
    clerk.run("duban", "pdf", *reports(clerk))
    assert all(path.with_suffix(".pdf").is_file() for path in reports(clerk))
    assert clerk.run("duban", "undo").exit == 0
    assert file_hashes(clerk.folder) == before


@pytest.mark.usefixtures("printer")
def test_a_signed_scan_under_that_name_is_kept(clerk: Clerk) -> None:
    [path, *_] = reports(clerk)
    scan = path.with_suffix(".pdf")
    scan.write_bytes(b"%PDF with a signature")
    [edited] = clerk.run("duban", "pdf", path, "--json").json["edited"]
    assert (clerk.folder / edited).read_bytes() == b"%PDF with a signature"
    assert clerk.run("duban", "pdf", path, "--json").json["edited"] == []


@pytest.mark.usefixtures("printer")
def test_what_units_sent_in_is_not_printed(clerk: Clerk, tmp_path: Path) -> None:
    """Nor is what lies in the ledger or outside of the plan's outputs, by whatever way the path goes there."""
    returned = next(clerk.returns_folder(JUNE).glob("*.xlsx"))
    original = next((clerk.folder / "output").rglob("原件/**/*.xlsx"))
    around = clerk.reports_folder(JUNE) / ".." / "2-回收" / returned.name
    elsewhere = tmp_path / "别处.xlsx"
    shutil.copy(returned, elsewhere)
    for path in (returned, original, around, elsewhere, clerk.folder / "config.yaml"):
        assert codes(clerk, path) == ["pdf-not-ours"]


@pytest.mark.usefixtures("printer")
def test_a_link_to_what_a_unit_sent_in_is_not_printed(clerk: Clerk) -> None:
    link = clerk.reports_folder(JUNE) / "报告.xlsx"
    try:
        link.symlink_to(next(clerk.returns_folder(JUNE).glob("*.xlsx")))
    except OSError:
        pytest.skip("this system makes no links")
    assert codes(clerk, link) == ["pdf-not-ours"]


@pytest.mark.usefixtures("printer")
def test_what_cannot_be_printed_is_told_for_every_file(clerk: Clerk) -> None:
    first, second = reports(clerk)
    assert codes(clerk, clerk.reports_folder(JUNE) / "报告.html") == ["pdf-page"]
    assert codes(clerk, clerk.reports_folder(JUNE) / "没有.xlsx") == ["cannot-read"]
    first.write_bytes(b"locked")
    assert codes(clerk, first, second) == ["pdf-failed"]


@pytest.mark.usefixtures("printer")
def test_nothing_is_printed_before_a_report_was_compiled(tmp_path: Path) -> None:
    said = Clerk(tmp_path / "office").run("duban", "pdf", "--json")
    assert (said.exit, [error["code"] for error in said.json["errors"]]) == (2, ["publish-not-compiled"])


def test_without_libreoffice_it_is_said_what_to_install(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_copies, "find_libreoffice", lambda: None)
    assert codes(clerk) == ["pdf-no-program"]
    assert "LibreOffice" in clerk.run("duban", "pdf").output


@pytest.mark.skipif(not HAS_OFFICE, reason="needs LibreOffice and poppler")
def test_libreoffice_prints_every_sheet_with_her_last_change(clerk: Clerk) -> None:
    [path, *_] = reports(clerk)
    book = load_workbook(path)
    book.worksheets[0]["A1"] = "局领导改过的标题"
    names = book.sheetnames
    book.save(path)
    assert clerk.run("duban", "pdf", path).exit == 0
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(path.with_suffix(".pdf"))]
    printed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert "局领导改过的标题" in printed
    assert [name for name in names if f">{name}</item>" not in printed] == []
