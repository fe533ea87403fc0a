"""Where an office's files lie, found without any model: config.yaml as plain data, and the command line."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from duban.model.default_paths import DEFAULT_PATHS
from duban.workspace.yaml_file import read_yaml

_PLAN, _OUTPUT = "计划", "输出"


def find_plan_folder(root: Path, configured: str, typed: str | None) -> Path | None:
    """The folder of the year's plan; None where there is none.

    Args:
        root: the workspace.
        configured: as the config has it.
        typed: a folder, or the name of one in plans/; None takes the config's.
    """
    candidates = [Path(typed), root / typed, root / "plans" / typed] if typed else [root / configured]
    folders = [path for path in candidates if os.path.isdir(path)]  # noqa: PTH112 - Path.is_dir raises for long names
    with_plan = [path for path in folders if (path / "plan.yaml").exists()]
    return (with_plan or folders)[0].resolve() if folders else None


def find_places(config_path: Path, plan: str | None) -> tuple[Path, ...]:
    """The folder of all that is made of a plan, then all else that config.yaml leads to, itself among it.

    Args:
        config_path: of config.yaml.
        plan: as `find_plan_folder` has it.

    Raises:
        ValueError: that is not plain, for instance behind a link; what reads the file as a model says what is wrong.
    """
    typed = read_yaml(config_path, "").data
    root = Path(os.path.realpath(config_path)).parent
    paths = {**DEFAULT_PATHS, **typed} if isinstance(typed, Mapping) else {}
    own_paths = {key: paths[key] for key in (_PLAN, *DEFAULT_PATHS) if key in paths}
    if _PLAN not in own_paths or not all(_is_plain(root, path) for path in own_paths.values()):
        raise ValueError(config_path)
    plan_folder = find_plan_folder(root, own_paths.pop(_PLAN), plan)
    if not plan_folder:
        raise ValueError(plan)
    output = root / own_paths.pop(_OUTPUT) / plan_folder.name
    return (output, config_path, plan_folder, *(root / path for path in own_paths.values() if path))


def _is_plain(root: Path, path: object) -> bool:
    """Whether this is a path that stays in the workspace, or is typed whole."""
    if not isinstance(path, str) or ".." in re.split(r"[\\/]", path):
        return False
    is_inside = Path(os.path.realpath(root / path)).is_relative_to(root)
    return is_inside or Path(path).is_absolute()
