"""`cameras`: what is plugged in, and how it behaves through each interface of the system."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import RunOptions, cli_run


@app.command("cameras")
@with_bundles
def cameras_verb(
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Open each through every interface and measure how long it takes; no picture "
            "is kept.",
        ),
    ] = False,
    *,
    options: RunOptions,
) -> None:
    """The cameras of this computer."""
    with cli_run(options) as run:
        from emotion_gui.core.inference.camera_check import check_cameras, timing_text
        from emotion_gui.core.inference.cameras import (
            backend_name,
            camera_interfaces,
            list_cameras,
        )

        cameras = list_cameras()
        values: dict[str, object] = {
            "interfaces": [backend_name(backend) for backend in camera_interfaces()],
            "cameras": [{"address": camera.address, "name": camera.name} for camera in cameras],
        }
        for camera in cameras:
            run.say(f"{camera.address:16} {camera.name}")
        if not cameras:
            run.say("no camera was found")
        if check:
            with run.job("Checking the cameras") as context:
                timings = check_cameras(context)
            for timing in timings:
                run.say(timing_text(timing))
            values["timings"] = [dataclasses.asdict(timing) for timing in timings]
        run.emit(values)
