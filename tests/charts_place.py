"""A made-up place with made-up figures, for the tests of the charts."""

from jsna.areas import Areas
from jsna.charts.request import Request
from jsna.disclosure import ALREADY_PROTECTED, protect
from jsna.orientation import Orientation, Town
from jsna.records import Area, AreaType, Indicator, Observation, Polarity, Source, Status

NAMES = ("Ashby", "Birch & Beck", "Cold Hill", "Dunmere", "Elm Cross", "Fenwick", "Gorse End")
HOSTILE = "</script><b>&\"'\\"
AGES = [f"{start}-{start + 4}" for start in range(0, 90, 5)] + ["90+"]
SOURCE = Source(
    source_id="made_up",
    publisher="Nobody",
    title="Made-up figures",
    label="Made-up figures for tests",
    address="",
    licence="OGL-3.0",
    attribution="",
    rhythm="",
    released_on="2024-01-02",
    next_due="",
    obtained="",
)
ORIENTATION = Orientation(
    river_name="River Made",
    river_name_at=(0, 1.2),
    river=((0, 1.2), (1, 1.5), (1, 2)),
    towns=(Town("Upper Town", (0.5, -0.2)),),
    labels={"T05000001": {"wide": ("Ashby",), "phone": ("Ash",)}},
)


def area(code, name, kind=AreaType.WARD, parent="T06000001", x=None, y=None):
    return Area(
        area_code=code,
        area_slug=code.lower(),
        name=name,
        full_name=f"{name} ward, Sampleton" if kind is AreaType.WARD else name,
        area_type=kind,
        area_set="",
        parent_code=parent,
        valid_from="",
        valid_to="",
        status="official",
        fit="caution",
        fit_note="The method misses this ward's people by 12%.",
        tile_x=x,
        tile_y=y,
    )


COUNTRY = area("T92000001", "Testland", AreaType.COUNTRY, "")
COUNCIL = area("T06000001", "Sampleton", AreaType.UNITARY_AUTHORITY, "T92000001")


def wards(names=NAMES):
    return tuple(
        area(f"T0500000{number}", name, x=(number - 1) % 3, y=(number - 1) // 3)
        for number, name in enumerate(names, start=1)
    )


def indicator(**changes):
    entry = {
        "indicator_id": "made_up_share",
        "title": "Disabled people",
        "short": "Disabled",
        "definition": "Made up.",
        "phrase": "of residents are disabled",
        "theme": "made_up",
        "chapters": (),
        "unit": "%",
        "value_type": "proportion",
        "denominator": "all residents",
        "polarity": Polarity.NOT_JUDGED,
        "polarity_reason": "A fact.",
        "decimals": 1,
        "source_id": "made_up",
        "aggregation": "none",
        "caveats": ("These figures are made up.",),
    }
    return Indicator(**{**entry, **changes})


def observation(code, value, **changes):
    entry = {
        "indicator_id": "made_up_share",
        "area_code": code,
        "period": "2021",
        "period_start": "2021-01-01",
        "period_end": "2021-12-31",
        "sex": "Persons",
        "age": "All ages",
        "category_type": "All",
        "category": "All",
        "value": value,
        "lower_ci": None,
        "upper_ci": None,
        "lower_998": None,
        "upper_998": None,
        "count": None,
        "denominator": None,
        "status": Status.OFFICIAL if value is not None else Status.MISSING,
        "value_note": "",
        "published_comparison": "",
        "source_id": "made_up",
        "released_on": "",
    }
    return Observation(**{**entry, **changes})


def request(rows, *, focus=None, among=None, beside=(COUNCIL, COUNTRY), of=None, **options):
    among = wards() if among is None else tuple(among)
    focus = focus or among[1]
    known = {each.area_code: each for each in (COUNTRY, COUNCIL, *among, focus)}
    return Request(
        page="made_up_page",
        indicator=of or indicator(),
        source=SOURCE,
        figures=protect(rows, dict.fromkeys(("made_up", "elsewhere"), ALREADY_PROTECTED)),
        focus=focus,
        areas=Areas(known, ()),
        among=among,
        beside=tuple(beside),
        options={"orientation": ORIENTATION, **options},
    )


def shares(values=(12.5, 19.25, None, 14.0, 14.0, 22.0, 8.1)):
    """One share per ward (the third is missing), with limits, and the comparators."""
    rows = [
        observation(
            each.area_code,
            value,
            lower_ci=None if value is None else value - 1.5,
            upper_ci=None if value is None else value + 1.5,
            value_note="Too few answers." if value is None else "",
        )
        for each, value in zip(wards(), values, strict=False)
    ]
    return [*rows, observation("T06000001", 15.0), observation("T92000001", 17.3)]


def people(code="T05000002", scale=1):
    return [
        observation(
            code,
            (400 - 4 * start + (7 if sex == "Female" else 0)) * scale,
            sex=sex,
            age=age,
        )
        for sex in ("Male", "Female")
        for age, start in zip(AGES, range(0, 95, 5), strict=True)
    ]


def deciles(code="T05000002", values=(41, 20.5, 10, 8, 7, 5.5, 4, 3, 1, 0)):
    return [
        observation(
            code,
            value,
            count=None if value is None else value * 100,
            category_type="Deprivation decile",
            category=str(number),
        )
        for number, value in enumerate(values, start=1)
    ]


def years(code="T05000002", values=(18.0, 18.9, None, 21.0, 22.4), first=2017):
    """One share per year; the limits are one point either side."""
    return [
        observation(
            code,
            value,
            period=str(year),
            period_start=f"{year}-01-01",
            period_end=f"{year}-12-31",
            lower_ci=None if value is None else value - 1,
            upper_ci=None if value is None else value + 1,
            value_note="Not collected." if value is None else "",
        )
        for year, value in enumerate(values, start=first)
    ]


def requests():
    """Return one ordinary request per kind."""
    ages = indicator(title="Residents by age and sex", unit="people", decimals=0)
    return {
        "pyramid": request([*people(), *people("T92000001", 1000)], of=ages),
        "ranked": request(shares()),
        "deprivation": request([*deciles(), *deciles("T06000001", (10,) * 10)]),
        "tiles": request(shares()),
        "trend": request(
            [*years(), *years("T06000001", (15, 15.5, 16, 16.5)), *years("T92000001", (17,) * 5)]
        ),
    }
