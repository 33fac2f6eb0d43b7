"""`classify`: faces in pictures, folders, videos, cameras and streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import EngineOption, FlipOption, PriorOption, expected_mix
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, TablesOption, cli_run
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.inference.outlet_request import OutletRequest

if TYPE_CHECKING:
    from emotion_gui.core.inference.headless import FilmSummary, PictureAnswer
    from emotion_gui.core.inference.results import FaceResult
    from emotion_gui.operations.classify import Classification, ClassifyRequest


@dataclass(frozen=True)
class _Manner:
    """How faces are read."""

    detector: Annotated[
        DetectorChoice,
        typer.Option(help="How faces are found; none = pictures are faces already."),
    ] = "auto"
    flip: FlipOption = False
    prior: PriorOption = "training"
    engine: EngineOption = "auto"
    osc: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            metavar="PORT",
            help="Send every frame's answers to 127.0.0.1 by OSC; of videos, cameras, streams.",
        ),
    ] = None
    lsl: Annotated[
        bool,
        typer.Option("--lsl", help="A stream of the Lab Streaming Layer, found on the network."),
    ] = False

    @property
    def outlets(self) -> OutletRequest | None:
        return OutletRequest(self.osc, self.lsl) or None


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
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Stop a camera or stream after so long.")
    ] = None,
    tables: TablesOption = "comma",
    trust: Annotated[
        str,
        typer.Option(
            metavar="SHA256",
            help="This is the certificate of my camera, whose address is given: take it from now "
            "on. The refusal tells the number; compare it with the camera's own page.",
        ),
    ] = "",
    overwrite: OverwriteOption = False,
    *,
    manner: _Manner,
    options: RunOptions,
) -> None:
    """The apparent expression of every face; frames are not stored unless asked for."""
    with cli_run(options, tables=tables) as run:
        from emotion_gui.core.inference.sources import file_path
        from emotion_gui.core.model.catalogue import default_model, resolve_checkpoint
        from emotion_gui.operations.classify import ClassifyRequest, sort_inputs

        read = [file_path(text).absolute() for text in inputs]
        run.check_targets(csv, video, inputs=[*read, model], overwrite=overwrite)
        stills, moving = sort_inputs(inputs)
        _check_mixture(stills, moving, csv=csv, video=video)
        if manner.outlets is not None and not moving:
            raise typer.BadParameter("--osc and --lsl send the answers about what moves")
        _trust(moving, trust)
        with run.workspace_if_any() as known:
            file = default_model().file if model is None else resolve_checkpoint(model, known)
        request = ClassifyRequest(
            stills=stills,
            moving=moving,
            model=file,
            detector=manner.detector,
            flip=manner.flip,
            mix=expected_mix(manner.prior),
            engine=manner.engine,
            outlets=manner.outlets,
            seconds=seconds,
            table=csv,
            film=video,
        )
        run.emit(_answers(run, request))


def _answers(run: CliRun, request: ClassifyRequest) -> dict[str, object]:
    from emotion_gui.operations.classify import Classification

    work = Classification(request)
    values: dict[str, object] = {"model": request.model, "engine": work.engine}
    if request.stills:
        values |= _pictures(run, work, request)
    films = [
        _film(run, request, address, summary)
        for address, summary in work.films(lambda: run.job("Classifying"))
    ]
    values |= _pace(run, request.model)
    return values | (films[0] if len(films) == 1 else {"videos": films} if films else {})


def _pace(run: CliRun, model: Path) -> dict[str, object]:
    """What 8 bits bring on this computer, known since the faces were read; nothing in float."""
    from emotion_gui.core.engines.known import int8_pace

    pace = int8_pace(model)
    if pace == "slower":
        run.note("8 bits are slower here than the network they were made from: take that one")
    elif pace == "unmeasured":
        run.note("whether 8 bits are faster on this computer is not measured yet")
    return {} if pace is None else {"int8": pace}


def _trust(moving: Sequence[str], fingerprint: str) -> None:
    """Remember a camera's certificate.

    Raises:
        BadParameter (wrong usage): no encrypted address is given, or no fingerprint.
    """
    if not fingerprint:
        return
    from emotion_gui.core.inference.certificates import is_fingerprint, place_of, trust

    if not is_fingerprint(fingerprint):
        raise typer.BadParameter("--trust needs the SHA-256 that the refusal tells, 64 digits")
    places = [place for place in map(place_of, moving) if place]
    if not places:
        raise typer.BadParameter("--trust needs the https or rtsps address of a camera")
    for place in places:
        trust(place, fingerprint)


def _check_mixture(
    stills: Sequence[Path], moving: Sequence[str], *, csv: Path | None, video: Path | None
) -> None:
    """Raises BadParameter (wrong usage): a table and a film hold one input's answers each."""
    if len(moving) > 1 and (csv or video):
        raise typer.BadParameter("--csv and --video take one video at a time")
    if video is not None and not moving:
        raise typer.BadParameter("--video needs a video, a camera or a stream")
    if csv is not None and stills and moving:
        raise typer.BadParameter("--csv takes either pictures or one video")


