"""What a compile would say again, in the index of its ledger, under all that it follows from."""

from duban.store.index import Index
from duban.text.hashes import combined_hash
from duban.value_object import ValueObject


class LastWords(ValueObject):
    """What a command said, and how it ended.

    Attributes:
        exit_code: of the command.
        out: on standard output.
        err: on standard error.
    """

    exit_code: int
    out: str
    err: str

    def key(self, fingerprint: str) -> str:
        """By which they are known: words that were altered, and those of another run, have another.

        Args:
            fingerprint: the hash of all that they follow from.
        """
        return combined_hash((fingerprint, str(self.exit_code), self.out, self.err))


def read_last_words(index: Index, fingerprint: str) -> LastWords | None:
    """What was said last, if it follows from this; None too where it is damaged.

    Args:
        index: of the ledger.
        fingerprint: the hash of all that it follows from.
    """
    for key, exit_code, out, err in index.rows("select key, exit_code, out, err from last_words"):
        words = LastWords(exit_code, out, err)
        if key == words.key(fingerprint):
            return words
    return None


def write_last_words(index: Index, fingerprint: str, words: LastWords) -> None:
    """Remember them in place of those before.

    Args:
        index: of the ledger.
        fingerprint: the hash of all that they follow from.
        words: what is said where nothing changed.
    """
    row = (words.key(fingerprint), words.exit_code, words.out, words.err)
    index.write([("delete from last_words", [()]), ("insert into last_words values (?, ?, ?, ?)", [row])])
