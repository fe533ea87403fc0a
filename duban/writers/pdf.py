"""Documents become PDF as LibreOffice prints them, where it is installed. Another day or version gives other bytes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

_PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS, _SECONDS_A_DOCUMENT = 120, 20
_LONGEST_END = 1024
"""Bytes at the end of a PDF in which its last mark stands, as readers look for it."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""
"""Settings of a profile that is used once: no macro runs, nothing is fetched from elsewhere (Calc calls that 1)."""


def find_libreoffice() -> str | None:
    """The program that prints, from PATH or from where it is usually installed; None where there is none."""
    on_path = (shutil.which(program) for program in _PROGRAMS)
    usual = (place for place in _USUAL_PLACES if Path(place).is_file())
    return next(filter(None, on_path), None) or next(usual, None)


def print_documents(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of each document, all of them by one LibreOffice that ends with this call, however it goes.

    Args:
        documents: file name with its ending (.xlsx, .docx) → contents; only what this program or the clerk made, for
            LibreOffice opens it whole.

    Returns:
        By the same names; nothing for those that could not be printed, nothing at all where there is no LibreOffice.
    """
    program = find_libreoffice()
    if not program or not documents:
        return {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        sources = {name: folder / f"{number}{PurePath(name).suffix}" for number, name in enumerate(documents)}
        for name, path in sources.items():
            path.write_bytes(documents[name])
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", scratch]
        _run([*command, *map(str, sources.values())], _SECONDS + _SECONDS_A_DOCUMENT * len(sources))
        printed = {name: path.with_suffix(".pdf") for name, path in sources.items()}
        files = {name: path.read_bytes() for name, path in printed.items() if path.is_file()}
        return {name: data for name, data in files.items() if _is_whole(data)}


def _is_whole(data: bytes) -> bool:
    """Whether a PDF was written to its end: a program that was ended in the middle leaves a part of one."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-_LONGEST_END:]


def _run(command: list[str], seconds: float) -> None:
    """Run a program to its end, at most so long; then, and on an interrupt, it is ended with all that it started."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - our own names
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        return
    with process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _end(process)
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        subprocess.run([taskkill, "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)  # noqa: S603
    else:
        os.killpg(process.pid, signal.SIGKILL)
