"""A document becomes PDF where LibreOffice is installed, and nothing else where it is not, hangs or is stopped."""

import os
import time
from pathlib import Path

import pytest

from duban.writers import pdf
from duban.writers.pdf import find_libreoffice, print_documents
from tests.office.printed_sheets import smallest_letters

FOREVER = """#!/bin/sh
sleep 1000 &
echo $! > {pid}
wait
"""


def hanging_office(folder: Path) -> Path:
    """A LibreOffice that starts a second process, as the real one does, and never ends."""
    program = folder / "soffice"
    program.write_text(FOREVER.format(pid=folder / "pid"), encoding="utf-8")
    program.chmod(0o755)
    return folder / "pid"


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_without_libreoffice_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_libreoffice() is None
    assert print_documents({"报告.xlsx": b""}) == {}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at the processes of a Unix")
def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pid_file = hanging_office(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(pdf, "_SECONDS", 1)
    monkeypatch.setattr(pdf, "_SECONDS_A_DOCUMENT", 0)
    assert print_documents({"报告.xlsx": b"PK"}) == {}
    child = int(pid_file.read_text(encoding="utf-8"))
    deadline = time.monotonic() + 60
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


@pytest.mark.skipif(os.name == "nt", reason="plays LibreOffice with a shell script")
@pytest.mark.parametrize(("written", "taken"), [("%PDF-1.7 %%EOF", ["报告.xlsx"]), ("%PDF-1.7 half", []), ("", [])])
def test_a_pdf_that_was_not_written_to_its_end_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str, taken: list[str]
) -> None:
    """As a LibreOffice leaves it that was killed, or whose disk was full."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nfor last; do :; done\nprintf '%s' '{written}' > \"${{last%.xlsx}}.pdf\"\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert [*print_documents({"报告.xlsx": b"PK"})] == taken


@pytest.mark.parametrize(
    ("drawing", "points"),
    [
        (b"BT\n40 700 Td /F1 10 Tf<01>Tj\nET", 10),
        (b"BT\n40 700 Td /F1 10 Tf<01>Tj\nET\nBT\n40 690 Td /F1 8.5 Tf[<01>9<02>]TJ\nET", 8.5),
        (b"BT\n40 700 Td /F1 10 Tf<01>Tj\nET\nBT\n40 30 Td /F1 6 Tf<01>Tj\nET", 10),  # the foot is not asked
        (b"BT\n40 700 Td /F1 10 Tf<01>Tj\n/F2 2 Tf ET", 10),  # nothing is shown in the smaller size
        (b"BT\n0.8 0 0 0.8 40 700 Tm /F1 10 Tf<01>Tj\nET", 8),
        (b"q 0.5 0 0 0.5 0 0 cm\nBT\n40 700 Td /F1 10 Tf<01>Tj\nET\nQ\nBT\n40 700 Td /F1 9 Tf<01>Tj\nET", 5),
        (b"0 0 1 rg 10 10 20 20 re f*", 0),
    ],
)
def test_the_smallest_letters_of_a_page_are_found(drawing: bytes, points: float) -> None:
    assert smallest_letters(drawing) == points
