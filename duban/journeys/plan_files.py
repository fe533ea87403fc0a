"""plan.yaml and units.yaml as the entries of a plan's workbook."""

from collections.abc import Iterable, Mapping
from typing import Any

from duban.model.unit import Directory
from duban.plan_book.cell_text import Notation, UnreadableCellError
from duban.plan_book.items import PlanItem, SplitDue, read_items
from duban.plan_book.tables import AnyModel
from duban.plan_source.typed_change import TypedChange
from duban.plan_source.typed_plan import PlanFile
from duban.text.hashes import sha256_hex
from duban.text.schedule import split_schedule
from duban.value_object import ValueObject
from duban.workspace.file_bounds import decode_typed, read_typed_bytes
from duban.workspace.plan_folder import LoadedPlan
from duban.workspace.workspace import Workspace
from duban.workspace.yaml_edit import dump_typed, flow_typed
from duban.workspace.yaml_file import parse_yaml
from duban.workspace.yaml_splice import write_changes

MODELS: Mapping[str, AnyModel] = {"plan.yaml": PlanFile, "units.yaml": Directory}
"""The files that the workbook shows, by their names."""


_BYTE_ORDER_MARK = "\ufeff"


class TypedFile(ValueObject):
    """One of the files as it lies there. root: all of its entries."""

    data: bytes
    text: str
    root: PlanItem

    @property
    def digest(self) -> str:
        """By which a workbook says what it was made from."""
        return sha256_hex(self.data)

    def with_changes(self, changes: Iterable[TypedChange]) -> tuple[str, bytes]:
        """Its text and its bytes with some changes made; line ends and the mark before UTF-8 stay as they were."""
        made = [*changes]
        if not made:
            return self.text, self.data
        is_windows = "\r\n" in self.text
        text = write_changes(self.text.replace("\r\n", "\n"), made)
        text = text.replace("\n", "\r\n") if is_windows else text
        mark = _BYTE_ORDER_MARK if self.data.startswith(_BYTE_ORDER_MARK.encode()) else ""
        return text, (mark + text).encode()


def read_plan_files(workspace: Workspace) -> Mapping[str, TypedFile]:
    """Both files of a sound plan, by their names."""
    split_due = due_splitter(workspace.loaded_plan)
    return {name: _typed_file(workspace, name, split_due) for name in MODELS}


def read_units_file(workspace: Workspace) -> TypedFile:
    """units.yaml alone, whatever the plan beside it."""
    return _typed_file(workspace, "units.yaml", lambda text: (text, ""))


def _typed_file(workspace: Workspace, name: str, split_due: SplitDue) -> TypedFile:
    data = read_typed_bytes(workspace.plan_folder / name)
    text, _ = decode_typed(data)
    return TypedFile(data, text, typed_root(parse_yaml(text, name).data, name, split_due))


def typed_root(typed: object, name: str, split_due: SplitDue) -> PlanItem:
    """The entries of a file.

    Args:
        typed: plain data of a file without mistakes.
        name: of the file.
        split_due: for milestones that are typed as one text.
    """
    return read_items(typed, MODELS[name], split_due)


def due_splitter(loaded: LoadedPlan) -> SplitDue:
    """Parts a milestone that is typed as one text as the plan does."""
    year, named_days = loaded.plan.year, {**loaded.named_days, **loaded.plan.named_days}

    def split_due(text: str) -> tuple[str, str]:
        return split_schedule(text, year, named_days)

    return split_due


def plan_notation(loaded: LoadedPlan) -> Notation:
    """How cells of this plan write what is no mere text."""
    return Notation(dump_typed, flow_typed, _read_yaml, loaded.typed_directory.is_name)


def _read_yaml(text: str) -> Any:  # noqa: ANN401  typed data can be anything
    document = parse_yaml(text, "")
    if document.mistakes:
        raise UnreadableCellError(text)
    return document.data
