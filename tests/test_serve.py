"""The local server shows files of the built book and nothing else."""

import threading
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from jsna.build.serve import address_of, make_server
from jsna.errors import PublishError
from jsna.paths import Project


@pytest.fixture
def served(tmp_path):
    html = tmp_path / "_build" / "html"
    (html / "data").mkdir(parents=True)
    (html / "index.html").write_text("<p>The book</p>")
    (html / "data" / "figures.csv").write_text("a\n")
    (tmp_path / "secret.txt").write_text("not published")
    with make_server(Project(tmp_path), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address_of(server)
        server.shutdown()
        thread.join()


def test_pages_are_shown(served):
    assert served.startswith("http://127.0.0.1:")
    assert urlopen(served).read() == b"<p>The book</p>"
    assert urlopen(served + "data/figures.csv").read() == b"a\n"


@pytest.mark.parametrize("address", ["data/", "../../secret.txt", "%2e%2e/%2e%2e/secret.txt"])
def test_folders_are_not_listed_and_nothing_outside_is_reached(served, address):
    with pytest.raises(HTTPError, match="404"):
        urlopen(served + address)


def test_without_a_book_it_says_how_to_make_one(tmp_path):
    with pytest.raises(PublishError, match="There is no book in _build/html yet"):
        make_server(Project(tmp_path), 0)


def test_a_port_in_use_is_named(served, tmp_path):
    port = int(served.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(PublishError, match=f"Port {port} cannot be used"):
        make_server(Project(tmp_path), port)
