"""Whose certificates are taken: those that hold, and those of cameras that a person trusts.

Cameras sign their own certificates. One is taken only after somebody has said that it is their
camera's: its fingerprint is remembered for its host and port, and another one is refused again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from emotion_gui.core.errors import UntrustedCertificateError, VideoSourceError
from emotion_gui.core.files import write_text
from emotion_gui.core.places import user_data
from emotion_gui.core.reading import parse_json, read_file

ENCRYPTED = {"https": 443, "rtsps": 322, "rtmps": 443, "tls": 443}
"""Schemes and their ports."""
_FILE = "trusted_cameras.json"
_MOST_BYTES = 1 << 20
_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, which Python has no name for


@dataclass(frozen=True)
class Proof:
    """What another TLS library checks a connection by.

    Attributes:
        authorities: their certificates, or the one that is trusted, as PEM.
        name: that the certificate has to bear; "" for the address's own.
    """

    authorities: str
    name: str = ""


def place_of(url: str) -> str:
    """Host and port of an encrypted address, as they are remembered; "" for any other."""
    parts = urlsplit(url)
    try:
        port = parts.port or ENCRYPTED.get(parts.scheme.lower(), 0)
    except ValueError:
        return ""
    known = parts.scheme.lower() in ENCRYPTED and parts.hostname
    return f"{parts.hostname}:{port}" if known else ""


def is_fingerprint(text: str) -> bool:
    """Whether it is a SHA-256, as it is shown or as other programs write it."""
    return re.fullmatch("[0-9a-f]{64}", _plain(text)) is not None


def trust(place: str, fingerprint: str) -> None:
    """Take this certificate from this host and port from now on.

    Raises:
        StorageError: the user's folder cannot be written.
    """
    kept = _trusted() | {place: _plain(fingerprint)}
    write_text(_path(), json.dumps(kept, indent=1), private=True)


def proven_context(url: str, shown: str, *, timeout_s: float) -> ssl.SSLContext:
    """What a connection is checked by: the system's authorities, or the one trusted certificate.

    Args:
        url: encrypted.
        shown: the address for messages.
        timeout_s: how long the server may take.

    Raises:
        UntrustedCertificateError: the certificate does not hold, and nobody trusts it.
        OSError: nobody answers, or no certificate comes.
    """
    host, _, port = place_of(url).rpartition(":")
    usual = ssl.create_default_context()
    try:
        _shake_hands(usual, host, int(port), timeout_s)
    except ssl.SSLCertVerificationError as error:
        pem = ssl.get_server_certificate((host, int(port)), timeout=timeout_s)
        fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
        if _trusted().get(f"{host}:{port}") != fingerprint:
            raise UntrustedCertificateError(
                shown, error.verify_message, place=f"{host}:{port}", fingerprint=fingerprint
            ) from error
        return _only(pem)
    return usual


def portable_proof(url: str, shown: str, *, timeout_s: float) -> Proof:
    """The same for FFmpeg, whose GnuTLS looks at dates and names in each case.

    Args:
        url: encrypted.
        shown: the address for messages.
        timeout_s: how long the server may take.

    Raises:
        UntrustedCertificateError: the certificate does not hold, and nobody trusts it.
        VideoSourceError: somebody does, but GnuTLS would refuse it all the same.
        OSError: nobody answers, or no certificate comes.
    """
    context = proven_context(url, shown, timeout_s=timeout_s)
    if context.check_hostname:  # of a folder, those that were asked for are loaded by now
        held = context.get_ca_certs(binary_form=True)
        return Proof("".join(map(ssl.DER_cert_to_PEM_cert, held)))
    host, _, port = place_of(url).rpartition(":")
    certificate, der = _shake_hands(context, host, int(port), timeout_s)
    begins, ends = (ssl.cert_time_to_seconds(certificate[key]) for key in ("notBefore", "notAfter"))
    if not begins <= time.time() <= ends:
        raise VideoSourceError(
            shown,
            "unprovable",
            "you trust its certificate, but today is not within the certificate's dates, and "
            "FFmpeg takes none like that",
        )
    name = next(_names(certificate), "")
    if not name:
        raise VideoSourceError(
            shown,
            "unprovable",
            "you trust its certificate, but it bears no name in a place where FFmpeg looks for one",
        )
    return Proof(ssl.DER_cert_to_PEM_cert(der), name)


def _names(certificate: Mapping[str, Any]) -> Iterator[str]:
    """Those that GnuTLS knows a certificate by; a common name stands for no address (RFC 6125)."""
    alternatives = certificate.get("subjectAltName", ())
    dns = [name for kind, name in alternatives if kind == "DNS"]
    common = [name for part in certificate["subject"] for key, name in part if key == "commonName"]
    yield from (name for name in dns or common if name.isascii() and not _is_address(name))
    yield from (name for kind, name in alternatives if kind == "IP Address")


def _is_address(name: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(ip_address(name))
    return False


def _only(pem: str) -> ssl.SSLContext:
    """Takes this certificate and no other; then its names and its dates do not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    context.load_verify_locations(cadata=pem)
    return context


def _shake_hands(
    context: ssl.SSLContext, host: str, port: int, timeout_s: float
) -> tuple[dict[str, Any], bytes]:
    """The certificate that the server has: what stands in it, and itself."""
    with (
        socket.create_connection((host, port), timeout=timeout_s) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        return secure.getpeercert() or {}, secure.getpeercert(binary_form=True) or b""


def _trusted() -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        kept = parse_json(read_file(_path(), most=_MOST_BYTES))
        return kept if isinstance(kept, dict) else {}
    return {}


def _plain(fingerprint: str) -> str:
    """Programs write it in capitals, with colons."""
    return fingerprint.replace(":", "").strip().lower()


def _path() -> Path:
    return user_data() / _FILE
