"""The office's logo stands on the first page of the report and of the page, and nothing else can be loaded as one."""

import base64
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from duban.journeys.page_look import page_look
from duban.messages.finding import InputError
from duban.reports.page import page_content
from duban.reports.workbooks import report_workbooks
from duban.workbook.picture import read_picture
from duban.workspace.workspace import Workspace, open_workspace
from duban.writers.html_page import write_page
from duban.writers.logo_options import logo_options, room_beside_title
from duban.writers.xlsx import write_workbook
from tests.clerk import ROOT, Clerk
from tests.page_samples import taishan_status


def png(width: int = 40, height: int = 20, dots_per_metre: int = 0) -> bytes:
    """A red picture. dots_per_metre: the resolution that it claims; 0 claims none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc0\x10\x10" * width) * height
    size = chunk(b"pHYs", struct.pack(">IIB", dots_per_metre, dots_per_metre, 1)) if dots_per_metre else b""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + size + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080014002801011100") + bytes(12) + b"\xff\xd9"


def office(folder: Path, name: str, data: bytes) -> Workspace:
    clerk = Clerk(folder / "office")
    (clerk.folder / name).write_bytes(data)
    config = clerk.folder / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + f"徽标: {name}\n", encoding="utf-8")
    return open_workspace(config, None)


@pytest.mark.parametrize(("data", "size"), [(png(), (40, 20)), (JPEG, (40, 20)), (b"GIF89a", None), (b"<svg/>", None)])
def test_a_picture_is_known_by_its_content(data: bytes, size: tuple[int, int] | None) -> None:
    picture = read_picture(data)
    assert (picture and (picture.width, picture.height)) == size


@pytest.mark.parametrize("whole", [png(40, 20, 2835), JPEG])
def test_half_a_picture_is_none(whole: bytes) -> None:
    assert read_picture(whole)
    assert [length for length in range(len(whole) - 4) if read_picture(whole[:length])] == []


def test_the_report_has_it_once_and_the_working_papers_do_not(tmp_path: Path) -> None:
    workspace, status = office(tmp_path, "徽标.png", png()), taishan_status()
    books = workspace.report_books.books_of_kind("JZ")
    made = report_workbooks(status, workspace.report_sheets, books).values()
    pictures = []
    for book in made:
        with zipfile.ZipFile(io.BytesIO(write_workbook(book, workspace.resolved_styles))) as package:
            pictures.append([package.read(name) for name in package.namelist() if name.startswith("xl/media/")])
    assert pictures == [[png()], []]


@pytest.mark.parametrize("dots_per_metre", [0, 2835, 11811])
def test_it_is_as_high_as_a_title_whatever_resolution_it_claims(dots_per_metre: int) -> None:
    picture = read_picture(png(400, 200, dots_per_metre))
    assert picture
    claimed = dots_per_metre * 0.0254 or 96.0
    scale = logo_options(picture, (claimed, claimed), 200)["y_scale"]
    assert isinstance(scale, float)
    assert 200 * scale * 96 / claimed == pytest.approx(30)


def test_the_page_holds_it_and_may_load_no_other_picture(tmp_path: Path) -> None:
    look, content = page_look(open_workspace(ROOT / "config.yaml", "taishan-2022")), page_content(taishan_status())
    assert b"img-src" not in write_page(look, content.facts, content.data)
    page = write_page(page_look(office(tmp_path, "徽标.png", png())), content.facts, content.data)
    assert b"default-src 'none'; img-src data:;" in page
    assert b'src="data:image/png;base64,' + base64.b64encode(png()) in page


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("徽标.png", b"GIF89a", "logo-kind"),
        ("徽标.png", png(4001, 1), "logo-too-large"),
        ("徽标.png", png() + bytes(2**20), "logo-too-large"),
    ],
)
def test_a_file_that_is_no_logo_is_told(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    workspace = office(tmp_path, name, data)
    with pytest.raises(InputError) as refusal:
        _ = workspace.resolved_styles
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_a_logo_that_is_not_there_or_outside_is_told(tmp_path: Path) -> None:
    workspace = office(tmp_path, "徽标.png", png())
    (workspace.root / "徽标.png").unlink()
    with pytest.raises(InputError):
        _ = workspace.logo
    (tmp_path / "别处.png").write_bytes(png())
    try:
        (workspace.root / "徽标.png").symlink_to(tmp_path / "别处.png")
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(InputError) as refusal:
        _ = workspace.logo
    assert [finding.code for finding in refusal.value.findings] == ["file-link"]


@pytest.mark.parametrize(
    ("letters", "widest"),
    [
        (20, 110),  # as wide as it gets
        (24, 63),  # no wider than the room beside the title
        (40, 24),  # a title over the whole width wraps, and leaves room again
    ],
)
def test_a_logo_does_not_lie_over_the_title(letters: int, widest: int) -> None:
    """On a sheet of 710 dots, where a letter of the title takes 24."""
    room = room_beside_title("督" * letters, [9.5] * 10)
    picture = read_picture(png(400, 20))
    assert picture
    drawn = logo_options(picture, (96, 96), room)
    assert float(str(drawn["x_scale"])) * 400 == pytest.approx(widest)
    assert widest in {24, 110} or float(str(drawn["x_offset"])) + widest <= room
