"""The report as the offices' filings make it: their cells added up, their paragraphs put in order."""

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.organ import Organ
from report.form import form_of
from report.forms.common import TITLE
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
    return Sheet(
        unit=organ.name,
        level=organ.level,
        year=cycle.year,
        edition=cycle.edition,
        title=TITLE.format(unit=organ.title_name, year=cycle.year),
        cells=add_up(form, [queries.filed_cells(session, filing) for filing in filings]),
        texts=_texts(session, cycle.id, filings),
    )


def _texts(session: Session, cycle_id: int, filings: list[int]) -> dict[str, str]:
    """Return the texts: each office's paragraphs at the places the register gives them (``overview.2``).

    Where several offices owe one paragraph, each one's words stand there, in the order of the offices.
    """
    written = [queries.filed_texts(session, filing) for filing in filings]
    order = sorted({d.item for d in queries.duties(session, cycle_id) if d.title}, key=_place)
    found = [(key.split(".")[0], texts[key]) for key in order for texts in written if texts.get(key)]
    return {text: "\n".join(paragraph for owner, paragraph in found if owner == text) for text in TEXTS}


def _place(key: str) -> tuple[str, int]:
    text, _, number = key.partition(".")
    return text, int(number or 0)
