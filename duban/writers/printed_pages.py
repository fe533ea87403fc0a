"""How many pages workbooks have when they are printed, where LibreOffice is there to print them."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
"""What stands once for each page in a PDF that LibreOffice makes."""
_SECONDS, _SECONDS_A_WORKBOOK = 120, 20
_PROGRAMS = ("soffice", "libreoffice")


def count_printed_pages(workbooks: Mapping[str, bytes]) -> dict[str, int]:
    """The number of pages of each workbook.

    Args:
        workbooks: by any name; only what this program or the clerk made, for LibreOffice opens it whole.

    Returns:
        Nothing for those that could not be printed; nothing at all where there is no LibreOffice.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if not program or not workbooks:
        return {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sources = {name: folder / f"{number}.xlsx" for number, name in enumerate(workbooks)}
        for name, path in sources.items():
            path.write_bytes(workbooks[name])
        own_profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, own_profile, "--headless", "--convert-to", "pdf", "--outdir", scratch]
        try:
            subprocess.run(  # noqa: S603 - a fixed program and names of our own
                [*command, *map(str, sources.values())],
                check=True,
                capture_output=True,
                timeout=_SECONDS + _SECONDS_A_WORKBOOK * len(sources),
            )
        except (OSError, subprocess.SubprocessError):
            return {}
        printed = {name: path.with_suffix(".pdf") for name, path in sources.items()}
        return {name: len(_PAGE.findall(path.read_bytes())) for name, path in printed.items() if path.is_file()}
