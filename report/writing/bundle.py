"""All that is asked for of one report that was read from a file, ready to be laid into a folder."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from report.checks import examine
from report.fields import fill_in, unfilled
from report.lifecycle import CHAIN
from report.rule import Case, Outcome, Weight
from report.sheet import Sheet
from report.writing import FORMATS, Site, file_name, outline, render, report_hash
from report.writing import review as signing
from report.writing.manifest import manifest_bytes
from report.writing.proof_page import proof_page

BESIDE = ("review", "proof")
"""What is made for those who work on a report, and never published."""
MANIFEST = "manifest.json"


class UnfilledFields(Exception):
    """Fields of the texts cannot be filled in; the message says of each which one and why."""


def bundle(
    sheet: Sheet,
    formats: Collection[str] = (*FORMATS, *BESIDE),
    *,
    earlier: Sequence[Sheet] = (),
    site: Site | None = None,
    fonts: Path | None = None,
) -> dict[str, bytes]:
    """Return the files by their names, a manifest last; fields in the texts are filled in.

    Raises ``UnfilledFields``, ``UnprintableCharacter`` and ``DamagedFont`` before anything is returned; the proof
    alone is made whatever there is, for it shows what is wrong.
    """
    before = next((each for each in earlier if each.year == sheet.year - 1), None)
    filled = fill_in(sheet, before)
    files = {}
    if set(formats) - {"proof"}:
        if wrong := list(unfilled(filled, before)):
            raise UnfilledFields("\n".join(f"{each.reason}。" for each in wrong))
        files = _documents(filled, before, formats, earlier, site, fonts)
    if "proof" in formats:
        title = outline(filled, signer=filled.unit).title
        files[file_name(title, "proof")] = proof_page(filled, before)
    return {**files, MANIFEST: manifest_bytes(files)}


def _documents(
    sheet: Sheet,
    before: Sheet | None,
    formats: Collection[str],
    earlier: Sequence[Sheet],
    site: Site | None,
    fonts: Path | None,
) -> dict[str, bytes]:
    # The paper for signing names the hash of the whole report, whichever parts of it are asked for.
    rendered = FORMATS if "review" in formats else formats
    documents = render(sheet, signer=sheet.unit, site=site, earlier=earlier, fonts=fonts, formats=rendered, flat=True)
    files = {each.name: each.content for each in documents if each.format in formats}
    if "review" in formats:
        report = outline(sheet, signer=sheet.unit)
        chain = tuple(signing.Approver(role, "") for role in CHAIN)
        review = signing.Review(sheet, 1, report_hash(documents), chain, before, tuple(_remarks(sheet, before)))
        files[file_name(report.title, "review")] = signing.document(report, review, fonts=fonts)
    return files


def _remarks(sheet: Sheet, before: Sheet | None) -> Iterator[signing.Remark]:
    """Yield what a check says of the report today: nobody has explained anything yet."""
    for finding in examine(Case(sheet, before)):
        if finding.outcome is Outcome.FAIL and finding.weight is not Weight.NOTICE:
            yield signing.Remark(finding.code, finding.message)
