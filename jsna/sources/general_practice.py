"""General practices: what they record (Quality and Outcomes Framework), and whom they serve."""

from collections import defaultdict
from re import search

from jsna.records import AreaType, Observation, Source, Status
from jsna.sources.fingertips import number
from jsna.sources.geography import Geography
from jsna.sources.raw import RawFiles, Table
from jsna.sources.rows import observation, per_cent, printed_period, wilson_limits

QOF, BY_AGE, DEPRIVATION = "nhs_qof_prevalence", "nhs_gp_list_by_age", "ohid_practice_deprivation"
PRACTICE_LIST = "nhs_practice_list"
ALL_AGES = "all ages"
QOF_GROUPS: dict[str, tuple[str, str]] = {
    "AF": ("gp_atrial_fibrillation", "all ages"),
    "AST": ("gp_asthma", "6+"),
    "CAN": ("gp_cancer", "all ages"),
    "CHD": ("gp_coronary_heart_disease", "all ages"),
    "CKD": ("gp_chronic_kidney_disease", "18+"),
    "COPD": ("gp_copd", "all ages"),
    "DEM": ("gp_dementia", "all ages"),
    "DEP": ("gp_depression", "18+"),
    "DM": ("gp_diabetes", "17+"),
    "EP": ("gp_epilepsy", "18+"),
    "HF": ("gp_heart_failure", "all ages"),
    "HYP": ("gp_high_blood_pressure", "all ages"),
    "LD": ("gp_learning_disability", "all ages"),
    "MH": ("gp_severe_mental_illness", "all ages"),
    "NDH": ("gp_raised_blood_sugar", "18+"),
    "OB": ("gp_obesity", "18+"),
    "OST": ("gp_osteoporosis", "50+"),
    "PAD": ("gp_peripheral_arterial_disease", "all ages"),
    "PC": ("gp_palliative_care", "all ages"),
    "RA": ("gp_rheumatoid_arthritis", "16+"),
    "STIA": ("gp_stroke", "all ages"),
}
"""Group of the framework -> (indicator, ages that its list covers since 2020/21)."""
_QOF_COLUMNS = (
    "practice_code",
    "qof_group",
    "register_count",
    "denominator",
    "pcn_code",
    "period",
)
Sums = dict[tuple[str, str], tuple[float, float]]
"""(area, group) -> (on the register, on the list)."""


def recorded(geography: Geography) -> list[Observation]:
    """Return practices, their council, the integrated care board and the country, two years."""
    rows: list[Observation] = []
    for pattern in practice_files(geography):
        table = geography.raw.read(QOF, pattern, _QOF_COLUMNS)
        period = printed_period(table[0]["period"])
        source = geography.raw.source(QOF)
        for (code, group), (count, total) in practice_sums(geography, table).items():
            is_sum = geography.areas[code].area_type is not AreaType.PRACTICE
            note = "Added up from its GP practices" if is_sum else ""
            rows.append(_share(QOF_GROUPS[group][0], code, period.name, count, total, source, note))
            if group == "AF":
                rows.append(
                    observation(
                        "registered_patients",
                        code,
                        period,
                        total,
                        source=source,
                        status=Status.COMPUTED if is_sum else Status.OFFICIAL,
                        count=total,
                        note=note,
                    )
                )
    return rows


def practice_files(geography: Geography) -> list[str]:
    """Return a pattern for each file of practices that the source names."""
    paths = [file["path"] for file in geography.raw.source(QOF).files]
    return [path for path in paths if "qof_prevalence_practice" in path]


def practice_sums(geography: Geography, table: Table) -> Sums:
    """Return registers and lists of practices, and their sums for the areas that hold them.

    A practice that has closed or merged since belongs to the council where its network of the
    time had practices of ours.
    """
    councils = [area.area_code for area in geography.areas.of_type(AreaType.UNITARY_AUTHORITY)]
    boards = [area.area_code for area in geography.areas.of_type(AreaType.ICB)]
    ours = {area.area_code for area in geography.areas.of_type(AreaType.PRACTICE)}
    networks = {row["pcn_code"] for row in table if row["practice_code"] in ours}
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in table:
        code, group = row["practice_code"], row["qof_group"]
        targets = [code] if code in geography.areas.by_code else []
        if code not in geography.areas.by_code or code in ours:
            targets += boards
            targets += councils if row["pcn_code"] in networks else []
        for target in targets:
            sums[target, group][0] += float(row["register_count"])
            sums[target, group][1] += float(row["denominator"])
    return {key: (count, total) for key, (count, total) in sums.items()}


