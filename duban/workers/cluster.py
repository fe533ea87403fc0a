"""The workers of a Dask cluster that is already there, for offices beyond one machine; see docs/scale.md.

Nothing else imports Dask, and this only when the first item comes.
"""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack
from functools import cached_property
from itertools import chain
from multiprocessing import current_process
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, cast

from duban.messages.finding import Finding, InputError, Place
from duban.model.config import CLUSTER_ADDRESS
from duban.workers.batches import in_batches, run_batches
from duban.workers.confined import Item, Result, WorkerFailure
from duban.workers.isolated import IsolatedWork

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10
_OPEN_BATCHES = 2  # for each thread of the cluster: one under way, one that waits there


class ClusterPool(Generic[Item, Result]):
    """Applies one function on a cluster, each item in a process of its own there. Use it in a `with`.

    What the function knows is sent once and passed on from worker to worker; it is dropped there with the pool.
    """

    def __init__(
        self, address: str, work: IsolatedWork[Item, Result], fingerprint: Callable[[], str], place: Place
    ) -> None:
        """Connect to nothing yet.

        Args:
            address: of the scheduler, as config.yaml has it.
            work: what is applied to each batch of items.
            fingerprint: what must be the same here and on every worker, for the same bytes.
            place: where the address was typed.
        """
        self._address, self._work, self._fingerprint, self._place = address, work, fingerprint, place
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | WorkerFailure]]:
        """Each item with its result, in the order given; as `WorkerPool.run` does it, and nobody is asked for nothing.

        Raises:
            InputError: there is no such cluster, it is not fit for this, or it was lost.
            Exception: whatever the function raised.
        """
        batches = in_batches(items)
        first = next(batches, None)
        if first is None:
            return
        client = self._client
        from distributed import KilledWorker  # noqa: PLC0415 - see above
        from distributed.client import ClosedClientError  # noqa: PLC0415
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        def check() -> None:
            if client.status != "running":  # what is sent off while a connection breaks would be waited for without end
                raise CancelledError

        try:
            work, most_open = self._sent_work, _OPEN_BATCHES * sum(client.nthreads().values())
            yield from run_batches(client.get_executor(pure=False), work, chain([first], batches), most_open, check)
        except (CancelledError, ClosedClientError, CommClosedError, KilledWorker) as error:
            raise self._refusal("cluster-lost") from error

    @cached_property
    def _sent_work(self) -> IsolatedWork[Item, Result]:
        """What stands for the work in what is submitted: it is sent once, and passed on from worker to worker."""
        return cast("IsolatedWork[Item, Result]", self._client.scatter(self._work, broadcast=True, hash=False))

    @cached_property
    def _client(self) -> "Client":
        """Connected to a cluster that is fit for this work."""
        try:
            from distributed import Client  # noqa: PLC0415 - see above
        except ImportError as error:
            raise self._refusal("cluster-not-installed") from error
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what the clerk needs to know is said here
        self._open.enter_context(warnings.catch_warnings(action="ignore"))
        try:
            client = Client(self._address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except TypeError as error:  # what Dask says of tls:// where it has no certificates
            raise self._refusal("cluster-no-certificates") from error
        except (OSError, ValueError) as error:
            raise self._refusal("cluster-unreachable") from error
        self._refuse_unfit(self._open.enter_context(client))
        return client

    def _refuse_unfit(self, client: "Client") -> None:
        """Raise InputError where the workers are none, run another program, may start no processes, or are in the open.

        Bytes are the same where the program is the same; a worker that may start no processes would die itself of what
        a returned file does; and what is sent to a worker by tcp, anybody on its way may read and answer.
        """
        try:
            client.get_versions(check=True)
        except ValueError as error:
            raise self._refusal("cluster-other-version") from error
        workers = client.run(_introduce, self._fingerprint, on_error="return")
        if not workers:
            raise self._refusal("cluster-no-workers")
        if any(not re.fullmatch(CLUSTER_ADDRESS, address) for address in workers):
            raise self._refusal("cluster-open")
        own = self._fingerprint()
        if any(not isinstance(said, tuple) or said[0] != own for said in workers.values()):
            raise self._refusal("cluster-other-version")
        if any(is_daemon for _, is_daemon in workers.values()):
            raise self._refusal("cluster-childless")

    def _refusal(self, code: str) -> InputError:
        return InputError([Finding(code, self._place, {"address": self._address})])


def _introduce(fingerprint: Callable[[], str]) -> tuple[str, bool]:
    """What a worker says of itself: what it runs, and whether it is one that may start no processes."""
    return fingerprint(), current_process().daemon
