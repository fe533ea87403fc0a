"""The colours of lights are read by everybody: by the colour-blind, on a copying machine, with tired eyes.

How colours look to the colour-blind: G. M. Machado et al., A Physiologically-based Model for Simulation of Color Vision
Deficiency, 2009, at full severity. How far two colours are apart: CIE 1976 ΔE*ab.
"""

import math
from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from duban.journeys.context import issuer_on
from duban.model.palette import DEFAULT_PALETTE
from duban.workspace.workspace import open_workspace
from tests import returns
from tests.clerk import ROOT

Triple = tuple[float, float, float]
LIGHTS = ("red", "yellow", "blue", "green", "grey")
WHITE = "FFFFFF"
PALETTES = {"": DEFAULT_PALETTE} | {
    palette.name: DEFAULT_PALETTE | palette.colors for palette in returns.workspace().palettes.values()
}
PLAN = f"计划: {ROOT / 'plans/taishan-2022'}\n"
COLOUR_BLIND, BLACK_AND_WHITE = "色盲友好", "黑白打印"
SEEN_BY: dict[str, tuple[Triple, Triple, Triple]] = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(color: str) -> Triple:
    """Red, green and blue as amounts of light, 0 to 1."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _light(red), _light(green), _light(blue)


def _light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines define it, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lab(color: str, eyes: str = "everybody") -> Triple:
    """CIE L*a*b* of a colour as one's eyes see it."""
    seen = [sum(a * b for a, b in zip(row, linear(color), strict=True)) for row in SEEN_BY[eyes]]
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in seen)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    a, b, c = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def nearest(palette: Mapping[str, str], eyes: str) -> tuple[float, str, str]:
    """The two lights that are least apart, and how far."""

    def distance(one: str, other: str) -> float:
        pairs = zip(lab(palette[one], eyes), lab(palette[other], eyes), strict=True)
        return math.sqrt(sum((a - b) ** 2 for a, b in pairs))

    return min((round(distance(one, other), 1), one, other) for one, other in combinations(LIGHTS, 2))


@pytest.mark.parametrize("name", PALETTES)
def test_letters_are_read_on_their_fill_and_on_white(name: str) -> None:
    """4.5 to 1 is what the Web Content Accessibility Guidelines ask of small letters."""
    palette = PALETTES[name]
    fills = {light: palette[light] for light in LIGHTS}
    pale = {
        ink: round(min(contrast(palette[ink], ground) for ground in grounds), 1)
        for ink, grounds in {
            **{f"{light}-ink": (fill, WHITE) for light, fill in fills.items()},
            "muted": (WHITE, palette["locked"]),
        }.items()
        if min(contrast(palette[ink], ground) for ground in grounds) < 4.5
    }
    assert pale == {}


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_the_colour_blind_tell_all_lights_apart(eyes: str) -> None:
    """The default colours of red and green are 5 apart to the most common kind of colour-blind eyes."""
    distance, *lights = nearest(PALETTES[COLOUR_BLIND], eyes)
    assert distance >= 14, lights


def test_the_distance_would_show_a_bad_palette() -> None:
    distance, *lights = nearest(DEFAULT_PALETTE, "deuteranopia")
    assert distance < 6
    assert sorted(lights) == ["green", "red"]


def test_without_colours_lights_differ_by_their_shade() -> None:
    palette = PALETTES[BLACK_AND_WHITE]
    assert [name for name, color in palette.items() if len({color[:2], color[2:4], color[4:]}) > 1] == []
    shades = {light: lab(palette[light])[0] for light in LIGHTS}
    assert sorted(LIGHTS, key=shades.__getitem__) == ["red", "yellow", "grey", "blue", "green"]
    assert nearest(palette, "everybody")[0] >= 7


@pytest.mark.parametrize("name", [COLOUR_BLIND, BLACK_AND_WHITE])
def test_a_set_of_colours_is_laid_under_the_offices_own(name: str, tmp_path: Path) -> None:
    """One red of its own, all other colours of the set."""
    config = tmp_path / "config.yaml"
    config.write_text(f"{PLAN}配色: {name}\n颜色: {{red: '123456'}}\n", encoding="utf-8")
    workspace = open_workspace(config, None)
    assert workspace.painted_config.full_palette == PALETTES[name] | {"red": "123456"}
    assert workspace.resolved_styles.format_properties["light-red"]["bg_color"] == "#123456"
    green = workspace.resolved_styles.format_properties["light-green"]["bg_color"]
    assert green == f"#{PALETTES[name]['green']}"


def test_a_form_remembers_the_colours_that_it_was_issued_in(tmp_path: Path) -> None:
    """By whatever name the set goes later: what a unit paints in a form is told from what we painted."""
    config = tmp_path / "config.yaml"
    config.write_text(f"{PLAN}节假日: {ROOT / 'plans/holidays.yaml'}\n配色: {BLACK_AND_WHITE}\n", encoding="utf-8")
    issuer = issuer_on(open_workspace(config, None), date(2022, 6, 1))
    assert issuer.config.full_palette == PALETTES[BLACK_AND_WHITE]
    assert issuer.config.palette_name == ""
