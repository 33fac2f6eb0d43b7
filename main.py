"""Start Emotion Workbench from a checkout or a bundle."""
# Nothing younger than Python 3.6 stands here: an old one must get as far as the words about it.

import sys

from emotion_gui.supported_python import python_problem

if __name__ == "__main__":
    problem = python_problem()
    if problem is not None:
        sys.exit(f"error: {problem}")

    from emotion_gui.launch import main

    sys.exit(main())
