"""Of the rig's Python: the project under test is the folder in PROJECT_ROOT, or the current one."""

import os
import sys

sys.path.insert(0, os.environ.get("PROJECT_ROOT") or os.getcwd())
