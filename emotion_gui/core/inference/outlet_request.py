"""Where answers are sent to; without the libraries that send them."""

from __future__ import annotations

from dataclasses import dataclass

OSC_HOST = "127.0.0.1"  # never another: what a face shows does not leave the computer this way
OSC_PORT = 9000
LSL_NAME = "Emotion Workbench"


@dataclass(frozen=True)
class OutletRequest:
    """What is switched on; both off is the same as no request.

    Attributes:
        osc_port: of OSC messages by UDP to this computer, 1 to 65,535; None = off.
        lsl: a stream of the Lab Streaming Layer, which the local network can find.
    """

    osc_port: int | None = None
    lsl: bool = False

    def __bool__(self) -> bool:
        return self.osc_port is not None or self.lsl

    def __str__(self) -> str:
        osc = "" if self.osc_port is None else f"OSC {OSC_HOST}:{self.osc_port}"
        return ", ".join(part for part in (osc, "LSL" if self.lsl else "") if part)
