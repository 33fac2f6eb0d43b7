"""A server of a test's own on 127.0.0.1, plain or with a certificate that nobody vouches for."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2

from tests.helpers.fake_sources import plain_frames

JPEG = cv2.imencode(".jpg", plain_frames(1)[0])[1].tobytes()
Answer = Callable[[BaseHTTPRequestHandler], None]


CERTIFICATES = Path(__file__).parents[1] / "data" / "tls"
SELF_SIGNED = CERTIFICATES / "self_signed.pem"


@contextmanager
def server(answer: Answer, *, certificate: Path | None = None) -> Iterator[str]:
    """Answers every request with a function, on 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):
                answer(self)

        def log_message(self, *arguments: object) -> None:
            del arguments

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    scheme = "http"
    if certificate is not None:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        made.socket = context.wrap_socket(made.socket, server_side=True)
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{made.server_address[1]}"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def begin(handler: BaseHTTPRequestHandler, kind: str, **headers: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def multipart(handler: BaseHTTPRequestHandler) -> None:
    begin(handler, "multipart/x-mixed-replace; boundary=b")
    for _ in range(200):
        part = f"--b\r\nContent-Type: image/jpeg\r\nContent-Length: {len(JPEG)}\r\n\r\n"
        handler.wfile.write(part.encode() + JPEG + b"\r\n")
