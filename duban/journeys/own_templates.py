"""What a plan brings of its own beside plan.yaml and units.yaml."""

from collections.abc import Iterator
from pathlib import Path

from duban.store.listing import links_outside
from duban.store.new_folder import FileSource
from duban.store.own_files import own_file_bytes
from duban.workspace.shipped import SHIPPED_TEMPLATES

_NO_TEMPLATES = {"schema", "start"}
"""What lies beside the shipped templates and cannot be a plan's own."""


def own_template_files(source: Path) -> dict[str, FileSource]:
    """The templates in a plan's folder, by their path below it; other papers are left out. source: the folder."""
    files = [path for path in _possible_paths(source) if path.is_file()]
    links = links_outside(files, [source])
    return {path.relative_to(source).as_posix(): own_file_bytes(path) for path in files if path not in links}


def _possible_paths(source: Path) -> Iterator[Path]:
    """Where a plan's own templates may lie: under the names of the shipped ones."""
    for shipped in sorted(SHIPPED_TEMPLATES.iterdir()):
        if shipped.name not in _NO_TEMPLATES:
            path = source / shipped.name
            yield from sorted(path.rglob("*")) if shipped.is_dir() else [path]
