"""`classify --trust`: a camera that signs its own certificate."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from emotion_gui.core.inference import certificates
from tests.helpers.web import SELF_SIGNED, multipart, server


@pytest.fixture
def classify(cli, trained_folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(certificates, "user_data", lambda: tmp_path)

    def run(*arguments: object):
        model = ("--model", "1", "--workspace", trained_folder, "--seconds", "0.2", "--json")
        return cli("classify", *arguments, *model)

    return run


def test_the_fingerprint_of_the_refusal_is_taken_from_then_on(classify, tmp_path: Path) -> None:
    with server(multipart, certificate=SELF_SIGNED) as address:
        refused = classify(address)
        assert refused.code == 1
        (told,) = re.findall(r"SHA-256 ([0-9a-f]{64})", refused.err)
        other = "0" * 64
        assert classify(address, "--trust", other).code == 1  # the camera has another one
        taken = classify(address, "--trust", ":".join(re.findall("..", told.upper())))
        assert taken.code == 0, taken.err
        assert taken.json["frames"] > 0
        assert classify(address).code == 0  # it is remembered
    kept = tmp_path / "trusted_cameras.json"
    assert os.name != "posix" or kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("address", "fingerprint", "words"),
    [
        ("http://127.0.0.1:9/x", "0" * 64, "https or rtsps address"),
        ("https://127.0.0.1:9/x", "yes", "64 digits"),
        ("https://127.0.0.1:9/x", "g" * 64, "64 digits"),
    ],
)
def test_what_cannot_be_trusted_is_wrong_usage(
    classify, tmp_path: Path, address: str, fingerprint: str, words: str
) -> None:
    refused = classify(address, "--trust", fingerprint)
    assert refused.code == 2
    assert words in refused.err
    assert not list(tmp_path.glob("*.json"))
