"""How much processor time it costs to read a report of each kind, and one department's workbook."""

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

from report.form import Cell, Table, form_for  # noqa: E402
from report.forms.common import TITLE  # noqa: E402
from report.reading import docx, html, pdf, read, read_many, spreadsheet  # noqa: E402
from report.reading.grid import grid  # noqa: E402
from report.reading.guard import FileKind, guard  # noqa: E402
from report.reading.paper import Paper  # noqa: E402
from report.reading.sections import sheet_of  # noqa: E402
from report.reading.workbook import Expected, read_grid, read_workbook  # noqa: E402
from report.sheet import Level, Sheet, as_interchange  # noqa: E402
from report.writing import render  # noqa: E402
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


SAID = """本年度按照《中华人民共和国政府信息公开条例》做好各项工作，主动公开政府信息{number}条，组织培训2次。\
专人维护网站栏目，每季度检查一次，发现问题及时改正；依申请公开按照接收、登记、办理、答复的程序逐件办理，\
答复前与申请人沟通。下一步继续完善制度，严格时限要求，让群众看得到、听得懂、能监督。"""


def page(number: int) -> bytes:
    """Return a plain web page of 7.5 kB: the three tables of the form in force, each with figures of its own."""
    form = form_for(2025)
    unit = f"荥阳市第{number}镇人民政府"
    parts = [TITLE.format(unit=unit, year=2025)]
    for section in form.sections:
        parts.append(f"{section.numeral}、{section.heading}")
        parts.append(_table(section.table, number) if section.table else SAID.format(number=number))
    lines = (part if part.startswith("<") else f"<p>{part}</p>" for part in (*parts, unit, "2026年1月20日"))
    return f"<!DOCTYPE html><html><meta charset=utf-8><body>{''.join(lines)}</body></html>".encode()


def _table(table: Table, number: int) -> str:
    rows: list[list[str]] = [[] for _ in range(table.height)]
    for at, cell in enumerate(sorted(table.cells, key=lambda cell: (cell.row, cell.column))):
        rows[cell.row].append(f"<td{_spans(cell)}>{(number * 7 + at) % 1000 if cell.address else cell.text}</td>")
    return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def _spans(cell: Cell) -> str:
    rows = f" rowspan={cell.rows}" if cell.rows > 1 else ""
    return rows + (f" colspan={cell.columns}" if cell.columns > 1 else "")


def written(kind: str) -> list[bytes]:
    """Return reports as our own writers set them, in one kind of file."""
    return [_written(number, kind) for number in range(COUNT)]


def _written(number: int, kind: str) -> bytes:
    form = form_for(2025)
    cells = {address: str((number * 7 + at) % 1000) for at, address in enumerate(form.addresses)}
    unit = f"荥阳市第{number}镇人民政府"
    texts = {"overview": f"本年主动公开政府信息{number}条。", "problems": "解读形式单一。", "other": "无。"}
    sheet = Sheet(
        unit, Level.TOWNSHIP, 2025, 2021, TITLE.format(unit=unit, year=2025), date(2026, 1, 20), cells, texts
    )
    return next(each.content for each in render(sheet, signer=unit) if each.format == kind)


def unguarded(paper: Callable[[bytes], Paper]) -> Callable[[int, bytes], object]:
    """Return what reads a report in this process, without the look at its bytes."""
    return lambda _, content: sheet_of("a", paper(content))


def in_batches(name: str, contents: list[bytes]) -> float:
    """Return what one file costs where many are read, guarded, in one go."""
    begun = spent()
    sheets = list(read_many((name, content) for content in contents))
    assert all(isinstance(sheet, Sheet) for sheet in sheets)
    return (spent() - begun) / len(contents)


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
    returned, pages, set_pages = workbooks(), [page(number) for number in range(400)], written("pdf")
    documents, books = written("docx"), written("xlsx")
    assert len(pages[0]) in range(7_000, 8_000)
    seconds = {
        "page, 7.5 kB": cost(unguarded(html.paper), pages),
        "page batches": in_batches("a.html", pages),
        "docx": cost(unguarded(docx.paper), documents),
        "docx batches": in_batches("a.docx", documents),
        "xlsx": cost(unguarded(spreadsheet.paper), books),
        "pdf": cost(unguarded(pdf.paper), set_pages[:10]),
        "pdf alone": cost(lambda _, content: read("a.pdf", content), set_pages[:5]),
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
