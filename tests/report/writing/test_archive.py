"""An archive says nothing of when and where it was packed."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

from report.writing.archive import packed, put


def archive(system: int, year: int) -> bytes:
    """Return an archive as another machine packs it."""
    content = BytesIO()
    with ZipFile(content, "w") as target:
        for name in ("a.xml", "b.xml"):
            entry = ZipInfo(name, (year, 1, 7, 9, 30, 0))
            entry.create_system = system
            target.writestr(entry, f"<{name}/>")
    return content.getvalue()


def test_the_same_parts_are_the_same_bytes_whenever_and_wherever_they_were_packed() -> None:
    assert packed(archive(0, 1999)) == packed(archive(3, 2024))


def test_every_part_is_kept_in_its_order_but_those_to_leave_out() -> None:
    content = BytesIO(packed(archive(3, 2024), leave_out=("a.xml",)))
    with ZipFile(content, "a") as target:
        put(target, "c.xml", b"<c/>")
    with ZipFile(content) as found:
        assert {name: found.read(name) for name in found.namelist()} == {"b.xml": b"<b.xml/>", "c.xml": b"<c/>"}
