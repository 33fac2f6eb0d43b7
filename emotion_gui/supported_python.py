"""Which Pythons the program runs on, in words that any Python 3 can read.

    python3 emotion_gui/supported_python.py     exit code 0 where this one can

An old Python has to get through this file, so it holds no syntax that is younger than 3.6.
"""

import platform
import sys

LOWEST = (3, 11)
BEYOND = (3, 15)


def python_problem(
    version: "tuple[int, ...]" = tuple(sys.version_info[:2]),
    implementation: str = platform.python_implementation(),
) -> "str | None":
    """Why this Python cannot run the program, with the next step; None where it can."""
    wanted = f"{name(LOWEST)} to {name((BEYOND[0], BEYOND[1] - 1))}"
    if implementation != "CPython":
        return (
            f"this is {implementation}; the program's packages are made for the usual Python "
            f"(CPython {wanted}): install that one, and start again with it."
        )
    if version < LOWEST:
        return (
            f"this Python is {name(version)}, which is too old: the program needs {wanted}. "
            f"Start it with a newer one, such as {command((BEYOND[0], BEYOND[1] - 1))}."
        )
    if version >= BEYOND:
        return (
            f"this Python is {name(version)}, which is too new: the program needs {wanted}, since "
            f"some of its packages are not made for {name(version)} yet. Start it with an older "
            f"one, such as {command((BEYOND[0], BEYOND[1] - 1))}."
        )
    return None


def name(version: "tuple[int, ...]") -> str:
    """`3.11`."""
    return ".".join(str(part) for part in version)


def command(version: "tuple[int, ...]") -> str:
    """How a Python is called: `python3.11`, on Windows `py -3.11`."""
    return f"py -{name(version)}" if sys.platform == "win32" else f"python{name(version)}"


if __name__ == "__main__":
    sys.exit(python_problem())
