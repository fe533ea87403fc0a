"""What was handed in, piece by piece: a file, or one inside an archive, a mail or a workbook of several forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from duban.formats.containers import unpack_container


@dataclass(frozen=True, slots=True, order=True)
class FileRef:
    """One thing to read.

    inside: the names that lead to it in its file, the outermost first; empty for the file itself.
    code: of one form, in a workbook that holds several.
    """

    path: Path
    inner_path: tuple[str, ...] = ()
    form_code: str = ""

    @property
    def name(self) -> str:
        """What it is called, without any folder."""
        return self.inner_path[-1].rpartition("/")[2] if self.inner_path else self.path.name

    @property
    def location(self) -> Path:
        """Where people would look for it; of one form among several, with its code."""
        path = Path("/".join((str(self.path), *self.inner_path)))  # not joined: a name inside may begin with a stroke
        return path.with_name(f"{path.name}#{self.form_code}") if self.form_code else path


def read_file_ref(file_ref: FileRef) -> bytes:
    """Its bytes. Raises OSError, and Unreadable where what it lies in cannot be opened."""
    if not file_ref.inner_path:
        return file_ref.path.read_bytes()
    return _within(file_ref.path, file_ref.inner_path[:-1], file_ref.path.stat().st_mtime_ns)[file_ref.inner_path[-1]]


@lru_cache(maxsize=2)
def _within(path: Path, inside: tuple[str, ...], _changed: int) -> Mapping[str, bytes]:
    """What an archive or a mail holds; its pieces are asked for one after the other."""
    return unpack_container(read_file_ref(FileRef(path, inside))) or {}
