"""run.py on a tiny project of its own: real .venv, real pip, one small wheel, no network."""

import ast
import base64
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from jsna.cli import commands

SAYS = "import os, sys\nprint('jsna was told', sys.argv[1:], 'in', os.getcwd())\n"
EXITS = "sys.exit(7 if 'fail' in sys.argv else 0)\n"
WAITS = """
import time
if 'wait' in sys.argv:
    try:
        print('ready', flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        sys.exit(130)
"""
BACKEND = """
import sys
from pathlib import Path
from zipfile import ZipFile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1.0-py3-none-any.whl"
    info = "tiny-1.0.dist-info"
    files = {
        "tiny.pth": str(Path.cwd()),
        f"{info}/METADATA": "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{path},,\\n" for path in [*files, f"{info}/RECORD"])
    with ZipFile(Path(folder) / name, "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1.0"
"""


def make_wheel(folder, name):
    """Write a wheel with one module and return the line that locks it."""
    path, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "HERE = True\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            wheel.writestr(file, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text):
    raw = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Tiny:
    """A project folder that run.py can prepare in a few seconds."""

    def __init__(self, root, run_py):
        self.root, self.wheels = root / "project", root / "wheels"
        self.wheels.mkdir()
        (self.root / "jsna").mkdir(parents=True)
        shutil.copy(run_py, self.root / "run.py")
        (self.root / "jsna" / "__init__.py").touch()
        (self.root / "jsna" / "__main__.py").write_text(SAYS + WAITS + EXITS)
        (self.root / "pyproject.toml").write_text(PYPROJECT)
        (self.root / "backend.py").write_text(BACKEND)
        self.first, self.second = (
            make_wheel(self.wheels, "first"),
            make_wheel(self.wheels, "second"),
        )
        self.lock("requirements.txt", self.first)
        self.lock("requirements-dev.txt", self.first + self.second)

    @property
    def python(self):
        inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
        return self.root / ".venv" / inside

    def lock(self, name, text):
        (self.root / name).write_text(text)

    @property
    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
        return {
            **kept,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }

    def start(self, *words, **options):
        command = [sys.executable, str(self.root / "run.py"), *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=self.environment, text=True, **pipes, **options)

    def run(self, *words, **options):
        child = self.start(*words, **options)
        out, err = child.communicate(timeout=120)
        return subprocess.CompletedProcess(words, child.returncode, out, err)

    def has(self, module):
        return (
            subprocess.run([self.python, "-c", f"import {module}"], capture_output=True).returncode
            == 0
        )


@pytest.fixture(scope="module")
def tiny(tmp_path_factory, project):
    """Prepared once; a test that spoils it is followed by a run that repairs it."""
    made = Tiny(tmp_path_factory.mktemp("tiny"), project.root / "run.py")
    first = made.run("status")
    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stderr
    return made


