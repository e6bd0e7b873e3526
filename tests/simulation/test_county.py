"""The year of a county with people of every kind: who was told what and when, who is out, what is added up."""

import json
from datetime import date, datetime, timedelta

import pytest

from report.deadlines import forward, legal_date
from report.sheet import Level
from tasks.remind import LADDER
from tests.processes import in_china
from tests.simulation.conftest import YEAR, County, Told, twice

LEGAL = legal_date(Level.TOWNSHIP, YEAR)
ENDS = {"delivered", "expired", "failed"}


# Who is out


def test_every_report_is_out_in_time_or_its_town_is_named_in_the_countys_list(county: County) -> None:
    out = {name: date.fromisoformat(day) for name, day in county.result["published"].items()}
    assert county.stuck == [county.towns[5].full_name]
    assert sorted([*out, *county.stuck]) == sorted(town.full_name for town in county.towns)
    assert {name: day for name, day in out.items() if day > LEGAL} == {}
    assert county.result["missing"] == county.stuck


def test_nothing_is_published_without_every_signature_on_exactly_that_report(county: County) -> None:
    published = county.place.rows(
        "SELECT publication.draft_id, draft.report_hash, published_at FROM publication "
        "JOIN draft ON draft.id = draft_id"
    )
    assert len(published) == len(county.result["published"])
    for draft, report_hash, at in published:
        signed = county.place.rows(
            "SELECT role, verdict, report_hash, decided_at <= ? FROM decision WHERE draft_id = ? ORDER BY id",
            at,
            draft,
        )
        roles = ("drafter", "confidentiality", "deputy", "head")
        assert signed == [(role, "approve", report_hash, 1) for role in roles]


def test_the_journal_is_one_chain_to_its_last_line(county: County) -> None:
    seals = county.place.rows("SELECT previous, seal FROM entry ORDER BY id")
    assert [previous for previous, _ in seals] == ["", *(seal for _, seal in seals[:-1])]
    assert county.result["journal_broken_at"] is None


# Who was told


def test_nobody_is_told_the_same_twice(county: County) -> None:
    keys: list[object] = [str(letter["X-Nianbao-Key"]) for letter in county.letters]
    assert len(keys) > 100
    assert twice(keys) == []
    delivered = [notice for notice in county.notices if notice.mail and notice.state == "delivered"]
    said: list[object] = [(n.day, n.mail, n.subject, n.text) for n in delivered]
    assert twice(said) == []


def test_what_is_delivered_is_what_the_mail_server_took_in(county: County) -> None:
    taken = {str(letter["X-Nianbao-Key"]): str(letter["To"]) for letter in county.letters}
    assert taken == {n.message: n.mail for n in county.notices if n.mail and n.state == "delivered"}


def test_every_notice_is_delivered_or_outdated_or_somebody_was_alerted_in_its_place(county: County) -> None:
    assert {n.state for n in county.notices} <= ENDS
    alerts = [n.key for n in county.notices if n.key.startswith("alert:")]
    failed = [n for n in county.notices if n.state == "failed"]
    assert failed
    assert [n.key for n in failed if not any(alert.startswith(f"alert:{n.key}:") for alert in alerts)] == []


def reminders(notices: list[Told]) -> list[Told]:
    return [notice for notice in notices if notice.kind == "remind"]


def test_nobody_who_has_filed_is_reminded_afterwards(county: County) -> None:
    wrong = county.place.rows(
        "SELECT notice.key, notice.written_at FROM notice JOIN person ON person.id = notice.person_id "
        "JOIN filing ON filing.office_id = person.office_id AND filing.received_at < notice.written_at "
        "WHERE notice.key LIKE '%:remind:%' AND filing.answer = '' AND filing.status = 'passed'"
    )
    assert wrong == []
    assert reminders(county.notices)


def test_who_is_missing_is_reminded_on_every_rung_that_is_due(county: County) -> None:
    (member,) = county.everybody("missing")
    ((due, handed_out),) = county.place.rows(
        "SELECT step.due_on, handed_out_at FROM step JOIN cycle ON cycle.id = step.cycle_id "
        "JOIN organ ON organ.id = cycle.organ_id JOIN office ON office.organ_id = organ.id AND office.name = ? "
        "JOIN handout ON handout.office_id = office.id WHERE short_name = ? AND stage = 'collect'",
        member.office,
        member.town,
    )
    rungs = [rung_day(date.fromisoformat(due), rung) for rung in LADDER]
    expected = [day for day in rungs if day > in_china(handed_out).date()]
    assert [notice.day for notice in reminders(county.told(member))] == expected
    assert len(expected) > 4


def rung_day(due: date, rung: int) -> date:
    """Return the working day that lies a rung of the ladder from the due date."""
    if rung >= 0:
        return forward(due, rung)
    day = due
    for _ in range(-rung):
        day -= timedelta(days=1)
        while forward(day, 0) != day:
            day -= timedelta(days=1)
    return day


