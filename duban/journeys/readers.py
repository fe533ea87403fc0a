"""Every piece of what was handed in, read by workers; what was read before is remembered."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.formats.autopsy import CauseFacts, cause_of_death
from duban.formats.pieces import FileRef, read_file_ref
from duban.journeys.desk import Context
from duban.journeys.reading import FileReading, ReturnReader
from duban.messages.finding import Finding, Place
from duban.store.files import sha256_hex
from duban.store.readings import ReadCache, combined_hash, program_hash
from duban.workers.worker import WorkerFailure, WorkerPool


class ReaderPool:
    """The workers of one run, so many, and what they need not read again; use it in a `with`."""

    def __init__(self, desk: Context, reader: ReturnReader, jobs: int) -> None:
        seconds, memory = desk.workspace.config.reading.seconds, desk.workspace.config.reading.memory << 20
        known = desk.workspace.output / "缓存" / "readings.sqlite"
        self._reader = reader
        self._crew = WorkerPool(reader, jobs, seconds, memory)
        self._autopsies = WorkerPool(_cause, 1, seconds, memory)
        self._known = ReadCache(known, FileReading, combined_hash((program_hash(), *reader.fingerprint_parts())))
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

    def read(self, paths: Iterable[Path]) -> Iterator[FileReading]:
        """What each file gives; after them what is inside them, wave by wave, until nothing is left to open."""
        pieces: Sequence[FileRef] = [FileRef(path) for path in paths]
        while pieces:
            inner: list[FileRef] = []
            for read in self._wave(pieces):
                inner += read.inner_pieces
                yield read
            pieces = inner

    def _wave(self, pieces: Sequence[FileRef]) -> Iterator[FileReading]:
        """In the order given, from memory or else from a worker."""
        keys = {piece: key for piece in pieces if (key := self._key(piece))}
        known = {piece: _moved(read, piece) for piece, key in keys.items() if (read := self._known.get(key))}
        fresh = self._crew.run([piece for piece in pieces if piece not in known])
        for piece in pieces:
            if piece in known:
                yield known[piece]
                continue
            _, got = next(fresh)
            if isinstance(got, WorkerFailure):
                yield self._lost(piece, got)
                continue
            if piece in keys:
                self._known.put(keys[piece], got)
            yield got

    def _key(self, piece: FileRef) -> str:
        """Under what its reading is remembered; nothing where its file cannot be read at all."""
        if piece.path not in self._digests:
            try:
                self._digests[piece.path] = sha256_hex(piece.path.read_bytes())
            except OSError:
                return ""
        return self._known.key(self._digests[piece.path], self._reader.display_name(piece, with_form=True))

    def _lost(self, piece: FileRef, lost: WorkerFailure) -> FileReading:
        """What became of the worker, and a guess at why that a person can check."""
        place = Place(self._reader.display_name(piece))
        findings = [Finding(f"lost-{lost.reason}", place)]
        _, told = next(iter(self._autopsies.run([piece])))
        if told and not isinstance(told, WorkerFailure):
            code, facts = told
            spot = place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
            findings.append(Finding(code, spot, facts))
        return FileReading(piece, "", None, tuple(findings))


def _moved(read: FileReading, piece: FileRef) -> FileReading:
    """A reading of the same content under the same name, wherever its folder lies now."""
    return replace(read, piece=piece, inner_pieces=tuple(replace(part, path=piece.path) for part in read.inner_pieces))


def _cause(piece: FileRef) -> tuple[str, CauseFacts] | None:
    return cause_of_death(read_file_ref(piece))
