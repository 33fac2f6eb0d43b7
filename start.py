"""Sets up a checkout and starts it: the window, any verb, or the tests.

    python3 start.py            the window; the demonstration where there is no screen
    python3 start.py test       the tests
    python3 start.py VERB ...     the command line

What is missing is installed into `.venv` beside this file, and only then; `start.sh` does the
same and finds a Python first.
"""
# Nothing younger than Python 2 stands here: an old one must get as far as the words about it.

import sys

if sys.version_info < (3, 6):  # noqa: UP036
    sys.exit("error: this Python is too old: the program needs 3.11 to 3.14.")

from emotion_gui.supported_python import python_problem

if __name__ == "__main__":
    problem = python_problem()
    if problem is not None:
        sys.exit("error: " + problem)

    from first_start.run import main

    sys.exit(main(sys.argv[1:]))
