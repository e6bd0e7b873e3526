"""Rounds over several reports at a real engine: what is broken in one keeps no other from its turn, and is said."""

import pytest

from deployments.demo.story import at
from deployments.service import catch_up
from flows.morning import morning
from flows.plan import plan
from flows.rollup import rollup
from flows.rounds import SomeFailed
from models import Cycle, Draft, Duty, Office, Organ, Publication, queries
from models.db import look, transaction
from report.deadlines import TooLate
from report.form import form_for
from report.reading import Refusal
from report.sheet import Level
from tests.tasks.town import Town


def another_town(name: str, **facts: str) -> int:
    """Register a town with one office before all others; return its id."""
    with transaction() as session:
        organ = Organ(name=name, title_name=name, short_name=name, slug=name, level=Level.TOWNSHIP, **facts)
        session.add(organ)
        session.flush()
        session.add(Office(organ_id=organ.id or 0, name="党政办公室", position=1, leads=True))
        return organ.id or 0


def a_cycle_without_plan(organ_id: int) -> None:
    """Open a cycle in whose plan every step is missing, as after a restore that went wrong."""
    with transaction() as session:
        cycle = Cycle(organ_id=organ_id, year=2020, edition=form_for(2020).edition, opened_at=at(12, 1, 8))
        session.add(cycle)
        session.flush()
        owing = queries.offices(session, organ_id)[0].id or 0
        session.add(Duty(cycle_id=cycle.id or 0, office_id=owing, item="t2.procurement.projects"))


@pytest.mark.usefixtures("prefect_server")
def test_one_town_that_fails_keeps_no_other_from_being_reminded_and_the_round_says_which(waiting: Town) -> None:
    for name in ("甲镇", "乙镇"):
        a_cycle_without_plan(another_town(name))
    with pytest.raises(SomeFailed, match=r"甲镇 2020年报：.*；乙镇 2020年报："):
        morning(now=at(12, 23, 9))
    assert list(waiting.told("remind")) == ["钱会英", "吴静"]
    assert waiting.count("remind") == 2


@pytest.mark.usefixtures("prefect_server")
def test_a_service_starts_beside_a_town_that_is_broken_and_asks_for_what_is_due_in_the_others(waiting: Town) -> None:
    a_cycle_without_plan(another_town("甲镇"))
    waiting.files("财政所")
    catch_up(at(12, 23, 9))
    with look() as session:
        asked = queries.run_requests(session, waiting.cycle_id)[-1]
    assert (asked.flow, asked.state) == ("collect", "sent")


@pytest.mark.usefixtures("prefect_server")
def test_one_town_that_cannot_be_planned_keeps_no_other_from_its_plan(waiting: Town) -> None:
    another_town("丙镇", publish_by="06-30")
    good = another_town("丁镇")
    with pytest.raises(TooLate):
        plan(2020, now=at(12, 1, 9))
    with look() as session:
        assert queries.cycle_of(session, good, 2020) is not None


def a_county(name: str) -> tuple[int, int]:
    """Register a county with one town below it; return both ids."""
    with transaction() as session:
        county = Organ(name=name, title_name=name, short_name=name, slug=name, level=Level.COUNTY)
        session.add(county)
        session.flush()
        unit = Organ(name=f"{name}某镇", title_name="某镇", short_name="某镇", slug=f"{name}1", level=Level.TOWNSHIP)
        unit.parent_id = county.id
        session.add(unit)
        session.flush()
        return county.id or 0, unit.id or 0


def an_unreadable_report(organ_id: int) -> None:
    """Publish a report whose figures cannot be read any more."""
    with transaction() as session:
        cycle = Cycle(organ_id=organ_id, year=2020, edition=form_for(2020).edition, opened_at=at(12, 1, 8))
        session.add(cycle)
        session.flush()
        draft = Draft(cycle_id=cycle.id or 0, revision=1, sheet="{", content_hash="", report_hash="")
        draft.made_at = at(1, 4, 9)
        session.add(draft)
        session.flush()
        out = Publication(cycle_id=cycle.id or 0, draft_id=draft.id or 0, report_hash="", address="")
        out.published_at = out.verified_at = at(1, 7, 9)
        session.add(out)


@pytest.mark.usefixtures("prefect_server")
def test_one_sum_that_fails_keeps_no_other_from_being_made(waiting: Town) -> None:
    first, broken = a_county("戊县")
    second, _ = a_county("己县")
    an_unreadable_report(broken)
    with pytest.raises(Refusal):
        rollup(2020, now=at(2, 1, 9))
    with look() as session:
        assert [queries.newest_rollup(session, county, 2020) is None for county in (first, second)] == [True, False]
