"""Posting: what was written down to be told goes out, each notice once."""

from datetime import datetime

from prefect import flow

from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.notices import mend_unfinished, post, tally, unposted


@flow(name="notices", flow_run_name=run_name, log_prints=True)
def notices(now: datetime | None = None) -> dict[str, int]:
    """Mark what a dead run left unfinished, post each notice that is due, and count how they stand."""
    at = moment(now)
    mended = mend_unfinished(at)
    return post_due(at, mended)


def post_due(now: datetime, mended: int = 0) -> dict[str, int]:
    """Post each notice that is due; count how they stand then, with those that were left unfinished."""
    tried: set[int] = set()
    posted = []
    # What is written while we post goes out, too. One that breaks must not keep the others from being posted.
    while waiting := [notice_id for notice_id in unposted(now) if notice_id not in tried]:
        tried.update(waiting)
        posted += [post(notice_id, now, return_state=True) for notice_id in waiting]
    return tally((state.result() for state in posted), mended)
