"""Start Emotion Workbench from a checkout or a bundle."""

from __future__ import annotations

import sys

from emotion_gui.launch import main

if __name__ == "__main__":
    sys.exit(main())
