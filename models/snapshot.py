"""The report as the offices' filings make it: their cells added up, their paragraphs put in order."""

from dataclasses import replace

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.earlier import last_year
from models.organ import Organ
from report.fields import FIELD, fill_in
from report.form import form_of
from report.forms.common import TITLE
from report.paragraphs import usual
from report.rollup import add_up
from report.sheet import TEXTS, Sheet


def snapshot(session: Session, cycle: Cycle) -> Sheet | None:
    """Return the organ's sheet once every office's filing counts; None while somebody is missing.

    The date of signature is not part of it: it comes with the draft.
    """
    assert cycle.id is not None
    counting = queries.passed(session, cycle.id)
    owing = queries.offices_with_duties(session, cycle.id)
    if not owing or any(office.id not in counting for office in owing):
        return None
    organ = session.get_one(Organ, cycle.organ_id)
    filings = [counting[office.id or 0].id or 0 for office in owing]
    form = form_of(tuple((key, cycle.edition) for key in ("t2", "t3", "t4")))
    sheet = Sheet(
        unit=organ.name,
        level=organ.level,
        year=cycle.year,
        edition=cycle.edition,
        title=TITLE.format(unit=organ.title_name, year=cycle.year),
        cells=add_up(form, [queries.filed_cells(session, filing) for filing in filings]),
    )
    return _with_texts(session, cycle, sheet, [queries.filed_texts(session, filing) for filing in filings])


def _with_texts(session: Session, cycle: Cycle, sheet: Sheet, written: list[dict[str, str]]) -> Sheet:
    """Return the sheet with its texts filled in: the offices' paragraphs, or the usual ones in their place."""
    owed = {duty.item: duty for duty in queries.duties(session, cycle.id or 0) if duty.title}
    said = {key: [texts[key] for texts in written if texts.get(key)] for key in sorted(owed, key=_place)}
    drafted = {key: owed[key].usual for key, paragraphs in said.items() if owed[key].usual and not paragraphs}
    before = last_year(session, cycle) if drafted or _has_fields(said) else None
    said |= {key: [usual(name, sheet, before)] for key, name in drafted.items()}
    return fill_in(replace(sheet, texts={text: _joined(text, said) for text in TEXTS}), before)


def _has_fields(said: dict[str, list[str]]) -> bool:
    return any(FIELD.search(paragraph) for paragraphs in said.values() for paragraph in paragraphs)


def _joined(text: str, said: dict[str, list[str]]) -> str:
    """Return one text: its paragraphs in the order of the register (``overview.2``).

    Where several offices owe one paragraph, each one's words stand there, in the order of the offices.
    """
    mine = (paragraphs for key, paragraphs in said.items() if key.split(".")[0] == text)
    return "\n".join(paragraph for paragraphs in mine for paragraph in paragraphs if paragraph)


def _place(key: str) -> tuple[str, int]:
    text, _, number = key.partition(".")
    return text, int(number or 0)
