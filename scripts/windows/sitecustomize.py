"""Of the rig's Python: the project under test is the folder in PROJECT_ROOT, or the current one.

The embeddable build reads no PYTHONPATH, so that is read here as well.
"""

import os
import sys

project = os.environ.get("PROJECT_ROOT") or os.getcwd()
given = os.environ.get("PYTHONPATH", "")
sys.path[:0] = [*(each for each in given.split(os.pathsep) if each), project]
