"""Where these tests run JavaScript: Node if it is there, else the browser."""

import json
import shutil
import subprocess

import pytest


@pytest.fixture
def javascript(request, tmp_path):
    """Return a function that runs a script and gives back the value of an expression."""
    node = shutil.which("node")
    return _in_node(node, tmp_path) if node else _in_browser(request.getfixturevalue("running"))


@pytest.fixture
def in_chromium(running):
    """The same in the browser, whatever else there is."""
    return _in_browser(running)


def _in_node(node, folder):
    def run(script, expression):
        path = folder / "script.js"
        path.write_text(f"{script}\nconsole.log(JSON.stringify({expression}));", encoding="utf-8")
        done = subprocess.run([node, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


def _in_browser(browser):
    def run(script, expression):
        page = browser.new_page()
        try:
            page.add_script_tag(content=script)
            return json.loads(page.evaluate(f"() => JSON.stringify({expression})"))
        finally:
            page.close()

    return run
