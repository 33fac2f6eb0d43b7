"""Let the fastest engine answer for models that are already answering.

torch reads the first faces; behind it the speeds on this computer are looked up, or measured
once, and the faster engine takes its place.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from emotion_gui.core.engines.choosing import settled_engine, speeds_of
from emotion_gui.core.engines.engine import make_engine
from emotion_gui.core.engines.names import EngineName
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.settings import EngineWish

# The first pictures have the computer for themselves; what is over earlier needs no measuring.
PATIENCE_S = 2.0

logger = logging.getLogger(__name__)


class EngineSwitch:
    """Works in threads of its own until `close`.

    Args:
        wish: what a person chose; `auto` takes the fastest.
        patience_s: how long the models answer before anything is measured.
        may_switch: False only measures, for the next run: where one and the same engine has to
            answer throughout.
    """

    def __init__(
        self,
        wish: EngineWish = "auto",
        *,
        patience_s: float = PATIENCE_S,
        may_switch: bool = True,
    ) -> None:
        self._wish = wish
        self._patience_s = patience_s
        self._may_switch = may_switch
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []

    def watch(self, *classifiers: EmotionClassifier | None) -> None:
        """Find these models their engine; those without a file stay as they are."""
        for classifier in classifiers:
            if classifier is None or classifier.file is None:
                continue
            thread = threading.Thread(
                target=self._work, args=(classifier,), name="engine", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Stop measuring and wait for the threads."""
        self._closed.set()
        for thread in self._threads:
            thread.join()

    def _work(self, classifier: EmotionClassifier) -> None:
        try:
            self._switch(classifier)
        except EmotionGuiError as error:  # the file is gone: who reads answers goes on with them
            logger.info("no other engine for %s: %s", classifier.name, error)
        except Exception:  # the last frame of the thread; torch goes on answering
            logger.warning("no other engine for %s", classifier.name, exc_info=True)

    def _switch(self, classifier: EmotionClassifier) -> None:
        assert classifier.file is not None
        checkpoint = load_checkpoint(classifier.file)
        name = settled_engine(self._wish, classifier.file)
        if self._wish == "auto" and name == classifier.engine.name:
            name = self._measured(checkpoint, classifier.file) or name
        if not self._may_switch or self._closed.is_set() or name == classifier.engine.name:
            return
        engine = make_engine(checkpoint, name)
        side = checkpoint.info.preprocessing.side
        engine.logits(np.zeros((1, side, side), dtype=np.uint8))  # the first call is slow
        classifier.engine = engine
        logger.info("%s answers for %s", name, classifier.name)

    def _measured(self, checkpoint: Checkpoint, file: Path) -> EngineName | None:
        """The fastest by measurement; None where a stop came first."""
        if self._closed.wait(self._patience_s):
            return None
        speeds = speeds_of(checkpoint, file, is_wanted=lambda: not self._closed.is_set())
        return None if speeds is None else speeds.fastest()


@contextmanager
def measured_beside(classifier: EmotionClassifier, wish: EngineWish) -> Iterator[None]:
    """Inside, the speeds are measured for the next time; the same engine answers to the end."""
    switch = EngineSwitch(wish, may_switch=False)
    if wish == "auto":
        switch.watch(classifier)
    try:
        yield
    finally:
        switch.close()
