"""Where a cycle stands is derived from its rows at every point of a small town's year."""

from datetime import timedelta

import pytest

from models import queries
from models.db import look, transaction
from models.run_request import RunRequest
from report.lifecycle import CHAIN, Move, Role, Stage, Status, Verdict
from report.rule import Finding, Outcome, Weight
from tests.models.town import Town, at

PARTY = {"t3.received.natural_person": "1", "overview.1": "一、制度", "overview.10": "三、平台"}
JUSTICE = {"t4.review.upheld": "0", "t2.procurement.amount": "162000 元", "overview.2": "二、机制", "other.1": "无。"}


def collected(town: Town) -> None:
    """Bring the town to where everybody's figures count."""
    for name, content in (("党政办公室", PARTY), ("司法所", JUSTICE)):
        town.hand_out(name)
        town.file(name, content, at(12, 30))


def drafted(town: Town, report_hash: str = "first") -> None:
    """Bring the town to its first draft."""
    collected(town)
    town.examine()
    town.draft(report_hash)


def test_a_year_goes_from_workbooks_to_the_archive(town: Town) -> None:
    assert town.where(at(12, 15)) == (Stage.COLLECT, None)  # planned, and collecting has not opened
    assert town.where(at(12, 16)) == (Stage.COLLECT, Stage.COLLECT)
    town.hand_out("党政办公室")
    assert town.where() == (Stage.COLLECT, Stage.COLLECT)
    town.hand_out("司法所")
    assert town.where() == (Stage.COLLECT, None)  # everybody has a workbook: now the offices are waited for

    first = town.send("党政办公室", b"first", at(12, 20))
    assert town.where() == (Stage.COLLECT, Stage.COLLECT)
    town.read(first, PARTY)
    assert town.where() == (Stage.COLLECT, Stage.CHECK)
    town.move(first, Move.PASS)
    assert town.where() == (Stage.COLLECT, None)
    town.file("司法所", JUSTICE, at(12, 21))
    assert town.where() == (Stage.CHECK, Stage.CHECK)

    town.examine(Weight.EXPLAIN, Weight.NOTICE)
    assert town.where() == (Stage.CHECK, None)  # somebody must say why it is right
    town.explain()
    assert town.where(at(12, 31)) == (Stage.DRAFT, None)  # the figures close on 31 December
    assert town.where(at(1, 4)) == (Stage.DRAFT, Stage.DRAFT)
    town.draft("first")
    for role in CHAIN:
        assert town.where() == (Stage.APPROVE, Stage.APPROVE)
        assert town.awaited == [role]
        town.decide(role)
    assert town.awaited == []
    assert town.where() == (Stage.PUBLISH, Stage.APPROVE)  # all have signed, and nobody knows it yet
    town.tell_approved()
    assert town.where() == (Stage.PUBLISH, Stage.PUBLISH)

    town.publish(verified=False)
    assert town.where() == (Stage.PUBLISH, Stage.PUBLISH)  # nobody has seen yet that readers get it
    town.publish(verified=True)
    assert town.where() == (Stage.ARCHIVE, Stage.ARCHIVE)
    town.archive()
    assert town.where() == (Stage.ARCHIVE, None)
    assert town.standing().archived


def test_what_is_due_stays_due_until_it_is_done_however_late_it_is_asked(town: Town) -> None:
    assert town.where(at(3, 1)) == (Stage.COLLECT, Stage.COLLECT)


def test_an_error_in_the_whole_report_stops_it_until_the_figures_are_mended(town: Town) -> None:
    collected(town)
    town.examine(Weight.ERROR)
    assert town.standing().blocked
    assert town.where() == (Stage.CHECK, None)
    town.file("司法所", {**JUSTICE, "t4.review.upheld": "1"}, at(1, 5))
    assert not town.standing().blocked
    assert town.where() == (Stage.CHECK, Stage.CHECK)


def test_what_nobody_has_explained_stops_the_report_and_an_error_beside_it_goes_on_stopping(town: Town) -> None:
    collected(town)
    town.examine(Weight.EXPLAIN, Weight.ERROR)
    assert (len(town.standing().open_questions), len(town.standing().errors)) == (1, 1)
    town.explain()
    here = town.standing()
    assert (here.open_questions, len(here.errors), here.blocked) == ((), 1, True)
    assert town.where() == (Stage.CHECK, None)


