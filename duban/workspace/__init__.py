"""The office's folder: config, plans and templates, read, with everything that is wrong as findings."""

import os.path

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

TEMPLATES_FOLDER = next(
    folder
    for parent in (_PACKAGE, os.path.dirname(_PACKAGE))
    if os.path.isdir(folder := os.path.join(parent, "templates"))
)
"""The templates that come with the program: inside an installed package, or beside it in a checkout."""
