"""All that was handed in, read by worker processes; what was read before is remembered."""

from collections import deque
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from duban.formats.file_content import FileContent, FileRef
from duban.journeys.context import Context
from duban.journeys.load_file import load_file
from duban.journeys.return_reader import ReturnReader
from duban.journeys.unfolding import Unfolding
from duban.messages.finding import Finding, Place
from duban.model.return_ import Return
from duban.review.arrivals import refuse
from duban.store.index import INDEX_FILE
from duban.store.kept_hashes import KeptHashes
from duban.store.program import reader_hash
from duban.store.readings import ReadCache
from duban.text.hashes import combined_hash, short_hash
from duban.value_object import replace
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool

if TYPE_CHECKING:  # few offices have a cluster
    from duban.workers.cluster import ClusterPool

    _Readers = WorkerPool[FileContent, Return] | ClusterPool[FileContent, Return]


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
        self._context = context
        self._workers = WorkerPool(reader, jobs, seconds, memory)
        self._cluster: ClusterPool[FileContent, Return] | None = None
        if context.workspace.config.cluster:
            from duban.journeys.office_cluster import cluster_pool

            self._cluster = cluster_pool(context.workspace, reader.held())
        self._cache = ReadCache(
            context.ledger.folder / INDEX_FILE, combined_hash((reader_hash(), *reader.fingerprint_parts()))
        )
        self._hashes = KeptHashes(context.ledger.folder, context.run_by.at)
        self._unfolding = Unfolding()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._workers)
        if self._cluster:
            self._open.enter_context(self._cluster)
        self._open.enter_context(self._cache)
        self._open.enter_context(self._hashes)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def digest(self, path: Path) -> str:
        """The hash of a file; empty where it cannot be read."""
        return self._load(path, leads_outside=False).digest

    def read(
        self, paths: Iterable[Path], known_hashes: Container[str] | None = None, links: Container[Path] = ()
    ) -> Iterator[tuple[FileRef, Return]]:
        """Each file with what it gives; after the files what is inside them, until nothing is left to open.

        The bytes of a file are read once: they are hashed, read by a worker, and go along with a new form. A return of
        the ledger that the index knows, and nobody touched, is not opened. What is inside a file is read on this
        machine, where the file lies.

        Args:
            paths: of the files.
            known_hashes: short hashes of the forms whose bytes need not go along; None for all.
            links: those of the paths that are not followed.
        """
        contents: Iterable[FileContent] = (self._load(path, leads_outside=path in links) for path in paths)
        workers = self._cluster or self._workers
        while contents:
            inner: list[FileContent] = []
            for content, read in self._read_all(workers, contents, known_hashes):
                return_ = self._unfolding.limit(content.file_ref.path, read)
                inner += map(content.member, return_.member_names)
                inner += map(content.form, return_.form_codes)
                yield content.file_ref, return_
            contents, workers = inner, self._workers

    def _load(self, path: Path, *, leads_outside: bool) -> FileContent:
        """A file with its bytes; a return of the ledger that nobody touched since it was hashed, without them."""
        mark = self._hashes.mark(path)
        if digest := self._hashes.digest(path, mark):
            return FileContent(FileRef(path), digest)
        content = load_file(path, leads_outside=leads_outside)
        self._hashes.remember(path, mark, content.digest)
        return content

    def _read_all(
        self, workers: "_Readers", contents: Iterable[FileContent], known_hashes: Container[str] | None
    ) -> Iterator[tuple[FileContent, Return]]:
        """In the order given, from memory or else from a worker; bytes are drawn only a few files ahead."""
        results: deque[tuple[FileContent, Return] | None] = deque()

        def unread_contents() -> Iterator[FileContent]:
            for content in contents:
                return_ = self._refuse_unread(content) or self._cache.get(
                    self._cache_key(content), self._reader.form_fingerprint
                )
                if return_ is None and workers is self._cluster:
                    content = content.loaded()  # noqa: PLW2901
                    return_ = self._refuse_unread(content)
                results.append(_with_bytes(content, return_, known_hashes) if return_ else None)
                if return_ is None:
                    yield content

        for content, result in workers.run(self._after_snapshot(unread_contents())):
            while remembered := results.popleft():
                yield remembered
            yield _with_bytes(content, self._remember(content, result), known_hashes)
        yield from filter(None, results)

    def _after_snapshot(self, contents: Iterable[FileContent]) -> Iterator[FileContent]:
        """The same, of which the first is drawn when the workers are about to be started."""
        for number, content in enumerate(contents):
            if number == 0:
                self._context.current_forms.read_snapshot()
            yield content

    def _refuse_unread(self, content: FileContent) -> Return | None:
        """What is said of a file that no worker looks at: no bytes, or in an archive given up; None of others."""
        if content.obstacle:
            return self._reader(content)
        if not self._unfolding.is_given_up(content.file_ref):
            return None
        return self._refused(content.file_ref, "archive-given-up")

    def _refused(self, file_ref: FileRef, code: str) -> Return:
        finding = Finding(code, Place(self._reader.display_name(file_ref)))
        return refuse(Return(self._reader.display_name(file_ref, with_form=True), ""), finding)

    def _remember(self, content: FileContent, result: Return | WorkerFailure) -> Return:
        """What a worker gives, kept for the next run; or what became of the worker."""
        if isinstance(result, WorkerFailure):
            self._unfolding.count_lost(content.file_ref)
            return self._refused(content.file_ref, f"lost-{result}")
        self._cache.put(self._cache_key(content), result, self._reader.form_fingerprint)
        return result

    def _cache_key(self, content: FileContent) -> str:
        """Under what its reading is remembered."""
        return self._cache.key(content.digest, self._reader.file_fingerprint(content))


def _with_bytes(
    content: FileContent, return_: Return, known_hashes: Container[str] | None
) -> tuple[FileContent, Return]:
    """A new form with the bytes that it was read from; of all others the bytes are let go."""
    is_new = return_.submission and known_hashes is not None and short_hash(return_.digest) not in known_hashes
    original_bytes = (return_.original_bytes or content.read()) if is_new else b""
    if not return_.form_codes:
        content = replace(content, data=None)
    return content, replace(return_, original_bytes=original_bytes)
