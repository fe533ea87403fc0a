"""A new office begins: a folder with what it edits, with a sample of a plan or with the plan of a table that it has."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.journeys.import_plan import ImportResult, import_plan
from duban.messages.finding import Finding, InputError, Place
from duban.plan_source.typed_change import ChangeKind, TypedChange
from duban.store.folder_copy import copy_tree, recover_copy
from duban.store.new_folder import refuse_taken
from duban.value_object import replace
from duban.workspace.names import display_path
from duban.workspace.shipped import SHIPPED_TEMPLATES
from duban.workspace.workspace import open_workspace
from duban.workspace.yaml_edit import read_typed_text
from duban.workspace.yaml_splice import write_changes

_CONFIG = "config.yaml"
_PLAN_KEY, _WORDS_KEY = "计划", "用词"


def create_workspace(folder: Path) -> None:
    """A new workspace: config, a commented plan and units to edit, rest days, and what editors know of their keys.

    Templates are the shipped ones until the office has some of its own (`own_copies`).

    Raises:
        InputError: there is a config already, or nothing can be written.
    """
    _refuse_begun(folder)
    copy_tree(SHIPPED_TEMPLATES / "schema", folder / "templates" / "schema")
    copy_tree(SHIPPED_TEMPLATES / "start", folder)  # last, for the config in it says that all is there


def create_workspace_from(
    folder: Path, files: Sequence[Path], columns: Mapping[str, str], plan_name: str, year: int
) -> ImportResult:
    """A new workspace with the plan of a table in the place of the sample, or nothing at all.

    Args:
        folder: of the workspace.
        files: as `import_plan` has them; so columns, plan_name and year.

    Raises:
        InputError: as `create_workspace` and `import_plan`.
    """
    _refuse_begun(folder)
    with TemporaryDirectory() as outer:
        draft = Path(outer).resolve() / "office"
        create_workspace(draft)
        workspace = open_workspace(draft / _CONFIG, None)
        made = import_plan(workspace, files, columns, plan_name, year)
        own_words = workspace.import_words.own_words_of(made.plan.units)
        shutil.rmtree(draft / "plans" / "sample")
        _write_config(draft / _CONFIG, f"plans/{made.folder.name}", own_words)
        refuse_taken(folder / "plans" / made.folder.name)
        copy_tree(draft, folder)
    return replace(made, folder=folder / "plans" / made.folder.name, own_words=own_words)


def _refuse_begun(folder: Path) -> None:
    recover_copy(folder)
    if (folder / _CONFIG).exists():
        raise InputError([Finding("init-not-empty", Place(display_path(folder)))])


def _write_config(config: Path, plan: str, own_words: Mapping[str, str]) -> None:
    """Write into a config which plan is worked with, and what this office calls things; its comments stay."""
    changes = [TypedChange(ChangeKind.REPLACED, (_PLAN_KEY,), plan)]
    if own_words:
        changes.append(TypedChange(ChangeKind.KEY_ADDED, (_WORDS_KEY,), dict(own_words)))
    config.write_bytes(write_changes(read_typed_text(config), changes).encode())
