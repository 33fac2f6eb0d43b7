"""What a file is, by its name and its first bytes: a picture, something else, or leftovers.

An ending is a hint only: `.jpg` may hold a GIF, and a JPEG may have no ending at all. Names
decide where they can, because asking every file of a large folder costs more than listing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from emotion_gui.core.reading import open_file

HEAD_BYTES = 32


def _endings(names: str) -> frozenset[str]:
    return frozenset(f".{name}" for name in names.split())


# Endings of pictures that are read.
PICTURE_ENDINGS = _endings(
    "jpg jpeg jpe jfif pjpeg pjp mpo png apng bmp dib gif webp avif avifs tif tiff "
    "jp2 j2k j2c jpc jpx jpf tga pgm ppm pnm pbm pcx sgi rgb ras qoi ico"
)
# Kinds of pictures that are not read, by ending. They are named, never passed over.
_UNREAD_KINDS = {
    "HEIC": _endings("heic heif hif heics"),
    "JPEG XL": _endings("jxl"),
    "vector": _endings("svg svgz eps ai wmf emf"),
    "raw": _endings("cr2 cr3 nef arw dng orf rw2 raf pef srw"),
    "high dynamic range": _endings("hdr exr"),
    "Photoshop": _endings("psd"),
    "DICOM": _endings("dcm dicom"),
}
_UNREAD_ENDINGS = {end: kind for kind, ends in _UNREAD_KINDS.items() for end in ends}
# Endings that say "no picture"; such files are not opened to see.
_ARCHIVES = _endings("zip tar gz tgz bz2 tbz2 xz txz 7z rar zst")
FILM_ENDINGS = _endings("mp4 m4v mov avi mkv webm wmv flv mpg mpeg mts m2ts ts 3gp mxf ogv")
_TEXTS = _endings(
    "txt csv tsv json xml yaml yml md html htm pdf npy npz mat pts pkl h5 hdf5 parquet db log ini "
    "doc docx xls xlsx odt ods ppt pptx rtf py ipynb m c cpp h sh bat exe dll so pt pth onnx "
    "lnk url wav mp3 m4a flac ogg aac"
)
_OTHER_ENDINGS = _ARCHIVES | FILM_ENDINGS | _TEXTS

_JPEG, _PNG, _GIF, _BMP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM"
_TIFF = (b"II*\0", b"MM\0*")
_JPEG_2000 = (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")
_ICON = b"\0\0\1\0"
_MAGIC = (_JPEG, _PNG, _GIF, _BMP, *_TIFF, *_JPEG_2000, b"qoif", _ICON)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_JXL = (b"\xff\x0a", b"\0\0\0\x0cJXL ")

# What systems leave in folders, and archivers beside the files they pack. Names with a dot in
# front (`.DS_Store`, `._face.jpg`, `.AppleDouble`, `.Spotlight-V100`) need no entry.
_MACS = ("__macosx", "resource.frk", "finder.dat", "desktop db", "desktop df", "icon\r")
_MACS_SHARES = ("network trash folder", "temporary items")
_WINDOWS = ("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "folder.ini")
_VOLUMES = ("$recycle.bin", "recycler", "system volume information", "lost+found", "#recycle")
_PROGRAMS = ("@eadir", "picasa.ini", "zbthumbnail.info", "__pycache__")
_TAR = ("paxheader", "@paxheader", "@longlink")
_LEFTOVERS = frozenset((*_MACS, *_MACS_SHARES, *_WINDOWS, *_VOLUMES, *_PROGRAMS, *_TAR))
_LEFTOVER_BEGINNINGS = ("paxheaders.", "~$")
_APPLE_DOUBLE = (b"\0\x05\x16\x07", b"\0\x05\x16\0")


def is_leftover(parts: Sequence[str]) -> bool:
    """True for hidden files and what operating systems and archivers leave behind.

    Args:
        parts: of a path, relative to the source.
    """
    return any(_is_leftover_name(part) for part in parts)


def _is_leftover_name(name: str) -> bool:
    lower = name.lower()
    hidden = name.startswith(".") and name not in {".", ".."}
    return hidden or lower in _LEFTOVERS or lower.startswith(_LEFTOVER_BEGINNINGS)


def ending_of(name: str) -> str:
    """The ending in small letters with its dot, or ""."""
    base = name.replace("\\", "/").rpartition("/")[2]
    _, dot, ending = base.rpartition(".")
    return (dot + ending).lower() if dot else ""


def is_picture_name(name: str) -> bool:
    """True where the ending says picture, whether or not its kind can be read."""
    ending = ending_of(name)
    return ending in PICTURE_ENDINGS or ending in _UNREAD_ENDINGS


def needs_a_look(name: str) -> bool:
    """True where the name leaves open what the file is, so that its first bytes decide."""
    return not is_picture_name(name) and ending_of(name) not in _OTHER_ENDINGS


def is_picture_head(head: bytes) -> bool:
    """True where the first `HEAD_BYTES` bytes are those of a picture."""
    if head.startswith(_MAGIC) or head.startswith(_JXL):
        return True
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":  # films begin so as well; their brands are others
        return head[8:12] in {b"avif", b"avis"} | _HEIC_BRANDS
    return len(head) > 2 and head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()


def is_picture_file(path: Path) -> bool:
    """True where a file is a picture by its name, or by its first bytes where the name is mute."""
    if is_picture_name(path.name):
        return True
    if not needs_a_look(path.name):
        return False
    try:
        with open_file(path) as file:
            return is_picture_head(file.read(HEAD_BYTES))
    except OSError:
        return False


def what_else(name: str) -> str:
    """Why a file that is no picture is left out, in words."""
    ending = ending_of(name)
    if ending in _ARCHIVES:
        return "an archive inside; unpack it first"
    if ending in FILM_ENDINGS:
        return "a film, not a picture"
    return "not a picture"


def why_unread(data: bytes, name: str) -> str:
    """Why bytes that no decoder knows are not read, in words."""
    if not data.strip(b"\0"):
        return "the file holds nothing but zeros"
    if data.startswith(_APPLE_DOUBLE):
        return "this is not the picture but what a Mac keeps beside it"
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in _HEIC_BRANDS:
        return "HEIC pictures are not read; save it as JPEG or PNG"
    if data.startswith(_JXL):
        return "JPEG XL pictures are not read; save it as JPEG or PNG"
    if (kind := _UNREAD_ENDINGS.get(ending_of(name))) is not None:
        return f"{kind} pictures are not read; save it as JPEG or PNG"
    if data.lstrip()[:1] == b"<":
        return "this is a web page or another text, not a picture"
    return "not a picture of a known format"
