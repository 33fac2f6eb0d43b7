"""Sums up the parts of a run of the suite; 0 where it is green and skips hardly anything.

    python scripts/windows/summary.py FOLDER [--failed]

FOLDER holds JUnit's XML, one file a part; what ran again (`again-*.xml`) counts instead of what
it answered before. Failures come by name, skipped tests by reason. With --failed only the names
of what failed, as pytest takes them.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

MOST_SKIPPED = 0.02


@dataclass(frozen=True)
class Answer:
    """Of one test: whether it failed, and why it was skipped if it was."""

    failed: bool
    reason: str | None = None


def answers_of(part: Path) -> dict[tuple[str, str], Answer]:
    """By class and name."""
    found: dict[tuple[str, str], Answer] = {}
    for case in ET.parse(part).iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        skip = case.find("skipped")
        reason = None if skip is None else skip.get("message", "")
        name = (case.get("classname", ""), case.get("name", ""))
        # A test that held and whose teardown failed is there twice.
        failed = failed or (name in found and found[name].failed)
        found[name] = Answer(failed, reason)
    return found


def node(classname: str, name: str) -> str:
    """As pytest takes it: the file, then what is in it; a file alone that gave no answer."""
    parts = classname.split(".")
    count = next((i for i, each in enumerate(parts, 1) if each.startswith("test_")), len(parts))
    file = "/".join(parts[:count]) + ".py"
    return file if name == "no answer" else "::".join([file, *parts[count:], name])


def main(folder: Path, *, only_failed: bool = False) -> int:
    """Print the sum; 1 where a test failed or more than 2 % were skipped."""
    again = sorted(folder.glob("again-*.xml"))
    first = [part for part in sorted(folder.glob("*.xml")) if part not in again]
    answers: dict[tuple[str, str], Answer] = {}
    for part in first:
        answers |= answers_of(part)
    failed_first = {name for name, answer in answers.items() if answer.failed}
    for part in again:
        newer = answers_of(part)
        files = {classname for classname, _ in newer}
        answers = {
            name: answer
            for name, answer in answers.items()
            if not (name[1] == "no answer" and name[0] in files)
        } | newer
    failures = sorted(name for name, answer in answers.items() if answer.failed)
    if only_failed:
        print("\n".join(node(*name) for name in failures), end="\n" if failures else "")
        return 0
    skipped = Counter(each.reason for each in answers.values() if each.reason is not None)
    for name in sorted(failed_first - set(failures)):
        print(f"held at the second try {node(*name)}")
    for name in failures:
        print(f"FAILED {node(*name)}")
    for reason, times in skipped.most_common():
        print(f"skipped {times}: {reason}")
    total = len(answers)
    share = skipped.total() / max(total, 1)
    passed = total - len(failures) - skipped.total()
    print(f"{total} tests: {passed} passed, {len(failures)} failed, {share:.1%} skipped")
    return int(bool(failures) or share > MOST_SKIPPED or not total)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), only_failed="--failed" in sys.argv[2:]))
