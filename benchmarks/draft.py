"""How much processor time one report costs in each format: every sheet printed is another one."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from report.form import form_for  # noqa: E402
from report.lifecycle import CHAIN  # noqa: E402
from report.sheet import Level, Sheet  # noqa: E402
from report.writing import FORMATS, Site, outline, render, review  # noqa: E402
from report.writing.proof_page import proof_page  # noqa: E402

COUNT = 40
WANTED = {"html": 300.0, "docx": 8.0, "pdf": 10.0, "all": 2.0}
SITE = Site(name="某市人民政府", url="https://www.example.gov.cn/zfxxgk/2023/index.html")


def sheets(count: int) -> list[Sheet]:
    """Return ``count`` full reports that share no figure and no paragraph."""
    words = [line for line in (ROOT / "tests/seed.txt").read_text(encoding="utf-8").splitlines() if len(line) > 60]
    addresses = form_for(2023).addresses
    return [
        Sheet(
            unit=f"第{number}镇人民政府",
            level=Level.TOWNSHIP,
            year=2023,
            edition=2021,
            signed_on=date(2024, 1, 12),
            cells={address: str(number * 7 + at) for at, address in enumerate(addresses)},
            texts={
                "overview": "\n".join(
                    f"（一）第{number}镇。{line.replace('镇', f'{number}镇')}" for line in words[:8]
                ),
                "problems": "\n".join(line.replace("公开", f"公开{number}") for line in words[-2:]),
                "other": f"第{number}镇未收取信息处理费。",
            },
        )
        for number in range(1, count + 1)
    ]


def cost(work: Callable[[Sheet], object], over: list[Sheet]) -> float:
    """Return the processor seconds one sheet costs, after one that warms up."""
    work(over[0])
    begun = time.process_time()
    for sheet in over[1:]:
        work(sheet)
    return (time.process_time() - begun) / (len(over) - 1)


def everything(sheet: Sheet) -> object:
    """Render a report in every format, with the years before it in its charts."""
    return render(sheet, signer=sheet.unit, site=SITE, earlier=earlier(sheet))


def earlier(sheet: Sheet) -> list[Sheet]:
    """Return the report of the year before."""
    return [replace(sheet, year=sheet.year - 1)]


def only(format: str) -> Callable[[Sheet], object]:
    """Return a writer of one format that starts from the sheet, as a flow does."""
    return lambda sheet: render(sheet, signer=sheet.unit, site=SITE, earlier=earlier(sheet), formats=[format])


def signing_paper(sheet: Sheet) -> object:
    """Make the paper for signing, a hundred changed figures on it."""
    before = replace(
        sheet, year=sheet.year - 1, cells={a: str(int(n) + 1) for a, n in list(sheet.cells.items())[:100]}
    )
    chain = tuple(review.Approver(role, "某某") for role in CHAIN)
    return review.document(outline(sheet, signer=sheet.unit), review.Review(sheet, 1, "0" * 64, chain, before))


WRITERS: dict[str, Callable[[Sheet], object]] = {
    **{format: only(format) for format in FORMATS},
    "review": signing_paper,
    "proof": proof_page,
    "all": everything,
}


def memory() -> None:
    """Render a thousand reports in every format and print how much memory the process holds on the way."""
    over = sheets(1000)
    for number, sheet in enumerate(over, 1):
        everything(sheet)
        if number in (10, 100, 250, 500, 750, 1000):
            print(f"{number:5} reports, {resident():.0f} MB", flush=True)


def resident() -> float:
    """Return the memory of this process in MB, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print one line for each format; ``--json`` prints one JSON object, ``--memory`` memory over a thousand."""
    if "--memory" in sys.argv:
        memory()
        return
    seconds = {name: cost(write, sheets(COUNT)) for name, write in WRITERS.items()}
    if "--json" in sys.argv:
        print(json.dumps({name: round(1 / cpu, 1) for name, cpu in seconds.items()}))
        return
    print(f"{'format':10}{'CPU ms':>10}{'per CPU s':>12}{'wanted':>10}")
    for name, cpu in seconds.items():
        wanted = f"{WANTED[name]:.0f}" if name in WANTED else ""
        print(f"{name:10}{cpu * 1000:10.2f}{1 / cpu:12.1f}{wanted:>10}")


if __name__ == "__main__":
    main()
