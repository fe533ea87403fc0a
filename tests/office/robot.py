# ruff: noqa: EM102, FBT003, TRY003, T201 - uno's calls are as they are, and its words go to the driver
"""The hands at the keyboard: obeys the driver, one JSON line in, one JSON line out.

Runs under a Python that has LibreOffice's `uno`, not under the tests' own Python, so it
imports nothing but the standard library and uno. Called as `robot.py PIPE-NAME`.

Keys go through the toolkit like a real keyboard's, so protection and validation act on
them. Boxes that LibreOffice puts up are read, then answered with Escape.
"""

import contextlib
import json
import sys
import time
import traceback

import uno
from com.sun.star.accessibility.AccessibleRole import (
    ALERT,
    CHECK_BOX,
    DIALOG,
    FRAME,
    LABEL,
    LIST_ITEM,
    STATIC,
)
from com.sun.star.accessibility.AccessibleRole import TEXT as TEXT_BOX
from com.sun.star.awt import Key, KeyEvent, KeyModifier
from com.sun.star.awt.PosSize import POSSIZE
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.FormulaResult import VALUE
from com.sun.star.sheet.ValidationType import LIST
from com.sun.star.table.CellContentType import EMPTY, FORMULA, TEXT
from com.sun.star.uno import Exception as UnoException
from com.sun.star.util import URL

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "csv": "Text - txt - csv (StarCalc)",
    "pdf": "calc_pdf_Export",
}
SHORT = 2.0  # seconds until a key that LibreOffice ignores in silence counts as ignored
LONG = 60.0  # seconds until a key that must do something counts as lost


class TroubleError(Exception):
    """Said to the test as it stands."""


def connect(pipe):
    """Wait for LibreOffice to answer on its pipe, then return its component context."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    while True:  # the driver ends this process when its patience is over
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.05)


def settings(**named):
    """The named values as LibreOffice takes them."""
    made = []
    for name, value in named.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def until(true, seconds):
    """Ask again and again until `true()` says something; None when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        said = true()
        if said:
            return said
        time.sleep(0.01)
    return None


def parts(context, depth=8):
    """Role, name and context of every accessible part of a window, itself first.

    A window may close while it is being read; then there is no more to tell.
    """
    found = []
    with contextlib.suppress(UnoException, AttributeError):
        found.append((context.AccessibleRole, context.AccessibleName, context))
        for at in range(min(context.AccessibleChildCount, 100) if depth else 0):
            found += parts(context.getAccessibleChild(at).AccessibleContext, depth - 1)
    return found


