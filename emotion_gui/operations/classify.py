"""Read the faces in pictures, films, cameras and streams; keep a table and a film if asked."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.escaping import CsvTable
from emotion_gui.core.inference.outlet_request import OutletRequest
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.settings import EngineWish

if TYPE_CHECKING:
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.inference.headless import FilmSummary, PictureAnswer
    from emotion_gui.core.inference.pipeline import EmotionPipeline
    from emotion_gui.core.inference.results import FrameResult
    from emotion_gui.core.labels import LabelSet
    from emotion_gui.core.model.priors import ExpectedMix

# On pictures that somebody chose every face counts; in films the next frame comes.
SMALLEST_STILL_PX = 20.0
_FEW_STILLS = 16


@dataclass(frozen=True, kw_only=True)
class ClassifyRequest:
    """What is read, and how.

    Attributes:
        stills: picture files, and folders of them.
        moving: films, cameras and streams, as `open_source` takes them.
        model: checkpoint file.
        detector: how faces are found; `none` takes every picture as one face.
        flip: average the answers about a face and its mirror image.
        mix: of classes that is expected; None = as in training.
        seconds: of each moving source; None = to its end.
        table: CSV, a row a face and frame; None = none.
        film: the moving source with boxes painted in; None = none.
        engine: what computes the answers, the same to the end; `auto` takes the one that was
            found to be the fastest, and torch for a few pictures, which are over before another
            is ready.
        outlets: other programs that get the answers about moving sources; None = none.
    """

    stills: tuple[Path, ...] = ()
    moving: tuple[str, ...] = ()
    model: Path
    detector: DetectorChoice = "auto"
    flip: bool = False
    mix: ExpectedMix | None = None
    seconds: float | None = None
    table: Path | None = None
    film: Path | None = None
    engine: EngineWish = "auto"
    outlets: OutletRequest | None = None

    def __post_init__(self) -> None:
        kinds = bool(self.stills) + len(self.moving)
        assert self.table is None or kinds == 1, "one table is of one kind of input"
        assert self.film is None or len(self.moving) == 1, "one film is of one source"


def sort_inputs(texts: Sequence[str]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Pictures and folders apart from all that moves.

    Raises:
        FileNotFoundError: a picture or folder is not there.
        VideoSourceError: `camera:` without a number.
    """
    from emotion_gui.core.inference.sources import PicturesSource, file_path, open_source

    stills: list[Path] = []
    moving: list[str] = []
    for text in texts:
        if isinstance(open_source(text), PicturesSource):
            path = file_path(text)
            if not path.exists():
                raise FileNotFoundError(2, "there is no such file or folder", str(path))
            stills.append(path)
        else:
            moving.append(text)
    return tuple(stills), tuple(moving)


def _is_little(request: ClassifyRequest) -> bool:
    few = len(request.stills) <= _FEW_STILLS and not any(path.is_dir() for path in request.stills)
    return few and not request.moving


