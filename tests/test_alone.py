"""One build at a time in one folder, and a folder that a killed build lets go of."""

import os
import subprocess
import sys

import pytest

from jsna.build.alone import alone
from jsna.errors import BusyError
from jsna.paths import ROOT_VARIABLE, Project

HOLD = """
import sys, time
from pathlib import Path
from jsna.build.alone import alone
from jsna.paths import Project
with alone(Project(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def held(tmp_path):
    """A folder that another process holds, and the process."""
    project = Project(tmp_path)
    holder = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(holder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield project, process
        process.kill()


def test_a_second_build_is_told_to_wait_and_the_first_goes_on(held):
    project, process = held
    told = pytest.raises(BusyError, match=r"^Another build is at work in _build/\. Wait until")
    with told, alone(project):
        pass

    assert process.poll() is None


def test_a_killed_build_lets_go(held):
    project, process = held
    process.kill()
    process.wait()

    with alone(project):
        pass
    with alone(project):
        pass


def test_the_command_says_so_in_one_sentence(held):
    project, _ = held
    done = subprocess.run(
        [sys.executable, "-m", "jsna", "book"],
        env={**os.environ, ROOT_VARIABLE: str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == BusyError.exit_code
    assert done.stderr.count("Another build is at work") == 1
    assert "Traceback" not in done.stderr
