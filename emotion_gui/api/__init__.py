"""Emotion Workbench for those who program: a few functions over the same actions as the window.

Nothing here needs a screen. Results are plain dataclasses with NumPy arrays; `frame()` gives a
pandas DataFrame where pandas is installed. `progress` takes a function `(done, total, text)`, or
`True` for a bar (tqdm's, where that is installed). Failures are `EmotionGuiError`s that say in
words what to do. The examples build on each other; the notebook in `docs/` shows the same path
with pictures.

>>> import tempfile
>>> from pathlib import Path
>>> from emotion_gui import api
>>> folder = Path(tempfile.mkdtemp())
>>> table = api.draw_faces(folder / "faces.csv", count=140, seed=5)
>>> workspace = api.open_workspace(folder / "workspace")
"""

from emotion_gui.api.classifying import classify_film, classify_pictures
from emotion_gui.api.learning import evaluate, export, prune, train
from emotion_gui.api.progress import ProgressChoice
from emotion_gui.api.results import (
    ExportedModel,
    FaceArray,
    ImportedFaces,
    PrunedModel,
    ReadFace,
    ReadFilm,
    ReadPicture,
    Scores,
    TrainedModel,
)
from emotion_gui.api.workspaces import draw_faces, faces, import_faces, open_workspace
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.labels import SEVEN

LABELS: tuple[str, ...] = SEVEN.names
"""Names of the usual classes, in their order; a result tells its own as `classes`."""

__all__ = [
    "LABELS",
    "EmotionGuiError",
    "ExportedModel",
    "FaceArray",
    "ImportedFaces",
    "ProgressChoice",
    "PrunedModel",
    "ReadFace",
    "ReadFilm",
    "ReadPicture",
    "Scores",
    "TrainedModel",
    "classify_film",
    "classify_pictures",
    "draw_faces",
    "evaluate",
    "export",
    "faces",
    "import_faces",
    "open_workspace",
    "prune",
    "train",
]
