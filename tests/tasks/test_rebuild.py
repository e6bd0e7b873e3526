"""Rebuilding: a real year's archive makes the same report again in an empty folder, without a database."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from deployments.demo.story import at
from models.db import look
from models.dossier import dossier
from report.reading import Refusal
from report.reading.dossier import open_dossier
from report.rebuild import Outcome, rebuild
from report.recipe import recipe_bytes, recipe_from
from report.writing import FORMATS
from report.writing.dossier import dossier_bytes
from tasks.archive import archive
from tests.processes import ROOT
from tests.tasks.test_archive import bundle_of
from tests.tasks.town import Town

RECIPE, JOURNAL = "9-数据/重做依据.json", "9-数据/日志.json"


@pytest.fixture
def bundle(approved: Town) -> bytes:
    """Return the archive of the town's year."""
    approved.publish()
    approved.now = at(1, 8, 18)
    archive.fn(approved.cycle_id, approved.now)
    file = bundle_of(approved).fp
    assert file is not None
    file.seek(0)
    return file.read()


def made(town: Town) -> bytes:
    with look() as session:
        return dossier(session, town.cycle_id, town.now)[1]


def forged(bundle: bytes, files: Mapping[str, bytes]) -> Outcome:
    """Rebuild from a dossier in which files were exchanged together with the manifest."""
    held = {**open_dossier("包.zip", bundle).files, **files}
    del held["校验清单.json"]
    return rebuild("包.zip", dossier_bytes(held, at(1, 8, 18), report_hash="x"))


def test_in_an_empty_folder_without_a_database_the_same_report_comes_out(
    approved: Town, bundle: bytes, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "包.zip").write_bytes(bundle)
    home = {**os.environ, "NIANBAO_HOME": str(empty / "state"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "rebuild", "包.zip", "--json"]
    done = subprocess.run(command, cwd=empty, env=home, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    draft = approved.here.draft
    assert draft is not None
    [version] = told["versions"]
    assert version["report_hash"] == draft.report_hash
    assert (version["as_approved"], version["as_published"]) == (True, True)
    assert set(version["documents"].values()) == {True}
    assert len(version["documents"]) == len(FORMATS)
    assert (told["holds"], told["damaged"], told["journal"]["broken"], told["other"]) == (True, [], [], [])
    assert told["journal"]["entries"] == len(approved.journal())
    assert sorted(path.name for path in empty.iterdir()) == ["包.zip"]


def test_a_corrected_report_is_rebuilt_in_both_versions_each_as_it_was_signed(approved: Town, bundle: bytes) -> None:
    approved.now = at(1, 11, 9)
    approved.asks_for_a_correction("漏计一个")
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    approved.draft()
    approved.everybody_signs()
    approved.publish()
    outcome = rebuild("包.zip", made(approved))
    assert [(v.revision, v.as_approved, v.as_published) for v in outcome.versions] == [
        (1, True, True),
        (2, True, True),
    ]
    assert outcome.holds


def test_before_anybody_has_signed_a_draft_is_rebuilt_and_compared_with_nothing(drafted: Town) -> None:
    outcome = rebuild("包.zip", made(drafted))
    assert [(v.as_approved, v.as_published, v.holds) for v in outcome.versions] == [(None, None, True)]


def test_a_figure_that_was_forged_together_with_the_manifest_comes_out_otherwise_document_by_document(
    bundle: bytes,
) -> None:
    path = "9-数据/第1稿.report.json"
    sheet = open_dossier("包.zip", bundle).files[path]
    outcome = forged(bundle, {path: sheet.replace(b'"36"', b'"35"')})
    [version] = outcome.versions
    assert (outcome.damaged, outcome.holds) == ((), False)
    assert (version.as_approved, version.as_published) == (False, False)
    same = {paper.path.rsplit("/", 1)[-1] for paper in version.papers if paper.same}
    assert {name.rpartition(".")[2] for name in same} == {"json", "svg", "png"} or "index.html" not in same


def test_a_page_that_was_forged_together_with_the_manifest_is_the_one_document_that_differs(bundle: bytes) -> None:
    path = "1-报告/第1稿/index.html"
    page = open_dossier("包.zip", bundle).files[path]
    [version] = forged(bundle, {path: page.replace(b"162000", b"962000")}).versions
    assert [paper.path for paper in version.papers if not paper.same] == ["index.html"]
    assert (version.as_approved, version.holds) == (True, False)


def test_a_journal_that_was_forged_is_told_entry_by_entry(bundle: bytes) -> None:
    journal = json.loads(open_dossier("包.zip", bundle).files[JOURNAL])
    forgery = json.loads(json.dumps(journal))
    forgery["entries"][3]["who"] = "别人"
    assert forged(bundle, {JOURNAL: json.dumps(forgery).encode()}).broken == (4,)
    forgery = json.loads(json.dumps(journal))
    del forgery["entries"][3]
    assert forged(bundle, {JOURNAL: json.dumps(forgery).encode()}).broken == (0,)
    del forgery["chain"][3]
    assert forged(bundle, {JOURNAL: json.dumps(forgery).encode()}).broken == (4,)


def test_other_programs_and_fonts_are_named(bundle: bytes, tmp_path: Path) -> None:
    recipe = recipe_from(open_dossier("包.zip", bundle).files[RECIPE])
    assert recipe_from(recipe_bytes(recipe)) == recipe
    other = replace(recipe, programs={**recipe.programs, "typst": "0.1"}, fonts={"方正小标宋.ttf": "ab"})
    told = forged(bundle, {RECIPE: recipe_bytes(other)}).other
    assert len(told) == 2
    assert told[0].startswith("typst 的版本不同：制作时 0.1")
    assert told[1] == "字体 方正小标宋.ttf 这里没有（NIANBAO_FONTS）。"


@pytest.mark.parametrize("path", [RECIPE, "9-数据/第1稿.report.json", "9-数据/审签.json"])
def test_a_dossier_from_which_nothing_can_be_made_is_refused_with_what_is_missing(bundle: bytes, path: str) -> None:
    files = dict(open_dossier("包.zip", bundle).files)
    del files[path], files["校验清单.json"]
    with pytest.raises(Refusal, match=f"{path}”缺失或读不出来"):
        rebuild("包.zip", dossier_bytes(files, at(1, 8, 18), report_hash="x"))
