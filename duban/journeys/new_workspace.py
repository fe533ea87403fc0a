"""A new office begins: a folder with everything that it edits."""

from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.store.folder_copy import copy_tree, recover_copy
from duban.workspace import SHIPPED_TEMPLATES
from duban.workspace.names import display_path


def create_workspace(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, holidays, and the templates.

    Raises InputError where there is a config already, or where nothing can be written.
    """
    recover_copy(folder)
    if (folder / "config.yaml").exists():
        raise InputError([Finding("init-not-empty", Place(display_path(folder)))])
    copy_tree(SHIPPED_TEMPLATES, folder / "templates", excluded={"start", "texts/cli.toml", "texts/keys.toml"})
    copy_tree(SHIPPED_TEMPLATES / "start", folder)  # last, for the config in it says that all is there
