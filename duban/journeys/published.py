"""What we wrote into the report folders, by hash: so we know what somebody has edited since."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from duban.journeys.desk import Desk
from duban.store.files import digest
from duban.workspace.names import safe_name


class Record:
    """The record of one desk's outputs, kept in the ledger's folder."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._file = desk.own_ledger.folder / "产出.json"

    def ours(self, path: Path) -> bool:
        """Whether the file is just as we wrote it."""
        return self._known.get(self._name(path)) == digest(path.read_bytes())

    def edited(self, made: Mapping[Path, bytes]) -> dict[Path, bytes]:
        """Copies, under names that say so, of the files that are to be replaced and are no longer as we wrote them."""
        copies: dict[Path, bytes] = {}
        for path, data in made.items():
            before = path.read_bytes() if path.is_file() else data
            if before != data and self._name(path) in self._known and not self.ours(path):
                words = self._desk.workspace.texts.word("edited-file", stem=path.stem, mark=digest(before)[:8])
                copies[path.with_name(safe_name(words + path.suffix))] = before
        return copies

    def written(self, made: Mapping[Path, bytes]) -> dict[Path, bytes]:
        """The record itself, with these outputs in it."""
        known = self._known | {self._name(path): digest(data) for path, data in made.items()}
        text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return {self._file: text.encode()}

    @cached_property
    def _known(self) -> dict[str, str]:
        known: dict[str, str] = json.loads(self._file.read_bytes()) if self._file.is_file() else {}
        return known

    def _name(self, path: Path) -> str:
        return f"{self._desk.folder.name}/{path.relative_to(self._desk.reports).as_posix()}"
