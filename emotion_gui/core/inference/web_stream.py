"""What an http address sends, as files: from its own host alone, and never without a picture.

FFmpeg's own reader goes wherever a server sends it, asks a proxy of the environment, and makes
room for whatever a server calls one picture: two gigabytes in eight seconds. So the bytes are
fetched here and handed to it.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import urllib.error
import urllib.request
from functools import partial
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from emotion_gui.core.errors import VideoSourceError

# Between two pictures; one of 8k as JPEG takes 15 MB.
MOST_BYTES_A_PICTURE = 64 << 20
_PORTS = {"http": 80, "https": 443}
_LOCAL_NAMES = (".local", ".localhost", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box")


class WebStream:
    """An address and all that it names, within one host.

    Args:
        url: with user name and password where the server wants them; http or https.
        shown: the address for messages.
        open_timeout_s: how long a server may take to answer.
        read_timeout_s: how long it may say nothing later.

    Attributes:
        fault: why nothing more comes. Kept and not raised: FFmpeg calls from where nobody catches.
        unproven: why the certificate of a device in the own network proves nothing; "" where it
            was checked, or there is none.
    """

    def __init__(
        self, url: str, shown: str, *, open_timeout_s: float, read_timeout_s: float
    ) -> None:
        parts = urlsplit(url)
        self.shown = shown
        self._open_timeout_s = open_timeout_s
        self._host = _host_of(parts)
        netloc = parts.netloc.rpartition("@")[2]
        self.url = parts._replace(netloc=netloc).geturl()
        self._answers: list[http.client.HTTPResponse] = []
        patient = _Patient(read_timeout_s, self._answers)
        self._opener = _opener(self, parts, patient, ssl.create_default_context())
        self._trusting = partial(_opener, self, parts, patient, _unchecked())
        self.unproven = ""
        self._unseen = 0
        self.fault: VideoSourceError | None = None

    def begin(self) -> WebFile:
        """Fetch the stream's own address, for the first time or again.

        Raises:
            VideoSourceError: as `open`.
        """
        self._unseen, self.fault = 0, None
        return self.open(self.url)

    def open(self, url: str) -> WebFile:
        """Begin to fetch.

        Args:
            url: the stream's own, or one that it names (the pieces of a playlist).

        Raises:
            VideoSourceError: of another host, refused, or nobody answers.
        """
        url = urljoin(self.url, url)
        self.check_host(url)
        return WebFile(self, url)

    def check_host(self, url: str) -> None:
        """Raises VideoSourceError where an address leads to another host."""
        parts = urlsplit(url)
        if not _is_within(_host_of(parts), self._host):
            name = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            raise self.refused(
                f"the server sends on to another one ({name}); open that address itself if you "
                "trust it"
            )

    def fetch(self, url: str, start: int) -> http.client.HTTPResponse:
        """The answer to a request, from a byte on."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        request = urllib.request.Request(url, headers=headers)
        answer: http.client.HTTPResponse | None = None
        try:
            answer = self._opener.open(request, timeout=self._open_timeout_s)
            assert answer is not None
            return answer
        except urllib.error.HTTPError as error:
            if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise self.refused("the server wants another user name or password") from error
            raise self.refused(f"the server refuses (HTTP {error.code})") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            if isinstance(reason, TimeoutError):
                raise self.stalled() from error
            if isinstance(reason, ssl.SSLCertVerificationError):
                self._go_on_unproven(reason)
                return self.fetch(url, start)
            raise self.refused("nothing there gives a video") from error
        finally:  # redirects and questions for a password were answers too
            for other in self._answers:
                if other is not answer:
                    other.close()
            self._answers.clear()

    def _go_on_unproven(self, reason: ssl.SSLCertVerificationError) -> None:
        """Cameras sign their own certificates: in the own network that is taken, and told.

        Raises:
            VideoSourceError: the host is elsewhere, where a server has a certificate that holds.
        """
        if self.unproven or not is_in_own_network(self._host[1]):
            raise self.refused(
                f"its certificate does not prove that it is this server ({reason.verify_message})"
            )
        self.unproven = reason.verify_message
        self._opener = self._trusting()

    def count(self, size: int) -> None:
        """Bytes came; too many since the last picture are a fault."""
        self._unseen += size
        if self._unseen > MOST_BYTES_A_PICTURE:
            self.fault = self.refused(
                f"{MOST_BYTES_A_PICTURE >> 20} MB came without a picture; this is no video"
            )

    def picture_came(self) -> None:
        self._unseen = 0

    def stalled(self) -> VideoSourceError:
        return VideoSourceError(self.shown, "stalled", "the server does not answer")

    def refused(self, reason: str) -> VideoSourceError:
        return VideoSourceError(self.shown, "refused", reason)


