"""Start Emotion Workbench from a checkout or a bundle."""
# Nothing younger than Python 2 stands here: an old one must get as far as the words about it.

import sys

if sys.version_info < (3, 6):  # noqa: UP036
    sys.exit("error: this Python is too old: the program needs 3.11 to 3.14.")

from emotion_gui.supported_python import python_problem

if __name__ == "__main__":
    problem = python_problem()
    if problem is not None:
        sys.exit("error: " + problem)

    from emotion_gui.launch import main

    sys.exit(main())
