"""The cluster that config.yaml names, for one function of a journey."""

import sys
import zlib
from collections.abc import Callable
from importlib.metadata import version

from duban.messages.finding import Place
from duban.store.program import READER_LIBRARIES, code_hash
from duban.text.hashes import combined_hash
from duban.workers.cluster import ClusterPool
from duban.workers.confined import Item, Result, WorkerLimits
from duban.workers.isolated import IsolatedWork
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace
from duban.workspace.yaml_file import read_yaml

_WRITERS = ("deflate", "jinja2", "msgspec", "xlsxwriter")


def cluster_pool(workspace: Workspace, function: Callable[[Item], Result]) -> ClusterPool[Item, Result]:
    """Workers of the cluster that an office's config names.

    Args:
        workspace: whose config says so, and what one item may take.
        function: a pure function that is all that it knows: it looks at no file.
    """
    config = workspace.config
    work = IsolatedWork(function, WorkerLimits(config.reading.seconds, config.reading.memory << 20))
    path = display_path(workspace.config_file)
    place = Place(path, line=read_yaml(workspace.config_file, path).line_of(("集群",)))
    return ClusterPool(config.cluster, work, program_fingerprint, place)


def program_fingerprint() -> str:
    """What forms and readings follow from beside the data: where it is the same, they are the same bytes."""
    versions = map(version, READER_LIBRARIES + _WRITERS)
    return combined_hash((code_hash(), sys.version, zlib.ZLIB_RUNTIME_VERSION, *versions))
