"""A window that could not be measured says why."""

from pathlib import Path

import pytest

from emotion_gui.core.benchmarks.child import answer_of
from emotion_gui.core.errors import WindowError


def test_what_is_printed_is_the_answer(tmp_path: Path) -> None:
    program = "import os; print(os.environ['HOME'])"
    assert answer_of(["-c", program], home=tmp_path, limit_s=60).strip() == str(tmp_path)


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise ValueError('no screen')", "ValueError: no screen"),
        ("import os; os._exit(3)", "it ended with 3"),
        ("import faulthandler; faulthandler._sigsegv()", "Fatal Python error: Segmentation fault"),
    ],
)
def test_an_end_is_told(tmp_path: Path, program: str, words: str) -> None:
    with pytest.raises(WindowError, match=words):
        answer_of(["-c", program], home=tmp_path, limit_s=60)
