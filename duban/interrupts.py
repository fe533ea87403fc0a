"""Ctrl-C: what it ends at once, what it waits for, and where it becomes an exception."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit code of a command that was interrupted."""


def end_quietly(_signal: int, _frame: FrameType | None) -> None:
    """Handle an interrupt while there is nothing to undo: the process ends with 130, whatever it was importing."""
    os._exit(INTERRUPTED)


@contextmanager
def interruptible() -> Iterator[None]:
    """Meanwhile an interrupt is a KeyboardInterrupt, in a process that it would otherwise end quietly."""
    if signal.getsignal(signal.SIGINT) is not end_quietly:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, end_quietly)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """An interrupt waits until the end of this; a process that is started meanwhile never gets one. Not on Windows."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
