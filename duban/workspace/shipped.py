"""The folder of the templates that come with the program, as a path: what the command line does without."""

from pathlib import Path

from duban.workspace import TEMPLATES_FOLDER

SHIPPED_TEMPLATES = Path(TEMPLATES_FOLDER)
