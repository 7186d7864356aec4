"""Serves a folder and the map's own files under ``/static``, with a policy that allows no script inside a page.

Run: python -m tests.maps.serve_linked FOLDER. It prints its port.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import maps

STATIC = Path(maps.__file__).parent / "static"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


class Handler(SimpleHTTPRequestHandler):
    """Answers with the policy, and finds ``/static`` in the package."""

    def translate_path(self, path: str) -> str:
        """Return where a file lies."""
        if path.startswith("/static/"):
            return str(STATIC / path.removeprefix("/static/"))
        return super().translate_path(path)

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=sys.argv[1])) as server:
        print(server.server_port, flush=True)  # noqa: T201 - whoever started it waits for this
        server.serve_forever()
