"""What is an answer in no kind of cell: a picture, or an error that some program wrote out as text."""

import re

_BEGINS = frozenset("=#E \t\n")
_PICTURE = re.compile(r"\s*=\s*(?:_xlfn\.)?DISPIMG\s*\(", re.IGNORECASE)
"""How WPS stores a picture that lies inside a cell."""
_ERROR = re.compile(
    r"\s*(?:#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3})\s*"  # LibreOffice's last
)


def damage_code(text: str) -> str:
    """The finding code of why this text can answer nothing; empty where it can."""
    if text[:1] not in _BEGINS:
        return ""
    if _PICTURE.match(text):
        return "picture-in-cell"
    return "cell-error" if _ERROR.fullmatch(text) else ""
