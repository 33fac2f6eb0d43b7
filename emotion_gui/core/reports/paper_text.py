"""A reproduction in sentences: whether the paper agrees, and the methods paragraph."""

from __future__ import annotations

import re

from emotion_gui import __version__
from emotion_gui.core.escaping import latex
from emotion_gui.core.paper.agreement import Standing
from emotion_gui.core.paper.facts import Protocol
from emotion_gui.core.reports.paper_facts import PaperFacts, RowLine, row_lines, system_lines
from emotion_gui.core.reports.paper_tables import PROTOCOLS, reach, spread

_AUTHORS = {
    "narayan": "Narayan & Ge",
    "gedeon": "Gedeon & Harris, 1991",
    "dhall": "Dhall et al., 2011",
    "goodfellow": "Goodfellow et al., 2013",
    "alizadeh": "Alizadeh & Fazel, 2017",
    "bosch": "Bosch et al., 2007",
    "ojansivu": "Ojansivu & Heikkilä, 2008",
    "han": "Han et al., 2015",
    "luo": "Luo et al., 2017",
    "nadeau": "Nadeau & Bengio, 2003",
    "wilson": "Wilson, 1927",
}
_CITED = re.compile(r" ?\[@(\w+)\]")
_COLUMNS = ("mean test accuracy", "validation accuracy", "number of maps pruned", "accuracy after")


def row_sentence(line: RowLine) -> str:
    """One row of Table 1 in words."""
    by_verdict: dict[Standing, list[str]] = {}
    for name, found in zip(_COLUMNS, line.verdicts, strict=True):
        by_verdict.setdefault(found, []).append(name)
    words = {
        Standing.AGREES: "agree with ours within chance",
        Standing.LOWER: "are above ours by more than chance explains",
        Standing.HIGHER: "are below ours by more than chance explains",
        Standing.OPEN: "cannot be compared",
    }
    parts = [f"{_joined(names)} {words[found]}" for found, names in by_verdict.items()]
    printed = line.printed
    return (
        f"{printed.epochs} epochs, learning rate {printed.learning_rate:g}: of the paper, "
        f"{'; '.join(parts)}. Validation: paper {100 * printed.validation:.1f} %, ours "
        f"{spread(line.validation)} % ({reach(line.validation)} %)."
    )


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def verdict_lines(facts: PaperFacts) -> list[str]:
    """What the report says first: does it agree?"""
    found = [entry for line in row_lines(facts) for entry in line.verdicts]
    agreeing = found.count(Standing.AGREES)
    lines = [
        f"Table 1: {agreeing} of the {len(found)} figures that the paper prints agree with ours "
        f"within chance, {found.count(Standing.LOWER)} are above ours, "
        f"{found.count(Standing.HIGHER)} below; {found.count(Standing.OPEN)} cannot be compared."
    ]
    significant = [line for line in row_lines(facts) if line.p is not None and line.p < 0.05]
    better = [line for line in significant if line.after.mean > line.validation.mean]
    lines.append(
        f"Pruning by the paper's rule made {len(better)} of the {len(row_lines(facts))} rows "
        f"significantly better and {len(significant) - len(better)} significantly worse."
    )
    for protocol in Protocol:
        for line in system_lines(facts, protocol):
            if line.printed is None:
                continue
            words = {
                Standing.AGREES: "agrees with ours",
                Standing.LOWER: "is above ours by more than chance explains",
                Standing.HIGHER: "is below ours by more than chance explains",
                Standing.OPEN: "cannot be compared",
            }[line.verdict]
            lines.append(
                f"{line.title}, {PROTOCOLS[protocol]}: the printed "
                f"{100 * line.printed.accuracy:.1f} % {words} ({spread(line.accuracy)} %, interval "
                f"{reach(line.accuracy)} %, n = {line.accuracy.n:,})."
            )
    return lines


