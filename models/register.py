"""The register of an organ as a data file: its offices, its people, who owes what, and last year's report."""

import tomllib
from pathlib import Path

from sqlmodel import Session

from models import queries
from models.assignment import Assignment
from models.office import Office
from models.organ import Organ
from models.person import Person
from models.publication import PastReport
from report.form import form_for
from report.lifecycle import Role
from report.reading import read
from report.sheet import TEXTS, Level
from templates import say

Table = dict[str, object]


class BadRegister(Exception):
    """A register file cannot be used; the message says which line of which office is wrong and what it must hold."""


def load(session: Session, path: Path) -> Organ:
    """Bring an organ's register into the database; what is there already stays, what is new is added."""
    try:
        register = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRegister(say("register", "unreadable", file=path.name, reason=str(error))) from error
    organ = _organ(session, register.get("organ", {}), path)
    for position, entry in enumerate(register.get("office", [])):
        _office(session, organ, entry, position, path)
    for entry in register.get("person", []):
        _person(session, organ, None, entry, path)
    for name in register.get("past_reports", []):
        _past_report(session, organ, path.parent / name)
    return organ


def _organ(session: Session, entry: Table, path: Path) -> Organ:
    name = _text(entry, "name", path)
    known = queries.organ_named(session, name)
    if known:
        return known
    parent = entry.get("parent")
    over = queries.organ_named(session, str(parent)) if parent else None
    organ = Organ(
        name=name,
        title_name=_text(entry, "title_name", path),
        short_name=_text(entry, "short_name", path),
        slug=_text(entry, "slug", path),
        level=Level(_choice(entry, "level", [level.value for level in Level], path)),
        publish_by=str(entry.get("publish_by", "")),
        parent_id=over.id if over else None,
    )
    session.add(organ)
    session.flush()
    return organ


def _office(session: Session, organ: Organ, entry: Table, position: int, path: Path) -> None:
    assert organ.id is not None
    name = _text(entry, "name", path)
    office = queries.office_named(session, organ.id, name)
    if office is None:
        office = Office(organ_id=organ.id, name=name, leads=bool(entry.get("leads", False)), position=position)
        session.add(office)
        session.flush()
    assert office.id is not None
    for contact in _tables(entry, "contact"):
        _person(session, organ, office.id, {**contact, "role": Role.CONTACT.value}, path)
    known = {assignment.item for assignment in queries.assignments(session, office.id)}
    owed = [(item, "", "") for item in _strings(entry, "cells")]
    owed += [
        (_text(p, "key", path), _text(p, "title", path), str(p.get("hint", ""))) for p in _tables(entry, "paragraph")
    ]
    for place, (item, title, hint) in enumerate(owed):
        _must_exist(item, title, name, path)
        if item not in known:
            session.add(Assignment(office_id=office.id, item=item, title=title, hint=hint, position=place))


def _must_exist(item: str, title: str, office: str, path: Path) -> None:
    """Refuse a pattern that names no cell of any edition, and a paragraph of no text."""
    if title:
        found = item.partition(".")[0] in TEXTS and item.partition(".")[2].isdigit()
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


def _person(session: Session, organ: Organ, office_id: int | None, entry: Table, path: Path) -> None:
    assert organ.id is not None
    role = Role(_choice(entry, "role", [role.value for role in Role], path))
    name = _text(entry, "name", path)
    present = queries.contacts(session, office_id) if office_id else queries.chain_of(session, organ.id)
    if any((person.role, person.name) == (role, name) for person in present):
        return
    person = Person(organ_id=organ.id, office_id=office_id, role=role, name=name)
    person.mail, person.phone = str(entry.get("mail", "")), str(entry.get("phone", ""))
    session.add(person)
    session.flush()


def _past_report(session: Session, organ: Organ, path: Path) -> None:
    assert organ.id is not None
    content = path.read_bytes()
    sheet = read(path.name, content)
    if queries.past_report(session, organ.id, sheet.year) is None:
        session.add(PastReport(organ_id=organ.id, year=sheet.year, sheet=content.decode()))
        session.flush()


def _text(entry: Table, key: str, path: Path) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadRegister(say("register", "missing", file=path.name, entry=str(entry.get("name", "")), key=key))
    return value


def _choice(entry: Table, key: str, choices: list[str], path: Path) -> str:
    value = _text(entry, key, path)
    if value not in choices:
        raise BadRegister(say("register", "no_choice", file=path.name, key=key, value=value, choices=choices))
    return value


def _tables(entry: Table, key: str) -> list[Table]:
    found = entry.get(key, [])
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _strings(entry: Table, key: str) -> list[str]:
    found = entry.get(key, [])
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
