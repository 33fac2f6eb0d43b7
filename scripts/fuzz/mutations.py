"""Damage done to good inputs: bytes cut, doubled and overwritten, JSON values exchanged.

Drawn from a plain generator, which makes ten times as many inputs as a strategy that could shrink
them: the first input of each kind of fault is kept whole and is small enough to read.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Literal

Inputs = Callable[[Random], Any]
"""Makes the next input."""

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
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\xfe\xff\xff\xff",
    b"=cmd",
    b"<img src=/x>",
    b"\x1b[2J",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1,
    2**31,
    2**63,
    10**30,
    -(10**400),
    0.5,
    1e300,
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
_KINDS = ("cut", "drop", "double", "put", "over", "flip", "number")


def one_of(*makers: Inputs) -> Inputs:
    """An input of one of these."""
    return lambda random: random.choice(makers)(random)


def damaged(seeds: Sequence[bytes]) -> Inputs:
    """One of the seeds after some accidents, or bytes out of nothing."""

    def make(random: Random) -> bytes:
        if random.random() < 0.1:
            return random.randbytes(random.randrange(300))
        data = random.choice(seeds)
        for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 6))):
            data = _damage(random, data)
        return data

    return make


def _damage(random: Random, data: bytes) -> bytes:
    # Headers decide most: half of the accidents happen in the first 64 bytes.
    reach = min(len(data), 64) if random.random() < 0.5 else len(data)
    at, length = random.randrange(reach + 1), random.choice((1, 2, 4, 16, 200, 4_096))
    token = random.choice(TOKENS) if random.random() < 0.6 else random.randbytes(length % 13)
    match random.choice(_KINDS):
        case "cut":
            return data[:at]
        case "drop":
            return data[:at] + data[at + length :]
        case "double":
            return data[: at + length] + data[at:]
        case "put":
            return data[:at] + token + data[at:]
        case "over":
            return data[:at] + token + data[at + len(token) :]
        case "number":  # a length or a place, as formats keep them
            size = random.choice((2, 4, 8))
            order: Literal["little", "big"] = random.choice(("little", "big"))
            end = 1 << 8 * size
            value = random.choice((0, 1, end - 1, end // 2, len(data)))
            number = (value % end).to_bytes(size, order)
            return data[:at] + number + data[at + size :]
        case _ if at < len(data):
            return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
    return data


def exchanged(seeds: Sequence[Any]) -> Inputs:
    """One of the seeds with some values exchanged, removed or added at any depth."""

    packed = [pickle.dumps(seed) for seed in seeds]  # several times as fast as deepcopy

    def make(random: Random) -> Any:
        root = {"root": pickle.loads(random.choice(packed))}
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            _exchange(random, root)
        return root.get("root")

    return make


def _exchange(random: Random, node: Any) -> None:
    key: Any = "root"
    for _ in range(random.randint(1, 7)):
        child = node[key]
        if not isinstance(child, dict | list) or not child:
            break
        node, keys = child, list(child) if isinstance(child, dict) else range(len(child))
        key = random.choice(keys)
    value = random.choice(VALUES)
    if isinstance(value, dict | list):
        value = pickle.loads(pickle.dumps(value))
    match random.choice(("set", "set", "remove", "add")):
        case "set":
            node[key] = value
        case "remove" if len(node) > 1:
            del node[key]
        case _ if isinstance(node, dict):
            node["unknown"] = value
        case _:
            node.append(value)