# What each kind of person lived through


@pytest.mark.parametrize("code", ["wrong_first", "damaged"])
def test_what_is_wrong_comes_back_and_is_mended_after_the_letter(county: County, code: str) -> None:
    for member in county.everybody(code):
        (first, second, *_) = county.filings(member)
        assert first[3] != ""
        assert second[3] == "" or "台账" in second[3]
        told = [notice for notice in county.told(member) if notice.kind in ("returned", "refused")]
        assert told[0].day == in_china(first[2]).date()
        assert second[2] > first[2]


def test_whoever_waits_for_reminders_files_after_as_many(county: County) -> None:
    for member in (*county.everybody("late"), *county.everybody("hesitant")):
        (first, *_) = county.filings(member)
        before = [n for n in reminders(county.told(member)) if n.day <= in_china(first[2]).date()]
        assert len(before) == member.contact.waits_for


def test_for_who_does_not_answer_the_stand_in_is_told_and_acts(county: County) -> None:
    for member in county.everybody("absent"):
        town = next(town for town in county.towns if town.name == member.town)
        stand_in = town.stand_ins[member.office]
        assert county.told(stand_in)
        assert county.filings(member)[0][4] == stand_in.name


def test_who_comes_in_somebodys_place_is_told_and_who_has_left_is_not_any_more(county: County) -> None:
    left = county.place.rows("SELECT mail, left_at FROM person WHERE left_at IS NOT NULL")
    assert len(left) == len(county.everybody("replaced")) > 0
    for mail, at in left:
        assert [n.key for n in county.notices if n.mail == mail and n.day > in_china(at).date()] == []
    for member in county.everybody("replaced"):
        town = next(town for town in county.towns if town.name == member.town)
        assert county.filings(member)[-1][4] == town.successors[member.office].name


def test_a_mailbox_that_does_not_exist_is_an_alert_and_the_workbook_still_comes_back(county: County) -> None:
    for member in county.everybody("bounces"):
        assert {"failed"} <= {notice.state for notice in county.told(member)} <= {"failed", "expired"}
        assert [letter for letter in county.letters if letter["To"] == member.mail] == []
        assert county.filings(member)[-1][1] == "passed"


def test_a_mailbox_that_takes_nothing_in_for_a_day_gets_its_letters_afterwards(county: County) -> None:
    for member in county.everybody("greylisted"):
        told = county.told(member)
        assert {notice.state for notice in told} <= {"delivered", "expired"}
        assert max(notice.attempts for notice in told) > 1


def test_a_leader_who_sends_the_report_back_gets_another_draft(county: County) -> None:
    back = county.place.rows("SELECT reason, role FROM decision WHERE verdict = 'return'")
    leaders = [leader for town in county.towns for leader in town.chain if leader.leader.returns]
    reached = [
        leader
        for leader in leaders
        if leader.town not in {t.name for t in county.towns if t.full_name in county.stuck}
    ]
    assert back == [("依申请公开的件数请再与台账核对一遍，确认后重报。", "deputy")] * len(reached)
    published = county.place.rows(
        "SELECT revision FROM publication JOIN draft ON draft.id = draft_id WHERE revision > 1"
    )
    assert len(published) == len(reached) > 0


# What the county adds up


def test_the_countys_sum_is_the_sum_of_what_its_towns_published(county: County) -> None:
    ((sheet,),) = county.place.rows("SELECT sheet FROM rollup ORDER BY id DESC LIMIT 1")
    parts = [json.loads(path.read_text("utf-8")) for path in (county.place.home / "site").rglob("*.report.json")]
    assert len(parts) == len(county.result["published"])
    summed = {address: sum(number(part["cells"][address]) for part in parts) for address in parts[0]["cells"]}
    assert {address: number(value) for address, value in json.loads(sheet)["cells"].items()} == summed
    assert sum(summed.values()) > 100


def test_what_a_town_published_is_what_its_offices_have(county: County) -> None:
    for town in county.towns:
        for path in (county.place.home / "site" / town.slug).rglob("*.report.json"):
            cells = json.loads(path.read_text("utf-8"))["cells"]
            nothing = {m.office for m in town.contacts if m.contact.nothing}
            owed = set() if nothing else set(town.figures)
            assert {a: number(cells[a]) for a in owed} == {a: town.figures[a] for a in owed}


def number(value: object) -> float:
    """Read a figure as anybody would who knows nothing of ours."""
    return round(float(str(value or 0)), 6)


def test_every_act_has_an_hour_at_which_people_work(county: County) -> None:
    filed = county.place.rows("SELECT received_at FROM filing UNION ALL SELECT decided_at FROM decision")
    hours = {datetime.time(in_china(at)).hour for (at,) in filed}
    assert hours <= set(range(9, 18))
