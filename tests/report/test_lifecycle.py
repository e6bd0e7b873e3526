"""What a filing may do next, and in which order the year goes and people sign."""

from itertools import product

import pytest

from report.lifecycle import CHAIN, CYCLE_STAGES, MOVES, ImpossibleMove, Move, Role, Stage, Status, after

NEXT = {
    Status.RECEIVED: {Move.REFUSE: Status.REFUSED, Move.READ: Status.READ, Move.SUPERSEDE: Status.SUPERSEDED},
    Status.READ: {Move.RETURN: Status.RETURNED, Move.PASS: Status.PASSED, Move.SUPERSEDE: Status.SUPERSEDED},
    Status.PASSED: {Move.RETURN: Status.RETURNED, Move.SUPERSEDE: Status.SUPERSEDED},
    Status.RETURNED: {Move.SUPERSEDE: Status.SUPERSEDED},
    Status.REFUSED: {},
    Status.SUPERSEDED: {},
}


@pytest.mark.parametrize("status, move", list(product(Status, Move)))
def test_a_filing_moves_where_the_table_says_and_nowhere_else(status: Status, move: Move) -> None:
    if move in NEXT[status]:
        assert after(status, move) is NEXT[status][move]
    else:
        with pytest.raises(ImpossibleMove, match=f"{status} → {move}"):
            after(status, move)


def test_every_status_can_be_reached_every_move_is_of_use_and_every_way_ends() -> None:
    reached = {Status.RECEIVED}
    for _ in Status:
        reached |= {there for (status, _), there in MOVES.items() if status in reached}
    assert reached == set(Status)
    assert {move for _, move in MOVES} == set(Move)
    for status in Status:
        assert _ends(status)


def _ends(status: Status, seen: tuple[Status, ...] = ()) -> bool:
    """Say whether no way from a status ever comes back to it: what was answered is never answered again."""
    return status not in seen and all(
        _ends(there, (*seen, status)) for (at, _), there in MOVES.items() if at is status
    )


def test_a_filing_counts_only_after_it_was_read_and_checked() -> None:
    assert [status for (status, _), there in MOVES.items() if there is Status.PASSED] == [Status.READ]
    assert [status for (status, _), there in MOVES.items() if there is Status.READ] == [Status.RECEIVED]


def test_a_cycle_goes_through_every_stage_but_the_roll_up_of_the_organ_above() -> None:
    assert [*CYCLE_STAGES[:6], Stage.ROLLUP, *CYCLE_STAGES[6:]] == list(Stage)


def test_in_the_usual_chain_everybody_signs_but_the_contacts_of_the_offices_and_the_head_last() -> None:
    assert set(CHAIN) == set(Role) - {Role.CONTACT, Role.REVIEWER}
    assert CHAIN == (Role.DRAFTER, Role.CONFIDENTIALITY, Role.DEPUTY, Role.HEAD)
