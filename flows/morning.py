"""Morning: the recurring round that starts what is due, reminds who is late, and mends what died."""

from datetime import datetime

from prefect import flow

from flows.rounds import complain, failures
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

EACH = (
    replan,
    warn,
    prepare_least,
    tell_hand_in,
    check_contacts,
    tell_unanswered,
    remind,
    remind_signer,
    request_due,
)
"""What is done for each cycle, in this order; where one fails, all others still have their turn."""


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
    done = {cycle: [act(cycle, now, return_state=True) for act in EACH] for cycle in open_cycles()}
    ask_for_posting(now)
    send_run_requests()
    complain(failures(done))
    return [stage for *_, due in done.values() if (stage := str(due.result()))]
