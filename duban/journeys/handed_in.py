"""The files that are handed in to one run: what people call them, and which links are not followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from duban.journeys.context import Context
from duban.model.run_entry import RunEntry
from duban.store.kept_files import kept_digest
from duban.store.listing import links_outside, list_files
from duban.workspace.names import file_labels, is_junk


@dataclass(frozen=True, slots=True)
class HandedInFiles:
    """What lies in the folders that were handed in, or was named itself.

    Attributes:
        files: each once, in natural order.
        labels: what people call each of them.
        links: those that lead out of the folders, and are not followed.
    """

    files: tuple[Path, ...]
    labels: dict[Path, str]
    links: frozenset[Path]

    def unread(self, runs: Iterable[RunEntry]) -> tuple[Path, ...]:
        """Those files that none of these runs read; traces of programs are not looked at."""
        read = {file.digest or file.file for run in runs for file in run.read}
        return tuple(path for path in self.files if not is_junk(path.name) and self._mark(path) not in read)

    def _mark(self, path: Path) -> str:
        """By what 日志 knows a file: its hash; one that is not read, since it leads elsewhere, is known by its name."""
        digest = "" if path in self.links else kept_digest(path)
        return digest or self.labels[path]


def list_handed_in(context: Context, paths: Sequence[Path]) -> HandedInFiles:
    """Every file that is handed in to a run, each once and in natural order, with what people call it.

    Args:
        context: the form kind and the period.
        paths: files and folders; none takes the period's own folder, if it is there.

    Raises:
        InputError: a path is missing or cannot be listed.
    """
    folders = list(paths) or ([context.returns_folder] if context.returns_folder.is_dir() else [])
    files = list_files(folders)
    labels = file_labels(files, [context.returns_folder, *folders])
    return HandedInFiles(files, labels, links_outside(files, folders))
