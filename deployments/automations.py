"""What Prefect itself does when runs go wrong: the morning round looks at once, and who fell silent is given up."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from templates import say

SILENCE = timedelta(seconds=120)
"""Four signs of life that did not come: Prefect's clients may be busy for a minute."""

RUN = "prefect.flow-run"


def automate(client: SyncPrefectClient, morning: UUID, others: Iterable[UUID]) -> None:
    """Bring the automations to Prefect; what stands there already as it should be is left alone."""
    for wanted in (_look_at_once(morning, others), _give_up_the_silent()):
        known = client.read_automations_by_name(wanted.name)
        if not known:
            client.create_automation(wanted)
        elif _described(known[0]) != _described(wanted):
            client.update_automation(known[0].id, wanted)


def _described(automation: AutomationCore) -> object:
    """Return what we wrote of an automation, without what Prefect adds to it."""
    told = AutomationCore.model_validate(automation.model_dump()).model_dump()
    told["trigger"].pop("id", None)
    return told


def _look_at_once(morning: UUID, others: Iterable[UUID]) -> AutomationCore:
    """Return: where a run crashes, fails or is late, the morning round looks, which tells the office.

    A morning round that fails calls for none, or they would follow each other without end.
    """
    deployments = [f"prefect.deployment.{each}" for each in others]
    return AutomationCore(
        name=say("runs", "look_at_once"),
        description=say("runs", "look_at_once_why"),
        trigger=EventTrigger(
            posture=Posture.Reactive,
            expect={f"{RUN}.{state}" for state in ("Crashed", "Failed", "Late")},
            match={"prefect.resource.id": f"{RUN}.*"},
            match_related={"prefect.resource.role": "deployment", "prefect.resource.id": deployments},
        ),
        actions=[RunDeployment(source="selected", deployment_id=morning, parameters={}, job_variables={})],
    )


def _give_up_the_silent() -> AutomationCore:
    """Return: a run that gave signs of life and gives none any more has crashed."""
    return AutomationCore(
        name=say("runs", "give_up"),
        description=say("runs", "give_up_why"),
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={f"{RUN}.heartbeat"},
            # Whatever is heard of it: the last state of a run may have any name.
            expect={f"{RUN}.*"},
            for_each={"prefect.resource.id"},
            match={"prefect.resource.id": f"{RUN}.*"},
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(name="Crashed", state=StateType.CRASHED, message=say("runs", "died"), force=False)
        ],
    )
