"""A screen that nobody looks at, and pictures of what stands on it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = (1366, 768)
"""Pixels of the screen that most departments have."""


def available() -> bool:
    """Whether there is an X server without a monitor, and a program that pictures it (Debian: xvfb, imagemagick)."""
    return bool(shutil.which("Xvfb") and shutil.which("import"))


@contextmanager
def blank_screen() -> Iterator[str]:
    """A screen of that size. Gives the name of its display; the server chooses one that is free."""
    width, height = SIZE
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    with (
        os.fdopen(reader) as numbers,
        subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server,
    ):
        os.close(writer)
        try:
            yield f":{numbers.readline().strip()}"
        finally:
            server.terminate()


def photograph(screen: str, target: Path, colours: int = 26) -> None:
    """All that stands on a screen, as a PNG of few colours."""
    command = ["import", "-display", screen, "-window", "root", "+dither", "-colors", str(colours), f"PNG8:{target}"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
