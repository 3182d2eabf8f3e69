"""Local Authority Interactive Tool of the Department for Education: children and schools."""

from re import fullmatch, sub

from jsna.errors import SourceError
from jsna.records import AreaType, Observation, Status
from jsna.sources.geography import Geography
from jsna.sources.rows import Period, calendar_years, observation, printed_period

SOURCE = "dfe_lait"
KINDS = (AreaType.UNITARY_AUTHORITY, AreaType.COUNTY, AreaType.REGION, AreaType.COUNTRY)
NOT_GIVEN = {
    "c": (Status.SUPPRESSED, "The publisher keeps this value back: it rests on few children"),
    "-": (Status.MISSING, "The publisher gives no value: too few children, or none"),
    "x": (Status.MISSING, "The publisher does not hold this value"),
}
"""What the publisher's marks mean; `z` (does not apply) and blank cells give no row."""
MARKS = {
    "Rev": "Revised",
    "prov": "Provisional",
    "Final": "",
    "OT": "Outturn",
}
"""Words in brackets behind a year -> note."""
LAIT: dict[str, str] = {
    "%_2yr_olds": "funded_early_education_2",
    "%_3&4yr_olds": "funded_early_education_3_4",
    "FSP_NEW_GOODDEV": "good_level_of_development",
    "FSP_Gooddev_FSM": "good_level_of_development_fsm",
    "HCP_PHOF": "development_checks_age_2",
    "6wksBreast": "breastfeeding_6_8_weeks",
    "InfMort": "infant_mortality",
    "Low_Birth_Weight_Babies": "low_birth_weight",
    "Under18concep": "under_18_conceptions",
    "ExcessRec": "excess_weight_reception",
    "ExcessYr6": "excess_weight_year_6",
    "Chlamydia_Diagnosis": "chlamydia_detection",
    "CMH_0-17yrs": "mental_health_admissions_under_18",
    "Hosp_Adm_Alc_<18yrs": "alcohol_admissions_under_18",
    "RTA": "children_road_casualties",
    "ChildPov": "children_low_income_dfe",
    "PriFSM": "free_school_meals_primary",
    "SecFSM": "free_school_meals_secondary",
    "EALPri": "other_first_language_primary",
    "AVG_Attain8_Score": "attainment_8",
    "DAP_KS4_ATT8": "attainment_8_disadvantaged",
    "LAC_KS4_AVG_Attain8": "attainment_8_looked_after",
    "AVG_Prog8_Score": "progress_8",
    "EngMaths9-4": "gcse_english_maths_grade_4",
    "FSM_NEW_KS2_RWM": "primary_school_standard_fsm",
    "Level3Age19": "level_3_by_19",
    "HE_19_All": "higher_education_by_19",
    "16-17 NEET": "young_people_neet",
    "16-17_not known_NEET": "young_people_neet_or_not_known",
    "SusEdOverall_All": "destinations_after_16",
    "TotAbs": "school_absence",
    "TotPerAbNew": "persistent_absence",
    "TotSevPerAbNew": "severe_absence",
    "TotFixedEx": "suspensions",
    "TotPermEx": "permanent_exclusions",
    "SEN_TotSENSuP": "sen_support",
    "SEN_TotStat": "education_health_care_plans",
    "SEN_EHC_All_20wks": "ehc_plans_in_20_weeks",
    "16-17YroldSEN_ET": "sen_in_learning_16_17",
    "CIN": "children_in_need",
    "CINFSM": "children_in_need_fsm",
    "CINPermAbsent_3Term": "children_in_need_persistent_absence",
    "CPP_Total_Rateper10,000": "referrals_to_social_care",
    "ReReferral": "re_referrals",
    "Section_47": "section_47_enquiries",
    "CPP_rate": "child_protection_plans",
    "PrevRegCPR": "repeat_child_protection_plans",
    "CP_conf_15days": "protection_conferences_15_days",
    "Continue_Assess_Comp": "social_care_assessments_45_days",
    "LAC": "children_in_care",
    "LAC_Start_Rate": "children_entering_care",
    "LACStable_2016on": "children_in_care_three_placements",
    "LAC_LongStable%": "children_in_care_long_placements",
    "LACDistance": "children_in_care_far_from_home",
    "LAC_Foster_Placements": "children_in_foster_care",
    "LACHealth%": "children_in_care_health_checks",
    "LACDental%": "children_in_care_dental_checks",
    "LACVaccinations%": "children_in_care_vaccinations",
    "Emotional_LAC": "children_in_care_difficulties_score",
    "Children_missing": "children_in_care_missing",
    "CareLeaverAcc": "care_leavers_housing",
    "CareLeaverEET": "care_leavers_learning_or_work",
    "%_of LAC Adopted": "children_adopted_from_care",
    "Unacc_Asylmn_Seek_Childn%": "children_in_care_asylum_seeking",
    "FirstYJS": "youth_justice_first_entrants",
    "Work_Force_Vac_Rate": "social_worker_vacancies",
    "Work_Force_Agecy_Rate": "social_worker_agency",
    "Work_Force_AvgNumCase_SW": "social_worker_cases",
    "Work_Force_TO_Rate": "social_worker_turnover",
    "CareApplications": "care_applications",
}
"""Measure -> indicator."""


