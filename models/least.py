"""What a report lacks when its day is near: who owes what, who signs next, and a preview that invents no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from models import queries
from models.earlier import last_year
from models.law import calendar_in_force
from models.office import Office
from models.person import Person
from models.planning import limit_of
from models.signing import signers
from models.standing import Standing
from report.chain import awaited
from report.deadlines import legal_date, workdays_until
from report.fields import FIELD, fill_in
from report.form import Form, form_for
from report.forms.common import TITLE
from report.paragraphs import usual
from report.rollup import add_up
from report.sheet import TEXTS, Sheet, content_hash
from templates import say

LAST_DAYS = 2
"""With so many working days left the two people who must act are named; before, reminders are enough."""
BOOK = "least"


@dataclass(frozen=True, slots=True)
class Owing:
    """One office whose figures are not there, the items it owes by their names, and whom to call."""

    office: Office
    people: tuple[Person, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """One place in the chain that is next, and who decides there."""

    role: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Least:
    """What lies between a cycle and the least report the law takes; ``left`` are working days, negative if past."""

    limit: date
    legal: date
    left: int
    owing: tuple[Owing, ...]
    to_mend: int
    to_explain: int
    signing: tuple[Signing, ...]

    @property
    def is_pressing(self) -> bool:
        """Whether so little time is left that two people must be named."""
        return self.left <= LAST_DAYS

    @property
    def mark(self) -> str:
        """What tells this situation from every other: it is told once."""
        owed = [[owing.office.id, [person.id for person in owing.people]] for owing in self.owing]
        signs = [[place.role, [person.id for person in place.people]] for place in self.signing]
        facts = [self.limit.isoformat(), owed, bool(self.to_mend), bool(self.to_explain), signs]
        return content_hash(facts)[:12]


def least(session: Session, here: Standing, today: date) -> Least | None:
    """Return what a cycle lacks; None where one is out, or everybody has signed: then it goes its way."""
    if here.approved or here.was_out:
        return None
    limit = limit_of(session, here.organ, here.cycle.year)
    return Least(
        limit=limit,
        legal=legal_date(here.organ.level, here.cycle.year),
        left=workdays_until(today, limit, calendar_in_force()),
        owing=tuple(_owing(session, here, o.office) for o in here.offices if o.counts is None),
        to_mend=len(here.errors),
        to_explain=len(here.open_questions),
        signing=tuple(_signing(session, here, today)),
    )


def _owing(session: Session, here: Standing, office: Office) -> Owing:
    form = form_for(here.cycle.year)
    duties = queries.duties_of(session, here.cycle.id or 0, office.id or 0)
    items = tuple(duty.title or form.name(duty.item) for duty in duties)
    return Owing(office, both(session, queries.contacts(session, office.id or 0)), items)


def _signing(session: Session, here: Standing, today: date) -> list[Signing]:
    """Return who signs next: on the current draft, or, where there is none, who will be the first to."""
    places = here.waits_for or awaited(here.chain, {})
    organ_id = here.organ.id or 0
    return [Signing(each.role, both(session, signers(session, organ_id, each.role, today))) for each in places]


def both(session: Session, people: Sequence[Person]) -> tuple[Person, ...]:
    """Return people together with who stands in for each: in the last days nobody is waited for."""
    seconds = (queries.stand_in(session, person.id or 0) for person in people)
    every = {person.id: person for person in [*people, *filter(None, seconds)]}
    return tuple(every.values())


# The preview


def preview(session: Session, here: Standing) -> Sheet:
    """Return the report as far as it was filed; what nobody filed says so, and so does every total it is part of.

    It is nobody's draft: a figure that nobody gave is never invented, and what says 待填 cannot be signed.
    """
    cycle, form = here.cycle, form_for(here.cycle.year)
    counting = queries.passed(session, cycle.id or 0)
    filed = [queries.filed_cells(session, filing.id or 0) for filing in counting.values()]
    missing = {d.item for d in queries.duties(session, cycle.id or 0) if d.office_id not in counting}
    unit = here.organ.title_name
    sheet = Sheet(
        unit=here.organ.name,
        level=here.organ.level,
        year=cycle.year,
        edition=cycle.edition,
        title=say(BOOK, "preview_title", title=TITLE.format(unit=unit, year=cycle.year)),
        cells=_with_gaps(form, add_up(form, filed), missing),
    )
    before = last_year(session, cycle)
    texts = _texts(session, here, sheet, before, [filing.id or 0 for filing in counting.values()])
    filled = fill_in(replace(sheet, texts=texts), before)
    return replace(filled, texts={key: FIELD.sub(say(BOOK, "gap"), text) for key, text in filled.texts.items()})


def _with_gaps(form: Form, cells: Mapping[str, str], missing: set[str]) -> dict[str, str]:
    gap, lacks = say(BOOK, "gap"), set(missing)
    # A total may be a part of another one: the form says its sums in any order.
    while more := {total for total, parts in form.sums.items() if lacks & set(parts)} - lacks:
        lacks |= more
    return {address: gap if address in lacks else printed for address, printed in cells.items()}


def _texts(
    session: Session, here: Standing, sheet: Sheet, before: Sheet | None, filings: Sequence[int]
) -> dict[str, str]:
    """Return the texts: each paragraph as it was filed, drafted where that was left to us, or named as missing."""
    written = [queries.filed_texts(session, filing) for filing in filings]
    owed = {duty.item: duty for duty in queries.duties(session, here.cycle.id or 0) if duty.title}
    said: dict[str, str] = {}
    for key, duty in owed.items():
        found = [texts[key] for texts in written if texts.get(key)]
        drafted = usual(duty.usual, sheet, before) if duty.usual and not found else ""
        said[key] = "\n".join(found) or drafted or say(BOOK, "paragraph_gap", title=duty.title)
    order = sorted(said, key=lambda key: (key.partition(".")[0], int(key.partition(".")[2] or 0)))
    return {text: "\n".join(said[key] for key in order if key.split(".")[0] == text) for text in TEXTS}