def _share(
    indicator_id: str,
    code: str,
    period: str,
    count: float,
    total: float,
    source: Source,
    note: str,
) -> Observation:
    return observation(
        indicator_id,
        code,
        printed_period(period),
        per_cent(count, total),
        source=source,
        status=Status.COMPUTED,
        count=count,
        denominator=total,
        limits=wilson_limits(count, total),
        note=note,
    )


def recorded_earlier(geography: Geography) -> list[Observation]:
    """Return former clinical commissioning groups, where the list covers the same ages as now."""
    columns = (
        "area_code",
        "period",
        "qof_group",
        "denominator",
        "denominator_label",
        "register_count",
    )
    table = geography.raw.read(QOF, "small_area/qof_prevalence_ccg_*.csv", columns)
    source = geography.raw.source(QOF)
    rows = []
    for row in table:
        code = geography.nhs_codes.get(row["area_code"], row["area_code"])
        indicator_id, ages = QOF_GROUPS.get(row["qof_group"], ("", ""))
        if code not in geography.areas.by_code or ages != ages_of(row["denominator_label"]):
            continue
        count, total = float(row["register_count"]), float(row["denominator"])
        note = "Practices of the NHS clinical commissioning group that existed until 2020"
        if geography.areas[code].area_type is AreaType.COUNTRY:
            note = "Added up from the NHS clinical commissioning groups that existed until 2020"
        rows.append(_share(indicator_id, code, row["period"], count, total, source, note))
    return rows


def ages_of(label: str) -> str:
    """Return the ages that a printed name of a list tells: `List size ages 18+` is `18+`."""
    match = search(r"(\d+\+|\d+-\d+)\s*$", label)
    return match[1] if match else ALL_AGES


def older_patients(geography: Geography) -> list[Observation]:
    """Return patients aged 65 and over of practices, their council and the country, April 2020."""
    table = geography.raw.read(
        BY_AGE, "small_area/gp_list_by_age_*.csv", ("PRACTICE_CODE", "TOTAL", "65OV")
    )
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    country = geography.areas.of_type(AreaType.COUNTRY)[0].area_code
    for row in table:
        code = country if row["PRACTICE_CODE"].endswith("_SUM") else row["PRACTICE_CODE"]
        area = geography.areas.by_code.get(code)
        if area is None:
            continue
        targets = [code]
        if area.area_type is AreaType.PRACTICE:
            councils = geography.areas.of_type(AreaType.UNITARY_AUTHORITY)
            targets += [council.area_code for council in councils]
        for target in targets:
            sums[target][0] += float(row["65OV"])
            sums[target][1] += float(row["TOTAL"])
    return [
        _older(code, round(count), round(total), geography) for code, (count, total) in sums.items()
    ]


def _older(code: str, count: float, total: float, geography: Geography) -> Observation:
    row = _share(
        "gp_patients_aged_65_plus",
        code,
        "2020/21",
        count,
        total,
        geography.raw.source(BY_AGE),
        "Patients registered in April 2020",
    )
    return row


def deprivation(geography: Geography) -> list[Observation]:
    """Return the published deprivation score of each practice's patients."""
    table = geography.raw.read(
        DEPRIVATION, "small_area/gp_practice_imd_*.csv", ("Year", "AreaCode", "Value")
    )
    seen: dict[tuple[str, str], float] = {}
    for row in table:
        value = number(row["Value"])
        if row["AreaCode"] in geography.areas.by_code and value is not None:
            seen[row["AreaCode"], row["Year"]] = value
    return [
        observation(
            "practice_deprivation_score",
            code,
            printed_period(year),
            value,
            source=geography.raw.source(DEPRIVATION),
        )
        for (code, year), value in seen.items()
    ]


def all_rows(geography: Geography) -> list[Observation]:
    """Return everything that this module knows."""
    parts = (recorded, recorded_earlier, older_patients, deprivation)
    return [row for part in parts for row in part(geography)]


def listed(raw: RawFiles) -> frozenset[str] | None:
    """Return the code of every practice in the published list, None where it is not at hand."""
    if not raw.holds(PRACTICE_LIST):
        return None
    table = raw.read(PRACTICE_LIST, "primary_care/gp_practice_pcn_*.csv", ("PRACTICE_CODE",))
    return frozenset(row["PRACTICE_CODE"] for row in table)
