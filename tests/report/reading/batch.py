"""A parser that dies of some files, to be run in the guard's child among honest ones."""

import os

from report.reading import Refusal
from report.reading.paper import Paper


def paper(content: bytes) -> Paper:
    """Print what the file says in one line, unless it asks for something worse."""
    text = content.decode()
    if "崩溃" in text:
        os.abort()
    if "拒收" in text:
        raise Refusal("文件里没有年报。")
    if "出错" in text:
        raise KeyError(text)
    title, _, line = text.removeprefix("<p>").partition("|")
    lines = (title, "一、总体情况", line, "第几个进程", str(os.getpid()))
    return {"kind": "html", "blocks": [{"line": each, "page": 0} for each in lines], "meta": {}}
