"""The register of an organ as a data file: its offices, its people, who owes what, and last year's report."""

import tomllib
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models import queries
from models.assignment import Assignment
from models.office import Office
from models.organ import Organ
from models.person import Person
from models.publication import PastReport
from report.chain import MUST_HAVE, Chain, Station, chain_from, kept
from report.deadlines import TooLate, plan
from report.form import form_for
from report.lifecycle import Role
from report.paragraphs import USUAL
from report.reading import Refusal, read
from report.sheet import TEXTS, Level
from report.writing.data import interchange_bytes
from templates import say

Table = dict[str, object]

LONGEST_ROLE = 32
MOST_WORKDAYS = 20
"""Longer than the whole approval takes anywhere: whoever writes more has mistaken the unit."""


class BadRegister(Exception):
    """A register file cannot be used; the message says which line of which office is wrong and what it must hold."""


def load(session: Session, path: Path) -> Organ:
    """Bring an organ's register into the database; what is there already stays, what is new is added."""
    try:
        register: Table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editor writes the mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRegister(say("register", "unreadable", file=path.name, reason=str(error))) from error
    about = register.get("organ")
    organ = _organ(session, about if isinstance(about, dict) else {}, path)
    for position, entry in enumerate(_tables(register, "office", path)):
        _office(session, organ, entry, position, path)
    if "chain" in register:
        organ.chain = kept(chain_of(register, path))
    places = [place.role for place in chain_from(organ.chain)]
    for entry in _tables(register, "person", path):
        _person(session, organ, None, _choice(entry, "role", places, path), entry, path)
    for name in _strings(register, "past_reports", path):
        _past_report(session, organ, path.parent / name, path)
    return organ


def _organ(session: Session, entry: Table, path: Path) -> Organ:
    name = _text(entry, "name", path)
    known = queries.organ_named(session, name)
    if known:
        return known
    level = Level(_choice(entry, "level", tuple(Level), path))
    over = _parent(session, entry, path)
    organ = Organ(
        name=name,
        title_name=_text(entry, "title_name", path),
        short_name=_text(entry, "short_name", path),
        slug=_text(entry, "slug", path),
        level=level,
        publish_by=_publish_by(entry, level, path),
        parent_id=over.id if over else None,
    )
    session.add(organ)
    session.flush()
    return organ


def _parent(session: Session, entry: Table, path: Path) -> Organ | None:
    if "parent" not in entry:
        return None
    name = _text(entry, "parent", path)
    over = queries.organ_named(session, name)
    if over is None:
        raise BadRegister(say("register", "no_such_parent", file=path.name, name=name))
    return over


def _publish_by(entry: Table, level: Level, path: Path) -> str:
    """Return the wished month and day; refuse one that the year's plan could not keep."""
    if "publish_by" not in entry:
        return ""
    wished = _text(entry, "publish_by", path)
    try:
        day = datetime.strptime(f"2021-{wished}", "%Y-%m-%d")
        plan(level, 2020, (day.month, day.day))  # 2021 began to work on 4 January, as late as a year does
    except (ValueError, TooLate) as error:
        raise BadRegister(say("register", "no_such_day", file=path.name, value=wished)) from error
    return f"{day:%m-%d}"


def chain_of(register: Table, path: Path) -> Chain:
    """Return the chain of approval that a register names; refuse one that leaves out what must be in it."""
    places: list[Station] = []
    for entry in _tables(register, "chain", path):
        role = _text(entry, "role", path).strip()
        taken = {Role.CONTACT, *(place.role for place in places)}
        if len(role) > LONGEST_ROLE or ":" in role or role in taken:
            raise BadRegister(say("register", "no_place", file=path.name, role=role, most=LONGEST_ROLE))
        row = places[-1].row + (not entry.get("beside", False)) if places else 1
        places.append(Station(role, row, _workdays(entry, path)))
    missing = [role for role in MUST_HAVE if role not in {place.role for place in places}]
    if missing or places[0].role != Role.DRAFTER or places[-1].role in MUST_HAVE:
        raise BadRegister(say("register", "no_chain", file=path.name))
    return tuple(places)