class Book:
    """One open workbook and its window."""

    def __init__(self, office, document):
        self.office, self.document = office, document
        self.control = document.CurrentController
        self.window = self.control.Frame.ContainerWindow

    def cell(self, sheet, place):
        return self.document.Sheets.getByName(sheet).getCellRangeByName(place)

    # what a person sees

    def value(self, sheet, place):
        cell = self.cell(sheet, place)
        if cell.Type == EMPTY:
            return ""
        if cell.Type == TEXT or (cell.Type == FORMULA and cell.FormulaResultType2 != VALUE):
            return cell.String
        return cell.Value

    def text(self, sheet, place):
        return self.cell(sheet, place).String

    def formula(self, sheet, place):
        return self.cell(sheet, place).Formula

    def locked(self, sheet, place):
        return self.cell(sheet, place).CellProtection.IsLocked

    def protected(self, sheet):
        return self.document.Sheets.getByName(sheet).isProtected()

    def row_hidden(self, sheet, row):
        return not self.document.Sheets.getByName(sheet).Rows.getByIndex(row - 1).IsVisible

    def column_hidden(self, sheet, column):
        return not self.document.Sheets.getByName(sheet).Columns.getByName(column).IsVisible

    def row_height(self, sheet, row):
        """In points."""
        return self.document.Sheets.getByName(sheet).Rows.getByIndex(row - 1).Height * 72 / 2540

    def sheets(self):
        return {sheet.Name: sheet.IsVisible for sheet in self.document.Sheets}

    def selection(self):
        """Where the cursor is, as F6."""
        return self.control.Selection.AbsoluteName.rpartition(".")[2].replace("$", "")

    # what a person does

    def select(self, sheet, place):
        """Go there as by the name box, so that Enter moves on to the next row afterwards."""
        self.document.Sheets.getByName(sheet)
        self.window.toFront()
        self.control.Frame.ComponentWindow.setFocus()
        self.control.setActiveSheet(self.document.Sheets.getByName(sheet))
        self.office.send(self, ".uno:GoToCell", ToPoint=place)
        if not until(lambda: self.selection() == place, 5):
            raise TroubleError(f"cannot go to {sheet}!{place}, the cursor is at {self.selection()}")

    def type(self, text):
        """Type into the selected cell; say what the box says if LibreOffice will not have it."""
        for at, sign in enumerate(text):
            if sign == "\n":
                self.press(Key.RETURN, modifiers=KeyModifier.MOD1)
            else:
                self.strike(sign)
            if not at:  # a locked cell says so at the first key, and eats the rest
                self.office.settle()
                said = self.answer()
                if said is not None:
                    return said
        self.office.settle()
        return self.answer()

    def strike(self, sign):
        """One sign; a rare character is two keys, the halves of its UTF-16."""
        units = sign.encode("utf-16-le")
        for low, high in zip(units[::2], units[1::2], strict=True):
            self.press(char=chr(low + 256 * high))

    def press(self, code=0, char="\0", modifiers=0):
        event = KeyEvent()
        event.Source, event.Modifiers = self.window, modifiers
        event.KeyCode, event.KeyChar = code, uno.Char(char)
        self.office.toolkit.keyPress(event)
        self.office.toolkit.keyRelease(event)

    def enter(self):
        before = self.selection()
        return self.change(lambda: self.press(Key.RETURN), LONG, over=lambda: self.selection() != before)

    def delete(self):
        return self.change(lambda: self.press(Key.DELETE), SHORT)

    def copy(self):
        self.press(Key.C, "c", KeyModifier.MOD1)
        self.office.settle()

    def paste(self):
        return self.change(lambda: self.press(Key.V, "v", KeyModifier.MOD1), SHORT)

    def undo(self):
        self.press(Key.Z, "z", KeyModifier.MOD1)
        self.office.settle()

    def command(self, name, **named):
        """A menu command such as .uno:ShowRow on the selection."""
        return self.change(lambda: self.office.send(self, name, **named), SHORT)

    def choices(self):
        """Open the cell's list and read it, without choosing."""
        self.need_list()
        popup = self.drop_down()
        names = [name for role, name, _ in parts(popup) if role == LIST_ITEM]
        self.press(Key.ESCAPE)
        self.office.settle()
        return names

    def pick(self, number):
        """Choose the line of that number, from 1, in the cell's list."""
        self.need_list()
        self.drop_down()
        self.press(Key.END)
        self.press(Key.HOME)  # the first line is chosen only when the cursor comes to it
        for _ in range(number - 1):
            self.press(Key.DOWN)
        return self.change(lambda: self.press(Key.RETURN), LONG)

    def filter_by(self, words):
        """Open the filter of a table's heading, search for the words, and accept what it finds."""
        popup = self.drop_down()
        for role, name, part in parts(popup):
            if role == TEXT_BOX if words else (role, name) == (CHECK_BOX, "All"):
                part.grabFocus()
        self.office.settle()
        if not words:
            self.press(Key.SPACE, char=" ")
        for sign in words:
            self.strike(sign)
        self.office.settle()
        buttons = [part for _, name, part in parts(popup) if name == "OK"]
        if not buttons:
            raise TroubleError(f"{self.selection()} has no filter")
        return self.change(lambda: buttons[0].doAccessibleAction(0), SHORT)

    def need_list(self):
        """Without a rule LibreOffice would offer the texts above, which is not what a test means."""
        if self.control.Selection.Validation.Type != LIST:
            raise TroubleError(f"{self.selection()} has no list to choose from")

    def drop_down(self):
        self.press(Key.DOWN, modifiers=KeyModifier.MOD2)
        popup = until(self.popup, 2)
        if popup is None:
            raise TroubleError(f"nothing drops down from {self.selection()}")
        self.office.settle()
        return popup

    def popup(self):
        """The open list, a frame without a name; None when there is none."""
        for _, context, role in self.office.windows():
            if role == FRAME and any(inner == LIST_ITEM for inner, _, _ in parts(context)):
                return context
        return None

    def change(self, act, seconds, over=lambda: False):
        """Do it; say whether the sheet took it and what the box said, if there was one.

        It is over when the sheet has changed, a box is up, `over()` says so, or after so many seconds.
        """
        history = self.document.UndoManager
        history.clear()  # anything in it afterwards is our change
        act()
        said = until(lambda: history.isUndoPossible() or self.office.boxes() or over(), seconds)
        message = self.answer()
        if message is not None or not said:
            self.press(Key.ESCAPE)  # leave the cell if still in it
            self.office.settle()
        return {"taken": message is None and history.isUndoPossible(), "message": message}

    def answer(self):
        """Escape from whatever box is up; its words, or None when there is none."""
        words = None
        while boxes := self.office.boxes():
            window, context, _ = boxes[0]
            words = " ".join(name for role, name, _ in parts(context) if role in (LABEL, STATIC) and name)
            event = KeyEvent()
            event.Source, event.KeyCode = window, Key.ESCAPE
            with contextlib.suppress(UnoException):  # it closed by itself
                self.office.toolkit.keyPress(event)  # no release: the window is gone by then
            if not until(lambda before=boxes: len(self.office.boxes()) < len(before), LONG):
                raise TroubleError(f"the box does not go away: {words}")
        return words

    def save_as(self, path, kind):
        options = {}
        if kind == "csv":  # comma, quote, UTF-8, from line 1, as shown
            options["FilterOptions"] = "44,34,76,1,,0,false,true,false"
        self.office.store(self.document, path, kind, **options)

    def fill_screen(self, width, height):
        self.window.setPosSize(0, 0, width, height, POSSIZE)
        self.office.settle()

    def close(self):
        self.document.close(True)


