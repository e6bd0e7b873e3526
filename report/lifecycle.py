"""The year's stages, what a filing may do next, and who signs in which order."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of the year, in order."""

    PLAN = "plan"
    COLLECT = "collect"
    CHECK = "check"
    DRAFT = "draft"
    APPROVE = "approve"
    PUBLISH = "publish"
    ROLLUP = "rollup"
    ARCHIVE = "archive"


CYCLE_STAGES = tuple(stage for stage in Stage if stage is not Stage.ROLLUP)
"""What one organ's own cycle goes through; the roll-up belongs to the organ above it."""


class Status(StrEnum):
    """Where a filing stands."""

    RECEIVED = "received"
    """The file has arrived and nobody has read it."""
    REFUSED = "refused"
    """The file cannot be taken; nothing of it counts."""
    READ = "read"
    """Its cells are stored and wait for the checks."""
    RETURNED = "returned"
    """The checks found an error; the office must mend it."""
    PASSED = "passed"
    """It counts."""
    SUPERSEDED = "superseded"
    """A later filing of the same office has taken its place."""


class Move(StrEnum):
    """What can be done with a filing."""

    REFUSE = "refuse"
    READ = "read"
    RETURN = "return"
    PASS = "pass"
    SUPERSEDE = "supersede"


MOVES: dict[tuple[Status, Move], Status] = {
    (Status.RECEIVED, Move.REFUSE): Status.REFUSED,
    (Status.RECEIVED, Move.READ): Status.READ,
    (Status.READ, Move.RETURN): Status.RETURNED,
    (Status.READ, Move.PASS): Status.PASSED,
    (Status.RECEIVED, Move.SUPERSEDE): Status.SUPERSEDED,
    (Status.READ, Move.SUPERSEDE): Status.SUPERSEDED,
    (Status.RETURNED, Move.SUPERSEDE): Status.SUPERSEDED,
    (Status.PASSED, Move.SUPERSEDE): Status.SUPERSEDED,
    (Status.PASSED, Move.RETURN): Status.RETURNED,
}


class ImpossibleMove(Exception):
    """A filing cannot be moved this way from where it stands."""


def after(status: Status, move: Move) -> Status:
    """Return where a filing stands after ``move``; raise ``ImpossibleMove``."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise ImpossibleMove(f"{status} → {move}") from None


class Role(StrEnum):
    """What a person does for the report; a chain may have places of the organ's own naming beside these."""

    CONTACT = "contact"
    """填报人 of an office."""
    DRAFTER = "drafter"
    """拟稿人."""
    REVIEWER = "reviewer"
    """核稿人, in chains that have one."""
    CONFIDENTIALITY = "confidentiality"
    """保密审查人."""
    DEPUTY = "deputy"
    """分管领导."""
    HEAD = "head"
    """主要领导."""


CHAIN = (Role.DRAFTER, Role.CONFIDENTIALITY, Role.DEPUTY, Role.HEAD)
"""拟稿 → 保密审查 → 分管领导 → 主要领导: the usual chain, each signs the same content."""


class Verdict(StrEnum):
    """What a person in the chain decides."""

    APPROVE = "approve"
    RETURN = "return"
