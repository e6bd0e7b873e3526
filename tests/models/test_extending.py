"""More time: by when an office must file, who may give it more time, and what is refused with a sentence."""

from datetime import date

import pytest

from models import Extension, Organ, queries
from models.db import look, transaction
from models.extending import NotExtended, due_for, extend, extended_until
from models.planning import plan_of
from report.lifecycle import Stage
from tests.models.town import Town, at

PLANNED = date(2021, 1, 4)


def give(
    town: Town,
    until: date,
    office: str = "司法所",
    stage: Stage = Stage.COLLECT,
    by: str = "周晓敏",
    reason: str = "案卷还在法院",
    day: int = 28,
) -> bool:
    """Let somebody give an office more time, or, without an office, everybody in a stage."""
    with transaction() as session:
        return extend(
            session,
            Extension(
                cycle_id=town.cycle_id,
                stage=stage,
                office_id=town.offices[office] if office else None,
                until=until,
                reason=reason,
                given_by=by,
                given_at=at(12, day),
                origin="命令行",
            ),
        )


def due(town: Town, office: str = "司法所") -> date:
    with look() as session:
        return due_for(session, town.cycle_id, town.offices[office])


def planned(town: Town, stage: Stage) -> date:
    with look() as session:
        here = town.standing()
        return plan_of(session, here.organ, 2020).step(stage).due_on


def test_an_office_without_more_time_files_by_the_day_of_the_plan(town: Town) -> None:
    assert due(town) == PLANNED


def test_an_office_that_was_given_more_time_has_a_day_of_its_own_and_no_other_office_has(town: Town) -> None:
    assert give(town, date(2021, 1, 6))
    assert (due(town), due(town, "党政办公室")) == (date(2021, 1, 6), PLANNED)
    with look() as session:
        owing = list(town.offices.values())
        assert extended_until(session, town.cycle_id, owing) == date(2021, 1, 6)
        assert extended_until(session, town.cycle_id, owing[:1]) is None
        entry = queries.journal(session, town.cycle_id)[-1]
    assert (entry.who, entry.what) == ("周晓敏", "“收数”给司法所延期到2021-01-06：案卷还在法院")


def test_of_several_the_newest_counts_and_saying_it_again_changes_nothing(town: Town) -> None:
    assert give(town, date(2021, 1, 6))
    assert give(town, date(2021, 1, 8))
    assert not give(town, date(2021, 1, 8), day=29)
    assert due(town) == date(2021, 1, 8)
    with look() as session:
        assert len(queries.extensions(session, town.cycle_id)) == 2


def test_more_time_for_everybody_is_in_the_plan_and_takes_the_place_of_an_offices_own(town: Town) -> None:
    with transaction() as session:
        session.get_one(Organ, town.organ_id).publish_by = "01-08"
    give(town, date(2021, 1, 11))
    give(town, date(2021, 1, 7), office="")
    assert planned(town, Stage.COLLECT) == date(2021, 1, 7)
    with transaction() as session:
        queries.steps(session, town.cycle_id)[Stage.COLLECT].due_on = date(2021, 1, 7)
    assert due(town) == due(town, "党政办公室") == date(2021, 1, 7)


@pytest.mark.parametrize(
    "wanted, sentence",
    [
        ({"until": date(2021, 1, 4)}, "本来就到2021年1月4日（周一）为止"),
        ({"until": date(2021, 1, 26)}, "最晚可以延到2021年1月25日（周一）"),
        ({"until": date(2021, 1, 8), "reason": " "}, "延期要写明理由"),
        ({"until": date(2021, 1, 8), "by": ""}, "延期要写明理由（--reason）和是谁同意的"),
        ({"until": date(2021, 1, 8), "by": "李四"}, "“李四”不是牵头科室的人"),
        ({"until": date(2021, 1, 8), "stage": Stage.APPROVE}, "一个科室只有收数可以单独延期"),
        (
            {"until": date(2021, 1, 8), "office": "", "stage": Stage.PLAN},
            "这一步不能延期，可以延期的是：collect 收数",
        ),
        ({"until": date(2021, 1, 10), "office": "", "stage": Stage.PUBLISH}, "本来就到2021年1月8日（周五）为止"),
        ({"until": date(2021, 2, 1), "office": "", "stage": Stage.PUBLISH}, "不能在2021年1月31日（周日）前办完"),
    ],
)
def test_what_no_lawful_report_allows_and_what_has_no_grounds_is_refused(
    town: Town, wanted: dict[str, object], sentence: str
) -> None:
    with pytest.raises(NotExtended, match=sentence):
        give(town, **wanted)  # type: ignore[arg-type]
    assert due(town) == PLANNED
