"""The files of sentences in templates/texts."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Place
from duban.text.lazy_pattern import lazy_pattern
from duban.workspace.file_bounds import read_typed_bytes
from duban.workspace.names import display_path
from duban.workspace.shipped import SHIPPED_TEMPLATES
from duban.workspace.yaml_file import TEMPLATE_ERRORS, load_template_yaml, parse_template_yaml

_ENTRY = lazy_pattern(r"^([a-z][\w-]*):(?=\s)", re.MULTILINE)
_AT_THE_MARGIN = lazy_pattern(r"^[^\s#]", re.MULTILINE)


class TextFile(Mapping[str, Any]):
    """The sentences of a file by their codes, each parsed when it is asked for.

    A command needs some fifty of a thousand. What is wrong in the file is told only when it is asked for: for a file
    that the program brings along and that nobody changed.
    """

    def __init__(self, path: Path, path_text: str) -> None:
        """Find where each entry begins.

        Args:
            path: of the file.
            path_text: what people call it.

        Raises:
            InputError: it cannot be parsed piece by piece, nor as a whole.
        """
        self._path, self._path_text = path, path_text
        text = read_typed_bytes(path).decode("utf-8-sig")
        entries = list(_ENTRY.finditer(text))
        bounds = pairwise([*(entry.start() for entry in entries), len(text)])
        self._sources = {entry[1]: text[start:end] for entry, (start, end) in zip(entries, bounds, strict=True)}
        self._entries: dict[str, Any] = {}
        if len(self._sources) != len(_AT_THE_MARGIN.findall(text)):
            self._parse_all()

    def __getitem__(self, code: str) -> Any:  # noqa: ANN401  an entry can be anything
        if code not in self._entries and code in self._sources:
            self._parse(code)
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def _parse(self, code: str) -> None:
        try:
            parsed = parse_template_yaml(self._sources[code], self._path_text)
        except (InputError, *TEMPLATE_ERRORS):
            self._parse_all()  # which knows the line
            return
        self._entries |= parsed

    def _parse_all(self) -> None:
        self._entries = load_texts(self._path, self._path_text)
        self._sources = dict.fromkeys(self._entries, "")


def load_texts(path: Path, path_text: str) -> dict[str, Any]:
    """The sentences of a file by their codes.

    Args:
        path: of the file.
        path_text: what people call it.

    Raises:
        InputError: it holds none.
    """
    entries = load_template_yaml(path, path_text)
    if not isinstance(entries, dict) or not all(isinstance(code, str) for code in entries):
        facts = {"key": "", "shape": "mapping", "value": "", "near": ""}
        raise InputError([Finding("value-shape", Place(path_text, line=1), facts)])
    return entries


def shipped_text_files() -> list[Path]:
    """Those that the program brings along, in the order of their names."""
    return sorted((SHIPPED_TEMPLATES / "texts").glob("*.yaml"))


def shipped_messages() -> Messages:
    """The shipped sentences alone, for when a workspace cannot even be opened; of broken files, none."""
    sources = []
    for path in shipped_text_files():
        with suppress(InputError):
            sources.append(load_texts(path, display_path(path)))
    return Messages(*sources)
