"""Sets up a checkout: system packages, an environment, the program's own packages.

Runs on the system's Python before anything is installed, so only Python's own library and those
modules of the program are imported that need no more.
"""
