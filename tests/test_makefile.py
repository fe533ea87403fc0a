"""make builds the environment of the checkout, and touches no other."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.offices import ROOT


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_an_environment_behind_a_link_is_never_emptied(tmp_path: Path) -> None:
    """Several checkouts share one environment; `venv --clear` through the link of one emptied it for all."""
    shared, checkout = tmp_path / "shared", tmp_path / "checkout"
    (shared / "bin").mkdir(parents=True)
    kept = shared / "bin" / "kept"
    kept.touch()
    checkout.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, checkout)
    (checkout / ".venv").symlink_to(shared, target_is_directory=True)
    made = subprocess.run(["make", "install"], cwd=checkout, capture_output=True, text=True, check=False)
    assert (made.returncode, ".venv is a link" in made.stderr, kept.exists()) == (2, True, True)
