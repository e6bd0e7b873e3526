"""What Typst cannot say yet: which cells of a tagged PDF are the labels of their row."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import chain

from pikepdf import Array, Name, NameTree, Object, ObjectStreamMode, Pdf, String

from report.form import Cell, Table
from report.writing.outline import rows_of


def with_row_headers(pdf: bytes, tables: Sequence[Table]) -> bytes:
    """Return the PDF with every row label as a header cell that its figures name; same input, same bytes.

    ``tables`` are the tables the file holds, in printed order. A table that breaks over pages is one table here too.
    """
    out = BytesIO()
    with Pdf.open(BytesIO(pdf)) as book:
        root = book.Root.StructTreeRoot
        ids = NameTree(root.IDTree)
        for number, (element, table) in enumerate(zip(_tables(root), tables, strict=True), 1):
            for cell, (name, outer) in zip(_cells(element), _labels(table, number), strict=True):
                if name:
                    _make_label(cell, name, outer)
                    ids[name] = cell
                elif outer:
                    _attributes(cell).Headers.extend(map(String, outer))
        # The file's identity comes from its content, and its metadata stay as Typst dated them.
        book.save(
            out,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=ObjectStreamMode.generate,
        )
    return out.getvalue()


def _tables(root: Object) -> Iterator[Object]:
    """Yield the tables, which stand side by side with the headings and paragraphs of the one document."""
    (document,) = root.K
    return (element for element in document.K if element.S == "/Table")


def _cells(table: Object) -> Iterator[Object]:
    """Yield a table's cells in the order of its rows."""
    rows = chain.from_iterable(group.K for group in table.K)
    return chain.from_iterable(row.K for row in rows)


def _make_label(cell: Object, name: str, outer: Sequence[str]) -> None:
    """Make a cell the header of its row; what heads it are the labels left of it, never the note in the corner."""
    cell.S = Name.TH
    cell.ID = String(name)
    attributes = _attributes(cell)
    attributes.Scope = Name.Row
    attributes.Headers = Array(map(String, outer))


def _attributes(cell: Object) -> Object:
    """Return what a cell says about its place in the table: Typst writes it before the borders."""
    attributes: Object = cell.A[0]
    return attributes


@lru_cache(maxsize=16)
def _labels(table: Table, number: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return for every cell in printed order its name if it labels a row, and the names of the labels left of it."""
    cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    return tuple(
        (
            _name(number, cell) if _labels_a_row(cell) else "",
            tuple(_name(number, other) for other in _outer(table, cell)),
        )
        for cell in cells
    )


def _outer(table: Table, cell: Cell) -> Iterator[Cell]:
    return (it for it in rows_of(table)[cell.row] if it.column < cell.column and _labels_a_row(it))


def _labels_a_row(cell: Cell) -> bool:
    return cell.scope in {"row", "rowgroup"}


def _name(table: int, cell: Cell) -> str:
    return f"R{table}x{cell.column}y{cell.row}"