class Robot:
    """LibreOffice as a whole; every open book has a number."""

    def __init__(self, context):
        def made(name):
            return context.ServiceManager.createInstanceWithContext(name, context)

        self.desktop = made("com.sun.star.frame.Desktop")
        self.toolkit = made("com.sun.star.awt.Toolkit")
        self.transformer = made("com.sun.star.util.URLTransformer")
        self.books, self.count = {}, 0

    def send(self, book, name, **named):
        """Give the window a command and do not wait, for it may put up a box."""
        url = URL()
        url.Complete = name
        _, url = self.transformer.parseStrict(url)
        dispatch = book.control.Frame.queryDispatch(url, "_self", 0)
        if dispatch is None:
            raise TroubleError(f"LibreOffice knows no command {name}")
        dispatch.dispatch(url, settings(SynchronMode=False, **named))

    def settle(self):
        self.toolkit.processEventsToIdle()

    def windows(self):
        """Window, accessible context and role of every window on top."""
        found = []
        for at in range(self.toolkit.getTopWindowCount()):
            with contextlib.suppress(UnoException, AttributeError):  # it closed while we looked
                window = self.toolkit.getTopWindow(at)
                context = window.AccessibleContext
                found.append((window, context, context.AccessibleRole))
        return found

    def boxes(self):
        """Those that want an answer."""
        return [one for one in self.windows() if one[2] in (ALERT, DIALOG)]

    def load(self, path, *, hidden):
        url = uno.systemPathToFileUrl(path)
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, settings(Hidden=hidden))
        if document is None:
            raise TroubleError(f"LibreOffice cannot open {path}")
        return document

    def store(self, document, path, kind, **options):
        document.storeToURL(
            uno.systemPathToFileUrl(path), settings(FilterName=FILTERS[kind], Overwrite=True, **options)
        )

    def open(self, path):
        self.count += 1
        self.books[self.count] = Book(self, self.load(path, hidden=False))
        self.settle()
        return self.count

    def pdf(self, path, target):
        document = self.load(path, hidden=True)
        try:
            self.store(document, target, "pdf")
        finally:
            document.close(True)

    def quit(self):
        self.desktop.terminate()


def main():
    """Answer orders until the driver hangs up."""
    robot = Robot(connect(sys.argv[1]))
    print(json.dumps({"said": "ready"}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            whom = robot if order["book"] is None else robot.books[order["book"]]
            reply = {"said": getattr(whom, order["do"])(*order["args"], **order["named"])}
        except TroubleError as error:
            reply = {"trouble": str(error)}
        except Exception:  # noqa: BLE001 - the test tells it, and the robot lives on
            reply = {"trouble": traceback.format_exc()}
        print(json.dumps(reply), flush=True)


main()
