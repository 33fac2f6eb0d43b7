"""What the order of packets tells: where a second recording begins, and where bytes lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

# Less is a slip: a badly made file, or a damaged one.
NEW_CLOCK_S = 0.5
# Between two pictures lie sound, headers, and the odd index.
USUAL_BYTES = 2_000


class PacketOrder:
    """Looks at every packet before it is decoded: in that order time runs back only at a joint.

    A gap in time alone is how many films are made (screen recordings, browsers). It is a hole
    where the bytes of the missing pictures are there as well, and were passed over.

    Args:
        stream: of the pictures.
        fps: nominal pictures a second.
    """

    def __init__(self, stream: VideoStream, fps: float) -> None:
        self._base_s = float(stream.time_base or 0)
        self._step_s = 1 / fps
        self._time_s: float | None = None
        self._end: int | None = None
        self._bytes_between = 0
        self._seconds_between = 0.0
        self._joint = False
        self.holes = 0
        self.holes_s = 0.0

    def see(self, packet: Packet[VideoStream]) -> None:
        """Take the next packet into account."""
        if packet.dts is None:
            return
        time_s = packet.dts * self._base_s
        if self._time_s is not None:
            passed_s = time_s - self._time_s
            if passed_s < -NEW_CLOCK_S:
                self._joint = True
            elif packet.pos is not None and self._end is not None:
                self._measure(passed_s, packet.pos - self._end)
        self._time_s = time_s
        self._end = None if packet.pos is None else packet.pos + packet.size

    def take_joint(self) -> bool:
        """Whether another recording has begun; true once a joint."""
        joint, self._joint = self._joint, False
        return joint

    def _measure(self, passed_s: float, between: int) -> None:
        if passed_s < 1.5 * self._step_s:
            self._bytes_between += max(0, between)
            self._seconds_between += passed_s
            return
        rate = self._bytes_between / self._seconds_between if self._seconds_between > 0 else 0.0
        if between > USUAL_BYTES + 3 * rate * passed_s:
            self.holes += 1
            self.holes_s += passed_s - self._step_s
