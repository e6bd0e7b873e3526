"""Rolling up: two towns of a county added up cell by cell, the third one missed by name."""

from pathlib import Path

import pytest

from deployments.demo.story import at
from deployments.demo.year import HERE
from models import Draft, Organ, Publication, Rollup, queries
from models.db import look, transaction
from models.register import load
from report.reading import read
from report.sheet import Level, Sheet
from tasks.publish import publish
from tasks.rollup import add_units, parents
from tests.tasks.town import DRAFTED, FILED, FORM, HANDED_OUT, Town

MARCH = at(1, 31, 8).replace(month=3)


def register_of(town: str, slug: str, folder: Path) -> Path:
    """Write the register of a town like 广武镇 next door."""
    text = (HERE / "register.toml").read_text(encoding="utf-8")
    text = (
        text.replace("广武镇", town).replace('slug = "guangwu"', f'slug = "{slug}"').replace("guangwu.", f"{slug}.")
    )
    path = folder / f"{slug}.toml"
    path.write_text(text.replace('past_reports = ["2019.report.json"]', ""), encoding="utf-8")
    return path


@pytest.fixture
def county(approved: Town) -> Organ:
    """Return the county above 广武镇 and 高村镇; a third town has not begun its report."""
    with transaction() as session:
        county = Organ(
            name="荥阳市人民政府", title_name="荥阳市人民政府", short_name="荥阳市", slug="xy", level=Level.COUNTY
        )
        session.add(county)
        session.flush()
        for town, slug in (("高村镇", "gaocun"), ("汜水镇", "sishui")):
            load(session, register_of(town, slug, approved.home))
        for organ in queries.organs(session):
            organ.parent_id = county.id if organ.id != county.id else None
        return county


@pytest.fixture
def gaocun(approved: Town, county: Organ) -> Town:
    """Return 高村镇 with a published report of its own figures."""
    with look() as session:
        organ = queries.organ_named(session, "荥阳市高村镇人民政府")
    town = Town(approved.home, organ_id=(organ.id if organ else 0) or 0)
    town.plan()
    town.now = HANDED_OUT
    town.hand_out()
    town.now = FILED
    town.files("司法所", {"t4.review.upheld": 2, "t4.suit_direct.pending": 1})
    town.everybody_files_but("司法所")
    town.now = DRAFTED
    town.draft()
    town.everybody_signs()
    town.publish()
    return town


def newest(county: Organ) -> Rollup:
    with look() as session:
        rollup = queries.newest_rollup(session, county.id or 0, 2020)
        assert rollup is not None
        return rollup


def sum_in(rollup: Rollup) -> Sheet:
    return read("rollup.report.json", rollup.sheet.encode())


def test_two_towns_are_added_up_cell_by_cell_and_the_third_is_named(
    approved: Town, county: Organ, gaocun: Town
) -> None:
    approved.publish()
    rows = add_units.fn(county.id or 0, 2020, MARCH)
    assert [row[0] for row in rows] == ["荥阳市广武镇人民政府", "荥阳市高村镇人民政府", "荥阳市汜水镇人民政府"]
    assert [row[1] for row in rows].count(rows[0][1]) == 2
    assert rows[2][1] != rows[0][1]
    assert newest(county).missing == "荥阳市汜水镇人民政府"
    whole, first, second = sum_in(newest(county)), approved.sheet, gaocun.sheet
    expected = {address: (first[address] or 0) + (second[address] or 0) for address in FORM.addresses}
    assert {address: whole[address] for address in FORM.addresses} == expected
    assert (expected["t4.review.total"], expected["t2.procurement.amount"]) == (2, 324_000)
    assert whole.title == "荥阳市人民政府2020年政府信息公开工作年度报告"


def test_adding_up_again_writes_nothing_while_nothing_has_changed(
    approved: Town, county: Organ, gaocun: Town
) -> None:
    add_units.fn(county.id or 0, 2020, MARCH)
    before = approved.database
    add_units.fn(county.id or 0, 2020, MARCH)
    assert approved.database == before


def test_a_report_that_was_not_compared_yet_is_not_in_the_sum(approved: Town, county: Organ, gaocun: Town) -> None:
    publish.fn(approved.cycle_id, approved.now)
    add_units.fn(county.id or 0, 2020, MARCH)
    assert newest(county).missing.split("\n") == ["荥阳市广武镇人民政府", "荥阳市汜水镇人民政府"]


def test_a_town_that_goes_back_to_what_it_had_published_makes_a_third_sum(
    approved: Town, county: Organ, gaocun: Town
) -> None:
    def use(draft_id: int) -> None:
        with transaction() as session:
            published = queries.newest_publication(session, approved.cycle_id)
            assert published is not None
            session.get_one(Publication, published.id).draft_id = draft_id

    approved.publish()
    first = approved.here.draft
    add_units.fn(county.id or 0, 2020, MARCH)
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    second = approved.draft()
    projects = []
    for draft_id in (second or 0, (first.id if first else 0) or 0):
        use(draft_id)
        add_units.fn(county.id or 0, 2020, MARCH)
        projects.append(sum_in(newest(county))["t2.procurement.projects"])
    assert projects == [73, 72]
    with look() as session:
        assert session.get_one(Draft, second).revision == 2


def test_only_organs_with_units_are_rolled_up(approved: Town, county: Organ) -> None:
    assert parents() == [county.id]
