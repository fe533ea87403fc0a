"""What we wrote into the report folders, by hash: so we know what somebody has edited since."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from duban.journeys.desk import Context
from duban.store.files import sha256_hex
from duban.workspace.names import safe_file_name


class OutputRecord:
    """The record of one desk's outputs, kept in the ledger's folder."""

    def __init__(self, desk: Context) -> None:
        self._desk = desk
        self._file = desk.run_ledger.folder / "产出.json"

    def is_unedited(self, path: Path) -> bool:
        """Whether the file is just as we wrote it."""
        return self._known.get(self._name(path)) == sha256_hex(path.read_bytes())

    def copies_of_edited(self, made: Mapping[Path, bytes]) -> dict[Path, bytes]:
        """Copies, under names that say so, of the files that are to be replaced and are no longer as we wrote them."""
        copies: dict[Path, bytes] = {}
        for path, data in made.items():
            before = path.read_bytes() if path.is_file() else data
            if before != data and self._name(path) in self._known and not self.is_unedited(path):
                words = self._desk.workspace.messages.text("edited-file", stem=path.stem, mark=sha256_hex(before)[:8])
                copies[path.with_name(safe_file_name(words + path.suffix))] = before
        return copies

    def updated_record(self, made: Mapping[Path, bytes]) -> dict[Path, bytes]:
        """The record itself, with these outputs in it."""
        known = self._known | {self._name(path): sha256_hex(data) for path, data in made.items()}
        text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return {self._file: text.encode()}

    @cached_property
    def _known(self) -> dict[str, str]:
        known: dict[str, str] = json.loads(self._file.read_bytes()) if self._file.is_file() else {}
        return known

    def _name(self, path: Path) -> str:
        return f"{self._desk.period_folder.name}/{path.relative_to(self._desk.reports_folder).as_posix()}"
