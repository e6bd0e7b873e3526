"""Morning: the recurring round that starts what is due, reminds who is late, and mends what died."""

from datetime import datetime

from prefect import flow

from tasks.approve import remind_signer
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.contacts import check_contacts, tell_unanswered
from tasks.instruct import tell_hand_in
from tasks.least import prepare_least
from tasks.mending import drop_late_runs, end_dead_runs, reconcile_runs, tell_of_dead_rounds
from tasks.notices import mend_unfinished
from tasks.plan import replan, request_plan, warn
from tasks.remind import remind
from tasks.runs import ask_for_posting, open_cycles, request_due, send_run_requests


@flow(name="morning", flow_run_name=run_name, log_prints=True)
def morning(now: datetime | None = None) -> list[str]:
    """Go once through everything that is due and not done; return the stages that were asked for."""
    now = moment(now)
    end_dead_runs()
    drop_late_runs()
    reconcile_runs(now)
    tell_of_dead_rounds(now)
    mend_unfinished(now)
    request_plan(now)
    due = []
    for cycle in open_cycles():
        replan(cycle, now)
        warn(cycle, now)
        prepare_least(cycle, now)
        tell_hand_in(cycle, now)
        check_contacts(cycle, now)
        tell_unanswered(cycle, now)
        remind(cycle, now)
        remind_signer(cycle, now)
        due.append(request_due(cycle, now))
    ask_for_posting(now)
    send_run_requests()
    return [stage for stage in due if stage]
