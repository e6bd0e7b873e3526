"""The child process in which one untrusted file is parsed: a function and its arguments in, JSON out."""

import importlib
import json
import os
import pickle
import sys

LARGEST_ANSWER = 2**26
"""Sixty-four million characters: a report has some thousands, and a batch is of some hundreds of reports."""


def main() -> None:
    """Call the function the parent asks for, under the parent's memory limit; answer on the real standard output."""
    path, memory, module, function, arguments = pickle.load(sys.stdin.buffer)
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a parser prints is no answer
    sys.path[:] = path
    _limit(memory)
    from report.reading import Refusal  # found on the parent's path

    try:
        result = {"value": getattr(importlib.import_module(module), function)(*arguments)}
    except Refusal as refusal:
        result = {"refusal": str(refusal)}
    text = json.dumps(result)  # whole, so that an answer without end meets the memory limit and not the parent
    if len(text) > LARGEST_ANSWER:
        sys.exit(1)
    with answer:
        answer.write(text)


def _limit(memory: int) -> None:
    """Cap the address space and write no core file; Windows knows no such limits, there the process is the wall."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
