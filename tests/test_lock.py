"""The locks: everything pinned, everything hashed, nothing that points at one place."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["requirements.txt", "requirements-dev.txt"]
DECLARED = ["requirements.in", "requirements-dev.in"]


def read(project, name):
    return (project.root / name).read_text(encoding="utf-8")


def blocks(text):
    """Return {package: (version, its lines)} of a lock."""
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    found = {}
    for part in parts:
        match = re.match(r"([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", part)
        if match:
            found.setdefault(canonicalize_name(match[1]), []).append((match[2], part))
    return found


def declared(text):
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pin_with_hashes(project, name):
    text = read(project, name)
    for line in text.splitlines():
        assert re.match(r"\s*#|\s+--hash=sha256:[0-9a-f]{64}( \\)?$|[\w.-]+(\[.*\])?==|$", line)
    for package, pins in blocks(text).items():
        for _, part in pins:
            assert "--hash=sha256:" in part, f"{name}: {package} has no hash"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(project, name):
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links|@ ", read(project, name))


@pytest.mark.parametrize(("name", "source"), [*zip(LOCKS, DECLARED, strict=True)])
def test_everything_declared_is_locked_at_a_version_it_allows(project, name, source):
    locked = blocks(read(project, name))
    for wanted in declared(read(project, source)):
        versions = [version for version, _ in locked.get(canonicalize_name(wanted.name), [])]
        assert versions, f"{name}: {wanted.name} of {source} is missing; lock again"
        assert all(wanted.specifier.contains(version) for version in versions)


def test_the_developers_lock_holds_all_of_the_products_lock(project):
    """So one .venv serves both commands, and what is tested is what is used."""
    product, developer = (blocks(read(project, name)) for name in LOCKS)
    for package, pins in product.items():
        assert {version for version, _ in pins} == {version for version, _ in developer[package]}