def _pictures(run: CliRun, work: Classification, request: ClassifyRequest) -> dict[str, object]:
    with run.job("Classifying") as context:
        answers = work.pictures(context)
    for answer in answers:
        if answer.error is not None:
            run.note(f"skipped {answer.file}: {answer.error}")
    entries = [_picture_json(answer) for answer in answers]
    for answer, entry in zip(answers, entries, strict=True):
        faces = ", ".join(_words(face) for face in entry["faces"]) or "no face"
        run.say(f"{answer.file}: {faces}")
    table: dict[str, object] = {} if request.table is None else {"csv": request.table}
    return {"results": entries} | table


def _picture_json(answer: PictureAnswer) -> dict[str, Any]:
    values = {"file": str(answer.file), "faces": [_face_json(face) for face in answer.faces]}
    return values if answer.error is None else values | {"error": answer.error}


def _face_json(face: FaceResult) -> dict[str, Any]:
    """`label` is the best one, `unsure` says how sure, `obstacle` whether it can be seen at all."""
    box, names = face.box, face.answer.labels.names
    pairs = zip(names, face.probabilities, strict=True)
    return {
        "box": [round(value, 1) for value in (box.x, box.y, box.width, box.height)],
        "label": names[face.answer.best],
        "unsure": face.label is None,
        "obstacle": face.obstacle,
        "confidence": round(float(face.probabilities.max()), 4),
        "probabilities": {label: round(float(value), 4) for label, value in pairs},
    }


def _words(face: Mapping[str, Any]) -> str:
    x, y, width, height = (round(value) for value in face["box"])
    return f"{face['label']} {100 * face['confidence']:.0f} % at {x},{y} {width}x{height}"


def _film(
    run: CliRun, request: ClassifyRequest, address: str, summary: FilmSummary
) -> dict[str, object]:
    for note in summary.notes:
        run.note(f"{address}: {note}")
    rate = round(summary.frames_per_second, 2)
    run.say(
        f"{address}: {_counted(summary.frames, 'frame', 'frames')}, {rate} frames/s, "
        f"{_counted(summary.faces, 'face', 'faces')} of "
        f"{_counted(summary.tracks, 'person', 'people')}"
    )
    if summary.by_label:
        most = sorted(summary.by_label.items(), key=lambda entry: -entry[1])
        run.say("  " + ", ".join(f"{label} {count}" for label, count in most))
    for path in (request.table, request.film):
        if path is not None:
            run.say(f"  {path}")
    return {
        "frames": summary.frames,
        "seconds": round(summary.seconds, 3),
        "frames_per_second": rate,
        "faces": summary.faces,
        "tracks": summary.tracks,
        "by_label": summary.by_label,
        "csv": request.table,
        "video": request.film,
        "notes": [str(note) for note in summary.notes],
        "input": address,
    }


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
