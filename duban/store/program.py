"""What the program itself consists of: its files, its libraries, and Python. Looked at once in a run."""

import os
import sys
import zlib
from functools import cache
from pathlib import Path

from duban.store.links import real_paths
from duban.store.place_contents import Contents, contents_of
from duban.text.hashes import combined_hash, is_sha256
from duban.workspace.shipped import SHIPPED_TEMPLATES

_FOLDERS = (Path(__file__).parents[1], SHIPPED_TEMPLATES)
_COMPILED = f"{os.sep}__pycache__"
"""What Python keeps of modules that lie beside it."""
_DISTRIBUTIONS = {".dist-info", ".egg-info"}
"""How the name of an installed library and its version ends."""
READER_LIBRARIES = ("msoffcrypto-tool", "olefile", "python-calamine", "rapidfuzz")
"""What returns are read with, as the libraries are published."""


@cache
def program_contents() -> Contents:
    """Its modules and the shipped templates. Raises OSError where they cannot be read."""
    return contents_of(_FOLDERS, lambda path: path.endswith(_COMPILED))


@cache
def installed_libraries() -> tuple[str, ...]:
    """Python, zlib, and every library that the program may find, with its version."""
    folders = [path for path in map(Path, sys.path) if path.is_dir()]
    names = sorted(path.name for folder in folders for path in folder.iterdir() if path.suffix in _DISTRIBUTIONS)
    return (sys.version, zlib.ZLIB_RUNTIME_VERSION, *names)


@cache
def code_hash() -> str:
    """The hash of the program's own files, wherever they lie."""
    roots = tuple(f"{root}{os.sep}" for root in real_paths(_FOLDERS))
    digests = ((path, digest) for path, digest in sorted(program_contents().items()) if is_sha256(digest))
    return combined_hash(part for path, digest in digests for part in (_within(path, roots), digest))


def _within(path: str, roots: tuple[str, ...]) -> str:
    """The path of a file from the folder of the program on in which it lies."""
    return next(path.removeprefix(root) for root in roots if path.startswith(root))


def reader_hash() -> str:
    """The hash of all that reads: the program's files, the libraries that it reads with, and Python."""
    readers = {name.replace("-", "_") for name in READER_LIBRARIES}
    libraries = (name for name in installed_libraries() if name.partition("-")[0].lower() in readers)
    return combined_hash((code_hash(), sys.version, *libraries))
