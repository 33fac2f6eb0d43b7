"""Which data these are: a hash of every face's pixels, label and use."""

from __future__ import annotations

import hashlib

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace.database import damaged_row
from emotion_gui.core.workspace.records import SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

_NO_LABEL = 127
_UNUSED = 128
_OK = SampleStatus.OK.value


def content_hash(workspace: Workspace, dataset_id: int) -> str:
    """32 hexadecimal digits; equal data sets have equal ones, wherever they came from.

    A relabelled, excluded or newly cut face makes another version; splits do not.
    """
    labels, hashes, statuses = workspace.face_columns(dataset_id, "label", "pixel_hash", "status")
    used = [bytes((code,)) for code in range(_NO_LABEL + 1)]
    unused = [bytes((code | _UNUSED,)) for code in range(_NO_LABEL + 1)]
    content = hashlib.blake2b(digest_size=16)
    labels_of = workspace.dataset_by_id(dataset_id).label_set
    if labels_of != SEVEN:  # whose hashes stay what they were before there were other classes
        content.update("\0".join(labels_of.names).encode())
    try:
        content.update(
            b"".join(
                (digest or b"")
                + (used if status == _OK else unused)[_NO_LABEL if label is None else label]
                for label, digest, status in zip(labels, hashes, statuses, strict=True)
            )
        )
    except (TypeError, IndexError) as error:
        raise damaged_row(workspace.path, "samples", f"of data set {dataset_id}") from error
    return content.hexdigest()
