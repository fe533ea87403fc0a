"""The office's logo: a picture in its workspace, of a size that a page bears."""

from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.workbook.picture import Picture, read_picture
from duban.workspace.file_bounds import read_template_bytes, refuse_links_out

MOST_LOGO_BYTES = 2**20
MOST_LOGO_DOTS = 4000
"""Of its width and of its height."""


def load_logo(folder: Path, path: Path, path_text: str) -> Picture:
    """The picture of a file.

    Args:
        folder: of the workspace, which the file may not lead out of.
        path: of the file.
        path_text: what people call it.

    Raises:
        InputError: it is not there, leads out, is too large, or is no PNG or JPEG.
    """
    refuse_links_out(folder, path, path_text)
    data = read_template_bytes(path, path_text)
    picture = read_picture(data)
    if picture is None:
        raise InputError([Finding("logo-kind", Place(path_text))])
    if len(data) > MOST_LOGO_BYTES or max(picture.width, picture.height) > MOST_LOGO_DOTS:
        facts = {"kilobytes": MOST_LOGO_BYTES // 1024, "dots": MOST_LOGO_DOTS}
        raise InputError([Finding("logo-too-large", Place(path_text), facts)])
    return picture
