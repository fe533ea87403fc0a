"""What forms were issued from is kept under its own hash: altered by a single character, it is no longer that."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.model.return_ import Return
from duban.store.ledger import Ledger
from duban.store.snapshots import find_snapshot
from tests import returns


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path)
    path = made.snapshot_path(returns.snapshot().digest)
    path.parent.mkdir(parents=True)
    path.write_text(returns.snapshot().json, encoding="utf-8", newline="\n")
    return made


def asked(ledger: Ledger, period: str = "2022-06", kind: str = "JZ") -> bool:
    return find_snapshot(ledger, returns.snapshot().digest[:6].upper(), period, kind) is not None


def test_a_snapshot_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    digest = returns.snapshot().digest
    assert find_snapshot(ledger, digest[:6], "2022-06", "JZ") == (returns.snapshot(), digest)


def test_a_snapshot_of_another_period_or_kind_is_not_meant(ledger: Ledger) -> None:
    assert not asked(ledger, period="2022-07")
    assert not asked(ledger, kind="DD")


@pytest.mark.parametrize(("old", "new"), [("督导室", "督导组"), ("2022-06-20", "2022-06-21"), ("{", "{ ")])
def test_an_altered_snapshot_counts_as_none(ledger: Ledger, old: str, new: str) -> None:
    path = ledger.snapshot_path(returns.snapshot().digest)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    assert not asked(ledger)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"plan":' * 50_000, b"{}", b"1" * 9_999, b"\xff", b""])
def test_a_snapshot_that_is_none_counts_as_none_whatever_its_name(tmp_path: Path, data: bytes) -> None:
    """It may have come by mail, with its own hash."""
    digest = sha256(data).hexdigest()
    path = Ledger(tmp_path).snapshot_path(digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert find_snapshot(Ledger(tmp_path), digest[:6], "2022-06", "JZ") is None


def test_a_snapshot_of_gigabytes_is_not_read(ledger: Ledger) -> None:
    with ledger.snapshot_path(returns.snapshot().digest).open("wb") as file:
        file.truncate(30 * 2**30)
    assert not asked(ledger)


def test_a_folder_in_the_place_of_a_snapshot_is_told(ledger: Ledger) -> None:
    """And so is what the disk does not give: today's plan may not take its place unsaid."""
    path = ledger.snapshot_path(returns.snapshot().digest)
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError) as caught:
        asked(ledger)
    assert [finding.code for finding in caught.value.findings] == ["cannot-read"]


def test_the_path_of_a_kept_original_stays_short() -> None:
    """A department's file name of two hundred letters is not a reason for Windows to refuse the path."""
    return_ = Return("x", "ab" * 32, date(2022, 6, 20), 1)
    for name in ("关于" * 60 + ".xlsx", "长" * 240, "短.xlsx"):
        kept = Ledger(Path("台账")).original_path("2022-06", return_, name)
        assert len(kept.name) <= 112
        assert kept.name.endswith(".xlsx") is name.endswith(".xlsx")
