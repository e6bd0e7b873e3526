"""What every page and file of the portal takes in: an id that can exist, and the time."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Request

from settings import SHANGHAI

LARGEST_ID = 2**31 - 1
"""No row has a larger one; a database would refuse the question."""

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment.astimezone(SHANGHAI)


Now = Annotated[datetime, Depends(_now)]
