"""Show the finished book on this machine: `_build/html` over http on localhost, nothing else."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jsna.errors import PublishError
from jsna.paths import Project


class Handler(SimpleHTTPRequestHandler):
    """Files only: a folder without an index page is not listed, and nothing is cached."""

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND, "There is no page at this address")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet: a reader of the terminal wants the address, not every request."""


def make_server(
    project: Project, port: int, handler: Callable[..., Handler] = Handler
) -> ThreadingHTTPServer:
    """Return a server for the built book, listening on localhost; the caller starts it.

    Args:
        project: whose `_build/html` is shown.
        port: 0 takes any free one.
        handler: what answers requests.

    Raises:
        PublishError: if there is no book yet or the port is taken.
    """
    if not (project.html / "index.html").exists():
        raise PublishError("There is no book in _build/html yet. Make it with: run.py book.")
    answering = partial(handler, directory=str(project.html))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), answering)
    except OSError as error:
        raise PublishError(
            f"Port {port} cannot be used ({error.strerror}). Try another: run.py serve --port 8080."
        ) from None


def address_of(server: ThreadingHTTPServer) -> str:
    """Return the address to type into a browser."""
    return f"http://127.0.0.1:{server.server_address[1]}/"
