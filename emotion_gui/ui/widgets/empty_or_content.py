"""The page's two faces: the recipe beside its views, or the way to the first faces."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import EmptyState
from emotion_gui.ui.widgets.scroll_column import GUTTER_PX


class Bench(QStackedWidget):
    """`left` beside `right`; an empty state instead while there is nothing to learn from."""

    def __init__(
        self,
        theme: Theme,
        left: QWidget,
        right: QWidget,
        to_data: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.empty = EmptyState(
            theme,
            icon="train",
            title=QCoreApplication.translate("TrainPage", "First load some faces"),
            text=QCoreApplication.translate(
                "TrainPage",
                "A network learns from labelled faces. Load the sample faces (rendered, built "
                "in), or open a data set of your own; then a training starts with one click.",
            ),
        )
        self.data_button = self.empty.add_button(
            QCoreApplication.translate("TrainPage", "Load faces on the Data page"),
            to_data,
            primary=True,
        )
        bench = QWidget()
        row = QHBoxLayout(bench)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14 - GUTTER_PX)
        row.addWidget(left)
        row.addWidget(right, 1)
        self.addWidget(self.empty)
        self.addWidget(bench)

    def show_bench(self, shown: bool) -> None:
        """The recipe and its views, or the empty state."""
        self.setCurrentIndex(int(shown))