def measures(geography: Geography) -> list[Observation]:
    """Return every measure that `LAIT` lists, for the areas that the file names."""
    table = geography.raw.read(
        SOURCE,
        "children/lait_[!d]*.csv",
        ("measure_short", "area", "year", "value"),
    )
    kinds = year_kinds(geography)
    codes = {area.name: area.area_code for kind in KINDS for area in geography.areas.of_type(kind)}
    rows = []
    for row in table:
        indicator_id = LAIT.get(row["measure_short"])
        if not indicator_id or row["area"] not in codes or row["year"] == "0":
            continue
        text = row["value"].strip()
        if text in ("", "z"):
            continue
        period, note = year_of(row["year"], kinds[row["measure_short"]])
        status, why = NOT_GIVEN.get(text, (Status.OFFICIAL, note))
        rows.append(
            observation(
                indicator_id,
                codes[row["area"]],
                period,
                round(float(text), 10) if status.has_value else None,
                source=geography.raw.source(SOURCE),
                status=status,
                note=why,
            )
        )
    return rows


def year_kinds(geography: Geography) -> dict[str, str]:
    """Return what kind of year each measure counts in, by the dictionary of the tool."""
    table = geography.raw.read(
        SOURCE, "children/lait_dictionary*.csv", ("Measure_short", "Year_Type")
    )
    return {row["Measure_short"]: row["Year_Type"] for row in table}


def year_of(text: str, kind: str) -> tuple[Period, str]:
    """Return the period of a printed year, and what stands in brackets behind it as words.

    `2025` of an academic or financial year is the year that ends in 2025; of a yearly count it is
    the day of the count.

    Raises:
        SourceError: for a form, mark or kind that is not known.
    """
    mark = fullmatch(r".*\((\w+)\)\s*", text)
    if mark and mark[1] not in MARKS:
        raise SourceError(f"The mark ({mark[1]}) behind a year is not known. Add it to {__name__}.")
    note = MARKS[mark[1]] if mark else ""
    plain = sub(r"\s*\(\w+\)\s*$", "", text).strip()
    if match := fullmatch(r"(\d{4})-(\d{2})", plain):
        first, last = int(match[1]), int(match[1]) // 100 * 100 + int(match[2])
        if last == first + 1 and "Calendar" not in kind:
            return _split_year(last, kind), note
        return calendar_years(first, last), note
    if fullmatch(r"\d{4}", plain):
        return _single_year(int(plain), kind), note
    return printed_period(plain.replace("-", " - ", 1)), note


def _single_year(year: int, kind: str) -> Period:
    if kind == "Calendar Year":
        return calendar_years(year, year)
    if kind == "Annual - January":
        return Period(f"January {year}", f"{year}-01-01", f"{year}-01-31")
    if kind.startswith("Annual (end of Sept"):
        return Period(f"September {year}", f"{year}-09-30", f"{year}-09-30")
    return _split_year(year, kind)


def _split_year(last: int, kind: str) -> Period:
    name = f"{last - 1}/{last % 100:02d}"
    if kind == "Academic Year":
        return Period(name, f"{last - 1}-09-01", f"{last}-08-31")
    return Period(name, f"{last - 1}-04-01", f"{last}-03-31")
