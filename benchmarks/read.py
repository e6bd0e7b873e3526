"""How much processor time it costs to read one report, and one department's workbook, in the child and without it."""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import openpyxl  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from report.form import form_for  # noqa: E402
from report.reading import read  # noqa: E402
from report.reading.grid import grid  # noqa: E402
from report.reading.guard import FileKind, guard  # noqa: E402
from report.reading.workbook import Expected, read_grid, read_workbook  # noqa: E402
from report.sheet import as_interchange  # noqa: E402
from report.writing.layout import Layout  # noqa: E402
from report.writing.workbook import workbook  # noqa: E402

COUNT = 40
COMPUTED = form_for(2025).sums
OWED = tuple(address for address in form_for(2025).addresses if address not in COMPUTED)


def texts() -> list[bytes]:
    """Return reports that share no unit and no figure of 新收."""
    seed = (ROOT / "tests/seed.txt").read_text(encoding="utf-8")
    row = "一、本年新收政府信息公开申请数量\t\t"
    return [
        seed.replace("广武镇", f"广武{number}镇").replace(f"{row}1", f"{row}{number}").encode()
        for number in range(1, COUNT + 1)
    ]


def interchange_files() -> list[bytes]:
    """Return the same reports as interchange files."""
    return [json.dumps(as_interchange(read("a.txt", text)), ensure_ascii=False).encode() for text in texts()]


def expected(number: int) -> Expected:
    """Return an office that owes every cell of the form that is not computed."""
    return Expected(f"第{number}镇人民政府", 2025, "党政办公室", str(number), OWED)


def send_out(number: int, _: bytes = b"") -> bytes:
    """Return the workbook of one town, with last year's figures beside."""
    form, to, due = form_for(2025), expected(number), date(2026, 1, 8)
    return workbook(form, to.office, to.unit, to.year, to.owed, (), dict.fromkeys(to.owed, "7"), due, to.token)


def workbooks() -> list[bytes]:
    """Return workbooks that came back filled in, each from another town."""
    return [filled(send_out(number), OWED, number) for number in range(COUNT)]


def filled(content: bytes, owed: Sequence[str], number: int) -> bytes:
    """Return a workbook with a number in every cell that is to be filled in."""
    book = openpyxl.load_workbook(BytesIO(content))
    places = Layout(form_for(2025), tuple(owed)).places
    for at, address in enumerate(owed):
        book["填报"][str(places[address])] = number + at
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def spent() -> float:
    """Return the processor seconds of this process and of the children it has waited for."""
    usages = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def cost(work: Callable[[int, bytes], object], contents: list[bytes]) -> float:
    """Return the processor seconds one file costs, after one that warms up."""
    work(0, contents[0])
    begun = spent()
    for number, content in enumerate(contents[1:], 1):
        work(number, content)
    return (spent() - begun) / (len(contents) - 1)


def read_unguarded(number: int, content: bytes) -> object:
    """Read a workbook in this process, without the look at its bytes: what safety costs is the difference."""
    return read_grid("a.xlsx", grid(content), expected(number))


def main() -> None:
    """Print one line for each reader; ``--json`` prints the files per processor second as one JSON object."""
    returned = workbooks()
    seconds = {
        "text": cost(lambda _, content: read("a.txt", content), texts()),
        "interchange": cost(lambda _, content: read("a.json", content), interchange_files()),
        "workbook out": cost(send_out, returned),
        "workbook in": cost(lambda number, content: read_workbook("a.xlsx", content, expected(number)), returned),
        "  unguarded": cost(read_unguarded, returned),
        "  the look": cost(lambda _, content: guard("a.xlsx", content, FileKind.WORKBOOK), returned),
    }
    if "--json" in sys.argv:
        print(json.dumps({name.strip(): round(1 / cpu, 1) for name, cpu in seconds.items()}))
        return
    print(f"{'':14}{'CPU ms':>10}{'per CPU s':>12}")
    for name, cpu in seconds.items():
        print(f"{name:14}{cpu * 1000:10.2f}{1 / cpu:12.1f}")


if __name__ == "__main__":
    main()
