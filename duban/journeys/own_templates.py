"""What a plan brings of its own beside plan.yaml and units.yaml."""

from pathlib import Path

from duban.store.listing import links_outside
from duban.store.new_folder import FileSource
from duban.store.own_files import own_file_bytes

_TEMPLATE_FOLDERS = ("forms", "reports", "notices", "texts")
_TEMPLATE_FILES = ("lights.yaml", "register.yaml", "styles.yaml", "upper-headers.yaml", "wording.yaml")


def own_template_files(source: Path) -> dict[str, FileSource]:
    """The templates in a plan's folder, by their path below it; other papers are left out. source: the folder."""
    folders = (path for name in _TEMPLATE_FOLDERS for path in sorted((source / name).rglob("*")))
    paths = (*(source / name for name in _TEMPLATE_FILES), *folders)
    files = [path for path in paths if path.is_file()]
    links = links_outside(files, [source])
    return {path.relative_to(source).as_posix(): own_file_bytes(path) for path in files if path not in links}
