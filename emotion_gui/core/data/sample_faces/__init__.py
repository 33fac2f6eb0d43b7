"""Expressive faces rendered from facial action units.

The product's built-in data set, its test data and its scale-test generator: nothing is
downloaded and no picture is stored. Expressions follow EMFACS (`actions`); a head is a
height field under a lamp with painted features (`shape`, `relief`, `paint`).
"""

from emotion_gui.core.data.sample_faces.actions import (
    EMOTION_ACTIONS,
    FaceActions,
    varied_actions,
)
from emotion_gui.core.data.sample_faces.generate import SampleFaces, sample_faces, scale_faces
from emotion_gui.core.data.sample_faces.identity import Beard, HairStyle, Identity, Light, Pose
from emotion_gui.core.data.sample_faces.render import Camera, render_face
from emotion_gui.core.data.sample_faces.scene import (
    DrawnScene,
    ScenePerson,
    draw_people,
    render_scene,
)
from emotion_gui.core.data.sample_faces.video import (
    FrameTruth,
    SampleVideo,
    sample_frames,
    write_sample_video,
)
from emotion_gui.core.data.sample_faces.writers import (
    write_sample_csv,
    write_sample_folder,
    write_sample_pictures,
)

__all__ = [
    "EMOTION_ACTIONS",
    "Beard",
    "Camera",
    "DrawnScene",
    "FaceActions",
    "FrameTruth",
    "HairStyle",
    "Identity",
    "Light",
    "Pose",
    "SampleFaces",
    "SampleVideo",
    "ScenePerson",
    "draw_people",
    "render_face",
    "render_scene",
    "sample_faces",
    "sample_frames",
    "scale_faces",
    "varied_actions",
    "write_sample_csv",
    "write_sample_folder",
    "write_sample_pictures",
    "write_sample_video",
]
