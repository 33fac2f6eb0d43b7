"""A Dask scheduler of this process with two workers in threads, for tests."""

import contextlib
import gc
import logging
import warnings
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def small_cluster(*, workers: int = 2) -> Iterator[str]:
    """Where it is, as `--executor` takes it; skips where Dask is not installed."""
    pytest.importorskip("distributed", reason="Dask is not installed (the extra `cluster`)")
    from distributed import LocalCluster

    with (
        lost_sockets(),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address.replace("tcp://", "dask://")


@contextlib.contextmanager
def lost_sockets() -> Iterator[None]:
    """Dask forgets to close some where a line is cut: they go here, not in somebody's test."""
    try:
        yield
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
