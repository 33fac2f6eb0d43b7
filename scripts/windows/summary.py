"""Sums up the parts of a run of the suite; 0 where it is green and skips hardly anything.

    python scripts/windows/summary.py FOLDER

FOLDER holds JUnit's XML, one file a part. Failures come by name, skipped tests by reason.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

MOST_SKIPPED = 0.02


def main(folder: Path) -> int:
    """Print the sum; 1 where a test failed or more than 2 % were skipped."""
    passed, failures, skipped = 0, [], Counter[str]()
    for part in sorted(folder.glob("*.xml")):
        for case in ET.parse(part).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                failures.append(name)
            elif skip is not None:
                skipped[skip.get("message", "")] += 1
            else:
                passed += 1
    for name in failures:
        print(f"FAILED {name}")
    for reason, times in skipped.most_common():
        print(f"skipped {times}: {reason}")
    total = passed + len(failures) + skipped.total()
    share = skipped.total() / max(total, 1)
    print(f"{total} tests: {passed} passed, {len(failures)} failed, {share:.1%} skipped")
    return int(bool(failures) or share > MOST_SKIPPED or not total)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
