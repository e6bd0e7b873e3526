"""The dossier in the portal: at any time after the first draft, and what was asked of what is published."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from fastapi.testclient import TestClient

from models import Cycle
from models.correcting import correct, withdraw
from models.db import transaction
from tests.portal.town import Town, at

ADDRESS = "https://guangwu.example/2020/index.html"
Visit = Callable[[Callable[[], datetime]], TestClient]


def publishes(town: Town) -> None:
    """Bring the town's report to where readers find it."""
    town.everybody_files()
    town.draft()
    town.everybody_signs()
    town.publish(ADDRESS)


def test_whoever_asks_gets_the_dossier_as_it_stands_now(town: Town, visit: Visit) -> None:
    publishes(town)
    reader = visit(town.clock)
    page = reader.get(f"/cycles/{town.cycle_id}").text
    assert f'href="/cycles/{town.cycle_id}/dossier"' in page
    answer = reader.get(f"/cycles/{town.cycle_id}/dossier")
    assert answer.headers["content-type"] == "application/zip"
    assert "归档包.zip" in unquote(answer.headers["content-disposition"])
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()[0] == "目录.html"
    assert reader.get(f"/cycles/{town.cycle_id}/dossier").content == answer.content


def test_before_the_first_draft_there_is_no_dossier_and_no_link_to_one(town: Town, visit: Visit) -> None:
    reader = visit(town.clock)
    assert "/dossier" not in reader.get(f"/cycles/{town.cycle_id}").text
    assert reader.get(f"/cycles/{town.cycle_id}/dossier").status_code == 404
    assert reader.get("/cycles/99/dossier").status_code == 404


def test_the_page_of_the_cycle_says_that_a_correction_was_asked_for_and_that_a_report_was_withdrawn(
    town: Town, visit: Visit
) -> None:
    publishes(town)
    reader = visit(town.clock)
    with transaction() as session:
        correct(session, session.get_one(Cycle, town.cycle_id), "周晓敏", "漏计<一个>", at(1, 11), "命令行")
    page = reader.get(f"/cycles/{town.cycle_id}").text
    assert "已登记，还没有重新公开" in page
    assert "漏计&lt;一个&gt;。" in page
    with transaction() as session:
        withdraw(session, session.get_one(Cycle, town.cycle_id), "周晓敏", "马志远", "涉密", at(1, 12), "命令行")
    page = reader.get(f"/cycles/{town.cycle_id}").text
    assert "正在撤下" in page
    assert "已登记，还没有重新公开" not in page
