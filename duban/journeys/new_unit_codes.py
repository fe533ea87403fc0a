"""Codes of units that units.yaml does not say: written into it before forms are issued with them."""

from functools import reduce
from operator import getitem

from duban.plan_source.standard_plan import standard_directory
from duban.plan_source.unit_codes import CODE_KEY, NAME_KEY
from duban.store.faults import refuse_faults
from duban.store.safe_files import replace_file
from duban.workspace.workspace import Workspace
from duban.workspace.yaml_edit import add_key_behind, read_typed_text
from duban.workspace.yaml_file import parse_yaml


def write_missing_codes(workspace: Workspace) -> dict[str, str]:
    """Write a code into units.yaml for each unit that has none, and nothing else.

    Returns:
        The names of these units and their new codes; from now on they are typed ones and stay.

    Raises:
        InputError: the file cannot be written.
    """
    path = workspace.plan_folder / "units.yaml"
    text = read_typed_text(path)
    standard = standard_directory(parse_yaml(text, "").data)
    names = {}
    for unit_path, code in standard.codes.items():
        name_path = (*unit_path, NAME_KEY)
        typed_key = str(standard.origins.get(name_path, name_path)[-1])
        text = add_key_behind(text, unit_path, typed_key, CODE_KEY, code)
        names[str(reduce(getitem, name_path, standard.data))] = code
    if names:
        with refuse_faults("cannot-write", path):
            replace_file(path.resolve(), text.encode())
    return names
