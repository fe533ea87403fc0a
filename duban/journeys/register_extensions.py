"""节点延期 of every register of a plan: what was granted becomes part of the plan before anything else is done."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from duban.messages.finding import Finding, InputError
from duban.model.extension import Extension
from duban.model.register_layout import RegisterLayout
from duban.store.journal import lies_beside
from duban.store.ledger import REGISTERS_FOLDER
from duban.store.own_files import own_folder
from duban.text.file_names import safe_file_name
from duban.value_object import replace
from duban.workspace.plan_folder import LoadedPlan
from duban.workspace.workspace import Workspace


def with_extensions(workspace: Workspace, out: Path | None = None) -> Workspace:
    """The workspace whose plan has the postponements that its registers grant.

    Unchanged where the plan or the layout of registers cannot be read: who reads them next tells that.

    Args:
        workspace: as its files say.
        out: the folder of a rehearsal, which has a register of its own.

    Raises:
        InputError: with the slips in all registers, or where one cannot be read.
    """
    folders = [*own_folder(workspace.output), *([out] if out else [])]
    if not folders:
        return workspace
    try:
        layout, loaded = workspace.register_layout, workspace.loaded_plan
    except InputError:
        return workspace
    paths = list(_register_paths(workspace, folders, out))
    extensions = _granted(workspace, paths, layout, loaded) if paths else []
    return replace(workspace, extensions=tuple(extensions)) if extensions else workspace


def _granted(
    workspace: Workspace, paths: Iterable[Path], layout: RegisterLayout, loaded: LoadedPlan
) -> list[Extension]:
    """What the registers at these paths say of requests for another day. Raises InputError."""
    from duban.journeys.register_workbook import read_register, with_former_folder
    from duban.register.sheets.extensions import EXTENSIONS, extensions_in

    own_sheet = {EXTENSIONS: layout.sheets[EXTENSIONS]}  # the others depend on the form kind
    layout = replace(layout, sheets=own_sheet)
    extensions: list[Extension] = []
    mistakes: list[Finding] = []
    for path in paths:
        try:
            contents = read_register(path, layout, f"{path.parent.name}/{path.name}")
            extensions += extensions_in(contents, layout, loaded.directory, loaded.plan)
        except InputError as error:
            archive = workspace.ledger_folder / REGISTERS_FOLDER / path.parent.name
            mistakes += with_former_folder(error, archive).findings
    if mistakes:
        raise InputError(mistakes)
    return extensions


def _register_paths(workspace: Workspace, folders: Sequence[Path], out: Path | None) -> Iterator[Path]:
    """The register of each folder that has one, or has it in another format.

    Not of those behind a link that leads out: a run refuses such links.
    """
    name = safe_file_name(workspace.register_layout.file)
    for folder in folders:
        path = folder / name
        has_any = any(sibling.stem == path.stem for sibling in own_folder(folder))
        if has_any and (folder == out or lies_beside(workspace.ledger_folder, path)):
            yield path
