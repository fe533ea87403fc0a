"""The files of sentences in templates/texts."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Place
from duban.workspace import SHIPPED_TEMPLATES
from duban.workspace.names import display_path
from duban.workspace.yaml_file import load_template_yaml


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
