"""What is fuzzed: each target makes its good inputs and reads damaged ones."""

from __future__ import annotations

import contextlib
import io
import json
import math
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any, get_args
from unittest import mock

import av
import cv2
import numpy as np
import torch
from mutations import VALUES, Inputs, damaged, exchanged, one_of
from PIL import Image

from emotion_gui.core.data.choices import VotesUse
from emotion_gui.core.data.pictures import decode_picture, picture_size
from emotion_gui.core.data.readers import fer_table, inspect_source, open_source
from emotion_gui.core.data.readers.votes import read_votes
from emotion_gui.core.engines.names import kept_speeds, machine
from emotion_gui.core.errors import ConfigError, EmotionGuiError
from emotion_gui.core.evaluation.metrics import Evaluation, evaluate_predictions
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.frames import opened
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.model.stored_spec import spec_from_json
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import (
    LayerPlan,
    Merge,
    Plan,
    Silence,
    SilenceReason,
    load_plan,
)
from emotion_gui.core.quantizing.calibration import calibrate
from emotion_gui.core.reading import read_json
from emotion_gui.core.reports.figure_drawing import PictureSize, save_picture
from emotion_gui.core.reports.figures import (
    BandFigure,
    BarFigure,
    Figure,
    Line,
    LineFigure,
    MatrixFigure,
    Segment,
    Table,
    TableFigure,
    save_table,
    to_text,
)
from emotion_gui.core.review.coding import read_coding
from emotion_gui.core.review.column_file import MAGIC, ColumnWriter
from emotion_gui.core.review.edits import Edits, Event, Person, Piece, Span
from emotion_gui.core.review.recorded import read_recording
from emotion_gui.core.review.rows import RowBuffer, read_rows
from emotion_gui.core.review.sessions import FilmIdentity, ModelFacts, SessionFacts
from emotion_gui.core.settings import SETTINGS, Preferences
from emotion_gui.core.training import study as study_file
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import new_state
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.resuming import load_state, state_bytes

_RNG = np.random.default_rng(0)


@dataclass(frozen=True)
class Target:
    """Inputs, and the function that must read or refuse them."""

    inputs: Inputs
    read: Callable[[Any], object]


def _pixels(side: int = 48) -> np.ndarray:
    return _RNG.integers(0, 256, (side, side), dtype=np.uint8)