def caveats(facts: PaperFacts) -> list[str]:
    """What must be known before a figure is quoted."""
    found = []
    request = facts.request
    if request["epochs"]:
        found.append(
            f"Every row of Table 1 was given {request['epochs']} epochs instead of its own: these "
            "figures say nothing about the paper's."
        )
    if facts.is_large and request["whole_epochs"]:
        found.append(
            f"The networks on the whole of FER2013 had {request['whole_epochs']} epochs "
            "instead of 50."
        )
    if request["deep_epochs"]:
        found.append(
            f"The CNN of Alizadeh & Fazel had {request['deep_epochs']} epochs instead of 35."
        )
    if facts.splits < 5:
        found.append(f"{facts.splits} splits say little; five or more are meant.")
    if facts.is_large:
        found.append(
            "The data are no SFEW: Table 1 was made on 675 of their faces with SFEW's class "
            "counts, so it shows what sets of this size can tell, not SFEW's own figures."
        )
    if not facts.by_film:
        found.append(
            "The names of the files tell no films, so the Strictly Person Independent protocol "
            "was not possible."
        )
    if not facts.vectors:
        found.append(
            "The support vector machines were left out: scikit-learn is not installed "
            "(pip install 'emotion-gui[paper]')."
        )
    return found


def methods(facts: PaperFacts) -> str:
    """The paragraph for a paper, with marks such as [@gedeon] where something is cited."""
    request, row = facts.request, facts.rows[0]
    faces = (
        f"675 faces drawn from {facts.faces:,} of {facts.title} with the class counts of SFEW "
        "[@dhall]"
        if facts.is_large
        else f"the {facts.faces:,} faces of {facts.title}"
    )
    text = (
        f"The experiments of [@narayan] were repeated with Emotion Workbench {__version__}. On "
        f"{faces}, {facts.splits} random splits (80 % to learn from, 10 % watched, 10 % judged, "
        f"within the classes; n = {row.n} judged each) were made, and each row of Table 1 was "
        "trained once on each with a seed of its own: the six-module network (409,461 "
        "parameters), Adam, constant learning rate, batches of 64, random rotation up to 15 "
        "degrees, brightness and contrast up to 20 %, mirror images; the network after its last "
        "epoch counts. Pruning follows distinctiveness [@gedeon]: activations of module 5 over "
        "the training faces, scaled to [0, 1] over the whole layer, minus 0.5; of pairs under the "
        "threshold one map goes and its outgoing weights are added to the other's, of pairs over "
        "180 degrees minus the threshold both go; no training follows. Means are given with "
        "standard deviations over splits; intervals are 95 % intervals of the mean with the "
        "variance of repeated splits corrected [@nadeau], for single figures those of [@wilson]; "
        "p values of before against after are those of the corrected paired t test, for single "
        "networks those of McNemar's exact test. A printed figure is said to agree where its "
        "difference from ours lies within the 95 % interval of that difference, with n = 55 for "
        "Table 1. "
    )
    if facts.vectors:
        text += (
            "PHOG [@bosch] (8 bins over 360 degrees, three levels, Canny edges) and LPQ "
            "[@ojansivu] (window 7, decorrelated, 4 x 4 cells) were scaled to unit variance, "
            "reduced by principal components (98 % of the variance, 300 at most) and classified "
            "by a support vector machine with a Gaussian kernel whose cost was chosen by "
            f"three-fold cross-validation, from at most {request['most_vectors']:,} faces. "
        )
    text += (
        "The network of [@alizadeh] has four convolutions (64, 128, 512, 512 maps) and two fully "
        "connected layers (256, 512). The small network of [@gedeon] has 64 sigmoid neurons over "
        "faces of 16 x 16 pixels, pruned at 15 and 165 degrees. Weights by magnitude [@han] and "
        "ThiNet [@luo] were compared with as many weights or maps of module 5 gone."
    )
    return text


def plain(text: str) -> str:
    """Marks as names and years in brackets."""
    return _CITED.sub(lambda match: f" ({_AUTHORS[match[1]]})", text)


def as_latex(text: str) -> str:
    r"""Marks as `\cite`, everything else escaped."""
    parts, end = [], 0
    for match in _CITED.finditer(text):
        parts += [latex(text[end : match.start()]), rf"~\cite{{{match[1]}}}"]
        end = match.end()
    return "".join([*parts, latex(text[end:])])
