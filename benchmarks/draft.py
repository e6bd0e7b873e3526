"""How much processor time one report costs in each format: every sheet printed is another one."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from report.form import form_for  # noqa: E402
from report.sheet import Level, Sheet  # noqa: E402
from report.writing import Outline, data, docx, html, outline, pdf, render  # noqa: E402

COUNT = 40
WANTED = {"html": 300.0, "docx": 8.0, "pdf": 10.0}


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


def from_outline(write: Callable[[Outline], bytes]) -> Callable[[Sheet], bytes]:
    """Return a writer that starts from the sheet, as a flow does."""
    return lambda sheet: write(outline(sheet, signer=sheet.unit))


WRITERS: dict[str, Callable[[Sheet], object]] = {
    "html": from_outline(html.page),
    "docx": from_outline(docx.document),
    "pdf": from_outline(pdf.document),
    "xlsx": from_outline(data.workbook),
    "json": data.interchange_bytes,
    "all": lambda sheet: render(sheet, signer=sheet.unit),
}


def main() -> None:
    """Print one line for each format; ``--json`` prints the same as one JSON object."""
    seconds = {name: cost(write, sheets(COUNT)) for name, write in WRITERS.items()}
    if "--json" in sys.argv:
        print(json.dumps({name: round(1 / cpu, 1) for name, cpu in seconds.items()}))
        return
    print(f"{'format':8}{'CPU ms':>10}{'per CPU s':>12}{'wanted':>10}")
    for name, cpu in seconds.items():
        wanted = f"{WANTED[name]:.0f}" if name in WANTED else ""
        print(f"{name:8}{cpu * 1000:10.2f}{1 / cpu:12.1f}{wanted:>10}")


if __name__ == "__main__":
    main()
