"""More time in a town's year: who is told, what it counts for, and what cuts it short."""

from datetime import date

from deployments.demo.story import at
from models import Extension
from models.db import look
from models.extending import due_for
from report.lifecycle import Stage
from tasks.extend import give_more_time
from tasks.instruct import confirm_proposals
from tasks.plan import replan
from tests.tasks.test_instruct import kept, notice
from tests.tasks.town import Town


def given(town: Town, until: date, office: str = "司法所") -> bool:
    now = at(12, 20, 9)
    wanted = Extension(
        cycle_id=town.cycle_id,
        stage=Stage.COLLECT,
        office_id=town.office(office).id if office else None,
        until=until,
        reason="案卷还在法院",
        given_by="周晓敏",
        given_at=now,
        origin="命令行",
    )
    return give_more_time(wanted, now)


def due(town: Town, office: str = "司法所") -> date:
    with look() as session:
        return due_for(session, town.cycle_id, town.office(office).id or 0)


def test_the_office_and_the_leading_office_are_told_by_whom_why_and_until_when(handed_out: Town) -> None:
    assert given(handed_out, date(2021, 1, 11))
    told = handed_out.told("extended")
    assert set(told) == {handed_out.contact("司法所").name, "周晓敏"}
    text = told["周晓敏"].text
    for words in ("可以在2021年1月11日（周一）前报来", "理由：案卷还在法院", "同意延期：周晓敏"):
        assert words in text
    before = handed_out.database
    assert not given(handed_out, date(2021, 1, 11))
    assert handed_out.database == before


def test_an_offices_time_ends_where_a_superiors_later_word_leaves_no_lawful_way(handed_out: Town) -> None:
    given(handed_out, date(2021, 1, 11))
    rows = kept(handed_out, notice("2021年1月13日", "2021年1月15日"))
    confirm_proposals(handed_out.organ_id, [row.id or 0 for row in rows], "周晓敏", at(12, 21, 9))
    assert due(handed_out) == date(2021, 1, 7)
    assert due(handed_out, "财政所") == date(2021, 1, 4)


def test_a_stage_that_was_given_more_time_keeps_it_when_the_plan_is_made_again(handed_out: Town) -> None:
    given(handed_out, date(2021, 1, 6), office="")
    assert handed_out.due(Stage.COLLECT) == "2021-01-06"
    before = handed_out.database
    assert replan.fn(handed_out.cycle_id, at(12, 22, 9)) == []
    assert handed_out.database == before