class Classification:
    """One request with its model loaded.

    Raises:
        CheckpointError: the model cannot be loaded.
        ConfigError: a mix is expected, and the model does not tell what it learned from.
    """

    def __init__(self, request: ClassifyRequest) -> None:
        from emotion_gui.core.engines.choosing import settled_engine
        from emotion_gui.core.inference.classifying import EmotionClassifier
        from emotion_gui.core.model.priors import mix_shift

        self._request = request
        wish: EngineWish = (
            "torch" if request.engine == "auto" and _is_little(request) else (request.engine)
        )
        engine = settled_engine(wish, request.model)
        self._classifier: EmotionClassifier = EmotionClassifier.load(request.model, engine=engine)
        mix_shift(self._classifier.info, request.mix)  # before anything is read

    @property
    def engine(self) -> EngineName:
        """What computes the answers."""
        return self._classifier.engine.name

    def pictures(self, context: JobContext) -> list[PictureAnswer]:
        """Every still, in the order of its folder; the table is written with the last.

        Raises:
            PictureError: there is none, or none can be read.
            StorageError: the table cannot be written.
            JobCancelled: a stop was asked for.
        """
        from emotion_gui.core.errors import PictureError
        from emotion_gui.core.files import write_bytes
        from emotion_gui.core.inference.engine_switch import measured_beside
        from emotion_gui.core.inference.headless import classify_pictures

        request = self._request
        pipeline = self._pipeline(still=True)
        with measured_beside(self._classifier, request.engine):
            answers = list(classify_pictures(request.stills, pipeline, context=context))
        if not answers:
            raise PictureError(str(request.stills[0]), "there is no picture in it")
        bad = [answer for answer in answers if answer.error is not None]
        if len(bad) == len(answers):
            raise PictureError(str(bad[0].file), bad[0].error or "")
        if request.table is not None and request.stills:
            # File names may hold bytes that are no text.
            write_bytes(
                request.table,
                _table(answers, self._classifier.labels).encode(errors="backslashreplace"),
            )
        return answers

    def films(
        self,
        job: Callable[[], AbstractContextManager[JobContext]],
        on_frame: Callable[[FrameResult], None] | None = None,
    ) -> Iterator[tuple[str, FilmSummary]]:
        """Each moving source with what it held, one after the other.

        Args:
            job: a context for each of them.
            on_frame: sees every frame with its faces.

        Raises:
            VideoSourceError: one does not open or breaks off.
            ConfigError: an outlet does not open.
            StorageError: table or film cannot be written.
            JobCancelled: a stop was asked for; what was written is whole.
        """
        from emotion_gui.core.inference.capture import without_credentials
        from emotion_gui.core.inference.engine_switch import measured_beside
        from emotion_gui.core.inference.headless import classify_video
        from emotion_gui.core.inference.outlets import Outlets
        from emotion_gui.core.inference.sources import open_source

        request = self._request

        def seen(result: FrameResult) -> None:
            outlets.send(result)
            if on_frame is not None:
                on_frame(result)

        for address in request.moving:
            with (
                job() as context,
                measured_beside(self._classifier, request.engine),
                Outlets() as outlets,
            ):
                outlets.use(request.outlets, self._classifier.info.labels)
                summary = classify_video(
                    open_source(address),
                    self._pipeline(still=False),
                    csv_path=request.table,
                    video_path=request.film,
                    seconds=request.seconds,
                    on_frame=seen,
                    context=context,
                )
            yield without_credentials(address), summary

    def _pipeline(self, *, still: bool) -> EmotionPipeline:
        request = self._request
        return make_pipeline(
            self._classifier,
            request.detector,
            still=still,
            flip=request.flip,
            mix=request.mix,
        )


def make_pipeline(
    classifier: EmotionClassifier,
    kind: DetectorChoice,
    *,
    still: bool,
    flip: bool,
    mix: ExpectedMix | None = None,
) -> EmotionPipeline:
    """What reads faces for tables: of stills, or of films."""
    from emotion_gui.core.faces.detectors import FaceDetector, make_detector
    from emotion_gui.core.inference.headless import WholePicture
    from emotion_gui.core.inference.pipeline import (
        LIVE_MIN_FACE_PX,
        EmotionPipeline,
        PipelineSettings,
    )

    found: FaceDetector | None
    if kind == "none":
        found = WholePicture()
    elif kind != "auto":
        smallest = SMALLEST_STILL_PX if still else LIVE_MIN_FACE_PX
        found = make_detector(kind, min_face_px=smallest)
    elif still:  # every picture deserves the second opinion
        found = make_detector("combined")
    else:
        found = None
    return EmotionPipeline(classifier, found, PipelineSettings(flip=flip, mix=mix))


def _table(answers: Sequence[PictureAnswer], labels: LabelSet) -> str:
    """The same columns as for a film."""
    from emotion_gui.core.inference.answer_table import columns, face_cells

    buffer = io.StringIO()
    table = CsvTable(buffer)
    table.writerow(columns(labels))
    for number, answer in enumerate(answers):
        for order, face in enumerate(answer.faces, start=1):
            table.writerow([number, 0.0, answer.file, order, *face_cells(face)])
    return buffer.getvalue()
