"""What the people of 广武镇 did from December 2020 to January 2021, act by act."""

from dataclasses import dataclass, field
from datetime import datetime

from report.lifecycle import Role, Verdict
from settings import SHANGHAI

FIRST_DAY = (2020, 12, 1)
LAST_DAY = (2021, 1, 8)
YEAR = 2020


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of this cycle, in China's time."""
    return datetime(2020 if month == 12 else 2021, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Files:
    """An office sends its workbook; ``slips`` are cells filled in wrong, ``damaged`` is a file cut off on its way."""

    when: datetime
    office: str
    slips: dict[str, int] = field(default_factory=dict)
    nothing: bool = False
    damaged: bool = False


@dataclass(frozen=True)
class Decides:
    """A person in the chain approves, or returns with a reason the figures of an office."""

    when: datetime
    role: Role
    verdict: Verdict = Verdict.APPROVE
    reason: str = ""
    office: str = ""


@dataclass(frozen=True)
class Explains:
    """A person explains, in the words of ``figures.toml``, every finding that wants it at that moment."""

    when: datetime
    name: str


Act = Files | Explains | Decides

STORY: tuple[Act, ...] = (
    Files(at(12, 22, 15, 10), "社会事务办公室", damaged=True),
    Files(at(12, 28, 10, 5), "便民服务中心"),
    Files(at(12, 29, 9, 40), "司法所"),
    Files(at(12, 30, 16, 20), "综合行政执法中队", nothing=True),
    Files(at(12, 31, 11, 0), "财政所", slips={"t2.procurement.projects": 92}),
    Files(at(12, 31, 14, 30), "社会事务办公室"),
    Files(at(1, 4, 9, 30), "党政办公室", slips={"t3.partly_granted.natural_person": 0}),
    Files(at(1, 4, 15, 0), "文化服务中心"),
    Files(at(1, 4, 16, 45), "党政办公室"),
    Files(at(1, 5, 10, 15), "农业农村办公室"),
    Explains(at(1, 5, 10, 40), "周晓敏"),
    Decides(at(1, 5, 11, 30), Role.DRAFTER),
    Decides(at(1, 5, 15, 40), Role.CONFIDENTIALITY),
    Decides(
        at(1, 6, 9, 10),
        Role.DEPUTY,
        Verdict.RETURN,
        "政府集中采购写成了99个项目，台账上是36个，请财政所核对后重报。",
        "财政所",
    ),
    Files(at(1, 6, 10, 50), "财政所"),
    Explains(at(1, 6, 11, 20), "周晓敏"),
    Decides(at(1, 6, 14, 0), Role.DRAFTER),
    Decides(at(1, 6, 15, 30), Role.CONFIDENTIALITY),
    Decides(at(1, 6, 17, 10), Role.DEPUTY),
    Decides(at(1, 7, 9, 30), Role.HEAD),
)
"""One file arrives damaged, one is wrong, one is late, one reports nothing; the deputy sends a figure back.

What looks wrong and is right is explained once everybody has filed, and anew where the mended figures undid it.
"""
