"""A mail server and an HTTP receiver that do what a test tells them to."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

__all__ = ["MailServer", "Receiver", "mail_server", "receiver"]


@dataclass
class MailServer:
    """What a mail server got, and what it is to answer: ``refuse`` holds replies, used up one after another."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    refuse: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    encrypted: ssl.SSLContext | None = None


@dataclass
class Receiver:
    """What an HTTP receiver got, and the statuses it is to answer, used up one after another; then 204."""

    port: int = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, Any]]:
        """Return the bodies."""
        return [json.loads(body) for _, body in self.got]


class _MailTalk(socketserver.StreamRequestHandler):
    """One conversation of a mail server, by the verbs of RFC 5321."""

    server: _MailListener

    def handle(self) -> None:
        """Answer until the other side is done, or does not trust us."""
        self._say("220 here")
        with suppress(ssl.SSLError):
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].lower()
                if verb == "quit":
                    self._say("221 bye")
                    return
                getattr(self, f"on_{verb}", self.on_other)(line)

    def finish(self) -> None:
        """Close what was opened."""
        super().finish()
        self.connection.close()

    def on_ehlo(self, _line: str) -> None:
        """Say what can be done here."""
        encrypted = self.server.kept.encrypted
        self._say("250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN" if encrypted else "250 here")

    def on_starttls(self, _line: str) -> None:
        """Go on encrypted."""
        assert self.server.kept.encrypted is not None
        self._say("220 go on")
        self.rfile.close()
        self.wfile.close()
        self.connection = self.server.kept.encrypted.wrap_socket(
            self.connection, server_side=True, do_handshake_on_connect=False
        )
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.connection.do_handshake()

    def on_auth(self, line: str) -> None:
        """Let anybody in."""
        self.server.kept.signed_in.append(line)
        self._say("235 welcome")

    def on_rcpt(self, _line: str) -> None:
        """Take a recipient, or what the test wants instead."""
        refuse = self.server.kept.refuse
        self._say(refuse.pop(0) if refuse else "250 ok")

    def on_data(self, _line: str) -> None:
        """Take an e-mail."""
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.kept.got.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")

    def on_other(self, _line: str) -> None:
        """Agree to anything else."""
        self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _MailListener(socketserver.ThreadingTCPServer):
    def __init__(self, kept: MailServer) -> None:
        super().__init__(("127.0.0.1", 0), _MailTalk)
        self.kept = kept


@contextmanager
def mail_server(kept: MailServer) -> Iterator[MailServer]:
    """Run a mail server (RFC 5321) for a while."""
    with _served(_MailListener(kept)) as kept.port:
        yield kept


@contextmanager
def receiver(kept: Receiver) -> Iterator[Receiver]:
    """Run an HTTP receiver for a while."""

    class Conversation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Conversation)) as kept.port:
        yield kept


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
