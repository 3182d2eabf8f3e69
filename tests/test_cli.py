"""The command line's own words: help with an example, one message for a mistake, exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jsna import cli
from jsna.build.options import BuildResult
from jsna.cli import commands, run
from jsna.errors import NotebookError


def leaves(group=commands, path=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("words", list(leaves()), ids=" ".join)
def test_every_command_has_help_with_a_worked_example(words, capsys):
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"Example: python3 run.py {' '.join(words)}" in text


def test_every_option_says_what_it_does():
    for words in leaves():
        command = commands
        for word in words:
            command = command.commands[word]
        options = [item for item in command.params if isinstance(item, click.Option)]
        assert all(option.help for option in options)


def test_a_misspelled_command_is_guessed(capsys):
    assert run(["bok"]) == 2
    assert capsys.readouterr().err == (
        "There is no command 'bok'. Did you mean 'book'? Known ones: "
        f"{', '.join(sorted(commands.commands))}. See: python3 run.py --help. Exit code 2.\n"
    )


def test_a_misspelled_option_is_guessed(capsys):
    assert run(["book", "--are", "x"]) == 2
    assert "--area" in capsys.readouterr().err


@pytest.fixture
def failing(monkeypatch):
    """A command that fails as told, in place of `status`."""

    def fail_with(error):
        @click.command()
        def status():
            raise error

        monkeypatch.setitem(commands.commands, "status", status)

    return fail_with


def test_a_persons_mistake_is_one_message_and_its_own_exit_code(failing, capsys):
    failing(NotebookError("falls.ipynb, cell 3: a loop. Remove it."))

    assert run(["status"]) == 12
    assert capsys.readouterr().err == "falls.ipynb, cell 3: a loop. Remove it. Exit code 12.\n"


def test_a_mistake_of_the_program_is_owned_without_a_traceback(failing, capsys):
    failing(KeyError("x"))

    assert run(["status"]) == 1
    message = capsys.readouterr().err
    assert "Traceback" not in message
    assert "mistake in the program" in message
    assert "JSNA_DEBUG=1" in message


def test_debug_shows_where(failing, capsys, monkeypatch):
    monkeypatch.setenv(cli.DEBUG_VARIABLE, "1")
    failing(NotebookError("a loop."))

    assert run(["status"]) == 12
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_one_line_and_130(failing, capsys):
    failing(KeyboardInterrupt())

    assert run(["status"]) == 130
    assert capsys.readouterr().err == "\nStopped. The same command goes on from here.\n"


def test_outside_a_project_it_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("JSNA_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)

    assert run(["status"]) == 1
    assert "Go to the folder that holds _config.yml" in capsys.readouterr().err


def test_tabulate_names_a_folder_that_is_not_there(capsys, tmp_path):
    assert run(["tabulate", "--from", str(tmp_path / "raw")]) == 1
    assert "There is no folder" in capsys.readouterr().err


def test_a_good_build_ends_with_where_to_open_the_book(project, monkeypatch):
    monkeypatch.setenv("JSNA_ROOT", str(project.root))
    result = BuildResult(
        built=3,
        up_to_date=1,
        pages=4,
        pdfs=1,
        seconds=372.4,
        index=project.html / "index.html",
    )

    assert cli.closing_sentence(result) == (
        "Built 4 pages and 1 PDF in 6 min 12 s (1 was up to date). Open _build/html/index.html"
    )


def test_help_is_quick_because_nothing_heavy_is_imported(project):
    code = (
        "import sys; from jsna.cli import run; run(['book', '--help']); "
        "heavy = {'pandas', 'numpy', 'altair', 'papermill', 'sphinx', 'nbformat'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(project.root),
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