def _encoded(kind: str, mode: str = "L", side: int = 48, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(_pixels(side)).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


# -- tables -----------------------------------------------------------------------------------


def table(folder: Path) -> Target:
    # Small faces and no threads: most of the time went into these, not into what is read.
    mock.patch.object(fer_table, "ThreadPoolExecutor", _AtOnce).start()
    mock.patch.object(fer_table, "BLOCK_BYTES", 1 << 16).start()
    rows = [f"{n},{' '.join(map(str, _pixels(12).ravel()))},Training" for n in range(3)]
    seeds = [
        "\n".join(("emotion,pixels,Usage", *rows, "")).encode(),
        "\r\n".join(("pixels;emotion", *(f"{r.split(',')[1]};3" for r in rows))).encode(),
        b"emotion,pixels\n3,1 2 3\n\n,,,\n",
    ]

    def read(data: bytes) -> None:
        path = folder / "fer.csv"
        path.write_bytes(data)
        inspect_source(path, limit=4)
        for _ in open_source(path):
            pass

    return Target(damaged(seeds), read)


class _AtOnce:
    """A pool whose work is done when it is handed in."""

    def __init__(self, workers: int, **options: object) -> None:
        del workers, options

    def __enter__(self) -> _AtOnce:
        return self

    def __exit__(self, *error: object) -> None:
        del error

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001 - as from a thread
            future.set_exception(error)
        return future


def votes(folder: Path) -> Target:
    names = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    seeds = [
        f"Usage,Image name,{names}\nTraining,a.png,4,0,0,1,3,2,0,0,0,0\n,,{'0,' * 9}10\n".encode(),
        f"{names}\n1,2,3,4,5,6,7,8,9,10\n".encode(),
    ]

    def read(data: bytes) -> None:
        path = folder / "votes.csv"
        path.write_bytes(data)
        found = read_votes(path)
        for row in range(len(found)):
            for use in get_args(VotesUse):
                found.verdict(row, SEVEN.index("happy"), use)

    return Target(damaged(seeds), read)


# -- pictures and archives --------------------------------------------------------------------


def picture(folder: Path) -> Target:
    del folder
    kinds = ("PNG", "JPEG", "BMP", "GIF", "PPM", "WEBP", "TIFF", "AVIF", "JPEG2000", "PCX", "SGI")
    seeds = [_encoded(kind) for kind in kinds]
    seeds += [
        _encoded("PNG", "RGBA"),
        _encoded("PNG", "P"),
        _encoded("TIFF", "I"),
        _encoded("PNG", "1"),
    ]
    seeds += [_encoded("JPEG", "CMYK"), _encoded("TIFF", "F"), _encoded("JPEG", "RGB", 400)]
    seeds += [_encoded("TIFF", compression="tiff_lzw"), _encoded("PNG", "I;16")]
    deep = np.arange(900, dtype=np.uint16).reshape(15, 20, 3) * 64
    seeds += [cv2.imencode(ending, deep)[1].tobytes() for ending in (".png", ".tif", ".ppm")]
    seeds += [_encoded("JPEG")[:-2]]

    def read(data: bytes) -> None:
        for look in (picture_size, decode_picture):
            try:
                look(data, "a.png")
            except EmotionGuiError:
                continue
        decode_picture(data, "a.png", max_side=None)

    return Target(damaged(seeds), read)


def archive(folder: Path) -> Target:
    seeds = [_zip(zipfile.ZIP_STORED), _zip(zipfile.ZIP_DEFLATED), _tar(""), _tar("gz"), _tar("xz")]
    endings = (".zip", ".tar", ".tar.gz", ".tar.xz", ".tgz")

    def read(chosen: tuple[str, bytes]) -> None:
        ending, data = chosen
        path = folder / f"a{ending}"
        path.write_bytes(data)
        inspect_source(path, limit=3)
        for item in open_source(path):
            if item.load is not None:
                try:
                    item.load()
                except EmotionGuiError:
                    continue

    made = damaged(seeds)
    return Target(lambda random: (random.choice(endings), made(random)), read)


def _zip(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name in ("happy/a.png", "sad/../b.png", "angry/c.png", "readme.txt"):
            made.writestr(name, _encoded("PNG", side=24))
    return buffer.getvalue()


def _tar(kind: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{kind}") as made:  # type: ignore[call-overload]
        for name in ("happy/a.png", "sad/b.png"):
            data = _encoded("PNG", side=24)
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("sad/link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
    return buffer.getvalue()


# -- checkpoints, plans, settings -------------------------------------------------------------


def checkpoint(folder: Path) -> Target:
    spec = NetworkSpec(((2,), (3,)), (True, True), input_side=16)
    good = folder / "good.safetensors"
    save_checkpoint(good, EmotionCNN(spec), CheckpointInfo(spec=spec))
    whole = good.read_bytes()
    (length,) = struct.unpack("<Q", whole[:8])
    header, tensors = json.loads(whole[8 : 8 + length]), whole[8 + length :]
    description = json.loads(header["__metadata__"]["emotion_gui"])

    def with_description(value: object) -> bytes:
        text = json.dumps(value)
        return _checkpoint({**header, "__metadata__": {"emotion_gui": text}}, tensors)

    descriptions, headers = exchanged([description]), exchanged([header])
    inputs = one_of(
        damaged([whole]),
        lambda random: with_description(descriptions(random)),
        lambda random: _checkpoint(headers(random), tensors),
    )

    def read(data: bytes) -> None:
        path = folder / "a.safetensors"
        path.write_bytes(data)
        load_checkpoint(path)

    return Target(inputs, read)


def _checkpoint(header: object, tensors: bytes) -> bytes:
    text = json.dumps(header).encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(text)) + text + tensors


def plan(folder: Path) -> Target:
    one = LayerPlan(
        2,
        8,
        "f" * 32,
        PruningOptions(),
        (Merge(1, 0, 5.0), Merge(2, 0, 6.0, alpha=0.5)),
        (Silence(3, SilenceReason.COMPLEMENTARY, 4, 175.0),),
        ((0, 5),),
        3,
    )
    other = LayerPlan(1, 4, "f" * 32, PruningOptions(), (Merge(1, 0, 5.0),))
    old = {"format": 1, **one.to_json()}
    seeds = [old, Plan((one,)).to_json(), Plan((one, other)).to_json()]
    values = exchanged(seeds)

    def text(random: Random) -> bytes:
        return json.dumps(values(random)).encode()

    inputs = one_of(text, text, damaged([json.dumps(seed).encode() for seed in seeds]))

    def read(data: bytes) -> None:
        path = folder / "plan.json"
        path.write_bytes(data)
        load_plan(path)

    return Target(inputs, read)


def settings(folder: Path) -> Target:
    del folder
    keys = [setting.key for setting in SETTINGS]

    def stored(random: Random) -> dict[str, object]:
        chosen = random.sample(keys, random.randrange(len(keys) + 1))
        return {key: random.choice(VALUES) for key in chosen}

    config = exchanged([json.loads(json.dumps(TrainConfig().to_json()))])
    preprocessing = exchanged([json.loads(json.dumps(Preprocessing().to_json()))])
    spec = exchanged([json.loads(json.dumps(asdict(NetworkSpec())))])

    def read(values: tuple[dict[str, object], Any, Any, Any]) -> None:
        preferences = Preferences(_Stored(values[0]))
        for key in keys:
            preferences.get(key)
        readers = (TrainConfig.from_json, Preprocessing.from_json, spec_from_json)
        for reader, value in zip(readers, values[1:], strict=True):
            try:
                reader(value)
            except EmotionGuiError:
                continue

    makers = (stored, config, preprocessing, spec)
    return Target(lambda random: tuple(make(random) for make in makers), read)


class _Stored:
    """Settings as a file may hold them."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def value(self, key: str, /) -> object:
        return self._values.get(key)

    def setValue(self, key: str, value: object, /) -> None:
        self._values[key] = value

    def remove(self, key: str, /) -> None:
        self._values.pop(key, None)


# -- training states, films, recorded figures -------------------------------------------------


def state(folder: Path) -> Target:
    config = TrainConfig(network=NetworkSpec(((2,), (3,)), (True, True)), epochs=3, device="cpu")
    stored = new_state(config)
    for parameter in stored.network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    stored.optimizer.step()
    stored.epoch = stored.best_epoch = 1
    stored.best_accuracy = 0.5
    stored.records = [EpochRecord(1, 1.0, 0.5, 1.0, 0.5, 1e-3, 10.0, 1.0)]

    into = new_state(config)

    def read(data: bytes) -> None:
        nonlocal into
        path = folder / "resume.pt"
        path.write_bytes(data)
        load_state(path, into, epochs=3)
        into = new_state(config)  # what is refused changes nothing

    whole = state_bytes(stored)
    values = exchanged([torch.load(io.BytesIO(whole), weights_only=True)])

    def written(random: Random) -> bytes:
        """Other values behind checksums that fit: the file's own keep most accidents out."""
        buffer = io.BytesIO()
        torch.save(values(random), buffer)
        return buffer.getvalue()

    return Target(one_of(damaged([whole]), written), read)


def film(folder: Path) -> Target:
    films = Path(__file__).parents[2] / "tests" / "data" / "films"
    small = [path for path in films.iterdir() if path.suffix != ".md"]
    seeds = [data for path in small if len(data := path.read_bytes()) < 80_000]
    assert seeds
    tiny = damaged([_tiny_film(*kind) for kind in _FILM_KINDS])

    def read(data: bytes) -> None:
        path = folder / "film.mp4"
        path.write_bytes(data)
        source = VideoFileSource(path)
        with opened(source):
            for _ in range(40):
                if source.read() is None:
                    break
        tuple(map(str, source.notes))

    return Target(one_of(damaged(seeds), *(tiny,) * 9), read)


_FILM_KINDS = (
    ("mp4", "mpeg4"),
    ("mp4", "libx264"),
    ("mov", "mjpeg"),
    ("avi", "mpeg4"),
    ("matroska", "libx264"),
    ("webm", "libvpx"),
    ("mpegts", "mpeg2video"),
    ("flv", "flv"),
)


def _tiny_film(container: str, codec: str) -> bytes:
    """Five small pictures: containers and headers are read, hardly anything is decoded."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as made:
        stream = made.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for value in (0, 60, 120, 180, 240):
            picture = np.full((48, 64, 3), value, dtype=np.uint8)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        made.mux(stream.encode())
    return buffer.getvalue()


def figures(folder: Path) -> Target:
    del folder
    answers = _RNG.normal(size=(60, 7)).astype(np.float32)
    truth = np.arange(60) % 7
    good = json.loads(json.dumps(evaluate_predictions(truth, answers).to_json()))
    return Target(exchanged([good]), Evaluation.from_json)


# -- quantized networks, codings, answers about films, classes, what the program keeps ---------


def quantized(folder: Path) -> Target:
    """Checkpoints of format 2: damaged graphs behind a header that is whole."""
    spec = NetworkSpec(((2,), (3,)), (True, True), input_side=16)
    faces = _RNG.integers(0, 256, (32, 16, 16), dtype=np.uint8)
    graph = calibrate(EmotionCNN(spec).eval(), faces, Preprocessing()).quantized("channel")
    path = folder / "a.safetensors"
    info = CheckpointInfo(spec=spec, quantized={})

    def read(data: bytes) -> None:
        network = object.__new__(QuantizedNetwork)
        network.__dict__["graph"] = data or b"\0"
        save_checkpoint(path, network, info)
        load_checkpoint(path)

    return Target(one_of(damaged([graph]), _nodes_exchanged(graph)), read)


def _nodes_exchanged(graph: bytes) -> Inputs:
    """Whole graphs of other numbers, names and operations: damage that parses."""
    import onnx

    kinds = ("Conv", "Relu", "MaxPool", "Reshape", "Loop", "Resize", "Identity", "ConstantOfShape")

    def make(random: Random) -> bytes:
        model = onnx.load_from_string(graph)
        for _ in range(random.choice((1, 1, 2, 3))):
            node = random.choice(model.graph.node)
            tensor = random.choice(model.graph.initializer)
            number = random.choice((-1, 0, 2, 65, 2**31, 2**62))
            match random.randrange(6):
                case 0:
                    node.op_type = random.choice(kinds)
                case 1 if node.attribute:
                    entry = random.choice(node.attribute)
                    entry.i = number
                    entry.ints[:] = [number] * len(entry.ints)
                case 2 if node.input:
                    node.input[0] = random.choice(random.choice(model.graph.node).output)
                case 3 if tensor.dims:
                    tensor.dims[0] = number
                case 4:
                    tensor.data_type = random.randrange(17)
                case _:
                    tensor.raw_data = random.randbytes(len(tensor.raw_data))
        return bytes(model.SerializeToString())

    return make


def coding(folder: Path) -> Target:
    project = {
        "observations": {
            "a": {
                "file": {"1": ["a.mp4"]},
                "events": [[1.0, "p", "happy"], [2.5, "p", "happy"], [3, "", "sad"]],
            }
        },
        "behaviors_conf": {"0": {"code": "happy", "type": "State event"}},
    }
    elan = (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>'
        '<TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="900"/>'
        '</TIME_ORDER><TIER TIER_ID="p"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="x" '
        'TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>happy</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"
    )
    tables = (
        "start,stop,label,subject\n0,1,happy,p\n00:01:02.5,1:03,sad,q\n",
        "time;emotion\n0,5;happy\n1,5;sad\n",
        "Time\tBehavior\tBehavior type\n0\thappy\tSTART\n1\thappy\tSTOP\n",
    )
    path, values = folder / "coding", exchanged([project])
    texts = damaged([elan.encode(), *(text.encode() for text in tables)])

    def boris(random: Random) -> bytes:
        return json.dumps(values(random)).encode()

    def read(data: bytes) -> None:
        path.write_bytes(data)
        read_coding(path, film="a.mp4")

    return Target(one_of(boris, texts, texts), read)


def answers(folder: Path) -> Target:
    """Files of answers about films: bytes damaged, and headers exchanged under a true checksum."""
    path = folder / "rows.ewc"
    columns = RowBuffer().take()
    columns = {name: np.zeros((2, *c.shape[1:]), c.dtype) for name, c in columns.items()}
    columns["frame.index"] = np.arange(2)
    with ColumnWriter(path) as writer:
        writer.append(columns, {"next": 2})
    whole = path.read_bytes()
    place = len(MAGIC) + 8
    (length,) = struct.unpack("<I", whole[len(MAGIC) : len(MAGIC) + 4])
    header, data = json.loads(whole[place : place + length]), whole[place + length :]
    headers = exchanged([header])

    def with_header(random: Random) -> bytes:
        text = json.dumps(headers(random)).encode("utf-8", "surrogatepass")
        head = struct.pack("<II", len(text), zlib.crc32(data, zlib.crc32(text)))
        return MAGIC + head + text + data

    def read(made: bytes) -> None:
        path.write_bytes(made)
        read_rows(path)

    return Target(one_of(damaged([whole]), with_header, with_header), read)


def classes(folder: Path) -> Target:
    """Sets of classes, facts and marks of films, as databases and checkpoints keep them."""
    del folder
    facts = SessionFacts(
        film=FilmIdentity("a.mp4", 9, "d"),
        model=ModelFacts("a", "a", "a", "d", 9, False, "", 0.5, (0.4, 0.6), 9, 1.0, 0.2),
        detector="haar",
        flip=False,
        smoothing_s=0.3,
    )
    edits = Edits((Person(1, "a"),), (Piece(1, 0, 9, 1),), (Span(0, 1),), (Event(1, "b"),))
    seeds = [SEVEN.to_json(), facts.to_json(), edits.to_json()]
    inputs = exchanged([json.loads(json.dumps(seed)) for seed in seeds])
    # What these may raise is said where they are, and turned into words by who reads them.
    expected = (KeyError, TypeError, ValueError, AttributeError, OverflowError, ConfigError)

    def read(value: Any) -> None:
        for reader in (LabelSet.from_json, SessionFacts.from_json, Edits.from_json):
            try:
                reader(value)
            except expected:
                continue

    return Target(inputs, read)


def kept(folder: Path) -> Target:
    """Recordings' facts, measured speeds, trusted cameras."""
    recording = {
        "video": "a.mp4",
        "table": "a.csv",
        "program": "x 1",
        "began": "",
        "settings": [{"from_s": 0, "smoothing_s": 1, "mirror_averaging": False, "model": {}}],
    }
    speeds = {
        "format": 1,
        "machines": {machine(): {"d": {"model": "a", "engines": {"torch": [1, 2]}}}},
    }
    values = exchanged([recording, speeds, {"camera:443": "ab" * 32}])
    path = folder / "a.json"

    def text(random: Random) -> bytes:
        return json.dumps(values(random)).encode("utf-8", "surrogatepass")

    def read(data: bytes) -> None:
        path.write_bytes(data)
        kept_speeds(path)
        with contextlib.suppress(OSError, ValueError):
            read_json(path)
        read_recording(path, folder / "rows")

    return Target(one_of(text, text, damaged([json.dumps(recording).encode()])), read)


def study(folder: Path) -> Target:
    """Journals of shared searches: lines exchanged, bytes damaged."""
    path = folder / "study.journal"
    made = study_file.open_study(path)
    for value in (0.4, 0.6):
        trial = made.ask()
        trial.suggest_float("learning_rate", 1e-4, 1e-2, log=True)
        trial.suggest_categorical("optimizer", ["adam", "sgd"])
        trial.set_user_attr("workspace", "w")
        trial.set_user_attr("run", 1)
        trial.report(value, 1)
        made.tell(trial, value)
    whole = path.read_bytes()
    lines = exchanged([[json.loads(line) for line in whole.splitlines()]])

    def text(random: Random) -> bytes:
        made = lines(random)
        found = made if isinstance(made, list) else [made]
        return "".join(f"{json.dumps(line)}\n" for line in found).encode()

    def read(data: bytes) -> None:
        path.write_bytes(data)
        for tried in study_file.read_trials(path):
            str(tried)

    return Target(one_of(text, text, damaged([whole])), read)


# -- figures that leave the program -------------------------------------------------------------

_NAMES = (
    "",
    "happy",
    "_hidden",
    "$x^2$ \\alpha",
    "<img src=/x> & 'co'",
    "=cmd|' /C calc'!A0",
    "line\nbreak\ttab\r",
    "\x1b[31m\x00\x07",
    "\udced",
    "\u202eevil\u202c",
    "😀" * 40,
    "n" * 3_000,
    "{0} %s %(a)s",
)
_FIGURES = (0.0, -0.0, 1.0, -1.5, 1e-300, 1e300, -1e300, math.nan, math.inf, -math.inf, 10**400)


def drawn(folder: Path) -> Target:
    """Plots, matrices, bars, bands and tables with any names and figures, as they are saved."""

    def figure(random: Random) -> Figure:
        def names(most: int = 4) -> tuple[str, ...]:
            return tuple(random.choice(_NAMES) for _ in range(random.randrange(most + 1)))

        def values(count: int) -> tuple[float, ...]:
            return tuple(random.choice(_FIGURES[:-1]) for _ in range(count))

        title, first, second = (random.choice(_NAMES) for _ in range(3))
        rows, columns = names(), names()
        matrix = tuple(values(len(columns)) for _ in rows)
        match random.randrange(5):
            case 0:
                points = random.randrange(5)
                lines = tuple(Line(n, values(points), values(points), "#d5005e") for n in rows)
                return LineFigure(title, lines, first, second, random.choice((None, 0.5, math.nan)))
            case 1:
                shades = random.choice((None, matrix))
                return MatrixFigure(title, rows, columns, matrix, first, second, shades)
            case 2:
                colors = ("#d5005e",) * len(rows)
                parts = columns or ("n",)
                bars = tuple(values(len(parts)) for _ in rows)
                return BarFigure(title, rows, parts, bars, colors, random.random() < 0.5, first)
            case 3:
                begin, end = values(2)
                segment = Segment(begin, end, first, "#d5005e")
                return BandFigure(title, tuple((n, (segment,) * random.randrange(3)) for n in rows))
        cells = tuple(
            tuple(random.choice((*_NAMES, *_FIGURES, None)) for _ in columns) for _ in rows
        )
        return TableFigure(title, Table(columns, cells))

    def read(made: Figure) -> None:
        to_text(made.table())
        for ending in (".csv", ".tex"):
            save_table(made, folder / f"a{ending}")
        ending = (".svg", ".png", ".pdf")[len(repr(made)) % 3]  # each of them takes long
        save_picture(made, folder / f"a{ending}", PictureSize(8.0, 5.0, dpi=50))

    return Target(figure, read)


TARGETS: dict[str, Callable[[Path], Target]] = {
    "table": table,
    "votes": votes,
    "picture": picture,
    "archive": archive,
    "checkpoint": checkpoint,
    "plan": plan,
    "settings": settings,
    "state": state,
    "film": film,
    "figures": figures,
    "drawn": drawn,
    "quantized": quantized,
    "coding": coding,
    "answers": answers,
    "classes": classes,
    "kept": kept,
    "study": study,
}
