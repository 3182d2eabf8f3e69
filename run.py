"""Everything starts here: `python3 run.py book`, `python3 run.py test`.

Standard library only, because it runs before anything is installed. It makes `.venv`, installs
the locked requirements whenever they change, and hands over to `python -m jsna`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whatever Python is there may start this
    sys.exit(
        "Python 3.11 or newer is needed; this is Python "
        + sys.version.split()[0]
        + ". Install a newer one, for example from python.org, and start run.py with it."
    )

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
import time
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "installed.txt"
LOG = ROOT / "_build" / "install.log"
LOCK = ROOT / "_build" / "install.lock"
REQUIREMENTS = {"book": "requirements.txt", "test": "requirements-dev.txt"}

HELP = """Usage: python3 run.py COMMAND [OPTIONS]

  First time: python3 run.py book       makes the book; open _build/html/index.html
  Checks:     python3 run.py test       format, style, types and all tests

Commands:
  bench       Measure this build beside papermill and plain Jupyter Book.
  book        Run the notebooks that are out of date and assemble the book.
  check       Check notebooks, areas, catalogue, figures and _toc.yml.
  keep        Keep an approved edition's model results for the next edition.
  new         Start a chapter from the template.
  serve       Show the finished book in your browser, on this machine only.
  status      Count areas, indicators, chapters and pages.
  tabulate    Make data/figures/ again from the raw files.
  test        Run the developers' checks; words after it go to pytest.
  verify      Make pages again from the receipt and say what differs.
  watch       Show the book, and make the page you look at again when you save.
  why         Say what a page was made with, and what has changed since.

python3 run.py COMMAND --help says more about one command. The first run installs what is
needed into .venv, which takes a minute or two and needs the network; later runs do not.
"""

STEPS = (
    (
        "Format",
        ["ruff", "format", "--check", "."],
        f"{PYTHON.relative_to(ROOT)} -m ruff format . puts it right",
    ),
    ("Style", ["ruff", "check", "."], "the lines above name the file and the line"),
    ("Types", ["mypy"], "the lines above name the file and the line"),
    ("Tests", ["pytest"], "the lines above name the test"),
)


class SetupError(Exception):
    """.venv could not be made ready; the text says why and what to do."""


def main(words: list[str]) -> int:
    """Prepare .venv and hand the words over; return the exit code."""
    if not words or words[0] in ("help", "-h", "--help"):
        print(HELP, end="")
        return 0
    try:
        prepare("test" if words[0] == "test" else "book")
        return test(words[1:]) if words[0] == "test" else call(["-m", "jsna", *words])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"run.py could not read or write a file: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130


# Running


def call(words: list[str]) -> int:
    """Run .venv's Python from the project's folder and return its exit code.

    A word such as "book" means the same from any folder, so the project's own folder is used.
    """
    child = subprocess.Popen([str(PYTHON), *words], cwd=ROOT, env=environment())
    interrupted = False
    while True:
        try:
            code = child.wait()
            break
        except KeyboardInterrupt:  # the child has been interrupted as well: let it tidy up
            interrupted = True
    if interrupted:
        return 130
    return code if code >= 0 else 128 - code


def test(words: list[str]) -> int:
    """Run the developers' checks one after the other and stop at the first that fails."""
    started = time.monotonic()
    for name, command, hint in STEPS:
        extra = words if name == "Tests" else []
        print(f"{name}: {' '.join([*command, *extra])}", flush=True)
        code = call(["-m", *command, *extra])
        if code == 130:
            raise KeyboardInterrupt
        if code:
            print(f"{name} did not pass: {hint}. Exit code {code}.", file=sys.stderr)
            return code
    print(f"Format, style, types and tests passed in {minutes(time.monotonic() - started)}.")
    return 0


