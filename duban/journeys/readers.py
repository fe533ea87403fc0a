"""Every piece of what was handed in, read by workers; what was read before is remembered."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.formats.autopsy import Facts, cause
from duban.formats.pieces import Piece, content
from duban.journeys.desk import Desk
from duban.journeys.reading import Read, Reader
from duban.model.finding import Finding, Place
from duban.store.files import digest
from duban.store.readings import Readings, context, program
from duban.workers.worker import Crew, Lost


class Readers:
    """The workers of one run, so many, and what they need not read again; use it in a `with`."""

    def __init__(self, desk: Desk, reader: Reader, jobs: int) -> None:
        seconds, memory = desk.workspace.config.reading.seconds, desk.workspace.config.reading.memory << 20
        known = desk.workspace.output / "缓存" / "readings.sqlite"
        self._reader = reader
        self._crew = Crew(reader, jobs, seconds, memory)
        self._autopsies = Crew(_cause, 1, seconds, memory)
        self._known = Readings(known, Read, context((program(), *reader.grounds())))
        self._digests: dict[Path, str] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._crew)
        self._open.enter_context(self._autopsies)
        self._open.enter_context(self._known)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, paths: Iterable[Path]) -> Iterator[Read]:
        """What each file gives; after them what is inside them, wave by wave, until nothing is left to open."""
        pieces: Sequence[Piece] = [Piece(path) for path in paths]
        while pieces:
            inner: list[Piece] = []
            for read in self._wave(pieces):
                inner += read.parts
                yield read
            pieces = inner

    def _wave(self, pieces: Sequence[Piece]) -> Iterator[Read]:
        """In the order given, from memory or else from a worker."""
        keys = {piece: key for piece in pieces if (key := self._key(piece))}
        known = {piece: _moved(read, piece) for piece, key in keys.items() if (read := self._known.get(key))}
        fresh = self._crew.run([piece for piece in pieces if piece not in known])
        for piece in pieces:
            if piece in known:
                yield known[piece]
                continue
            _, got = next(fresh)
            if isinstance(got, Lost):
                yield self._lost(piece, got)
                continue
            if piece in keys:
                self._known.put(keys[piece], got)
            yield got

    def _key(self, piece: Piece) -> str:
        """Under what its reading is remembered; nothing where its file cannot be read at all."""
        if piece.path not in self._digests:
            try:
                self._digests[piece.path] = digest(piece.path.read_bytes())
            except OSError:
                return ""
        return self._known.key(self._digests[piece.path], self._reader.called(piece, whole=True))

    def _lost(self, piece: Piece, lost: Lost) -> Read:
        """What became of the worker, and a guess at why that a person can check."""
        place = Place(self._reader.called(piece))
        findings = [Finding(f"lost-{lost.reason}", place)]
        _, told = next(iter(self._autopsies.run([piece])))
        if told and not isinstance(told, Lost):
            code, facts = told
            spot = place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
            findings.append(Finding(code, spot, facts))
        return Read(piece, "", None, tuple(findings))


def _moved(read: Read, piece: Piece) -> Read:
    """A reading of the same content under the same name, wherever its folder lies now."""
    return replace(read, piece=piece, parts=tuple(replace(part, path=piece.path) for part in read.parts))


def _cause(piece: Piece) -> tuple[str, Facts] | None:
    return cause(content(piece))
