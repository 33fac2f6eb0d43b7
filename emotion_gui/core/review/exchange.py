"""Episodes for other programs: BORIS (8 and later), ELAN, and BIDS."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from emotion_gui import __version__
from emotion_gui.core.escaping import CsvTable, TableStyle, encodable, xml_text
from emotion_gui.core.files import atomic_path, write_bytes, write_text
from emotion_gui.core.review.edits import Edits
from emotion_gui.core.review.episodes import Episode, all_episodes
from emotion_gui.core.review.sessions import OpenSession, SessionFacts
from emotion_gui.core.review.statistics import answers_of

BORIS_FORMAT = "7.0"
_NO_SUBJECT = ""
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_EAF_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_MARKS_TIER = "marks"


# BIDS says how its tables are written, whatever a person's spreadsheet likes.
_TABS = TableStyle(delimiter="\t", mark=False)
ET.register_namespace("xsi", _XSI)


def write_boris(path: Path, session: OpenSession) -> None:
    """A BORIS project: one observation with the film, a subject a person, state events.

    Raises:
        StorageError: the disk refused.
    """
    found = all_episodes(session.timeline)
    film = encodable(session.facts.film.path)
    codes = {episode.label: "Point event" for episode in found if episode.seconds == 0}
    codes |= {episode.label: "State event" for episode in found if episode.seconds > 0}
    codes = dict.fromkeys(answers_of(session.timeline.rows.labels), "State event") | codes
    subjects = list(dict.fromkeys(person.title for person in session.timeline.edits.shown))
    project = {
        "time_format": "hh:mm:ss",
        "project_date": session.row.created[:19],
        "project_name": encodable(session.row.name),
        "project_description": f"Apparent expressions, by Emotion Workbench {__version__}",
        "project_format_version": BORIS_FORMAT,
        "subjects_conf": {
            str(k): {"key": "", "name": name, "description": ""} for k, name in enumerate(subjects)
        },
        "behaviors_conf": {
            str(k): _behaviour(code, kind) for k, (code, kind) in enumerate(codes.items())
        },
        "observations": {encodable(session.row.name): _observation(session, film, found)},
        "behavioral_categories": [],
        "behavioral_categories_config": {},
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    }
    # BORIS reads its projects in the code page of the system.
    write_text(path, json.dumps(project, indent=1), private=True)


def _behaviour(code: str, kind: str) -> dict[str, object]:
    return {
        "type": kind,
        "key": "",
        "code": code,
        "description": "",
        "color": "",
        "category": "",
        "modifiers": "",
        "excluded": "",
        "coding map": "",
    }


def _observation(session: OpenSession, film: str, found: Sequence[Episode]) -> dict[str, object]:
    length_s = session.timeline.end_s
    events: list[list[object]] = []
    for episode in found:
        times = [episode.begin_s, episode.end_s] if episode.seconds > 0 else [episode.begin_s]
        events += [
            # time, subject, behaviour, modifiers, comment, number of the frame
            [round(time_s, 3), episode.person or _NO_SUBJECT, episode.label, "", "", "NA"]
            for time_s in times
        ]
    # One state of a subject ends before its next begins at the same moment.
    order = sorted(range(len(events)), key=lambda k: (events[k][0], k))
    return {
        "file": {str(player): [film] if player == 1 else [] for player in range(1, 9)},
        "type": "MEDIA",
        "date": session.row.created[:19],
        "description": "",
        "time offset": 0.0,
        "events": [events[k] for k in order],
        "observation time interval": [0, 0],
        "independent_variables": {},
        "visualize_spectrogram": False,
        "visualize_waveform": False,
        "media_creation_date_as_offset": False,
        "close_behaviors_between_videos": False,
        "media_info": {
            "length": {film: length_s},
            "fps": {film: session.facts.fps},
            "hasVideo": {film: True},
            "hasAudio": {film: False},
            "offset": {"1": 0.0},
            "zoom level": {"1": 1.0},
        },
    }


def write_elan(path: Path, session: OpenSession) -> None:
    """An ELAN document (EAF 3.0): a tier a person, one for marks, times in milliseconds.

    Raises:
        StorageError: the disk refused.
    """
    found = all_episodes(session.timeline)
    root = _eaf_head(session)
    order = ET.SubElement(root, "TIME_ORDER")
    tiers = list(dict.fromkeys(person.title for person in session.timeline.edits.shown))
    if any(not episode.person for episode in found):
        tiers.append(_MARKS_TIER)
    slots = annotations = 0
    for tier in tiers:
        element = ET.SubElement(
            root,
            "TIER",
            {"LINGUISTIC_TYPE_REF": "expression", "TIER_ID": xml_text(tier), "PARTICIPANT": ""},
        )
        own = [episode for episode in found if (episode.person or _MARKS_TIER) == tier]
        for begin_ms, end_ms, label in _in_ms(own):
            annotations += 1
            for moment_ms in (begin_ms, end_ms):
                slots += 1
                ET.SubElement(
                    order,
                    "TIME_SLOT",
                    {"TIME_SLOT_ID": f"ts{slots}", "TIME_VALUE": str(moment_ms)},
                )
            whole = ET.SubElement(element, "ANNOTATION")
            aligned = ET.SubElement(
                whole,
                "ALIGNABLE_ANNOTATION",
                {
                    "ANNOTATION_ID": f"a{annotations}",
                    "TIME_SLOT_REF1": f"ts{slots - 1}",
                    "TIME_SLOT_REF2": f"ts{slots}",
                },
            )
            ET.SubElement(aligned, "ANNOTATION_VALUE").text = xml_text(label)
    ET.SubElement(
        root,
        "LINGUISTIC_TYPE",
        {
            "GRAPHIC_REFERENCES": "false",
            "LINGUISTIC_TYPE_ID": "expression",
            "TIME_ALIGNABLE": "true",
        },
    )
    ET.indent(root)
    data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    write_bytes(path, data + b"\n", private=True)


def _eaf_head(session: OpenSession) -> ET.Element:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": f"Emotion Workbench {__version__}",
            "DATE": made,
            "FORMAT": "3.0",
            "VERSION": "3.0",
            f"{{{_XSI}}}noNamespaceSchemaLocation": _EAF_SCHEMA,
        },
    )
    header = ET.SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    film = session.facts.film.file
    ET.SubElement(
        header,
        "MEDIA_DESCRIPTOR",
        {
            "MEDIA_URL": film.as_uri() if film.is_absolute() else xml_text(str(film)),
            "MIME_TYPE": f"video/{film.suffix.lower().lstrip('.') or 'mp4'}",
            "RELATIVE_MEDIA_URL": f"./{xml_text(film.name)}",
        },
    )
    return root


def _in_ms(episodes: Sequence[Episode]) -> list[tuple[int, int, str]]:
    """Whole milliseconds; annotations of a tier have a length and do not overlap."""
    found: list[tuple[int, int, str]] = []
    for episode in episodes:
        begin_ms, end_ms = round(episode.begin_s * 1000), round(episode.end_s * 1000)
        if found and episode.person:  # marks may overlap; a person shows one thing at a time
            begin_ms = max(begin_ms, found[-1][1])
        found.append((begin_ms, max(end_ms, begin_ms + 1), episode.label))
    return found


def write_bids(path: Path, session: OpenSession) -> None:
    """BIDS events: a tab-separated table; `write_bids_sidecar` says what its columns mean.

    Args:
        path: ends in `_events.tsv`.
        session: what is written.

    Raises:
        StorageError: the disk refused.
    """
    rows = [
        (
            f"{episode.begin_s:.3f}",
            f"{episode.seconds:.3f}",
            episode.label,
            episode.person or "n/a",
            "n/a" if math.isnan(episode.probability) else f"{episode.probability:.4f}",
        )
        for episode in all_episodes(session.timeline)
    ]
    with (
        atomic_path(path, private=True) as temporary,
        temporary.open("w", newline="", encoding="utf-8", errors="backslashreplace") as file,
    ):
        table = CsvTable(file, style=_TABS, lineterminator="\n")
        table.writerow(("onset", "duration", "trial_type", "person", "probability"))
        table.writerows(rows)


def write_bids_sidecar(path: Path, session: OpenSession) -> None:
    """The meanings of the columns of a BIDS table, as JSON.

    Args:
        path: the table's, ending in `.json`.
        session: what the table holds.

    Raises:
        StorageError: the disk refused.
    """
    sidecar = json.dumps(_sidecar(session.facts, session.timeline.edits), indent=2)
    write_text(path, sidecar + "\n", private=True)


def _sidecar(facts: SessionFacts, edits: Edits) -> dict[str, Any]:
    levels = {
        name: f"apparent expression: {name}"
        for name in answers_of(facts.model.labels)
        if name != "unsure"
    }
    levels["unsure"] = "no answer reached the model's threshold"
    names = [*(span.name for span in edits.sections), *(event.name for event in edits.events)]
    levels |= dict.fromkeys(names, "marked by a person")
    return {
        "onset": {"Description": "beginning, from the film's first frame", "Units": "s"},
        "duration": {"Description": "0 for a moment", "Units": "s"},
        "trial_type": {
            "LongName": "Apparent expression",
            "Description": "what a face looks like to a model, not what anybody feels",
            "Levels": levels,
        },
        "person": {"Description": "who, as named in the program; n/a for marks of the film"},
        "probability": {"Description": "mean probability of the expression over the episode"},
        "StimulusPresentation": {"SoftwareName": f"Emotion Workbench {__version__}"},
        "Sources": [encodable(facts.film.file.name)],
        "Model": {
            "Name": facts.model.title,
            "SHA256": facts.model.digest,
            "UnsureBelow": facts.model.unsure_below,
            "SmoothingSeconds": facts.smoothing_s,
        },
    }