def test_a_rule_that_could_not_be_judged_and_a_notice_stop_nothing(town: Town) -> None:
    collected(town)
    town.find(
        Finding("Y-02", Weight.EXPLAIN, Outcome.UNJUDGED, ("t2.regulations.made",), "无法判断"),
        Finding("T3-04", Weight.ERROR, Outcome.UNJUDGED, (), "无法判断"),
        Finding("F-03", Weight.NOTICE, Outcome.FAIL, (), "空白"),
    )
    assert (town.standing().questions, town.standing().blocked) == ((), False)
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)


def test_an_error_that_may_be_explained_is_no_error_to_be_mended(town: Town) -> None:
    collected(town)
    town.find(Finding("T2-02", Weight.ERROR, Outcome.FAIL, (), "规章应为 0", explainable=True))
    assert (len(town.standing().open_questions), town.standing().errors) == (1, ())
    town.explain()
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)


def test_a_law_that_changes_after_the_signatures_holds_back_the_publication_and_loses_no_signature(
    town: Town,
) -> None:
    drafted(town)
    town.approve()
    under_another_law(town)
    assert town.where() == (Stage.PUBLISH, Stage.CHECK)
    town.examine(Weight.EXPLAIN)
    assert (town.standing().blocked, town.standing().approved) == (True, True)
    assert town.where() == (Stage.PUBLISH, None)
    town.explain()
    assert town.where() == (Stage.PUBLISH, Stage.PUBLISH)


@pytest.mark.parametrize("archived", [True, False])
def test_a_law_that_changes_does_not_reach_back_to_what_is_published(town: Town, archived: bool) -> None:
    drafted(town)
    town.approve()
    town.publish(verified=True)
    if archived:
        town.archive()
    under_another_law(town)
    here = town.standing()
    assert here.examination is not None
    assert here.examination.examined_at == at(1, 4)
    assert town.where() == (Stage.ARCHIVE, None if archived else Stage.ARCHIVE)


def test_what_was_published_before_explanations_were_kept_is_not_held_up(town: Town) -> None:
    collected(town)
    town.find(Finding("N-01", Weight.EXPLAIN, Outcome.FAIL, (), "收到 3 件"))
    town.draft("first")
    town.approve()
    town.publish(verified=True)
    assert len(town.standing().open_questions) == 1
    assert town.where() == (Stage.ARCHIVE, Stage.ARCHIVE)


def test_figures_mended_after_publication_are_examined_by_the_law_of_today(town: Town) -> None:
    drafted(town)
    town.approve()
    town.publish(verified=True)
    under_another_law(town)
    town.file("司法所", {**JUSTICE, "t4.review.upheld": "1"}, at(1, 20))
    assert town.where() == (Stage.CHECK, Stage.CHECK)


def under_another_law(town: Town) -> None:
    """Let the examination be one by the rules of before."""
    with transaction() as session:
        done = queries.newest_examination(session, town.cycle_id, None)
        assert done is not None
        done.rules_hash = "the law of before"


def test_an_office_owes_until_it_sent_something_that_was_not_sent_back(town: Town) -> None:
    def owing() -> list[str]:
        return [o.office.name for o in town.standing().offices if o.owes]

    assert owing() == ["党政办公室", "司法所"]
    refused = town.send("党政办公室", b"no workbook", at(12, 20))
    assert owing() == ["司法所"]
    town.move(refused, Move.REFUSE)
    assert owing() == ["党政办公室", "司法所"]
    filing = town.send("党政办公室", b"workbook", at(12, 21))
    town.read(filing, PARTY)
    town.move(filing, Move.RETURN)
    assert owing() == ["党政办公室", "司法所"]
    town.file("党政办公室", PARTY, at(12, 22))
    assert owing() == ["司法所"]


def test_what_passed_counts_while_a_newer_file_is_looked_at(town: Town) -> None:
    collected(town)
    newer = town.send("司法所", b"newer", at(12, 31))
    justice = town.standing().offices[1]
    assert (justice.latest and justice.latest.id, justice.counts and justice.counts.revision) == (newer, 1)
    assert town.where() == (Stage.CHECK, Stage.COLLECT)
    town.move(newer, Move.REFUSE)
    assert town.sheet() is not None