def _workdays(entry: Table, path: Path) -> int:
    value = entry.get("workdays", 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_WORKDAYS:
        raise BadRegister(say("register", "no_workdays", file=path.name, value=value, most=MOST_WORKDAYS))
    return value


def _office(session: Session, organ: Organ, entry: Table, position: int, path: Path) -> None:
    assert organ.id is not None
    name = _text(entry, "name", path)
    office = queries.office_named(session, organ.id, name)
    if office is None:
        office = Office(organ_id=organ.id, name=name, leads=bool(entry.get("leads", False)), position=position)
        session.add(office)
        session.flush()
    assert office.id is not None
    for contact in _tables(entry, "contact", path):
        _person(session, organ, office.id, Role.CONTACT, contact, path)
    known = {assignment.item for assignment in queries.assignments(session, office.id)}
    owed = [Assignment(office_id=office.id, item=item) for item in _strings(entry, "cells", path)]
    owed += [_paragraph(office.id, paragraph, path) for paragraph in _tables(entry, "paragraph", path)]
    for place, assigned in enumerate(owed):
        _must_exist(assigned.item, assigned.title, name, path)
        if assigned.item not in known:
            known.add(assigned.item)
            assigned.position = place
            session.add(assigned)


def _paragraph(office_id: int, entry: Table, path: Path) -> Assignment:
    usual = _choice(entry, "usual", USUAL, path) if "usual" in entry else ""
    item, title = _text(entry, "key", path), _text(entry, "title", path)
    return Assignment(office_id=office_id, item=item, title=title, hint=str(entry.get("hint", "")), usual=usual)


def _must_exist(item: str, title: str, office: str, path: Path) -> None:
    """Refuse a pattern that names no cell of any edition, and a paragraph of no text."""
    if title:
        found = item.partition(".")[0] in TEXTS and item.partition(".")[2].isdecimal()
    else:
        found = any(matching(item, form_for(year).addresses) for year in (2020, 2021))
    if not found:
        raise BadRegister(say("register", "no_such_item", file=path.name, office=office, item=item))


def matching(pattern: str, addresses: tuple[str, ...]) -> list[str]:
    """Return the addresses a pattern covers: ``*`` stands for one part, a trailing ``*`` for all the rest."""
    wanted = pattern.split(".")
    return [address for address in addresses if _covers(wanted, address.split("."))]


def _covers(wanted: list[str], parts: list[str]) -> bool:
    if wanted[-1] == "*" and len(wanted) < len(parts):
        wanted = wanted + ["*"] * (len(parts) - len(wanted))
    return len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True))


def _person(session: Session, organ: Organ, office_id: int | None, role: str, entry: Table, path: Path) -> None:
    """Bring a person and their stand-in into the database; who has left does not come back by an old line."""
    person = _known_or_new(session, organ, office_id, role, entry, path)
    if "stand_in" in entry:
        stand_in = entry["stand_in"]
        if not isinstance(stand_in, dict):
            raise BadRegister(say("register", "no_tables", file=path.name, entry=_label(entry), key="stand_in"))
        _known_or_new(session, organ, office_id, role, stand_in, path, stands_in_for=person.id)


def _known_or_new(
    session: Session,
    organ: Organ,
    office_id: int | None,
    role: str,
    entry: Table,
    path: Path,
    stands_in_for: int | None = None,
) -> Person:
    assert organ.id is not None
    name = _text(entry, "name", path)
    known = queries.person_entered(session, organ.id, office_id, role, name)
    if known:
        return known
    person = Person(organ_id=organ.id, office_id=office_id, role=role, name=name, stands_in_for=stands_in_for)
    person.mail, person.phone = str(entry.get("mail", "")), str(entry.get("phone", ""))
    session.add(person)
    session.flush()
    return person


def _past_report(session: Session, organ: Organ, report: Path, path: Path) -> None:
    assert organ.id is not None
    try:
        sheet = read(report.name, report.read_bytes())
    except (Refusal, OSError) as error:
        reason = say("register", "not_there") if isinstance(error, OSError) else str(error)
        raise BadRegister(
            say("register", "no_past_report", file=path.name, report=report.name, reason=reason)
        ) from error
    if queries.past_report(session, organ.id, sheet.year) is None:
        session.add(PastReport(organ_id=organ.id, year=sheet.year, sheet=interchange_bytes(sheet).decode()))
        session.flush()


def _label(entry: Table) -> str:
    """Return words by which an entry is found in the file: its name, or what else stands in it."""
    if "organ" in entry:  # the file itself
        return ""
    return str(entry.get("name") or entry.get("key") or next(iter(entry.values()), ""))


def _text(entry: Table, key: str, path: Path) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRegister(say("register", "missing", file=path.name, entry=_label(entry), key=key))
    return value


def _choice(entry: Table, key: str, choices: Collection[str], path: Path) -> str:
    value = _text(entry, key, path)
    if value not in choices:
        raise BadRegister(say("register", "no_choice", file=path.name, key=key, value=value, choices=choices))
    return value


def _tables(entry: Table, key: str, path: Path) -> list[Table]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise BadRegister(say("register", "no_tables", file=path.name, entry=_label(entry), key=key))
    return found


def _strings(entry: Table, key: str, path: Path) -> list[str]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise BadRegister(say("register", "no_strings", file=path.name, entry=_label(entry), key=key))
    return found
