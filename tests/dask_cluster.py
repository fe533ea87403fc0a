"""A Dask cluster of two workers on this machine, until standard input ends: `python -m tests.dask_cluster [FOLDER]`.

It says the address of its scheduler. With a folder it speaks TLS, and puts there the certificates that a client needs.
DUBAN_TEST_DAEMONS keeps workers from starting processes, as Dask does where nobody says otherwise; DUBAN_TEST_WORKERS
says how many there are.
"""

import os
import sys
from pathlib import Path

import dask
from distributed import LocalCluster, Security

PARTS = {"ca": "tls_ca_file", "cert": "tls_client_cert", "key": "tls_client_key"}


def main(*folders: str) -> None:
    """Start it and wait."""
    security = Security.temporary() if folders else None
    for folder in folders:
        for name, part in PARTS.items():
            (Path(folder) / f"{name}.pem").write_text(getattr(security, part), encoding="ascii")
    with LocalCluster(
        n_workers=int(os.environ.get("DUBAN_TEST_WORKERS", "2")),
        threads_per_worker=1,
        host="tls://127.0.0.1" if security else "127.0.0.1",
        security=security,
        dashboard_address=None,
    ) as cluster:
        sys.stdout.write(f"{cluster.scheduler_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    dask.config.set({"distributed.worker.daemon": "DUBAN_TEST_DAEMONS" in os.environ})
    main(*sys.argv[1:])
