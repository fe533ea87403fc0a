"""The office's folder: config, plans and templates, read, with everything that is wrong as findings."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]

SHIPPED_TEMPLATES = next(
    folder for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates") if folder.is_dir()
)
"""The templates that come with the program: inside an installed package, or beside it in a checkout."""
