"""Templates that an office copies to change them, and copies that it never changed."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path, PurePosixPath

from duban.messages.finding import Finding, InputError, Place
from duban.model.typed import closest_match
from duban.store.folder_copy import replace_files
from duban.value_object import ValueObject
from duban.workspace.names import display_path
from duban.workspace.template_files import shipped_names, shipped_template
from duban.workspace.workspace import Workspace

_COMMENT_SIGNS = "#{}*/- \t"
_LETTER = ".docx"


class CopyState(StrEnum):
    """Whether an office has a template in its folder."""

    NONE = "none"
    AS_SHIPPED = "as-shipped"
    CHANGED = "changed"


class OfferedTemplate(ValueObject):
    """A template that comes with the program.

    Attributes:
        name: its path in templates/.
        title: what it says of itself in its first sentence; of a letter in Word, how it is called.
    """

    name: str
    title: str
    state: CopyState

    @property
    def names(self) -> frozenset[str]:
        """What it may be called: its path, with or without folder and ending, or its title as far as the colon."""
        path = PurePosixPath(self.name)
        return frozenset({self.name, str(path.with_suffix("")), path.name, path.stem, self.title.partition("：")[0]})


def offered_templates(workspace: Workspace) -> list[OfferedTemplate]:
    """All templates that the office may copy, in the order of their names."""
    own = frozenset(workspace.templates.office_names())
    return [OfferedTemplate(name, _title(name, workspace), _state(name, own, workspace)) for name in shipped_names()]


def copy_templates(workspace: Workspace, names: Sequence[str]) -> list[Path]:
    """Copy shipped templates into the office's folder, all or none.

    Args:
        workspace: of the office.
        names: as `OfferedTemplate.names` has them.

    Returns:
        Where they lie now.

    Raises:
        InputError: with every name that is none, or that of several templates, or of one that is there already; or
            nothing can be written.
    """
    offered = offered_templates(workspace)
    templates_by_name = {name: [one for one in offered if name in one.names] for name in names}
    if mistakes := list(_mistakes(templates_by_name, offered, workspace)):
        raise InputError(mistakes)
    folder = workspace.templates.office_folder
    copies = {folder / one.name: shipped_template(one.name)[0].read_bytes() for (one,) in templates_by_name.values()}
    replace_files(folder, copies, dict.fromkeys(copies, b""))
    return list(copies)


def unchanged_copies(workspace: Workspace) -> Iterator[Finding]:
    """That templates in the office's folder are those of the program: without them it would get each newer one."""
    templates = workspace.templates
    copies = [name for name in templates.office_names() if templates.is_office_copy(name)]
    if copies:
        yield Finding("template-as-shipped", Place(display_path(templates.office_folder)), {"names": copies})


def _mistakes(
    templates_by_name: dict[str, list[OfferedTemplate]], offered: Sequence[OfferedTemplate], workspace: Workspace
) -> Iterator[Finding]:
    """What is wrong with the names of templates that shall be copied."""
    folder = workspace.templates.office_folder
    for name, templates in templates_by_name.items():
        if not templates:
            near = closest_match(name, sorted({known for one in offered for known in one.names}))
            yield Finding("template-unknown", Place(name), {"near": near})
        elif len(templates) > 1:
            yield Finding("template-ambiguous", Place(name), {"names": [one.name for one in templates]})
        elif (folder / templates[0].name).exists():
            yield Finding("template-there", Place(display_path(folder / templates[0].name)))


def _title(name: str, workspace: Workspace) -> str:
    path = PurePosixPath(name)
    if path.suffix == _LETTER:
        return workspace.letter_kinds.kinds[path.stem].name
    with shipped_template(name)[0].open(encoding="utf-8") as file:
        return file.readline().strip().strip(_COMMENT_SIGNS).partition("。")[0]


def _state(name: str, own: frozenset[str], workspace: Workspace) -> CopyState:
    if name not in own:
        return CopyState.NONE
    return CopyState.AS_SHIPPED if workspace.templates.is_office_copy(name) else CopyState.CHANGED