@pytest.fixture
def run(project):
    spec = importlib.util.spec_from_file_location("run", project.root / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_second_run_prepares_nothing_and_passes_words_and_exit_code_on(tiny, tmp_path):
    again = tiny.run("book", "--only", "ward", "fail", cwd=tmp_path)

    assert again.returncode == 7
    assert again.stderr == ""
    assert again.stdout == (
        f"jsna was told ['book', '--only', 'ward', 'fail'] in {tiny.root.resolve()}\n"
    )


def test_what_is_missing_is_put_back(tiny):
    stamp = (tiny.root / ".venv" / "installed.txt").read_text()
    shutil.rmtree(next((tiny.root / ".venv").rglob("first-1.0.dist-info")))

    assert tiny.run("status").returncode == 0
    assert tiny.has("first")
    assert (tiny.root / ".venv" / "installed.txt").read_text() == stamp


def test_a_broken_interpreter_is_replaced(tiny):
    for path in tiny.python.parent.glob("python*"):
        path.unlink()

    mended = tiny.run("status")

    assert mended.returncode == 0
    assert "Making .venv" in mended.stderr


def test_a_package_that_cannot_be_installed_is_named_and_the_next_run_repairs(tiny):
    tiny.lock("requirements.txt", tiny.first.replace("sha256:", "sha256:00")[:-3] + "\n")
    failed = tiny.run("status")
    tiny.lock("requirements.txt", tiny.first)

    assert failed.returncode == 1
    assert "requirements.txt could not be installed. The last lines of" in failed.stderr
    assert "type the same command again: it repairs .venv" in failed.stderr.replace("\n", " ")
    assert "Traceback" not in failed.stderr
    assert "Installed" not in failed.stderr
    assert not (tiny.root / ".venv" / "installed.txt").exists()
    assert tiny.run("status").returncode == 0


def test_two_runs_at_once_wait_for_each_other(tiny):
    (tiny.root / ".venv" / "installed.txt").unlink()
    both = [tiny.start("status"), tiny.start("status")]
    answers = [child.communicate(timeout=120) for child in both]

    assert [child.returncode for child in both] == [0, 0]
    assert sum("Making .venv" in err for _, err in answers) == 1
    assert sum("Another run is preparing .venv" in err for _, err in answers) == 1


def test_the_developers_packages_are_added_and_serve_the_book_too(tiny):
    tested = tiny.run("test")  # stops at the first check: the tiny project has no ruff
    book = tiny.run("book")

    assert tested.returncode == 1
    assert "Making .venv" not in tested.stderr
    assert "Format did not pass" in tested.stderr
    assert tiny.has("second")
    assert book.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process group")
def test_ctrl_c_ends_with_130_and_no_traceback(tiny):
    child = tiny.start("wait", start_new_session=True)
    assert child.stdout.readline().startswith("jsna was told")
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.2)
    os.killpg(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=20)  # it ends at once, or never

    assert child.returncode == 130
    assert "Traceback" not in said


def test_alone_it_shows_help_without_installing(project, tmp_path):
    shutil.copy(project.root / "run.py", tmp_path)
    for words in ([], ["--help"], ["-h"]):
        done = subprocess.run(
            [sys.executable, tmp_path / "run.py", *words], capture_output=True, text=True
        )
        assert done.returncode == 0
        assert "python3 run.py book" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["run.py"]


def test_the_help_names_every_command(run):
    for name in [*commands.commands, "test"]:
        assert f"\n  {name} " in run.HELP


def test_an_older_python_can_read_the_file_and_is_told(project, tmp_path):
    text = (project.root / "run.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))
    old = "import sys\nsys.version_info = (3, 6, 9)\nsys.version = '3.6.9 (old)'\n"
    (tmp_path / "run.py").write_text(old + text)
    done = subprocess.run([sys.executable, tmp_path / "run.py"], capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; this is Python 3.6.9.")


def test_certificates_reach_pip_under_the_name_it_reads(run, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", "council.pem")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")

    passed = run.environment()

    assert passed["REQUESTS_CA_BUNDLE"] == "council.pem"
    assert passed["HTTPS_PROXY"] == "http://proxy.example"
    assert "PYTHONPATH" not in passed


def test_progress_says_what_is_done_and_how_long_is_left(run):
    bar = run.Bar(4)
    fetching = bar.line("Collecting a\nCollecting b\n", bar.before, 10)
    installing = bar.line("Installing collected packages: a, b, c\n", bar.before + 1, 21)

    assert fetching == "Preparing .venv: fetching, 2 of 4 packages, about 20 s left"
    assert installing == "Preparing .venv: installing, 1 of 3 packages, about 6 s left"


def test_packages_for_other_machines_are_not_counted(run):
    other = "darwin" if sys.platform != "darwin" else "win32"
    lock = (
        "a==1 \\\n    --hash=sha256:00\n"
        f"b==1 ; sys_platform == '{other}' \\\n"
        "c==1 ; python_full_version >= '3.11' \\\n"
        "d==1 ; python_full_version < '3.11' \\\n"
        f"e==1 ; sys_platform != 'emscripten' and sys_platform != '{other}' \\\n"
    )
    assert run.pins(lock) == 3
