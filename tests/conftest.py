"""What all tests share: the same examples in every run, the golden texts, and one LibreOffice for all who need it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.drawn import Golden
from tests.office.driver import Office, available

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("same-each-time", derandomize=True, deadline=None)
settings.register_profile("for-hours", max_examples=20_000, deadline=None)
settings.load_profile("same-each-time")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write tests/golden anew instead of comparing with it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So that `pytest -m golden` runs all that compare with a golden text."""
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker("golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Holds a text to tests/golden/NAME.txt; with `--renew-golden` writes it there instead."""

    def hold(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--renew-golden"):
            path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8").rstrip("\n")

    return hold


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Whoever asks for it is skipped where LibreOffice is absent."""
    if not available():
        pytest.skip("LibreOffice with Python's uno is not installed")
    with Office() as office:
        yield office
