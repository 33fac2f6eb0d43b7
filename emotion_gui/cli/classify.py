"""`classify`: faces in pictures, folders, videos, cameras and streams."""

from __future__ import annotations

import csv as csv_format
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.importing import Detector
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run

if TYPE_CHECKING:
    from emotion_gui.core.faces.boxes import FaceBox, Picture
    from emotion_gui.core.faces.detectors import DetectorKind, FaceDetector
    from emotion_gui.core.inference.frames import FrameSource
    from emotion_gui.core.inference.pipeline import EmotionPipeline


@app.command("classify")
@with_bundles
def classify_verb(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…", help="Pictures, folders, videos, camera:0, stream addresses."
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="A file, a bundled model, a run; the bundled default.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a row a face (and frame).")] = None,
    video: Annotated[
        Path | None, typer.Option(help="Write the video with boxes painted in (.mp4, .avi).")
    ] = None,
    detector: Annotated[
        Detector, typer.Option(help="How faces are found; none = pictures are faces already.")
    ] = Detector.AUTO,
    flip: Annotated[bool, typer.Option("--flip", help="Average with the mirror image.")] = False,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Stop a camera or stream after so long.")
    ] = None,
    overwrite: OverwriteOption = False,
    *,
    options: RunOptions,
) -> None:
    """The apparent expression of every face; frames are not stored unless asked for."""
    with cli_run(options) as run:
        from emotion_gui.core.inference.classifying import EmotionClassifier
        from emotion_gui.core.model.catalogue import default_model, resolve_checkpoint

        run.check_targets(csv, video, inputs=[*inputs, model], overwrite=overwrite)
        stills, moving = _sorted_inputs(inputs)
        if len(moving) > 1 and (csv or video):
            raise typer.BadParameter("--csv and --video take one video at a time")
        if video is not None and not moving:
            raise typer.BadParameter("--video needs a video, a camera or a stream")
        if csv is not None and stills and moving:
            raise typer.BadParameter("--csv takes either pictures or one video")
        with run.workspace_if_any() as known:
            file = default_model().file if model is None else resolve_checkpoint(model, known)
        classifier = EmotionClassifier.load(file)
        values: dict[str, object] = {"model": file}
        if stills:
            results = _pictures(run, stills, _pipeline(classifier, detector, still=True, flip=flip))
            values["results"] = results
            if csv is not None:
                _write_csv(csv, results)
                values["csv"] = csv
        films = [
            _film(
                run, address, _pipeline(classifier, detector, still=False, flip=flip),
                csv, video, seconds,
            )
            for address in moving
        ]  # fmt: skip
        values |= films[0] if len(films) == 1 else {"videos": films} if films else {}
        run.emit(values)