class WebFile:
    """The bytes of one address, as FFmpeg reads them; it seeks where the server can."""

    def __init__(self, stream: WebStream, url: str) -> None:
        self.name = url
        self._stream = stream
        self._at = 0
        self._answer = stream.fetch(url, 0)
        length = self._answer.getheader("Content-Length", "")
        ranges = self._answer.getheader("Accept-Ranges", "")
        self._length = int(length) if length.isdecimal() and ranges == "bytes" else None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._length is not None

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        length = self._length or 0
        target = offset + (0, self._at, length)[whence]
        if not 0 <= target <= length:
            raise OSError
        if target != self._at:
            self._answer.close()
            if target < length:
                self._answer = self._stream.fetch(self.name, target)
            self._at = target
        return target

    def read(self, size: int) -> bytes:
        """Some bytes; none at the end, which a fault of the stream is as well."""
        if self._answer.closed or self._stream.fault is not None:
            return b""
        try:
            data = self._answer.read1(size)
        except (OSError, http.client.HTTPException, ValueError):
            self._stream.fault = self._stream.stalled()
            return b""
        self._at += len(data)
        self._stream.count(len(data))
        return data

    def close(self) -> None:
        self._answer.close()


def _host_of(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port."""
    try:
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:  # no number, or none of a port
        port = -1
    return parts.scheme, (parts.hostname or "").lower(), port


def _is_within(there: tuple[str, str, int], here: tuple[str, str, int]) -> bool:
    """Whether a host is the same one, or its encrypted side."""
    secured = here[0] == "http" and there == ("https", here[1], _PORTS["https"])
    return there == here or secured


def is_in_own_network(host: str) -> bool:
    """Whether a host is this computer or one beside it: no name or number of the internet."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_NAMES)


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _opener(
    stream: WebStream, parts: SplitResult, patient: _Patient, context: ssl.SSLContext
) -> urllib.request.OpenerDirector:
    """Fetches without a proxy of the environment, and never from another host."""
    logins = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    if parts.username is not None:
        logins.add_password(
            None, stream.url, unquote(parts.username), unquote(parts.password or "")
        )
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        _Http(patient),
        _Https(patient, context),
        _WithinHost(stream),
        urllib.request.HTTPBasicAuthHandler(logins),
        urllib.request.HTTPDigestAuthHandler(logins),
    )


class _WithinHost(urllib.request.HTTPRedirectHandler):
    def __init__(self, stream: WebStream) -> None:
        self._stream = stream

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._stream.check_host(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Patient:
    """Makes connections that wait as long for the first word as for the connection.

    Args:
        read_timeout_s: how long they wait for later ones.
        answers: gets everything that a server answers.
    """

    def __init__(self, read_timeout_s: float, answers: list[http.client.HTTPResponse]) -> None:
        self.read_timeout_s, self.answers = read_timeout_s, answers

    def connection(self, kind: type[_Watched], *args: Any, **options: Any) -> _Watched:
        made = kind(*args, **options)
        made.patient = self
        return made


class _Watched(http.client.HTTPConnection):
    patient: _Patient

    def getresponse(self) -> http.client.HTTPResponse:
        connected = self.sock  # the connection forgets it with the answer
        answer = super().getresponse()
        self.patient.answers.append(answer)
        if connected is not None:
            connected.settimeout(self.patient.read_timeout_s)
        return answer


class _WatchedSecure(_Watched, http.client.HTTPSConnection):
    pass


class _Http(urllib.request.HTTPHandler):
    def __init__(self, patient: _Patient) -> None:
        super().__init__()
        self._connection: Any = partial(patient.connection, _Watched)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        answer: http.client.HTTPResponse = self.do_open(self._connection, req)
        return answer


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, patient: _Patient, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._connection: Any = partial(patient.connection, _WatchedSecure, context=context)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        answer: http.client.HTTPResponse = self.do_open(self._connection, req)
        return answer
