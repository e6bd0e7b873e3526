"""What follows for readers from corrections and withdrawals: what may replace what, and what the page says of it."""

from collections.abc import Sequence

from sqlmodel import Session

from models import queries
from models.correction import Correction, Withdrawal
from models.draft import Draft, drafted_sheet
from models.publication import Publication
from report.erratum import Erratum, changes_between
from report.sheet import Sheet


def may_replace(session: Session, published: Publication, draft: Draft) -> bool:
    """Say whether a draft may take the place of a publication: it was corrected or withdrawn before it was made."""
    opened = withdrawal_or_correction(session, published)
    return opened is not None and (draft.id or 0) > opened.draft_id


def withdrawal_or_correction(session: Session, published: Publication) -> Correction | Withdrawal | None:
    """Return what was asked for of a publication; a withdrawal overrules the correction asked for before."""
    number = published.id or 0
    return queries.withdrawal_of(session, number) or queries.correction_of(session, number)


def since_withdrawal(session: Session, cycle_id: int) -> list[tuple[int, Publication]]:
    """Return the publications of a cycle that may be seen, with their numbers: none before one that was withdrawn."""
    numbered = list(enumerate(queries.publications(session, cycle_id), start=1))
    gone = [number for number, each in numbered if queries.withdrawal_of(session, each.id or 0)]
    return [(number, each) for number, each in numbered if number > max(gone, default=0)]


def errata_of(session: Session, cycle_id: int, sheet: Sheet, before: int | None = None) -> tuple[Erratum, ...]:
    """Return what the page of a sheet says of the corrections, the latest first; ``before`` is the draft it is of.

    From a withdrawal on nothing older is told: the values of then may be the very reason.
    """
    published = [p for p in queries.publications(session, cycle_id) if before is None or p.draft_id < before]
    sheets = [*(drafted_sheet(session.get_one(Draft, each.draft_id)) for each in published), sheet]
    errata: list[Erratum] = []
    for number, each in enumerate(published, start=1):
        opened = withdrawal_or_correction(session, each)
        if isinstance(opened, Withdrawal):
            errata = [_of_withdrawal(each, opened)]
        elif opened:
            errata += _of_correction(each, opened, number, sheets[number - 1], sheets[number])
    return tuple(reversed(errata))


def _of_withdrawal(published: Publication, withdrawal: Withdrawal) -> Erratum:
    days = published.published_at.date(), withdrawal.withdrawn_at.date()
    return Erratum(*days, withdrawal.reason, withdrawn=True)


def _of_correction(
    published: Publication, correction: Correction, number: int, was: Sheet, now: Sheet
) -> Sequence[Erratum]:
    """Return the erratum of a correction; none while nothing has changed."""
    changes = changes_between(was, now)
    if not changes:
        return ()
    day = now.signed_on or correction.opened_at.date()
    version = f"{version_folder(number)}/index.html"
    return (Erratum(published.published_at.date(), day, correction.reason, changes, version),)


def version_folder(number: int) -> str:
    """Return where a version lies below the year's folder once another has taken its place."""
    return f"versions/{number}"
