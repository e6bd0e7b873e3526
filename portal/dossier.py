"""After publication in the portal: the dossier as it stands now, and what was asked of what is published."""

from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Response
from sqlmodel import Session

from models import Correction, Withdrawal, queries
from models.db import look
from models.dossier import NothingYet
from models.dossier import dossier as put_together
from portal.entrance import Id, Now, cycle_or_404
from portal.files import handed_over

router = APIRouter()


class Afterwards(NamedTuple):
    """What was asked of the newest publication."""

    correction: Correction | None = None
    withdrawal: Withdrawal | None = None


@router.get("/cycles/{cycle_id}/dossier")
def dossier(cycle_id: Id, now: Now) -> Response:
    """Hand over the dossier of a cycle as it stands now."""
    with look() as session:
        cycle_or_404(session, cycle_id)
        try:
            return handed_over(*put_together(session, cycle_id, now))
        except NothingYet as nothing:
            raise HTTPException(404) from nothing


def afterwards(session: Session, cycle_id: int) -> Afterwards:
    """Return what was asked of the newest publication of a cycle."""
    published = queries.newest_publication(session, cycle_id)
    if published is None:
        return Afterwards()
    number = published.id or 0
    return Afterwards(queries.correction_of(session, number), queries.withdrawal_of(session, number))
