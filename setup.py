"""Adds `resources/` to the installed package; everything else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["emotion_gui", "emotion_gui.*"]), "emotion_gui.resources"],
    package_dir={"emotion_gui.resources": "resources"},
    package_data={"emotion_gui": ["py.typed"], "emotion_gui.resources": ["**/*"]},
)
