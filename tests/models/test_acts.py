"""What people do is written once, in turn, with the run it calls for and a line in the journal."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session, func, select

from models import Cycle, Draft, Entry, ExplanationRow, File, Filing, Office, Organ, Person, RunRequest, queries
from models.acts import (
    NoReason,
    NothingAsked,
    NothingSaid,
    NotYours,
    OutOfTurn,
    decide,
    explain,
    file_workbook,
    request_run,
)
from models.db import look, transaction
from report.explanation import Choice
from report.lifecycle import CHAIN, Move, Role, Stage, Status, Verdict
from report.rule import Finding, Outcome, Weight
from report.sheet import Level
from tests.models.town import Town, at


def run_keys(town: Town) -> list[str]:
    with look() as session:
        return [request.key for request in queries.run_requests(session, town.cycle_id)]


def journal(town: Town) -> list[tuple[str, str, str]]:
    with look() as session:
        return [(entry.who, entry.origin, entry.what) for entry in queries.journal(session, town.cycle_id)]


def statuses(town: Town) -> list[tuple[int, Status]]:
    with look() as session:
        return [(filing.revision, filing.status) for filing in queries.filings(session, town.cycle_id)]


def count(kind: type[File | Filing | RunRequest | Entry]) -> int:
    with look() as session:
        return session.exec(select(func.count()).select_from(kind)).one()


MADE = "t2.normative_documents.made"
ASKED = Finding(
    "T2-01", Weight.ERROR, Outcome.FAIL, (MADE,), "新公开多于总数。", left="1", right="2", explainable=True
)


@pytest.fixture
def questioned(town: Town) -> Town:
    """Return the town whose report has one finding to explain, one to mend, one unjudged and one notice."""
    town.file("党政办公室", {}, at(12, 20))
    town.file("司法所", {}, at(12, 20))
    town.find(
        ASKED,
        replace(ASKED, explainable=False),
        replace(ASKED, outcome=Outcome.UNJUDGED),
        replace(ASKED, weight=Weight.NOTICE, explainable=False),
    )
    return town


@pytest.fixture
def signing(town: Town) -> Town:
    """Return the town with a draft that waits for its first signature."""
    town.file("党政办公室", {}, at(12, 20))
    town.file("司法所", {}, at(12, 20))
    town.draft("first")
    return town


def test_a_workbook_is_kept_byte_for_byte_with_its_run_request_and_its_line_in_the_journal(town: Town) -> None:
    filing_id = town.send("司法所", b"PK\x03\x04\x00\xff", at(12, 20))
    with look() as session:
        filing = session.get_one(Filing, filing_id)
        file = session.get_one(File, filing.file_id)
        request = queries.run_requests(session, town.cycle_id)[0]
    assert (filing.revision, filing.status, filing.received_at) == (1, Status.RECEIVED, at(12, 20))
    assert (file.name, file.content, file.sha256[:8]) == ("填报表.xlsx", b"PK\x03\x04\x00\xff", "32c52983")
    assert (request.key, request.flow, request.state, request.parameters) == (
        *(f"1:collect:filing-{filing_id}:1", "collect", "waiting"),
        {"cycle_id": town.cycle_id, "now": "2020-12-20T09:00:00+08:00"},
    )
    assert {"广武镇", "2020", "收数"} == set(request.tags)
    assert journal(town) == [("李娜", "portal", "司法所报送《填报表.xlsx》")]


def test_the_same_bytes_sent_twice_are_one_filing_and_one_run_request(town: Town) -> None:
    first = town.send("司法所", b"workbook", at(12, 20))
    assert town.send("司法所", b"workbook", at(12, 21)) == first
    town.read(first, {})
    town.move(first, Move.PASS)
    assert town.send("司法所", b"workbook", at(12, 22)) == first
    assert (count(File), count(Filing), count(RunRequest), count(Entry)) == (1, 1, 1, 1)


def test_two_offices_may_send_the_same_bytes(town: Town) -> None:
    assert town.send("司法所", b"nothing", at(12, 20)) != town.send("党政办公室", b"nothing", at(12, 20))


def test_a_later_filing_takes_the_place_of_one_that_nobody_has_checked_yet(town: Town) -> None:
    town.send("司法所", b"first", at(12, 20))
    second = town.send("司法所", b"second", at(12, 21))
    town.read(second, {})
    town.send("司法所", b"third", at(12, 22))
    assert statuses(town) == [(1, Status.SUPERSEDED), (2, Status.SUPERSEDED), (3, Status.RECEIVED)]


def test_a_filing_that_counts_goes_on_counting_until_the_later_one_passes(town: Town) -> None:
    town.file("司法所", {}, at(12, 20))
    town.send("司法所", b"second", at(12, 21))
    assert statuses(town) == [(1, Status.PASSED), (2, Status.RECEIVED)]


def test_an_office_that_goes_back_to_its_first_workbook_is_heard(town: Town) -> None:
    first = town.send("司法所", b"first", at(12, 20))
    town.send("司法所", b"second", at(12, 21))
    third = town.send("司法所", b"first", at(12, 22))
    assert third != first
    assert statuses(town)[-1] == (3, Status.RECEIVED)
    assert town.send("司法所", b"first", at(12, 23)) == third


def test_an_office_may_stand_by_a_workbook_that_was_sent_back(town: Town) -> None:
    first = town.send("司法所", b"first", at(12, 20))
    town.read(first, {})
    town.move(first, Move.RETURN)
    assert town.send("司法所", b"first", at(12, 21)) != first
    assert statuses(town) == [(1, Status.RETURNED), (2, Status.RECEIVED)]


def test_a_signature_is_bound_to_the_report_and_says_who_when_and_from_where(signing: Town) -> None:
    decision_id = signing.decide(Role.DRAFTER, when=at(1, 6))
    with look() as session:
        (made,) = queries.decisions_of_cycle(session, signing.cycle_id)
        person = session.get_one(Person, made.person_id)
    assert (made.report_hash, made.role, made.verdict, person.name, made.decided_at, made.origin) == (
        *("first", Role.DRAFTER, Verdict.APPROVE, "周晓敏"),
        *(at(1, 6), "portal 10.1.2.3"),
    )
    assert run_keys(signing)[-1] == f"1:approve:decision-{decision_id}:1"
    assert journal(signing)[-1] == ("周晓敏", "portal 10.1.2.3", "拟稿人同意")


def test_the_same_decision_again_changes_nothing(signing: Town) -> None:
    first = signing.decide(Role.DRAFTER)
    before = count(Entry), count(RunRequest)
    assert signing.decide(Role.DRAFTER, when=at(1, 7)) == first
    assert (count(Entry), count(RunRequest)) == before


def test_nobody_decides_twice(signing: Town) -> None:
    signing.decide(Role.DRAFTER)
    with pytest.raises(OutOfTurn):
        signing.decide(Role.DRAFTER, Verdict.RETURN, reason="我又想了想")


@pytest.mark.parametrize("role", CHAIN[1:])
def test_nobody_signs_before_those_who_sign_first(signing: Town, role: Role) -> None:
    with pytest.raises(OutOfTurn):
        signing.decide(role)
    assert journal(signing)[-1][2].startswith("司法所报送")


def test_after_a_return_nobody_signs_that_draft_any_more(signing: Town) -> None:
    signing.decide(Role.DRAFTER)
    signing.decide(Role.CONFIDENTIALITY, Verdict.RETURN, reason="涉及个人隐私")
    with pytest.raises(OutOfTurn):
        signing.decide(Role.DEPUTY)


def test_an_older_draft_is_no_longer_signed(signing: Town) -> None:
    with look() as session:
        first = queries.drafts(session, signing.cycle_id)[0].id
    signing.draft("second")
    with pytest.raises(OutOfTurn):
        signing.decide(Role.DRAFTER, draft_id=first)
    assert signing.decide(Role.DRAFTER)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_who_sends_a_report_back_must_say_why(signing: Town, reason: str) -> None:
    with pytest.raises(NoReason):
        signing.decide(Role.DRAFTER, Verdict.RETURN, reason=reason)
    assert signing.standing().decisions == {}


def test_a_return_sends_the_named_offices_figures_back_with_the_reason(signing: Town) -> None:
    signing.decide(Role.DRAFTER, Verdict.RETURN, reason=" 金额不对 ", office="司法所")
    assert statuses(signing) == [(1, Status.PASSED), (1, Status.RETURNED)]
    with look() as session:
        assert [filing.answer for filing in queries.filings(session, signing.cycle_id)] == ["", "金额不对"]
        assert queries.decisions_of_cycle(session, signing.cycle_id)[0].office_id == signing.offices["司法所"]
    assert journal(signing)[-1][2] == "拟稿人退回：金额不对"


def test_a_contact_signs_nothing(signing: Town) -> None:
    with transaction() as session:
        session.add(Person(organ_id=signing.organ_id, role=Role.CONTACT, name="李娜"))
    with pytest.raises(NotYours):
        signing.decide(Role.CONTACT)


def test_the_head_of_another_town_signs_nothing(signing: Town) -> None:
    elsewhere = Organ(
        name="荥阳市高村乡人民政府",
        title_name="高村乡人民政府",
        short_name="高村乡",
        slug="gaocun",
        level=Level.TOWNSHIP,
    )
    with transaction() as session:
        session.add(elsewhere)
        session.flush()
        stranger = Person(organ_id=elsewhere.id or 0, role=Role.DRAFTER, name="周晓敏")
        session.add(stranger)
    with transaction() as session:
        draft = queries.newest_draft(session, signing.cycle_id)
        assert draft is not None
        with pytest.raises(NotYours):
            decide(session, draft, stranger, Verdict.APPROVE, at(1, 6), "portal")


def asked(session: Session, town: Town, why: str, when: datetime, attempt: int = 1) -> RunRequest:
    return request_run(session, session.get_one(Cycle, town.cycle_id), Stage.DRAFT, why, when, attempt)


def test_asking_twice_for_the_same_run_is_asking_once_and_another_attempt_is_another_run(town: Town) -> None:
    with transaction() as session:
        first = asked(session, town, "due-1", at(1, 4))
        assert asked(session, town, "due-1", at(1, 5)) is first
        asked(session, town, "due-1", at(1, 5), attempt=2)
        asked(session, town, "due-2", at(1, 5))
    assert run_keys(town) == ["1:draft:due-1:1", "1:draft:due-1:2", "1:draft:due-2:1"]
    with look() as session:
        assert [r.key for r in queries.run_requests_keyed_like(session, "1:draft:due-1:")] == run_keys(town)[:2]


# Explaining what looks wrong and is right


def test_an_explanation_is_kept_with_the_values_it_was_given_for_its_run_request_and_its_line_in_the_journal(
    questioned: Town,
) -> None:
    kept_id = questioned.explain()
    with look() as session:
        kept = session.get_one(ExplanationRow, kept_id)
        person = queries.person_in_role(session, questioned.organ_id, Role.DRAFTER)
    assert person is not None
    assert (kept.code, kept.cells, kept.choice, kept.sentence) == (
        *("T2-01", [MADE], Choice.CLEARANCE),
        "清理后并入县级文件。",
    )
    assert kept.values == {"left": "1", "right": "2", MADE: "0"}
    assert (kept.given_by, kept.person_id, kept.given_at) == ("周晓敏", person.id, at(1, 6))
    assert run_keys(questioned)[-1] == "1:check:explained-2021-01-06T09:00:00+08:00:1"
    assert journal(questioned)[-1] == (
        *("周晓敏", "portal 10.1.2.3"),
        "说明T2-01（集中清理）：清理后并入县级文件。（问题：新公开多于总数。）",
    )


def test_somebody_whom_the_register_does_not_know_explains_by_name(questioned: Town) -> None:
    with look() as session:
        kept = session.get_one(ExplanationRow, questioned.explain(by="档案馆李主任"))
    assert (kept.given_by, kept.person_id) == ("档案馆李主任", None)


def test_the_same_explanation_again_is_the_same_explanation_whenever_it_is_said(questioned: Town) -> None:
    first, lines, runs = questioned.explain(), journal(questioned), run_keys(questioned)
    assert questioned.explain(when=at(1, 7), sentence=" 清理后并入县级文件。 ") == first
    assert (journal(questioned), run_keys(questioned)) == (lines, runs)


def test_whoever_changes_his_mind_says_it_anew_and_what_was_said_before_stays(questioned: Town) -> None:
    first, second = (
        questioned.explain(),
        questioned.explain(by="孙丽萍", sentence="口径有调整。", choice=Choice.DEFINITION),
    )
    assert first != second
    (question,) = questioned.standing().questions
    assert question.explanation is not None
    assert (question.explanation.by, question.lost) == ("孙丽萍", None)
    with look() as session:
        assert [kept.id for kept in queries.explanations(session, questioned.cycle_id)] == [first, second]


@pytest.mark.parametrize("words", [{"sentence": " \n"}, {"by": "　"}, {"sentence": "", "by": ""}])
def test_an_explanation_without_a_sentence_or_a_name_is_none(questioned: Town, words: dict[str, str]) -> None:
    with pytest.raises(NothingSaid):
        questioned.explain(**words)
    assert len(questioned.standing().open_questions) == 1


def test_what_must_be_mended_or_stops_nothing_cannot_be_explained(questioned: Town) -> None:
    for number in (1, 2, 3):
        with pytest.raises(NothingAsked):
            questioned.explain(number)


def test_a_finding_of_figures_that_have_changed_cannot_be_explained_any_more(questioned: Town) -> None:
    row = questioned.standing().findings[0]
    questioned.file("党政办公室", {"t3.received.natural_person": "9"}, at(1, 6))
    questioned.find()
    with transaction() as session:
        cycle = session.get_one(Cycle, questioned.cycle_id)
        with pytest.raises(NothingAsked):
            explain(session, cycle, row, Choice.OTHER, "确实如此。", "周晓敏", at(1, 6), "portal")


def test_everything_explained_in_one_sitting_calls_for_one_run(questioned: Town) -> None:
    questioned.file("党政办公室", {"t3.received.natural_person": "9"}, at(1, 5))
    questioned.find(ASKED, replace(ASKED, code="T2-02"))
    before = run_keys(questioned)
    questioned.explain(0)
    questioned.explain(1)
    assert len(run_keys(questioned)) == len(before) + 1


def test_an_act_that_fails_leaves_no_trace(town: Town) -> None:
    class Interrupted(Exception):
        """The lights went out."""

    def send_and_stop() -> None:
        with transaction() as session:
            cycle, office = session.get_one(Cycle, town.cycle_id), session.get_one(Office, town.offices["司法所"])
            file_workbook(session, cycle, office, "填报表.xlsx", b"workbook", "李娜", at(12, 20), "portal")
            raise Interrupted

    with pytest.raises(Interrupted):
        send_and_stop()
    assert (count(File), count(Filing), count(RunRequest), count(Entry)) == (0, 0, 0, 0)


def test_a_draft_of_another_organ_does_not_make_ours_old(signing: Town) -> None:
    twin = Town(slug="twin")
    twin.file("党政办公室", {}, at(12, 20))
    twin.file("司法所", {}, at(12, 20))
    twin.draft("theirs")
    assert signing.decide(Role.DRAFTER)
    with look() as session:
        assert [session.get_one(Draft, d.draft_id).report_hash for d in signing.standing().decisions.values()] == [
            "first"
        ]
