"""Forms and correction copies as bytes: each follows from a snapshot and what came back alone, whoever designs it."""

from collections.abc import Iterator, Mapping, Sequence

from duban.forms import FormBatch, design_form
from duban.messages.finding import Finding
from duban.model.submission import Submission
from duban.model.unit import Unit
from duban.value_object import ValueObject
from duban.workers.how_many import worker_count
from duban.workspace.workspace import Workspace
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx import write_workbook


class FormOrder(ValueObject):
    """A form that is wanted; with a submission its correction copy.

    Attributes:
        snapshot_hash: of the batch that it is of.
        findings: of the return.
    """

    snapshot_hash: str
    unit: Unit
    submission: Submission | None = None
    findings: tuple[Finding, ...] = ()


class FormDesigner(ValueObject):
    """All that forms are designed from; sent to each worker once.

    Attributes:
        batches: by the hashes of their snapshots.
        styles: of the workbooks.
    """

    batches: Mapping[str, FormBatch]
    styles: ResolvedStyles

    def __call__(self, order: FormOrder) -> bytes:
        """The workbook, as it is sent."""
        return form_bytes(self.batches[order.snapshot_hash], self.styles, order)

    def design_all(self, workspace: Workspace, orders: Sequence[FormOrder], jobs: int) -> Iterator[bytes]:
        """The workbooks in the order given, the same bytes whoever designs them.

        Args:
            workspace: whose config may name a cluster.
            orders: what is wanted.
            jobs: how many workers of this machine at most; where they do not pay, all is done in this process.
        """
        if not workspace.config.cluster and worker_count(len(orders), jobs) <= 1:
            yield from map(self, orders)
            return
        from duban.journeys.office_cluster import cluster_pool
        from duban.workers.confined import WorkerFailure
        from duban.workers.pool import WorkerPool

        local_pool = WorkerPool(self, jobs, item_count=len(orders))
        with cluster_pool(workspace, self) if workspace.config.cluster else local_pool as workers:
            for order, data in workers.run(orders):
                yield self(order) if isinstance(data, WorkerFailure) else data  # the form is ours: no harm in it


def form_bytes(batch: FormBatch, styles: ResolvedStyles, order: FormOrder) -> bytes:
    """One form, as it is sent.

    Args:
        batch: that it is of.
        styles: of the workbook.
        order: whose it is, and what came back.
    """
    return write_workbook(design_form(batch, order.unit, order.submission, order.findings), styles)