def test_a_leader_sends_figures_back_and_the_report_waits_for_their_office(town: Town) -> None:
    drafted(town)
    town.decide(Role.DRAFTER)
    town.decide(Role.CONFIDENTIALITY)
    town.decide(Role.DEPUTY, Verdict.RETURN, at(1, 6), "集中采购金额与决算不一致", "司法所")

    here = town.standing()
    assert here.offices[1].latest is not None
    assert (here.offices[1].latest.status, here.offices[1].latest.answer) == (
        Status.RETURNED,
        "集中采购金额与决算不一致",
    )
    assert (here.sheet, here.waits_for, here.approved) == (None, (), False)
    assert here.returned is not None
    assert here.returned.role == Role.DEPUTY
    assert town.where() == (Stage.COLLECT, None)

    town.file("司法所", {**JUSTICE, "t2.procurement.amount": "251000元"}, at(1, 6, 15))
    assert town.where() == (Stage.CHECK, Stage.CHECK)
    town.examine()
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)
    town.draft("second")
    assert town.where() == (Stage.APPROVE, Stage.APPROVE)
    assert town.awaited == [Role.DRAFTER]
    assert town.standing().decisions == {}
    town.approve()
    assert town.where() == (Stage.PUBLISH, Stage.PUBLISH)


def test_a_report_sent_back_without_naming_an_office_waits_for_whoever_answers(town: Town) -> None:
    drafted(town)
    town.decide(Role.DRAFTER, Verdict.RETURN, at(1, 5), "总体情况写得太简单")
    assert town.awaited == []
    assert town.where()[0] is Stage.APPROVE
    town.file("党政办公室", {**PARTY, "overview.1": "一、制度健全"}, at(1, 5, 15))
    town.examine()
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)


def test_an_office_that_stands_by_its_figures_brings_the_report_before_the_chain_again(town: Town) -> None:
    drafted(town)
    town.decide(Role.DRAFTER, Verdict.RETURN, at(1, 5), "请再核对", "司法所")
    town.file("司法所", JUSTICE, at(1, 5, 15))
    assert town.standing().answered
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)
    town.draft("first")
    assert town.awaited == [Role.DRAFTER]


def test_figures_that_change_after_signing_lose_every_signature(town: Town) -> None:
    drafted(town)
    town.approve()
    assert town.standing().approved
    town.file("党政办公室", {**PARTY, "t3.received.natural_person": "2"}, at(1, 7))
    here = town.standing()
    assert (here.draft_is_current, here.approved, here.waits_for) == (False, False, ())
    assert town.where() == (Stage.CHECK, Stage.CHECK)
    town.examine()
    town.draft("second")
    assert town.awaited == [Role.DRAFTER]


def test_figures_that_come_back_to_what_was_signed_keep_the_signatures(town: Town) -> None:
    drafted(town)
    town.approve()
    town.file("党政办公室", {**PARTY, "t3.received.natural_person": "2"}, at(1, 6))
    town.file("党政办公室", PARTY, at(1, 7))
    assert town.standing().approved


def test_a_signature_under_another_content_is_none(town: Town) -> None:
    drafted(town)
    town.approve()
    with transaction() as session:
        for decision in queries.decisions_of_cycle(session, town.cycle_id):
            if decision.role == Role.HEAD:
                decision.report_hash = "something else"
    assert not town.standing().approved


def test_a_report_mended_after_publication_goes_the_whole_way_again(town: Town) -> None:
    drafted(town)
    town.approve()
    town.publish(verified=True)
    town.archive()
    town.file("司法所", {**JUSTICE, "t4.review.upheld": "1"}, at(1, 20))
    assert town.where() == (Stage.CHECK, Stage.CHECK)
    town.examine()
    town.draft("second")
    assert town.where() == (Stage.APPROVE, Stage.APPROVE)
    town.approve()
    assert town.where() == (Stage.PUBLISH, Stage.PUBLISH)
    assert town.standing().publication is None


@pytest.mark.parametrize("rules", ["", "older"])
def test_only_an_examination_by_todays_rules_counts(town: Town, rules: str) -> None:
    collected(town)
    town.examine()
    with transaction() as session:
        done = queries.newest_examination(session, town.cycle_id, None)
        assert done is not None
        done.rules_hash = rules
    assert town.where() == (Stage.CHECK, Stage.CHECK)


def test_looking_changes_nothing(town: Town) -> None:
    drafted(town)
    with look() as session:
        before = len(queries.run_requests(session, town.cycle_id)), len(queries.journal(session, town.cycle_id))
    town.where(at(1, 7) + timedelta(days=400))
    with look() as session:
        assert (
            len(queries.run_requests(session, town.cycle_id)),
            len(queries.journal(session, town.cycle_id)),
        ) == before
        assert {type(request) for request in queries.run_requests(session, town.cycle_id)} == {RunRequest}