def environment() -> dict[str, str]:
    """Return the caller's environment, proxies and certificates included, fit for .venv.

    Older pips do not read SSL_CERT_FILE, so it is passed on under the name that they do read;
    pip's own setting for certificates still comes first.
    """
    left_out = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    passed = {name: value for name, value in os.environ.items() if name not in left_out}
    if "SSL_CERT_FILE" in passed and "CURL_CA_BUNDLE" not in passed:
        passed.setdefault("REQUESTS_CA_BUNDLE", passed["SSL_CERT_FILE"])
    return passed


# Preparing


def prepare(kind: str) -> None:
    """Make .venv what the requirements say, unless it is so already.

    The stamp is removed first and written last: whatever interrupts an installation, the next
    run sees no stamp and repairs it. What `test` needs contains what `book` needs.

    Raises:
        SetupError: if .venv cannot be made or a package cannot be installed.
    """
    if is_ready(kind):
        return
    with alone():
        if is_ready(kind):  # another run has done it meanwhile
            return
        reuse = is_ready("book")
        STAMP.unlink(missing_ok=True)
        if not reuse:
            make_venv()
        install(kind)
        covered = ["book", "test"] if kind == "test" else ["book"]
        lines = [f"{name} {fingerprint(name)}\n" for name in covered]
        STAMP.write_text(f"{packages_present()}\n" + "".join(lines), encoding="utf-8")


def is_ready(kind: str) -> bool:
    """Say whether .venv is whole, runs, and was made from these very requirements."""
    try:
        present, *lines = STAMP.read_text(encoding="utf-8").splitlines()
        works = subprocess.run([str(PYTHON), "-I", "-S", "-c", ""], check=False, env=environment())
    except (OSError, ValueError):
        return False
    whole = present.isdigit() and packages_present() >= int(present)
    return whole and works.returncode == 0 and f"{kind} {fingerprint(kind)}" in lines


