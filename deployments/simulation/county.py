"""The county: towns, their offices and people, and the registers by which the service learns of them."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, cycle, islice, product
from pathlib import Path
from random import Random

from deployments.simulation.characters import CHAINS, CONTACTS, MISSING, NO_CONTACT, PROMPT, Contact, Leader
from deployments.simulation.figures import figures
from report.lifecycle import Role

Table = dict[str, object]

WORDS: dict[str, object] = tomllib.loads((Path(__file__).parent / "county.toml").read_text(encoding="utf-8"))
CHAIN = (Role.DRAFTER, Role.CONFIDENTIALITY, Role.DEPUTY, Role.HEAD)
PUBLISH_BY = ("01-15", "01-20", "01-22", "01-26")
"""The days by which the towns want to be out, in turn."""

STUCK_EVERY, STUCK = 15, 5
"""Of so many towns one, the sixth, has an office in which nobody answers."""


@dataclass(frozen=True)
class Member:
    """Somebody of a town: name, address, character; in the chain by ``role``, or the contact of ``office``."""

    town: str
    name: str
    mail: str
    phone: str
    office: str = ""
    role: Role = Role.CONTACT
    contact: Contact = NO_CONTACT
    leader: Leader = PROMPT


@dataclass(frozen=True)
class Town:
    """A town with its people and what there is to report; ``successors`` take the place of who leaves."""

    name: str
    slug: str
    publish_by: str
    figures: Mapping[str, int]
    texts: Mapping[str, str]
    chain: tuple[Member, ...]
    contacts: tuple[Member, ...]
    stand_ins: Mapping[str, Member]
    successors: Mapping[str, Member]

    @property
    def full_name(self) -> str:
        """The name with which the town signs."""
        return f"{_county('short_name')}{self.name}人民政府"

    @property
    def people(self) -> tuple[Member, ...]:
        """Everybody who may get a letter."""
        return (*self.chain, *self.contacts, *self.stand_ins.values(), *self.successors.values())


def towns(units: int, year: int, seed: int) -> tuple[Town, ...]:
    """Return the towns of a county: the same seed makes the same."""
    rng = Random(seed)
    names = (f"{name}{kind}" for kind, name in product(("镇", "乡"), _list("towns")))
    kinds = cycle(CONTACTS)
    return tuple(_town(rng, name, number, kinds, year) for number, name in zip(range(units), names, strict=False))


def _town(rng: Random, name: str, number: int, kinds: Iterator[Contact], year: int) -> Town:
    slug = f"town{number + 1:02}"
    people = _people(rng, name, slug)
    offices = [str(office["name"]) for office in _offices()]
    contacts = [
        _contact(next(people), office, kind) for office, kind in zip(offices, _kinds(kinds, number), strict=False)
    ]
    leaders = CHAINS[number % len(CHAINS)]
    chain = [_leader(next(people), role, leader) for role, leader in zip(CHAIN, leaders, strict=True)]
    return Town(
        name=name,
        slug=slug,
        publish_by=PUBLISH_BY[number % len(PUBLISH_BY)],
        figures=figures(rng, year),
        texts={key: rng.choice(said) for key, said in _paragraphs().items()},
        chain=tuple(chain),
        contacts=tuple(contacts),
        stand_ins={m.office: _contact(next(people), m.office, _REPLACEMENT) for m in contacts if m.contact.stand_in},
        successors={m.office: _contact(next(people), m.office, _REPLACEMENT) for m in contacts if m.contact.leaves},
    )


_REPLACEMENT = Contact("replacement", days=1)
"""Who comes in somebody's place sends the figures on the day after."""


def _kinds(kinds: Iterator[Contact], number: int) -> list[Contact]:
    """Return the characters of one town; somebody of the leading office answers in every town."""
    taken = list(islice(kinds, len(_offices())))
    lead, *others = taken
    if not lead.answers or lead.leaves or lead.post:
        lead = CONTACTS[0]
    if number % STUCK_EVERY == STUCK:
        others[-1] = MISSING
    return [lead, *others]


def _people(rng: Random, town: str, slug: str) -> Iterator[Member]:
    """Yield somebody new each time; nobody in a town has another's name."""
    pairs = [surname + given for surname in str(WORDS["surnames"]) for given in _list("given")]
    for number, name in zip(count(1), rng.sample(pairs, len(pairs)), strict=False):
        yield Member(town, name, f"p{number:02}@{slug}.example", f"0371-64{slug[4:]}{number:04}")


def _contact(person: Member, office: str, kind: Contact) -> Member:
    return Member(person.town, person.name, person.mail, person.phone, office=office, contact=kind)


def _leader(person: Member, role: Role, kind: Leader) -> Member:
    return Member(person.town, person.name, person.mail, person.phone, role=role, leader=kind)


# The register as a file


def write_registers(folder: Path, members: tuple[Town, ...]) -> list[Path]:
    """Write the county's register and each town's; return them in the order in which they are to be loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {_county("slug"): _county_register()} | {town.slug: register(town) for town in members}
    for slug, text in files.items():
        (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    return [folder / f"{slug}.toml" for slug in files]


def _county_register() -> str:
    return "\n".join(
        ("[organ]", *_lines({key: _county(key) for key in ("name", "title_name", "short_name", "slug", "level")}))
    )


def register(town: Town) -> str:
    """Return the register of a town as TOML; JSON's strings and lists are TOML's, too."""
    about = {
        "name": town.full_name,
        "title_name": f"{town.name}人民政府",
        "short_name": town.name,
        "slug": town.slug,
        "level": "township",
        "publish_by": town.publish_by,
        "parent": _county("name"),
    }
    lines = ["[organ]", *_lines(about)]
    for member in town.chain:
        lines += ["[[person]]", f"role = {_toml(member.role)}", *_lines(_card(member))]
    for office in _offices():
        lines += ["[[office]]", *_lines({key: value for key, value in office.items() if key != "paragraph"})]
        for contact in (m for m in town.contacts if m.office == office["name"]):
            lines += ["[[office.contact]]", *_lines(_card(contact))]
            if stand_in := town.stand_ins.get(contact.office):
                lines += ["[office.contact.stand_in]", *_lines(_card(stand_in))]
        paragraphs = office["paragraph"]
        assert isinstance(paragraphs, list)
        for paragraph in paragraphs:
            lines += ["[[office.paragraph]]", *_lines(paragraph)]
    return "\n".join(lines) + "\n"


def _card(member: Member) -> dict[str, str]:
    return {"name": member.name, "mail": member.mail, "phone": member.phone}


def _lines(entry: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in entry.items()]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# What county.toml holds


def _county(key: str) -> str:
    county = WORDS["county"]
    assert isinstance(county, dict)
    return str(county[key])


def county_name() -> str:
    """Return the name with which the county signs."""
    return _county("name")


def said(key: str) -> str:
    """Return what people say when they are asked."""
    says = WORDS["says"]
    assert isinstance(says, dict)
    return str(says[key])


def _list(key: str) -> list[str]:
    found = WORDS[key]
    assert isinstance(found, list)
    return found


def _offices() -> list[Table]:
    found = WORDS["office"]
    assert isinstance(found, list)
    return found


def _paragraphs() -> dict[str, list[str]]:
    found = WORDS["paragraphs"]
    assert isinstance(found, dict)
    return found
