"""The files that are handed in to one run: what people call them, and which links are not followed."""

from collections.abc import Sequence
from pathlib import Path

from duban.journeys.context import Context
from duban.store.listing import links_outside, list_files
from duban.value_object import ValueObject
from duban.workspace.names import file_labels


class HandedInFiles(ValueObject):
    """What lies in the folders that were handed in, or was named itself.

    Attributes:
        files: each once, in natural order.
        labels: what people call each of them.
        links: those that lead out of the folders, and are not followed.
    """

    files: tuple[Path, ...]
    labels: dict[Path, str]
    links: frozenset[Path]


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
