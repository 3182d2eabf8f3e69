"""No service is invented: each is a line of the spending return with money in it, or a network."""

import csv
import os
from pathlib import Path

import pytest

from jsna.areas import load_areas
from jsna.records import AreaType
from jsna.registers import load_register
from jsna.sources.spending import NET

LINES = {
    "health-check": "NHS health check programme (prescribed functions)",
    "stop-smoking": "Smoking and tobacco - Stop smoking services and interventions",
    "tobacco-control": "Smoking and tobacco - Wider tobacco control",
    "adult-obesity": "Obesity - adults",
    "adult-activity": "Physical activity - adults",
    "child-measurement": "National child measurement programme (prescribed functions)",
    "child-obesity": "Obesity - children",
    "child-activity": "Physical activity - children",
    "children-0-5": "Miscellaneous public health services - Children's 0\u20135 services "
    "(prescribed functions)",
    "children-5-19": "Children 5\u201319 public health programmes",
    "sexual-health-testing": "Sexual health services - STI testing and treatment "
    "(prescribed functions)",
    "contraception": "Sexual health services - Contraception (prescribed functions)",
    "sexual-health-advice": "Sexual health services - Advice, prevention and promotion "
    "(non-prescribed functions)",
    "drug-treatment": "Substance misuse - Treatment for drug misuse in adults",
    "alcohol-treatment": "Substance misuse - Treatment for alcohol misuse in adults",
    "young-drug-alcohol": "Substance misuse - Specialist drug and alcohol misuse services for "
    "children and young people",
    "public-mental-health": "Public mental health",
    "health-at-work": "Health at work",
}
PAGES = (
    "our_programmes_and_services",
    "cardiovascular_disease_and_stroke",
    "healthy_weight_in_children",
)


def line_of(entry):
    """Return the line of the return that an entry stands for; chapters put a word before its id."""
    return LINES.get(entry["id"].removeprefix("heart-").removeprefix("weight-"))


@pytest.fixture
def entries(project):
    return {page: load_register(project, "services", page) for page in PAGES}


def test_each_service_is_a_line_of_the_return_or_a_network(project, entries):
    networks = {area.name for area in load_areas(project).of_type(AreaType.SUB_HUB)}
    for page, held in entries.items():
        assert held, page
        for entry in held:
            assert line_of(entry) or entry["name"] in networks, entry["id"]


@pytest.mark.raw
def test_the_council_spent_money_on_each_of_them(project, entries):
    folder = Path(os.environ.get("JSNA_RAW", project.root / ".." / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("The raw files are not here, so the return cannot be read.")
    home = load_areas(project).of_type(AreaType.UNITARY_AUTHORITY)[0].area_code
    (path,) = folder.glob("finance/ro3_*.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        spent = {
            row["line"].removesuffix(NET): row["value_thousand_gbp"]
            for row in csv.DictReader(stream)
            if row["ons_code"] == home and row["line"].endswith(NET)
        }
    for held in entries.values():
        for entry in held:
            if line := line_of(entry):
                assert float(spent[line]) > 0, entry["id"]
