"""Runs first in each program on Windows: both read their modules from one archive beside them.

PyInstaller puts the whole archive into every program, 40 MB each; the spec leaves in the programs
only what runs before this. It uses PyInstaller's inner names, whose version is pinned.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(
    os.path.join(sys._MEIPASS, "modules.pyz"),  # type: ignore[attr-defined]  # PyInstaller's
    check_pymagic=True,
)
pyimod02_importers._pyz_tree = None
sys.path_importer_cache.clear()  # finders of the small archive
