"""What happens inside a process under test: it or another is killed at a named line, or it writes down its calls."""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

Death = dict[str, str | int]
"""Where to die: module, function, when (before or after the call), nth call, and what its arguments are holding.

Where ``victim`` is given, not the one that works dies, but those of the same folder whose command line has it in it.
"""

DEATH: Death = json.loads(os.environ.get("NIANBAO_TEST_DEATH", "{}"))
CALLS = os.environ.get("NIANBAO_TEST_CALLS", "")
"""The file to which every address is written that Python code of ours connects to, sends to or looks up."""


def deadly(function: Callable[..., object], death: Death) -> Callable[..., object]:
    """Return a function that ends its process, as a power cut would, at its nth call."""
    calls = 0

    @wraps(function)
    def dying(*arguments: object, **named: object) -> object:
        nonlocal calls
        meant = str(death["holding"]) in repr((arguments, named))
        calls += meant
        last = meant and calls == death["nth"]
        if last and death["when"] == "before":
            kill(str(death.get("victim", "")))
        result = function(*arguments, **named)
        if last and death["when"] == "after":
            kill(str(death.get("victim", "")))
        return result

    return dying


def kill(victim: str) -> None:
    """End this process as a power cut would, or once, whoever comes here first, those started as the victim was."""
    if not victim:
        os.kill(os.getpid(), signal.SIGKILL)
    mark = f"NIANBAO_HOME={os.environ['NIANBAO_HOME']}".encode()
    try:
        Path(os.environ["NIANBAO_HOME"], "killed").touch(exist_ok=False)
    except FileExistsError:
        return
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_text().replace("\0", " ")
            if victim in line and mark in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:  # ended meanwhile, or not ours
            continue


def arm(module: ModuleType, death: Death) -> None:
    """Put the deadly function in the place of the one that is named."""
    *path, name = str(death["function"]).split(".")
    owner: object = module
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, name, deadly(getattr(owner, name), death))


class Armed(MetaPathFinder, Loader):
    """Finds the named module as Python would have found it, and arms it once it is loaded."""

    def __init__(self, death: Death) -> None:
        self.death = death

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.death["module"]:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found and found.loader:
            self.inner, found.loader = found.loader, self
        return found

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.inner.exec_module(module)
        arm(module, self.death)


def write_calls(event: str, facts: tuple[object, ...]) -> None:
    """Write down one address, where the event is about one."""
    if event in ("socket.connect", "socket.sendto"):
        address = facts[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        address = facts[0]
    else:
        return
    with open(CALLS, "a", encoding="utf-8") as file:
        file.write(json.dumps([event, repr(address)]) + "\n")


if DEATH and DEATH["module"] in sys.modules:
    arm(sys.modules[str(DEATH["module"])], DEATH)
elif DEATH:
    sys.meta_path.insert(0, Armed(DEATH))
if CALLS:
    sys.addaudithook(write_calls)
