"""What happens inside a process under test: it is killed at a named line of its work, or writes down whom it calls."""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.machinery import ModuleSpec
from types import ModuleType

DEATH = os.environ.get("NIANBAO_TEST_DEATH", "")
"""Where to die, as JSON: module, function, when (before or after the call), nth call, and what its arguments hold."""

CALLS = os.environ.get("NIANBAO_TEST_CALLS", "")
"""The file to which every address is written that a process of ours connects to or looks up."""


def deadly(function: Callable[..., object], death: dict[str, str | int]) -> Callable[..., object]:
    """Return the function that ends this process, as a power cut would, at its nth call."""
    calls = 0

    @wraps(function)
    def dying(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += str(death["holding"]) in repr((arguments, named))
        last = calls == death["nth"] and str(death["holding"]) in repr((arguments, named))
        if last and death["when"] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return dying


def arm(module: ModuleType, death: dict[str, str | int]) -> None:
    """Put the deadly function in the place of the one that is named."""
    *path, name = str(death["function"]).split(".")
    owner: object = module
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, name, deadly(getattr(owner, name), death))


class Armed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the module to be armed as Python would have found it, and arms it once it is loaded."""

    def __init__(self, death: dict[str, str | int]) -> None:
        self.death = death

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.death["module"]:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is None or found.loader is None:
            return None
        self.inner, found.loader = found.loader, self
        return found

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.inner.exec_module(module)
        arm(module, self.death)


def prepare_to_die(death: dict[str, str | int]) -> None:
    """Arm the module now where Python has loaded it already, otherwise when it is imported."""
    module = sys.modules.get(str(death["module"]))
    if module:
        arm(module, death)
    else:
        sys.meta_path.insert(0, Armed(death))


def write_calls_to(path: str) -> None:
    """Write down every address that Python code of this process connects to, sends to or looks up."""

    def heard(event: str, facts: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.sendto"):
            address = facts[1]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            address = facts[0]
        else:
            return
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps([event, repr(address), sys.argv[:4]]) + "\n")

    sys.addaudithook(heard)


if DEATH:
    prepare_to_die(json.loads(DEATH))
if CALLS:
    write_calls_to(CALLS)
