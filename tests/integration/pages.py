# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A web site of this machine, for browsers."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ICON = Path(__file__).parents[2] / "resources" / "extension" / "icons" / "perch-16.png"


class Page(BaseHTTPRequestHandler):
    """Any path is a page whose title names it; /icon has an icon."""

    def do_GET(self):
        if self.path == "/favicon.ico":
            self.send_error(404)
            return
        if self.path == "/icon.png":
            kind, body = "image/png", ICON.read_bytes()
        else:
            link = '<link rel="icon" href="icon.png">' if self.path == "/icon" else ""
            kind, body = "text/html", f"<title>About {self.path}</title>{link}".encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve():
    """The site's port, while it is there."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
