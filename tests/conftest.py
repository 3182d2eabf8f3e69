"""What many tests share: the project, a tiny made-up place, and no network."""

import ipaddress
import os
import signal
import socket
from pathlib import Path

import pytest
from chromium import started
from hypothesis import settings

from jsna.areas import Areas
from jsna.catalogue import Catalogue
from jsna.paths import Project
from jsna.records import Area, AreaType, Indicator, Polarity

# Never time a test: a slow machine is not a wrong one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell: what the tests start would ignore Ctrl-C as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Refuse every connection that leaves this machine."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))


def _only_here(connect):
    def checked(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise OSError(f"A test tried to reach {address[0]}; tests use no network.")
        return connect(self, address)

    return checked


def _is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI nothing is skipped for want of a tool; only the raw files may be absent."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and "raw" not in item.keywords:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def project():
    """The project these tests stand in."""
    return Project(ROOT)


@pytest.fixture
def areas():
    """A country, a council and a ward that exist nowhere."""
    rows = [
        ("T92000001", "testland", AreaType.COUNTRY, ""),
        ("T06000001", "exampleton", AreaType.UNITARY_AUTHORITY, "T92000001"),
        ("T05000001", "sampleward", AreaType.WARD, "T06000001"),
    ]
    return Areas({code: _area(code, slug, kind, up) for code, slug, kind, up in rows}, ())


def _area(code, slug, kind, parent):
    return Area(
        area_code=code,
        area_slug=slug,
        name=slug.title(),
        full_name=f"{slug.title()}, a made-up place",
        area_type=kind,
        area_set="",
        parent_code=parent,
        valid_from="",
        valid_to="",
        status="official",
        fit="",
        fit_note="",
        tile_x=None,
        tile_y=None,
    )


@pytest.fixture
def catalogue():
    """One made-up indicator."""
    indicator = Indicator(
        indicator_id="people_total",
        title="People",
        short="People",
        definition="Everybody who lives in a made-up place.",
        phrase="people live here",
        theme="made_up",
        chapters=(),
        unit="people",
        value_type="count",
        denominator="",
        polarity=Polarity.NOT_JUDGED,
        polarity_reason="A number of people is neither good nor bad.",
        decimals=0,
        source_id="made_up",
        aggregation="sum",
    )
    return Catalogue({"people_total": indicator}, {})


@pytest.fixture(scope="session")
def running():
    """One browser for all tests."""
    with started() as browser:
        yield browser
