"""All that was handed in, read by worker processes; what was read before is remembered."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.formats.containers import FileRef, read_file_ref
from duban.formats.opened_file import UnreadableFile
from duban.journeys.context import Context
from duban.journeys.reading import ReturnReader
from duban.messages.finding import Finding, Place
from duban.model.return_ import Return
from duban.review.arrivals import refuse
from duban.store.files import sha256_hex
from duban.store.index import INDEX_FILE
from duban.store.readings import ReadCache, combined_hash, program_hash
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool


class ReaderPool:
    """The readers of one run; use it in a `with`, at whose end all that was read is remembered."""

    def __init__(self, context: Context, reader: ReturnReader, jobs: int) -> None:
        """Start nothing yet.

        Args:
            context: where the cache lies, and what one file may take.
            reader: what each worker applies to a file.
            jobs: how many workers read at a time.
        """
        seconds, memory = context.workspace.config.reading.seconds, context.workspace.config.reading.memory << 20
        self._reader = reader
        self._workers = WorkerPool(reader, jobs, seconds, memory)
        self._cache = ReadCache(
            context.ledger.folder / INDEX_FILE, combined_hash((program_hash(), *reader.fingerprint_parts()))
        )
        self._digests: dict[Path, str] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._workers)
        self._open.enter_context(self._cache)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[FileRef, Return]]:
        """Each file with what it gives; after the files what is inside them, until nothing is left to open."""
        file_refs: Sequence[FileRef] = [FileRef(path) for path in paths]
        while file_refs:
            inner: list[FileRef] = []
            for file_ref, return_ in self._read_all(file_refs):
                inner += [replace(file_ref, inner_path=(*file_ref.inner_path, name)) for name in return_.member_names]
                inner += [replace(file_ref, form_code=code) for code in return_.form_codes]
                yield file_ref, return_
            file_refs = inner

    def _read_all(self, file_refs: Sequence[FileRef]) -> Iterator[tuple[FileRef, Return]]:
        """In the order given, from memory or else from a worker."""
        keys = {file_ref: self._cache_key(file_ref) for file_ref in file_refs}
        remembered = {file_ref: self._cache.get(key) for file_ref, key in keys.items() if key}
        results = self._workers.run(file_ref for file_ref in file_refs if not remembered.get(file_ref))
        for file_ref in file_refs:
            return_ = remembered.get(file_ref)
            if return_ is None:
                _, result = next(results)
                return_ = self._remember(file_ref, keys[file_ref], result)
            yield file_ref, return_

    def _remember(self, file_ref: FileRef, key: str, result: Return | WorkerFailure) -> Return:
        """What a worker gives, kept for the next run; or what became of the worker."""
        if isinstance(result, WorkerFailure):
            finding = Finding(f"lost-{result}", Place(self._reader.display_name(file_ref)))
            return refuse(Return(self._reader.display_name(file_ref, with_form=True), ""), finding)
        if key:
            self._cache.put(key, result)
        return result

    def _cache_key(self, file_ref: FileRef) -> str:
        """Under what its reading is remembered; empty where its file cannot be read at all."""
        if file_ref.path not in self._digests:
            try:
                self._digests[file_ref.path] = sha256_hex(read_file_ref(FileRef(file_ref.path)))
            except (OSError, UnreadableFile):
                return ""
        return self._cache.key(self._digests[file_ref.path], self._reader.display_name(file_ref, with_form=True))
