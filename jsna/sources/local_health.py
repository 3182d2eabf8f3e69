"""Local Health: life expectancy, deaths and hospital stays compared with England, 2015 to 2019."""

from jsna.records import AreaType, Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.neighbourhoods import mean_rows
from jsna.sources.rows import Period, calendar_years, observation

SOURCE = "ohid_local_health"
PERIOD = calendar_years(2015, 2019)
OTHER_PERIODS = {
    "long_term_illness_2011": Period("2011", "2011-03-27", "2011-03-27"),
    "back_pain_2012": calendar_years(2012, 2012),
    "severe_back_pain_2012": calendar_years(2012, 2012),
}
MODELLED = ("back_pain_2012", "severe_back_pain_2012")
LIFE = "neighbourhood_life_expectancy"
LIFE_COLUMNS = {
    "Female": "Life expectancy at birth for females",
    "Male": "Life expectancy at birth for males",
}
LOCAL_HEALTH: dict[str, str] = {
    "mortality_ratio_all": "Deaths from all causes, all ages",
    "mortality_ratio_all_under_75": "Deaths from all causes,  under 75 years",
    "mortality_ratio_preventable": "Deaths from causes considered preventable, under 75 years, SMR",
    "mortality_ratio_cancer": "Deaths from all cancer, all ages",
    "mortality_ratio_cancer_under_75": "Deaths from all cancer,  under 75 years",
    "mortality_ratio_circulatory": "Deaths from circulatory disease, all ages",
    "mortality_ratio_circulatory_under_75": "Deaths from circulatory disease,  under 75 years",
    "mortality_ratio_heart": "Deaths from coronary heart disease, all ages",
    "mortality_ratio_stroke": "Deaths from stroke, all ages",
    "mortality_ratio_respiratory": "Deaths from respiratory diseases, all ages",
    "emergency_admission_ratio_all": "Emergency hospital admissions for all causes",
    "emergency_admission_ratio_heart": "Emergency hospital admissions for coronary heart disease",
    "emergency_admission_ratio_heart_attack": (
        "Emergency hospital admissions for Myocardial Infarction (heart attack)"
    ),
    "emergency_admission_ratio_stroke": "Emergency hospital admissions for stroke",
    "emergency_admission_ratio_copd": (
        "Emergency hospital admissions for Chronic Obstructive Pulmonary Disease (COPD)"
    ),
    "emergency_admission_ratio_hip_fracture": (
        "Emergency hospital admissions for hip fracture in 65+"
    ),
    "alcohol_stays_ratio_narrow": "Hospital stays for alcohol related harm (Narrow definition)",
    "alcohol_stays_ratio_broad": "Hospital stays for alcohol related harm (Broad definition)",
    "self_harm_stays_ratio": "Hospital stays for self harm",
    "long_term_illness_2011": "Limiting long-term illness or disability",
    "back_pain_2012": "Back pain prevalence, 2012",
    "severe_back_pain_2012": "Severe back pain prevalence, 2012",
}
"""Indicator -> column of the file of neighbourhoods, and of councils where they hold it."""
LOCAL_HEALTH_COUNCILS: dict[str, str] = {
    "cancer_incidence_ratio_prostate": "Incidence of prostate cancer",
    "cancer_incidence_ratio_lung": "Incidence of lung cancer",
    "cancer_incidence_ratio_colorectal": "Incidence of colorectal cancer",
    "cancer_incidence_ratio_breast": "Incidence of breast cancer",
    "cancer_incidence_ratio_all": "Incidence of all cancer",
}
"""Indicator -> column of the file of councils alone."""
ENGLAND_NOTE = "Always 100: the rates of England are what others are set beside"


def neighbourhoods(geography: Geography) -> list[Observation]:
    """Return the wards as averages of their neighbourhoods."""
    columns = ("Code", *LIFE_COLUMNS.values(), *LOCAL_HEALTH.values())
    table = geography.raw.read(SOURCE, "demography/local_health_msoa_*.csv", columns)
    source = geography.raw.source(SOURCE)
    rows: list[Observation] = []
    wanted = [(key, column, "Persons") for key, column in LOCAL_HEALTH.items()]
    wanted += [(LIFE, column, sex) for sex, column in LIFE_COLUMNS.items()]
    for indicator_id, column, sex in wanted:
        values = {row["Code"]: float(row[column]) for row in table if row[column]}
        status = Status.MODELLED if indicator_id in MODELLED else Status.APPROXIMATE
        period = OTHER_PERIODS.get(indicator_id, PERIOD)
        rows += mean_rows(geography, indicator_id, values, period, source, status=status, sex=sex)
    return rows


def councils(geography: Geography) -> list[Observation]:
    """Return councils, districts and the county as published, and the country where it is 100."""
    table = geography.raw.read(SOURCE, "demography/local_health_la_*.csv", ("Code",))
    source = geography.raw.source(SOURCE)
    wanted = [(key, column, "Persons") for key, column in LOCAL_HEALTH.items()]
    wanted += [(key, column, "Persons") for key, column in LOCAL_HEALTH_COUNCILS.items()]
    wanted += [(LIFE, column, sex) for sex, column in LIFE_COLUMNS.items()]
    rows = []
    for indicator_id, column, sex in wanted:
        if column not in table[0]:
            continue
        period = OTHER_PERIODS.get(indicator_id, PERIOD)
        rows += [
            observation(
                indicator_id, row["Code"], period, float(row[column]), source=source, sex=sex
            )
            for row in table
            if row["Code"] in geography.areas.by_code and row[column]
        ]
        if "ratio" in indicator_id:
            rows += [
                observation(
                    indicator_id, area.area_code, period, 100, source=source, note=ENGLAND_NOTE
                )
                for area in geography.areas.of_type(AreaType.COUNTRY)
            ]
    return rows


def all_rows(geography: Geography) -> list[Observation]:
    """Return wards, councils and the country."""
    return neighbourhoods(geography) + councils(geography)
