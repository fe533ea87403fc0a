"""Every piece of what was handed in, read by workers; what was read before is remembered."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.io.autopsy import cause
from duban.io.files import digest
from duban.io.pieces import Piece, content
from duban.io.readings import Readings, context, program
from duban.io.worker import Crew, Lost
from duban.model.config import Bounds
from duban.model.finding import Finding, Place
from duban.pipeline.desk import Desk
from duban.pipeline.reading import Read, Reader

Facts = tuple[str, dict[str, object]] | None


class Readers:
    """The workers of one run, and what they need not read again; use it in a `with`.

    jobs: how many workers.
    """

    def __init__(self, desk: Desk, reader: Reader, jobs: int) -> None:
        bounds = desk.workspace.config.reading
        limits = float(bounds.seconds), bounds.memory << 20
        self._reader = reader
        self._crew = Crew(reader, jobs, *limits)
        self._coroners = Crew(_cause, 1, *limits)
        known = desk.workspace.output / "缓存" / "readings.sqlite"
        self._known = Readings(known, Read, context((program(), *reader.depends())))
        self._open = ExitStack()

    def __enter__(self) -> Self:
        for each in (self._crew, self._coroners, self._known):
            self._open.enter_context(each)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, paths: Iterable[Path]) -> Iterator[Read]:
        """What each file gives; after them what is inside them, wave by wave, until nothing is left to open."""
        pieces = [Piece(path) for path in paths]
        while pieces:
            inner: list[Piece] = []
            for read in self._wave(pieces):
                inner += read.parts
                yield read
            pieces = inner

    def _wave(self, pieces: Iterable[Piece]) -> Iterator[Read]:
        """In the order given: from memory, or else from a worker."""
        keys = {piece: self._key(piece) for piece in pieces}
        ...
