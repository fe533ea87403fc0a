"""Some files become the bytes of a zip."""

import io
import zipfile
from collections.abc import Mapping

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: that of the run would make each zip another."""


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of some files that has the same bytes each time; names in UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, _NO_DAY), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
