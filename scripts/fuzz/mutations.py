"""Damage done to good inputs: bytes cut, doubled and overwritten, JSON values exchanged."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

TOKENS = (
    b"\0",
    b"\xff" * 8,
    b"\n",
    b"\r\n",
    b",",
    b'"',
    b" ",
    b"-1",
    b"9" * 30,
    b"nan",
    b"../",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\x80\x04",
    b"{" * 5_000,
    b"[]",
    b"\xed\xa0\x80",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    2**31,
    10**30,
    -(10**400),
    0.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "1",
    "1_0",
    "\ud800",
    "\0",
    [],
    [[]],
    {},
    {"a": 1},
    [1, 2],
    [None],
    "9" * 5_000,
)


def damaged(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the seeds after some accidents, or bytes out of nothing."""
    accident = st.tuples(
        st.sampled_from(("cut", "drop", "double", "put", "over", "flip")),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 4_096),
        st.one_of(st.sampled_from(TOKENS), st.binary(min_size=1, max_size=12)),
    )
    accidents = st.lists(accident, max_size=6)
    made = st.tuples(st.sampled_from(list(seeds)), accidents).map(lambda x: _damage(*x))
    return st.one_of(made, made, made, st.binary(max_size=300))


def _damage(data: bytes, accidents: Sequence[tuple[str, float, int, bytes]]) -> bytes:
    for kind, place, length, token in accidents:
        at = int(place * len(data))
        match kind:
            case "cut":
                data = data[:at]
            case "drop":
                data = data[:at] + data[at + length :]
            case "double":
                data = data[: at + length] + data[at:]
            case "put":
                data = data[:at] + token + data[at:]
            case "over":
                data = data[:at] + token + data[at + len(token) :]
            case _ if data:
                data = data[:at] + bytes([data[at] ^ (length & 255)]) + data[at + 1 :]
    return data


def exchanged(seeds: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the seeds with some values exchanged, removed or added at any depth."""
    accident = st.tuples(
        st.lists(st.integers(0, 40), min_size=1, max_size=7),
        st.sampled_from(("set", "set", "remove", "add")),
        st.sampled_from(VALUES),
    )
    accidents = st.lists(accident, max_size=4)
    return st.tuples(st.sampled_from(list(seeds)), accidents).map(lambda x: _exchange(*x))


def _exchange(seed: Any, accidents: Sequence[tuple[list[int], str, Any]]) -> Any:
    root = {"root": copy.deepcopy(seed)}
    for path, kind, value in accidents:
        _at(root, path, kind, copy.deepcopy(value))
    return root.get("root")


def _at(node: Any, path: list[int], kind: str, value: Any) -> None:
    key: Any = "root"
    for number in path:
        child = node[key]
        if not isinstance(child, dict | list) or not child:
            break
        node, keys = child, list(child) if isinstance(child, dict) else range(len(child))
        key = keys[number % len(keys)]
    if kind == "set":
        node[key] = value
    elif kind == "remove" and len(node) > 1:
        del node[key]
    elif isinstance(node, dict):
        node["unknown"] = value
    else:
        node.append(value)