def fingerprint(kind: str) -> str:
    """Hash all that decides what .venv holds: locks, settings, interpreter and folder."""
    names = ["requirements.txt", "pyproject.toml"]
    if kind == "test":
        names.append("requirements-dev.txt")
    digest = hashlib.sha256(
        "\0".join([sys.version, os.path.realpath(sys.executable), str(ROOT)]).encode()
    )
    for name in names:
        digest.update((ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one run at a time prepare .venv; the system frees the lock if a run is killed."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("a+b") as stream:
        told = False
        while not lock(stream.fileno()):
            if not told:
                print("Another run is preparing .venv; waiting for it.", file=sys.stderr)
            told = True
            time.sleep(0.3)
        yield


def lock(number: int) -> bool:
    """Try to lock an open file for this process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(number, 0, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_venv() -> None:
    """Make an empty .venv in place of whatever is there."""
    print("Making .venv", file=sys.stderr, flush=True)
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        venv.create(VENV, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError, ImportError) as error:
        raise SetupError(
            f".venv could not be made ({error}). Remove the folder .venv and try again; on Debian "
            "and Ubuntu the package python3-venv must be installed."
        ) from None


def install(kind: str) -> None:
    """Install the locked packages, then this project itself without the network."""
    name = REQUIREMENTS[kind]
    pip = ["-m", "pip", "--no-input", "install"]
    wanted = pins((ROOT / name).read_text(encoding="utf-8"))
    LOG.write_bytes(b"")
    run_pip([*pip, "--require-hashes", "--requirement", name], name, wanted)
    run_pip([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], "pyproject.toml", 0)


def run_pip(words: list[str], name: str, wanted: int) -> None:
    """Run pip with its words going to a log, telling the reader how far it is.

    Args:
        words: what follows `python` on pip's command line.
        name: the file that is installed, for messages.
        wanted: how many packages are expected; 0 to stay quiet.
    """
    bar = Bar(wanted)
    with LOG.open("ab") as log:
        begin = log.tell()
        passed = {**environment(), "PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        command = [str(PYTHON), *words]
        child = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=passed)
        try:
            while child.poll() is None:
                bar.show(log_text(begin), packages_present())
                time.sleep(0.2)
        except KeyboardInterrupt:
            child.terminate()
            child.wait()
            raise
        finally:
            bar.end(succeeded=child.returncode == 0)
    if child.returncode:
        last = "\n".join("    " + line for line in log_text(begin).strip().splitlines()[-8:])
        raise SetupError(
            f"{name} could not be installed. The last lines of _build/install.log:\n{last}\n"
            "Check the network, the proxy and the certificates (HTTPS_PROXY, PIP_CERT), then type "
            "the same command again: it repairs .venv."
        )


def log_text(begin: int) -> str:
    """Return what pip has written since the position `begin` of the log."""
    return LOG.read_bytes()[begin:].decode("utf-8", "replace")


def packages_present() -> int:
    """Count the packages that are completely installed in .venv."""
    patterns = ("Lib/site-packages/*.dist-info/RECORD", "lib/*/site-packages/*.dist-info/RECORD")
    return len({path for pattern in patterns for path in VENV.glob(pattern)})


# How far


class Bar:
    """One line that is redrawn on a terminal, or a plain line now and then in a log."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.before = packages_present()
        self.terminal = sys.stderr.isatty()
        self.started = time.monotonic()
        self.written = 0.0 if self.terminal else self.started - 9.0
        self.drawn = False

    def show(self, text: str, present: int) -> None:
        """Say how many packages are fetched or installed, and how long is left."""
        now = time.monotonic()
        if not self.wanted or now - self.written < (0.2 if self.terminal else 10.0):
            return
        self.written, self.drawn = now, True
        line = self.line(text, present, now - self.started)
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            print("\r\x1b[K" + line[:width], end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def line(self, text: str, present: int, seconds: float) -> str:
        """Return the sentence. Fetching is taken as two thirds of the work, as measured."""
        known = re.search(r"^Installing collected packages: (.+)$", text, re.MULTILINE)
        if known:
            of = known.group(1).count(",") + 1
            done = min(max(present - self.before, 0), of)
            words, share = f"installing, {done} of {of} packages", 2 / 3 + done / of / 3
        else:
            of = self.wanted
            settled = re.findall(r"^(?:Collecting|Requirement already)", text, re.MULTILINE)
            done = min(len(settled), of)
            words, share = f"fetching, {done} of {of} packages", done / of * 2 / 3
        left = seconds / share - seconds if share > 0.02 else 0.0
        guess = f", about {minutes(left)} left" if left else ""
        return f"Preparing .venv: {words}{guess}"

    def end(self, succeeded: bool) -> None:
        """Take the line away and, after success, say how long it took."""
        if self.drawn and self.terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        if self.wanted and succeeded:
            spent = minutes(time.monotonic() - self.started)
            print(f"Installed the packages in {spent}.", file=sys.stderr, flush=True)


def minutes(seconds: float) -> str:
    """Return "48 s" or "6 min 12 s"."""
    whole = max(round(seconds), 1)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def pins(text: str) -> int:
    """Count the packages of a lock that apply to this machine."""
    found = re.findall(
        r"^[A-Za-z0-9][\w.\-]*(?:\[[^\]]*\])?==[^\s;]+(?: ; ([^\\\n]+))?", text, re.M
    )
    return sum(applies(marker) for marker in found)


def applies(marker: str) -> bool:
    """Say whether a lock's condition holds here; a form that is not known counts as true."""
    here = {
        "sys_platform": sys.platform,
        "implementation_name": sys.implementation.name,
        "platform_python_implementation": platform.python_implementation(),
    }

    def holds(part: str) -> bool:
        match = re.match(r"\s*\(?(\w+) (==|!=|<|>=) '([^']*)'", part)
        if not match:
            return True
        name, sign, value = match.groups()
        if name in here:
            return (here[name] == value) == (sign == "==")
        wanted = tuple(int(number) for number in re.findall(r"\d+", value))[:2]
        current = sys.version_info[: len(wanted)]
        if sign in ("==", "!="):
            return (current == wanted) == (sign == "==")
        return current < wanted if sign == "<" else current >= wanted

    return any(all(map(holds, part.split(" and "))) for part in marker.split(" or "))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
