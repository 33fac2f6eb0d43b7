"""What a recording was made with, as JSON beside it: source, models, smoothing, thresholds."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from emotion_gui import __version__
from emotion_gui.core.files import write_text
from emotion_gui.core.inference.capture import without_credentials
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.controls import LiveValues, Recording
from emotion_gui.core.inference.frames import Frame, FrameSource
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.labels import SEVEN

FORMAT = 1


class RecordingFacts:
    """Written when the recording begins, so that a crash leaves it, and whole when it ends.

    Args:
        recording: where its files are.
        source: what is read.
    """

    def __init__(self, recording: Recording, source: FrameSource) -> None:
        self._recording = recording
        self._source = source
        self._began = datetime.now().astimezone()
        self._settings: list[dict[str, Any]] = []

    def note(self, frame: Frame, values: LiveValues, pipeline: EmotionPipeline) -> None:
        """What counts from this frame on; nothing where it is what counted before.

        Args:
            frame: the next one that is recorded.
            values: a person's.
            pipeline: says what looks, and what a model's own threshold is.
        """
        facts = _settings(values, pipeline)
        before = self._settings[-1] if self._settings else None
        if before is not None and all(before[key] == value for key, value in facts.items()):
            return
        self._settings.append({"from_frame": frame.index, "from_s": round(frame.time_s, 3)} | facts)
        if before is None:
            self._write({})

    def finish(self, *, frames: int, rows: int, seconds: float) -> None:
        """The recording is over.

        Raises:
            StorageError: the disk refused.
        """
        ended = datetime.now().astimezone().isoformat(timespec="seconds")
        self._write({"ended": ended, "frames": frames, "rows": rows, "seconds": round(seconds, 3)})

    def _write(self, end: dict[str, Any]) -> None:
        target = self._recording.facts
        if target is None:
            return
        facts = {
            "format": FORMAT,
            "program": f"Emotion Workbench {__version__}",
            "shows": "apparent expression, not feeling",
            "began": self._began.isoformat(timespec="seconds"),
            "source": {
                "name": self._source.describe(),
                "address": without_credentials(self._source.address),
            },
            "video": self._recording.video.name,
            "table": self._recording.table.name,
            "settings": self._settings,
        }
        write_text(
            target, json.dumps(facts | end, indent=2, ensure_ascii=True) + "\n", private=True
        )


def _settings(values: LiveValues, pipeline: EmotionPipeline) -> dict[str, Any]:
    files = values.models
    first = _model(pipeline.classifier, None if files is None else files.first, values)
    second = None
    if pipeline.second is not None:
        second = _model(pipeline.second, None if files is None else files.second, values)
    return {
        "model": first,
        "second_model": second,
        "smoothing_s": round(values.smoothing_s, 3),
        "faces_at_most": values.max_faces,
        "mirror_averaging": values.flip,
        "expected_mix": "training" if values.mix is None else str(values.mix),
        "neutral_baselines": sorted(wish.track_id for wish in values.neutral),
    }


def _model(classifier: EmotionClassifier, file: Path | None, values: LiveValues) -> dict[str, Any]:
    info, wanted = classifier.info, values.unsure_below
    return {
        "file": classifier.name if file is None else str(file),
        "title": str(info.run.get("title") or info.run.get("name") or classifier.name),
        "parameters": info.run.get("parameters"),
        "pruned": info.plan is not None,
        **({} if info.label_set == SEVEN else {"label_set": info.label_set.to_json()}),
        "unsure_below": classifier.unsure_below if wanted is None else wanted,
    }
