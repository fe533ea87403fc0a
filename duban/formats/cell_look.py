"""How letters look, in the terms that all formats share, and what a person sees of them in a cell."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.grid import CellLook

_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_WHITE = "FFFFFF"
_NEARLY_THE_SAME = 40
"""Of 255: letters whose red, green and blue differ less from the ground cannot be read."""
_PLAIN_FORMATS = lazy_pattern(
    r"""(?:General|@|General;\\?-General|0(?:"%"|\\%)|0\.0\#{3}|yyyy\\?[-/]mm?\\?[-/]dd?)?(?:;@)?"""
)
"""Those of forms, and whole days: what they show is what the cell holds."""


class Letters(NamedTuple):
    """How letters are written.

    Attributes:
        is_struck: through the middle.
        position: `super`, `sub` or empty.
        colour: as RRGGBB; empty where it is the usual one, or not known.
    """

    is_struck: bool = False
    position: str = ""
    colour: str = ""


PLAIN_LETTERS = Letters()


class Run(NamedTuple):
    """A piece of a cell's text whose letters are written alike."""

    text: str
    letters: Letters


class StyleLook(NamedTuple):
    """What a file says once for all cells of one style.

    Attributes:
        number_format: as Excel writes it.
        letters: how the cell's own letters are written.
        ground: its colour as RRGGBB; empty where it has none, `?` where that is not known.
    """

    number_format: str = "General"
    letters: Letters = PLAIN_LETTERS
    ground: str = ""

    @property
    def is_odd(self) -> bool:
        """Whether a person may see another thing in a cell than its value."""
        return not is_plain_format(self.number_format) or is_odd_letters(self.letters, self.ground)

    def look(self, runs: Sequence[Run] = (), shown: str | None = None) -> CellLook:
        """What a person sees in a cell of this style.

        Args:
            runs: the pieces of its text, where they are not all written alike.
            shown: its words, where the file keeps them beside the value.
        """
        if not runs:
            unseen = _is_unseen(self.letters, self.ground)
            return CellLook(self.number_format or "General", shown, is_struck=self.letters.is_struck, is_unseen=unseen)
        text = "".join(map(_shaped, runs)) if any(run.letters.position for run in runs) else None
        struck, is_struck = _part(runs, [run for run in runs if run.letters.is_struck])
        unseen_words, is_unseen = _part(runs, [run for run in runs if _is_unseen(run.letters, self.ground)])
        known_format = self.number_format or "General"
        return CellLook(known_format, shown, text, is_struck, struck, is_unseen, unseen_words)


PLAIN_STYLE_LOOK = StyleLook()


def is_plain_format(number_format: str) -> bool:
    """Whether a cell of this number format surely shows what it holds."""
    return _PLAIN_FORMATS.fullmatch(number_format) is not None


def is_odd_letters(letters: Letters, ground: str) -> bool:
    """Whether letters on a ground say more, or less, than their text.

    Args:
        letters: how they are written.
        ground: the colour of the cell as RRGGBB; empty where it has none, `?` where that is not known.
    """
    return letters.is_struck or letters.position != "" or _is_unseen(letters, ground)


def _part(runs: Sequence[Run], chosen: Sequence[Run]) -> tuple[str, bool]:
    """The words of some of the pieces, and whether these are all of them; then the words are left out."""
    words = _words(chosen)
    is_whole = "" != words == _words(runs)
    return "" if is_whole else words, is_whole


def _words(runs: Iterable[Run]) -> str:
    return remove_spaces("".join(run.text for run in runs))


def _shaped(run: Run) -> str:
    if not run.letters.position:
        return run.text
    return run.text.translate(_RAISED if run.letters.position == "super" else _LOWERED)


def _is_unseen(letters: Letters, ground: str) -> bool:
    """Whether letters have nearly the colour of what is behind them; what is not known is seen."""
    if len(letters.colour) != len(_WHITE) or ground == "?":
        return False
    return all(
        abs(of_letters - behind) < _NEARLY_THE_SAME
        for of_letters, behind in zip(_rgb(letters.colour), _rgb(ground or _WHITE), strict=True)
    )


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))
