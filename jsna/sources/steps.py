"""The list of everything that tabulate does: a new kind of figure is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from jsna.records import Observation
from jsna.sources import (
    census,
    census_larger,
    council_facts,
    deprivation,
    fingertips,
    general_practice,
    health_by_deprivation,
    hospital_flow,
    interactive_tool,
    local_health,
    local_statistics,
    low_income,
    neighbourhood_facts,
    older_outcomes,
    outcomes,
    populations,
    practice_ratings,
    practices_sited,
    service_sites,
    small_area_facts,
    spending,
    spending_beside,
    ward_sets,
)
from jsna.sources.geography import Geography


@dataclass(frozen=True, slots=True)
class Step:
    """One group of figures: what progress shows, and how the rows are made."""

    name: str
    rows: Callable[[Geography], list[Observation]]


STEPS = (
    Step("population of wards", populations.wards),
    Step("population of larger areas", populations.larger_areas),
    Step("population density", populations.density),
    Step("Census totals", census.totals),
    Step("wards of before", ward_sets.earlier_wards),
    Step("Census shares", census.all_tables),
    Step("Census general health", census.general_health),
    Step("Census health by deprivation", health_by_deprivation.health_by_decile),
    Step("Census tables for larger areas", census_larger.all_tables),
    Step("deprivation scores", deprivation.scores),
    Step("deprivation ranks", deprivation.rank),
    Step("residents by deprivation", deprivation.residents_by_decile),
    Step("illness behind deprivation", deprivation.underlying),
    Step("residents by deprivation, 2019", deprivation.residents_2019),
    Step("children in low income families", low_income.children),
    Step("public health outcomes", outcomes.framework),
    Step("earlier life expectancy", outcomes.earlier_life_expectancy),
    Step("healthy life expectancy", outcomes.healthy_life),
    Step("smoking recorded by general practices", outcomes.smoking_recorded),
    Step("local statistics", local_statistics.observations),
    Step("Local Health", local_health.all_rows),
    Step("facts about neighbourhoods", neighbourhood_facts.all_rows),
    Step("facts about small areas", small_area_facts.all_rows),
    Step("sites of services", service_sites.all_rows),
    Step("general practices", general_practice.all_rows),
    Step("practices by ward", practices_sited.all_rows),
    Step("ratings of practices", practice_ratings.good_or_outstanding),
    Step("Fingertips downloads", fingertips.all_rows),
    Step("children and schools", interactive_tool.measures),
    Step("older outcomes", older_outcomes.all_rows),
    Step("spending", spending.per_resident),
    Step("spending beside similar councils", spending_beside.for_each_resident),
    Step("hospitals by month", hospital_flow.all_rows),
    Step("facts about councils", council_facts.all_rows),
)
