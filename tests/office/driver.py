"""Start LibreOffice without a screen, hand it workbooks, and press its keys."""

import contextlib
import functools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

ROBOT = Path(__file__).with_name("robot.py")
# The keyboard of an office in China, where 2022.6.20 is a date. What is typed is what is
# entered: no guessing from the cells above. And nothing that greets, asks or locks.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Input"><prop oor:name="AutoInput" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""  # noqa: E501

Kind = Literal["xlsx", "xls", "ods", "csv"]


class OfficeError(Exception):
    """LibreOffice could not do what the test asked for."""


class OfficeHung(OfficeError):  # noqa: N818 - it is a state, and the word the reader looks for
    """LibreOffice did not answer in time and was killed."""


@functools.cache
def python_with_uno() -> str | None:
    """The Python that can talk to LibreOffice: the system's, or the one it brings along."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    for python in ("/usr/bin/python3", str(Path(soffice).resolve().with_name("python")), sys.executable):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=120, check=True)
            return python
    return None


def available() -> bool:
    """Whether LibreOffice and a Python with its `uno` are installed here."""
    return python_with_uno() is not None


class Office:
    """One LibreOffice with a fresh profile, from `with` until its end.

    patience: seconds for one order before LibreOffice counts as hung and is killed. screen: the X display on which its
    windows are seen, such as ":7"; empty draws them nowhere.
    """

    def __init__(self, patience: float = 300.0, screen: str = "") -> None:
        self.patience, self.screen = patience, screen
        self._stack = contextlib.ExitStack()
        self._processes: list[subprocess.Popen[str]] = []
        self._replies: queue.Queue[str] = queue.Queue()
        self._log = Path(os.devnull)
        self._dead = "LibreOffice is not started"

    def __enter__(self) -> Self:
        python, soffice = python_with_uno(), shutil.which("soffice")
        if python is None or soffice is None:
            raise OfficeError("LibreOffice is not installed")  # noqa: TRY003 - said once
        folder = tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True)
        home = Path(self._stack.enter_context(folder))
        (home / "user").mkdir()
        (home / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        self._log = home / "log.txt"
        pipe = f"office-{uuid.uuid4().hex}"
        # The plugin without a screen, but not --headless: that would cancel every box unseen.
        air = {name: os.environ[name] for name in os.environ if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        air |= {"DISPLAY": self.screen, "SAL_USE_VCLPLUGIN": "gen"} if self.screen else {"SAL_USE_VCLPLUGIN": "svp"}
        air |= {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
        flags = ["--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck"]
        door = [f"-env:UserInstallation={home.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
        for command in ([soffice, *door, *flags], [python, str(ROBOT), pipe]):
            self._processes.append(self._stack.enter_context(running(command, air, self._log)))
        threading.Thread(target=self._listen, daemon=True).start()
        self._dead = ""
        self._reply("start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack, contextlib.suppress(OfficeError):
            self.ask(None, "quit")
        self._dead = "LibreOffice was closed"

    def open(self, path: Path) -> "Book":
        """Open a workbook in a window of its own, as by a double click."""
        return Book(self, int(self.ask(None, "open", str(path.resolve()))))

    def pdf(self, path: Path, folder: Path) -> Path:
        """Print all visible sheets of a workbook, as their page setup says, to a PDF of its name."""
        target = folder.resolve() / f"{path.stem}.pdf"
        self.ask(None, "pdf", str(path.resolve()), str(target))
        return target

    def ask(self, book: int | None, do: str, *args: object, **named: object) -> Any:  # noqa: ANN401 - JSON
        """Give one order and wait for its answer."""
        if self._dead:
            raise OfficeHung(self._dead)
        order = json.dumps({"book": book, "do": do, "args": args, "named": named}, ensure_ascii=False)
        mouth = self._processes[-1].stdin
        if mouth is not None:
            with contextlib.suppress(OSError):  # the robot is gone, which it says by an empty reply
                mouth.write(order + "\n")
                mouth.flush()
        return self._reply(order)

    def _reply(self, order: str) -> Any:  # noqa: ANN401 - JSON
        try:
            line = self._replies.get(timeout=self.patience)
        except queue.Empty:
            line = ""
        if not line:
            last = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
            self._dead = f"LibreOffice hung or fell over and was killed, at: {order}\n{last}".strip()
            for process in self._processes:
                kill(process)
            self._stack.close()
            raise OfficeHung(self._dead)
        reply = json.loads(line)
        if "trouble" in reply:
            message = f"{reply['trouble']} (at: {order})"
            raise OfficeError(message)
        return reply["said"]

    def _listen(self) -> None:
        for line in self._processes[-1].stdout or ():
            self._replies.put(line)
        self._replies.put("")  # the robot is gone


@contextlib.contextmanager
def running(command: list[str], air: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of ours; at the end it may finish by itself for a while, then it is killed.

    What it says on its error output goes to the log.
    """
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            command,
            env=air,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            with contextlib.suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
            kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    """End a process and all that it started, which is a session of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Book:
    """One open workbook. Cells are named as on the screen, such as "F6"; rows count from 1."""

    def __init__(self, office: Office, number: int) -> None:
        self._office, self._number = office, number
        self._refused = self._closed = False
        self.message: str | None = None
        """What the last box said, when LibreOffice refused something."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OfficeHung):
            self.close()

    def value(self, sheet: str, cell: str) -> str | float:
        """The stored value: a number (dates too, as days), a text, or "" for an empty cell."""
        answer: str | float = self._ask("value", sheet, cell)
        return answer

    def text(self, sheet: str, cell: str) -> str:
        """What the cell shows, formulas as LibreOffice works them out."""
        return str(self._ask("text", sheet, cell))

    def formula(self, sheet: str, cell: str) -> str:
        """What the input line shows, a formula with its English names."""
        return str(self._ask("formula", sheet, cell))

    def locked(self, sheet: str, cell: str) -> bool:
        """Whether the cell is locked once its sheet is protected."""
        return bool(self._ask("locked", sheet, cell))

    def protected(self, sheet: str) -> bool:
        """Whether the sheet is protected."""
        return bool(self._ask("protected", sheet))

    def row_hidden(self, sheet: str, row: int) -> bool:
        """Whether a row is out of sight, by a filter or by hand."""
        return bool(self._ask("row_hidden", sheet, row))

    def column_hidden(self, sheet: str, column: str) -> bool:
        """Whether a column, such as "K", is out of sight."""
        return bool(self._ask("column_hidden", sheet, column))

    def row_height(self, sheet: str, row: int) -> float:
        """In points."""
        return float(self._ask("row_height", sheet, row))

    def sheets(self) -> dict[str, bool]:
        """Each sheet in order, and whether it can be seen."""
        return dict(self._ask("sheets"))

    def selection(self) -> str:
        """Where the cursor is."""
        return str(self._ask("selection"))

    def choices(self) -> list[str]:
        """The lines in the selected cell's drop-down list."""
        return list(self._ask("choices"))

    def select(self, sheet: str, cell: str) -> None:
        """Put the cursor there."""
        self._refused = False
        self._ask("select", sheet, cell)

    def type(self, text: str) -> None:
        """Press the keys of a text; a line break in it is Ctrl+Enter. Nothing is entered yet."""
        self.message = self._ask("type", text)
        self._refused = self.message is not None

    def enter(self) -> bool:
        """Press Enter. False when a box refused it, which then stands in `message`."""
        return not self._refused and self._change("enter")

    def fill(self, sheet: str, cell: str, text: str) -> bool:
        """Select, type, Enter. False when the cell did not take it."""
        self.select(sheet, cell)
        self.type(text)
        return self.enter()

    def pick(self, number: int) -> bool:
        """Choose a line of the selected cell's drop-down list, the first is 1."""
        return self._change("pick", number)

    def filter_by(self, words: str) -> bool:
        """Keep the rows whose text holds the words, by the filter of the selected heading; "" shows all."""
        return self._change("filter_by", words)

    def delete(self) -> bool:
        """Press Delete on the selection. False when nothing was deleted."""
        return self._change("delete")

    def copy(self) -> None:
        """Press Ctrl+C."""
        self._ask("copy")

    def paste(self) -> bool:
        """Press Ctrl+V. False when nothing was pasted."""
        return self._change("paste")

    def undo(self) -> None:
        """Press Ctrl+Z, which takes back the last change and no earlier one."""
        self._ask("undo")

    def command(self, name: str, **named: object) -> bool:
        """Use a menu command such as ".uno:ShowRow". False when it changed nothing."""
        return self._change("command", name, **named)

    def save_as(self, path: Path, kind: Kind) -> None:
        """Save a copy; csv (UTF-8, comma) holds the sheet in front only."""
        self._ask("save_as", str(path.resolve()), kind)

    def fill_screen(self, width: int, height: int) -> None:
        """Make the window as large as a screen of so many pixels."""
        self._ask("fill_screen", width, height)

    def close(self) -> None:
        """Close without saving; a second time does nothing."""
        if not self._closed:
            self._closed = True
            self._ask("close")

    def _change(self, do: str, *args: object, **named: object) -> bool:
        answer = self._ask(do, *args, **named)
        self.message = answer["message"]
        return bool(answer["taken"])

    def _ask(self, do: str, *args: object, **named: object) -> Any:  # noqa: ANN401 - JSON
        return self._office.ask(self._number, do, *args, **named)
