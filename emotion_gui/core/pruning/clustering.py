"""Average-linkage clustering, for an order that puts similar things side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def clustered_order(distances: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The leaves of the tree from left to right, as SciPy's `leaves_list` has them.

    The tree grows by chains of nearest neighbours, in time n²: with average linkage two clusters
    that are each other's nearest are joined sooner or later, whatever else happens.

    Args:
        distances: between all pairs, symmetric, shape (n, n).

    Returns:
        The numbers 0 to n - 1.
    """
    merges = sorted(_merges(distances), key=lambda merge: merge[0])
    return _leaves(merges, len(distances))


def _merges(distances: npt.NDArray[np.float64]) -> list[tuple[float, int, int]]:
    """(distance, item, item) of every two clusters that are joined, each named by an item."""
    among = distances.astype(np.float64)
    np.fill_diagonal(among, np.inf)
    sizes = np.ones(len(among))
    merges: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(merges) < len(among) - 1:
        if not chain:
            chain.append(int(np.flatnonzero(sizes)[0]))
        last, before = chain[-1], chain[-2] if len(chain) > 1 else -1
        nearest = int(among[last].argmin())
        if before < 0 or among[last, nearest] < among[last, before]:
            chain.append(nearest)
            continue
        del chain[-2:]
        merges.append((float(among[last, before]), before, last))
        _join(among, sizes, last, before)
    return merges


def _join(
    among: npt.NDArray[np.float64], sizes: npt.NDArray[np.float64], gone: int, kept: int
) -> None:
    """Two clusters become one, whose distances are means over both."""
    total = sizes[gone] + sizes[kept]
    mean = (sizes[gone] * among[gone] + sizes[kept] * among[kept]) / total
    among[kept] = among[:, kept] = mean
    among[gone] = among[:, gone] = among[kept, kept] = np.inf
    sizes[kept], sizes[gone] = total, 0


def _leaves(merges: list[tuple[float, int, int]], n: int) -> npt.NDArray[np.int64]:
    """Left is the cluster that is older: a single item before one that was joined."""
    cluster = list(range(n))  # of each item: the item that its cluster is named by
    leaves = [[item] for item in range(n)]
    age = list(range(n))
    for number, (_, one, other) in enumerate(merges, start=n):
        left, right = sorted((cluster[one], cluster[other]), key=age.__getitem__)
        for item in leaves[right]:
            cluster[item] = left
        leaves[left] = leaves[left] + leaves[right]
        age[left] = number
    return np.array(leaves[cluster[0]], dtype=np.int64)
