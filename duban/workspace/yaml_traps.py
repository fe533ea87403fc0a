"""The traps of YAML, as they look in the lines of a file that a person typed."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.finding import Finding, Place
from duban.text.display import shorten
from duban.text.lazy_pattern import lazy_pattern

LONGEST_EXCERPT = 24
"""Characters of a line that a finding quotes."""

_BLOCK = lazy_pattern(r"^( *+)(?:(?:- +)+|(?:- +)*+[^#\"']*?:\s+)[|>][-+\d]*\s*(?:#.*)?$")
_KEY = r"^\s*(?:-\s+)?(?:\{\s*)?"
_SPECIAL = lazy_pattern(r"(?:^\s*-|[^\s:\"'#]:)\s+(?:- +)?(?P<sign>[%@`*&!])")
_DOUBTS = {
    "yaml-tab": lazy_pattern(r"^ *\t"),
    "yaml-full-width": lazy_pattern(_KEY + r"(?P<key>[^\s:：\"'{\[#，。；]{1,12})："),
    "yaml-no-space": lazy_pattern(_KEY + r"(?P<key>[^\s:：\"'{\[#，。；]*[\u4e00-\u9fff]):(\u3000.*|[^\s:].*)$"),
    "yaml-special": lazy_pattern(r"[^\s:\"'#]:\s+(?=(?P<sign>.))(?:\"[^\"]*\"|'[^']*'|\[[^\]]{0,999}\])\s*[^\s,#}\]]"),
    "yaml-cut": lazy_pattern(r"^[^\"'#]*\S\s+(?P<text>#[^\s#!=\-—].*)$"),
    "yaml-colon": lazy_pattern(r"^\s*(?:-\s+)?[^\s:\"'#{\[][^:\"'#]*?:\s+[^\s\"'\[{|>#][^#,]*?(?::\s|:$)"),
}
"""What may be a trap, and is one where the file cannot be read; its named groups are facts."""


def is_blank_or_comment(line: str) -> bool:
    """Whether a line of a typed file says nothing."""
    return not line.strip() or line.lstrip().startswith("#")


def find_traps(lines: Sequence[str], display_path: str, *, broken: bool) -> Iterator[Finding]:
    """The traps in the text, outside of block texts.

    Args:
        lines: of a typed file.
        display_path: as the person knows it.
        broken: the file does not parse, so doubts count.
    """
    if not broken and not any(map(_SPECIAL.search, lines)):
        return
    block_indent = -1
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if block_indent >= 0 and (not line.strip() or indent > block_indent):
            continue
        block = _BLOCK.match(line)
        block_indent = len(block[1]) if block else -1
        trap = None if block or is_blank_or_comment(line) else find_trap(line, broken=broken)
        if trap:
            yield Finding(trap[0], Place(display_path, line=number), trap[1])


def find_trap(line: str, *, broken: bool) -> tuple[str, Mapping[str, object]] | None:
    """The first trap of a line: its code and facts.

    Args:
        line: of a typed file.
        broken: doubts count, for the file does not parse or the line is known to be wrong.
    """
    if match := _SPECIAL.search(line):
        return "yaml-special", match.groupdict()
    doubts = _DOUBTS if broken else {}
    for code, pattern in doubts.items():
        if match := pattern.search(line):
            return code, match.groupdict() or {"text": shorten(line.strip(), LONGEST_EXCERPT, LONGEST_EXCERPT)}
    return None
