"""What the system refuses, as findings."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.workspace.names import display_path


@contextlib.contextmanager
def collect_faults(faults: list[Finding], code: str, path: Path) -> Iterator[None]:
    """What the system refuses becomes a finding.

    Args:
        faults: where it is put.
        code: of the finding.
        path: what was asked for.
    """
    try:
        yield
    except OSError as error:
        faults.append(fault(code, Path(error.filename or path) if code == "cannot-read" else path, error))


@contextlib.contextmanager
def refuse_faults(code: str, path: Path) -> Iterator[None]:
    """What the system refuses is an InputError.

    Args:
        code: of its finding.
        path: what was asked for.
    """
    faults: list[Finding] = []
    with collect_faults(faults, code, path):
        yield
    if faults:
        raise InputError(faults)


def fault(code: str, path: Path, error: OSError | None = None) -> Finding:
    """A finding at a path, with what the system says of it.

    Args:
        code: of the finding.
        path: where it is.
        error: what the system says; None where nobody asked it.
    """
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__) if error else ""
    return Finding(code, Place(display_path(path)), {"reason": reason})
