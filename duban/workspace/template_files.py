"""Which file a template is: the plan's own, else the office's, else the shipped one, file by file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from filecmp import cmp
from pathlib import Path
from typing import TypeVar

from duban.value_object import ValueObject
from duban.workspace.file_bounds import refuse_links_out
from duban.workspace.names import display_path
from duban.workspace.shipped import SHIPPED_TEMPLATES

T = TypeVar("T")

TemplateFile = tuple[Path, str]
"""Where a template lies, and how to call it."""
PAGE_TEMPLATES = ("page/page.html", "page/page.css")
"""What is printed on a page, and how it looks."""
_NO_TEMPLATES = ("start/", "schema/", "texts/cli.toml", "texts/keys.toml")
"""What lies beside the shipped templates and is not read from an office's folder: how their paths begin."""


class TemplateFiles(ValueObject):
    """The templates of a workspace; a name is their path in templates/. What leads out of it raises InputError.

    Attributes:
        plan_folder: what lies here counts first.
        office_folder: and then what lies here.
    """

    plan_folder: Path
    office_folder: Path

    def find(self, name: str) -> TemplateFile:
        """The file that counts."""
        return self.find_own(name) or shipped_template(name)

    def find_own(self, name: str) -> TemplateFile | None:
        """The file that counts where it is none of the shipped ones."""
        layer = next((layer for layer in self._layers if (layer / name).is_file()), SHIPPED_TEMPLATES)
        if layer == SHIPPED_TEMPLATES:  # which may be installed as links
            return None
        path = layer / name
        refuse_links_out(layer, path, f"{display_path(layer)}/{name}")
        return path, display_path(path)

    def is_as_shipped(self, name: str) -> bool:
        """Whether the file that counts is the shipped one or a copy of it."""
        own, shipped = self.find_own(name), SHIPPED_TEMPLATES / name
        return own is None or (shipped.is_file() and cmp(own[0], shipped, shallow=False))

    @property
    def is_shipped_folder(self) -> bool:
        """Whether the office's folder is that of the shipped templates, so that these may have been changed."""
        return self.office_folder.resolve() == SHIPPED_TEMPLATES

    def office_names(self) -> Iterator[str]:
        """The templates that the office has in its folder; none where that is the folder of the shipped ones."""
        if not self.is_shipped_folder:
            yield from (name for name in shipped_names() if (self.office_folder / name).is_file())

    def is_office_copy(self, name: str) -> bool:
        """Whether a template in the office's folder holds the same bytes as the shipped one."""
        return cmp(self.office_folder / name, SHIPPED_TEMPLATES / name, shallow=False)

    def names(self, folder: str, extension: str = "yaml") -> list[str]:
        """The names of all files of a kind in a folder of templates, wherever they lie, without the folder."""
        return sorted({path.name for layer in self._layers for path in (layer / folder).glob(f"*.{extension}")})

    @property
    def _layers(self) -> tuple[Path, ...]:
        return self.plan_folder, self.office_folder, SHIPPED_TEMPLATES


class ReadWhenAsked(Mapping[str, T]):
    """What the files of a folder hold, by name; each is read when it is first asked for."""

    def __init__(self, names: Iterable[str], read: Callable[[str], T]) -> None:
        """Read nothing yet.

        Args:
            names: of all of them.
            read: gives what the file of a name holds.
        """
        self._read = read
        self._values: dict[str, T | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> T:
        value = self._values[name]
        if value is None:
            value = self._values[name] = self._read(name)
        return value

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def shipped_template(name: str) -> TemplateFile:
    """A template as it comes with the program."""
    path = SHIPPED_TEMPLATES / name
    return path, display_path(path)


def shipped_names() -> list[str]:
    """The templates that an office may have of its own, in order."""
    paths = (path.relative_to(SHIPPED_TEMPLATES).as_posix() for path in SHIPPED_TEMPLATES.rglob("*") if path.is_file())
    return sorted(path for path in paths if not path.startswith(_NO_TEMPLATES))