def _sorted_inputs(inputs: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Pictures and folders apart from all that moves.

    Raises:
        FileNotFoundError: a file or folder is not there.
    """
    from emotion_gui.core.inference.sources import PicturesSource, open_source

    stills: list[Path] = []
    moving: list[str] = []
    for text in inputs:
        if isinstance(open_source(text), PicturesSource):
            path = Path(text).expanduser()
            if not path.exists():
                raise FileNotFoundError(2, "there is no such file or folder", str(path))
            stills.append(path)
        else:
            moving.append(text)
    return stills, moving


class _WholePicture:
    """Takes every picture that can be one as one face."""

    name = "manual"

    def detect(self, picture: Picture) -> list[FaceBox]:
        from emotion_gui.core.faces.boxes import FaceBox
        from emotion_gui.core.faces.plausible import why_no_face

        if why_no_face(picture):
            return []
        height, width = picture.shape[:2]
        return [FaceBox(0.0, 0.0, float(width), float(height))]


def _pipeline(classifier: Any, detector: Detector, *, still: bool, flip: bool) -> EmotionPipeline:
    from emotion_gui.core.faces.detectors import make_detector
    from emotion_gui.core.inference.pipeline import (
        LIVE_MIN_FACE_PX,
        EmotionPipeline,
        PipelineSettings,
    )

    found: FaceDetector | None
    if detector is Detector.NONE:
        found = _WholePicture()
    elif detector is Detector.AUTO:
        # On stills every picture deserves the second opinion; on video the next frame comes.
        found = make_detector("combined") if still else None
    else:
        smallest = 20.0 if still else LIVE_MIN_FACE_PX
        kind = cast("DetectorKind", detector.value)
        found = make_detector(kind, min_face_px=smallest)
    return EmotionPipeline(classifier, found, PipelineSettings(flip=flip))


def _pictures(
    run: CliRun, stills: Sequence[Path], pipeline: EmotionPipeline
) -> list[dict[str, Any]]:
    from emotion_gui.core.errors import PictureError
    from emotion_gui.core.inference.headless import classify_pictures

    with run.job("Classifying") as context:
        results: list[dict[str, Any]] = classify_pictures(stills, pipeline, context=context)
    bad = [entry for entry in results if "error" in entry]
    if not results:
        raise PictureError(str(stills[0]), "there is no picture in it")
    if len(bad) == len(results):
        raise PictureError(bad[0]["file"], bad[0]["error"])
    for entry in bad:
        run.note(f"skipped {entry['file']}: {entry['error']}")
    for entry in results:
        faces = ", ".join(_words(face) for face in entry["faces"]) or "no face"
        run.say(f"{entry['file']}: {faces}")
    return results


def _words(face: Mapping[str, Any]) -> str:
    x, y, width, height = (round(value) for value in face["box"])
    return f"{face['label']} {100 * face['confidence']:.0f} % at {x},{y} {width}x{height}"


@dataclass
class _Limited:
    """A source that ends after a while, as if it were a file."""

    source: FrameSource
    seconds: float

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)

    def read(self, context: Any = None) -> Any:
        frame = self.source.read(context)
        return None if frame is None or frame.time_s > self.seconds else frame


def _film(
    run: CliRun,
    address: str,
    pipeline: EmotionPipeline,
    csv: Path | None,
    video: Path | None,
    seconds: float | None,
) -> dict[str, object]:
    from emotion_gui.core.inference.headless import classify_video
    from emotion_gui.core.inference.sources import open_source

    source: Any = open_source(address)
    if seconds is not None:
        source = _Limited(source, seconds)
    with run.job("Classifying") as context:
        values = classify_video(source, pipeline, csv_path=csv, video_path=video, context=context)
    values["input"] = address
    labels = values["by_label"]
    counts = labels if isinstance(labels, Mapping) else {}
    run.say(
        f"{address}: {_counted(values['frames'], 'frame', 'frames')}, "
        f"{values['frames_per_second']} frames/s, "
        f"{_counted(values['faces'], 'face', 'faces')} of "
        f"{_counted(values['tracks'], 'person', 'people')}"
    )
    if counts:
        most = sorted(counts.items(), key=lambda entry: -entry[1])
        run.say("  " + ", ".join(f"{label} {count}" for label, count in most))
    for path in (csv, video):
        if path is not None:
            run.say(f"  {path}")
    return values


def _counted(count: object, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _write_csv(path: Path, results: Sequence[Mapping[str, Any]]) -> None:
    """The same columns as for a video, whole or not at all."""
    from emotion_gui.core.files import write_text
    from emotion_gui.core.inference.recording import COLUMNS
    from emotion_gui.core.labels import LABELS

    buffer = io.StringIO()
    table = csv_format.writer(buffer, lineterminator="\n")
    table.writerow(COLUMNS)
    for number, entry in enumerate(results):
        for order, face in enumerate(entry["faces"], start=1):
            label = "unsure" if face.get("unsure") else face["label"]
            table.writerow([
                number, 0.0, entry["file"], order, *face["box"], label, face["confidence"],
                *(face["probabilities"][name] for name in LABELS),
            ])  # fmt: skip
    write_text(path, buffer.getvalue())
