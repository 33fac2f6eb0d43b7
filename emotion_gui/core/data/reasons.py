"""Why pictures are left out: every sentence that is stored beside one, to be read again.

The database keeps English. Whoever shows a reason looks up the form it has here and says that in
the reader's language, with the same figures and names in it.
"""

from __future__ import annotations

import functools

from emotion_gui.core.sentences import Reason, read_sentence

REASONS = (
    # pictures
    Reason("the file is empty"),
    Reason("it is not a file"),  # as versions before 0.2 stored it
    Reason("this is not a file"),
    Reason("this is a folder, not a file"),
    Reason("this is a named pipe, not a file"),
    Reason("this is a socket, not a file"),
    Reason("this is a device, not a file"),
    Reason("the file is larger than {limit} MB"),
    Reason("the file holds nothing but zeros"),
    Reason("the picture is truncated"),
    Reason("the picture is damaged"),
    Reason("larger than {limit} megapixels"),
    Reason("{width} x {height} pixels, larger than {limit} megapixels"),
    Reason("{width} x {height} pixels of 16 bits, larger than {limit} megapixels"),
    Reason("not a picture of a known format"),
    Reason("this is a web page or another text, not a picture"),
    Reason("this is not the picture but what a Mac keeps beside it"),
    Reason("{kind} pictures are not read; save it as JPEG or PNG"),
    Reason("it is no longer in {source}"),
    # faces
    Reason("no face was found"),
    Reason("no face: the picture is of one tone"),
    Reason("{width} x {height} pixels, under {least}"),
    Reason("the largest face is {side} pixels, under {least}"),
    Reason("largest of {count} faces"),
    Reason("most central of {count} faces"),
    Reason("face {number} of {count}"),
    Reason("{count} faces; choose one"),
    Reason("box drawn by hand"),
    Reason("chosen by hand"),
    Reason("excluded by hand"),
    Reason("the box is smaller than {least} pixels"),
    Reason("the box lies outside the picture"),
    Reason("it came as a finished face, there is no picture"),
    # files and archives
    Reason("not a picture"),
    Reason("a film, not a picture"),
    Reason("an archive inside; unpack it first"),
    Reason("a shortcut of Windows; copy here what it leads to"),
    Reason("this link leads to nothing ({target})"),
    Reason("this link cannot be read ({why})"),
    Reason("this link leads to a folder that holds it"),
    Reason("the folder is read already, as {name}"),
    Reason("the folder cannot be read ({why})"),
    Reason("its path leads out of the archive"),
    Reason("it has no name"),
    Reason("its name is longer than {limit} letters"),
    Reason("a link, not a file; links in archives are not followed"),
    Reason("a link (to {target}), not a file; links in archives are not followed"),
    Reason("a device, not a file"),
    Reason("it is a link or device, not a file"),  # as 0.1.0 stored it
    Reason("it is encrypted"),
    Reason("it unpacks to more than {ratio} times its size"),
    Reason("it cannot be unpacked ({why})"),
    Reason("the archive holds another file of this name"),
    # classes
    Reason("class '{name}' is not one of the data set's classes"),
    Reason("class '{name}' is not one of the seven emotions"),  # as 0.1.0 stored it
    Reason("folder '{name}' is not one of the seven emotions"),  # as 0.1.0 stored it
    # tables
    Reason("the line is longer than a megabyte"),
    Reason("{count} columns instead of {wanted}"),
    Reason("{count} pixels instead of {wanted}"),
    Reason("{what} among the pixels is not a number"),
    Reason("pixel value {value} is over 255"),
    Reason("emotion {what} is not one of 0 to 6"),
    Reason("class {what} is not one of the data set's classes"),
    Reason("class {what} is not one of the seven emotions"),  # as 0.1.0 stored it
    Reason("no column {names} in the header ({header})"),
    # votes
    Reason("FER+ votes are tied ({emotions})"),
    Reason("most FER+ voters saw {name}, not one of the classes"),
    Reason("most FER+ voters saw contempt, which is not one of the seven"),  # as 0.1.0 stored it
    Reason("most FER+ voters could not tell"),
    Reason("most FER+ voters saw no face"),
    Reason("nobody voted on it in FER+"),
    Reason("the FER+ table has no votes for it"),
    # the check of a data set
    Reason("same pixels as another face"),
    Reason("same pixels as a face of another part"),
    Reason("nearly a face of another part"),
    Reason("nearly another face of its part"),
    Reason("copies carry different labels"),
    Reason("the picture is flat"),
    Reason("the face is under {least} pixels"),
    Reason("a network contradicts the label"),
    Reason("the data set has this face already ({name})"),
    # notes of an import
    Reason("The pictures are cropped faces already; no detector was used."),
    Reason("The pictures are photographs; faces were found with the {detector} detector."),
    Reason("Split '{split}' is not possible: {why}."),
    Reason("Made 80/10/10 instead."),
    Reason("The data set is not divided yet."),
    Reason(
        "The source has no third part: its test part is watched every epoch, and nothing is kept "
        "back for a final judgement."
    ),
    Reason("The source's val part is watched every epoch; its test part is the final hurdle."),
)

# 0.1.0 stored one reason in the language of whoever clicked.
_FOREIGN = {"von Hand ausgeschlossen": "excluded by hand"}


@functools.lru_cache(maxsize=4_096)  # tables ask for the same few again and again
def read_reason(text: str) -> tuple[Reason, dict[str, str]] | None:
    """The form of a stored reason and what stands in it; None for one that is not known here."""
    text = _FOREIGN.get(text, text)
    return read_sentence(text, REASONS)
