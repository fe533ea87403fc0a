"""What pyproject.toml promises of the versions of its dependencies: the oldest that it allows do as well."""

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = ("coverage", "hypothesis", "openpyxl", "openxml-audit", "pytest")
"""Of the development dependencies, those that the tests import."""


def lowest(requirement: str) -> str:
    """`click>=8.5` as `click==8.5`."""
    return re.sub(r"(>=|~=)", "==", requirement)


def requirements() -> list[str]:
    """What the program needs in its oldest versions, and what its tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tools = [line for line in project["optional-dependencies"]["dev"] if line.startswith(NEEDED)]
    return [*map(lowest, project["dependencies"]), *tools]


def test_every_requirement_says_from_which_version_on() -> None:
    assert [line for line in requirements()[: -len(NEEDED)] if not re.fullmatch(r"[\w.-]+==[\d.]+", line)] == []


@pytest.mark.long
def test_the_oldest_versions_of_the_dependencies_do_as_well(tmp_path: Path) -> None:
    """All tests but LibreOffice's, in an environment of their own."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements()], check=True
    )
    tests = [path for path in (ROOT / "tests").glob("**/test_*.py") if "office" not in path.name]
    done = subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests], cwd=ROOT, check=False)
    assert done.returncode == 0
