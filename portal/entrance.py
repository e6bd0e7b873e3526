"""What every page and file of the portal takes in: an id that can exist, the time, and the cycle that is meant."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request
from sqlmodel import Session

from models import Cycle
from settings import SHANGHAI

LARGEST_ID = 2**31 - 1
"""No row has a larger one; a database would refuse the question."""

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment.astimezone(SHANGHAI)


Now = Annotated[datetime, Depends(_now)]


def cycle_or_404(session: Session, cycle_id: int) -> Cycle:
    """Return a cycle; one that is not there is answered like any page that is not there."""
    found = session.get(Cycle, cycle_id)
    if found is None:
        raise HTTPException(404)
    return found
