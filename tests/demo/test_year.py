"""The year of 广武镇 from plan to publication, by real processes: what came out of it, who was told, what is kept."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from report.figure import BLANKS
from report.reading import read
from report.sheet import Sheet
from report.writing import FORMATS
from tests.demo.conftest import Told, Year
from tests.processes import ROOT, Place, in_china

HOUSE = ("notice", "draft", "document", "publication", "filing", "decision", "examination", "findingrow", "archive")
"""What must not grow where nothing is new."""

OFFICES = "党政办公室 财政所 便民服务中心 综合行政执法中队 司法所 社会事务办公室 农业农村办公室 文化服务中心"
PEOPLE = "周晓敏 钱会英 李娜 赵国强 吴静 郑伟 冯春梅 陈晨"
CONTACTS = dict(
    zip(OFFICES.split(), ["周晓敏", "钱会英", "李娜", "赵国强", "吴静", "郑伟", "冯春梅", "陈晨"], strict=True)
)
TITLE = "广武镇人民政府2020年政府信息公开工作年度报告"
FORM = "2020年度政府信息公开数据"


def each(day: str, subject: str, people: str) -> list[Told]:
    return [(day, subject, name) for name in people.split()]


def offices(day: str, subject: str, names: str) -> list[Told]:
    return [(day, subject.format(office), CONTACTS[office]) for office in names.split()]


TOLD: tuple[Told, ...] = (
    *each("12-01", "【广武镇】2020年政府信息公开工作年度报告：全年计划已排定", "周晓敏 何建国 孙丽萍 马志远 工作群"),
    *each("12-01", "请核实联系方式：2020年政府信息公开工作年度报告", f"{PEOPLE} 何建国 孙丽萍 马志远"),
    *offices("12-16", f"请填报{FORM}（{{}}）", OFFICES),
    *each(
        "12-22",
        "填报表不能接收：社会事务办公室《广武镇2020年度政府信息公开数据填报表（社会事务办公室）.xlsx》",
        "郑伟 周晓敏",
    ),
    *offices("12-23", f"还有7个工作日到期：{FORM}（{{}}）", OFFICES),
    *offices("12-28", "已收到并核对通过：{}2020年度数据", "便民服务中心"),
    *offices("12-29", f"还有3个工作日到期：{FORM}（{{}}）", OFFICES.replace("便民服务中心", "")),
    *offices("12-29", "已收到并核对通过：{}2020年度数据", "司法所"),
    *offices("12-30", "已收到并核对通过：{}2020年度数据", "综合行政执法中队"),
    *offices(
        "12-31",
        f"还有1个工作日到期：{FORM}（{{}}）",
        "党政办公室 财政所 社会事务办公室 农业农村办公室 文化服务中心",
    ),
    *offices("12-31", "已收到并核对通过：{}2020年度数据", "财政所 社会事务办公室"),
    *offices("01-04", f"今天到期：{FORM}（{{}}）", "党政办公室 农业农村办公室 文化服务中心"),
    *each("01-04", "数据核对没有通过，请修改：党政办公室", "周晓敏"),
    *offices("01-04", "已收到并核对通过：{}2020年度数据", "文化服务中心 党政办公室"),
    *each("01-05", "【广武镇】2020年年报可能晚于计划", "周晓敏"),
    *offices("01-05", f"已逾期1个工作日：{FORM}（{{}}）", "农业农村办公室"),
    *offices("01-05", "已收到并核对通过：{}2020年度数据", "农业农村办公室"),
    *each("01-05", "各科室数据加总后有1处须说明（2020年度报告）", "周晓敏"),
    *each("01-05", f"请核稿：{TITLE}（第1稿）", "周晓敏"),
    *each("01-05", f"请审查：{TITLE}（第1稿）", "何建国"),
    *each("01-05", f"请审签：{TITLE}（第1稿）", "孙丽萍"),
    *each("01-06", f"分管领导退回：{TITLE}（第1稿）", "周晓敏 何建国 孙丽萍 马志远 钱会英"),
    *offices("01-06", "已收到并核对通过：{}2020年度数据", "财政所"),
    *each("01-06", f"请核稿：{TITLE}（第2稿）", "周晓敏"),
    *each("01-06", f"请审查：{TITLE}（第2稿）", "何建国"),
    *each("01-06", f"请审签：{TITLE}（第2稿）", "孙丽萍 马志远"),
    *each("01-07", f"已全部审签：{TITLE}", "周晓敏 何建国 孙丽萍 马志远"),
    *each("01-07", f"已公开：{TITLE}", " ".join([*CONTACTS.values(), "何建国 孙丽萍 马志远 工作群"])),
    *each("01-07", f"已归档：{TITLE}", "周晓敏"),
)
"""Everything that anybody was told in that year, and when; 周晓敏 drafts and is the leading office's contact."""


def published(year: Year) -> Path:
    return year.place.home / "site" / "guangwu" / "2020"


def sheet_of(year: Year) -> Sheet:
    (path,) = published(year).glob("files/*/*.report.json")
    return read(path.name, path.read_bytes())


# What was published


def test_the_year_ends_published_and_archived_with_every_notice_delivered(year: Year) -> None:
    result = year.result
    assert (result["published"], result["stage"]) == (True, "archive")
    assert result["address"] == f"http://127.0.0.1:{year.place.portal}/site/guangwu/2020/index.html"
    counted = {"waiting": 0, "sending": 0, "delivered": len(TOLD), "uncertain": 0, "failed": 0, "expired": 0}
    assert result["notices"] == counted


def test_page_and_attachments_are_there_and_are_what_the_database_and_the_manifest_say(year: Year) -> None:
    manifest = json.loads((published(year) / "manifest.json").read_bytes())
    lies = {path: (published(year) / path).read_bytes() for path in manifest["files"]}
    assert len(lies) == len(FORMATS)
    hashes = {path: facts["sha256"] for path, facts in manifest["files"].items()}
    assert {path: hashlib.sha256(content).hexdigest() for path, content in lies.items()} == hashes
    kept = year.place.rows(
        "SELECT path, content FROM document JOIN file ON file.id = file_id "
        "JOIN draft ON draft.id = draft_id WHERE revision = 2"
    )
    assert dict(kept) == lies
    assert year.place.rows("SELECT report_hash FROM publication") == [(manifest["report_hash"],)]
    assert manifest["report_hash"] == year.result["report_hash"]
    assert [Path(str(path)).exists() for path in year.result["files"]] == [True] * len(FORMATS)


def test_nothing_else_lies_in_the_published_column(year: Year) -> None:
    manifest = json.loads((published(year) / "manifest.json").read_bytes())
    below = {f"guangwu/2020/{path}" for path in [*manifest["files"], "manifest.json"]}
    assert set(year.place.site()) == {"guangwu/index.html", *below}


def test_every_published_cell_is_that_of_the_report_the_town_published_with_its_slip_mended(year: Year) -> None:
    once = read("seed.txt", (ROOT / "tests" / "seed.txt").read_bytes())
    expected = {address: "0" if printed in BLANKS else printed for address, printed in once.cells.items()}
    expected |= {"t3.handled.natural_person": "1", "t3.handled.total": "1"}
    found = sheet_of(year)
    assert len(expected) == 198
    assert found.cells == expected
    assert (found.unit, found.title, str(found.signed_on)) == ("荥阳市广武镇人民政府", TITLE, "2021-01-07")


def test_every_published_paragraph_is_that_of_the_report_the_town_published(year: Year) -> None:
    once = read("seed.txt", (ROOT / "tests" / "seed.txt").read_bytes())
    found = sheet_of(year)
    heading = "广武镇2020年政府信息公开统计表"  # above the tables of the town's page; ours have their own
    words = {key: "".join(text.split()).removesuffix(heading) for key, text in once.texts.items()}
    assert {key: "".join(text.split()) for key, text in found.texts.items()} == words


def test_every_filed_cell_adds_up_to_the_published_one(year: Year) -> None:
    filed = year.place.rows(
        "SELECT address, printed FROM filedcell JOIN filing ON filing.id = filing_id WHERE status = 'passed'"
    )
    sums: Counter[str] = Counter()
    for address, printed in filed:
        sums[str(address)] += int(str(printed).removesuffix(" 元") or 0)
    found = {address: int(printed.removesuffix(" 元")) for address, printed in sheet_of(year).cells.items()}
    assert len(sums) > 100
    assert {address: found[address] for address in sums} == dict(sums)


# What happened on the way


def test_one_file_was_damaged_one_was_wrong_one_came_late_and_one_had_nothing_to_report(year: Year) -> None:
    filings = year.place.rows(
        "SELECT office.name, revision, status, received_at, nothing_to_report, answer FROM filing "
        "JOIN office ON office.id = office_id ORDER BY filing.id"
    )
    came = [(name, revision, status, f"{in_china(at):%m-%d %H:%M}") for name, revision, status, at, _, _ in filings]
    assert came == [
        ("社会事务办公室", 1, "refused", "12-22 15:10"),
        ("便民服务中心", 1, "passed", "12-28 10:05"),
        ("司法所", 1, "passed", "12-29 09:40"),
        ("综合行政执法中队", 1, "passed", "12-30 16:20"),
        ("财政所", 1, "returned", "12-31 11:00"),
        ("社会事务办公室", 2, "passed", "12-31 14:30"),
        ("党政办公室", 1, "returned", "01-04 09:30"),
        ("文化服务中心", 1, "passed", "01-04 15:00"),
        ("党政办公室", 2, "passed", "01-04 16:45"),
        ("农业农村办公室", 1, "passed", "01-05 10:15"),
        ("财政所", 2, "passed", "01-06 10:50"),
    ]
    assert [name for name, _, _, _, nothing, _ in filings if nothing] == ["综合行政执法中队"]
    answers = {(name, revision): str(answer) for name, revision, _, _, _, answer in filings if answer}
    assert "已损坏或没有传完" in answers["社会事务办公室", 1]
    assert "表三自然人列：一加二为 1" in answers["党政办公室", 1]
    assert "相差 1" in answers["党政办公室", 1]
    assert answers["财政所", 1] == "政府集中采购写成了99个项目，台账上是36个，请财政所核对后重报。"
    assert len(answers) == 3


def test_who_is_sent_something_back_reads_what_is_wrong(year: Year) -> None:
    body = {str(m["Subject"]): part.get_content() for m in year.mail if (part := m.get_body())}
    damaged = next(text for subject, text in body.items() if subject.startswith("填报表不能接收"))
    assert "已损坏或没有传完" in damaged
    assert "表三自然人列：一加二为 1" in body["数据核对没有通过，请修改：党政办公室"]
    assert "政府集中采购写成了99个项目" in body[f"分管领导退回：{TITLE}（第1稿）"]


def test_the_deputy_sent_the_first_draft_back_and_all_four_approved_the_second_before_it_was_published(
    year: Year,
) -> None:
    said = year.place.rows(
        "SELECT revision, decision.role, person.name, verdict, decided_at FROM decision "
        "JOIN draft ON draft.id = draft_id JOIN person ON person.id = person_id ORDER BY decision.id"
    )
    assert [(*facts, f"{in_china(at):%m-%d %H:%M}") for *facts, at in said] == [
        (1, "drafter", "周晓敏", "approve", "01-05 11:30"),
        (1, "confidentiality", "何建国", "approve", "01-05 15:40"),
        (1, "deputy", "孙丽萍", "return", "01-06 09:10"),
        (2, "drafter", "周晓敏", "approve", "01-06 14:00"),
        (2, "confidentiality", "何建国", "approve", "01-06 15:30"),
        (2, "deputy", "孙丽萍", "approve", "01-06 17:10"),
        (2, "head", "马志远", "approve", "01-07 09:30"),
    ]
    assert year.place.rows(
        "SELECT DISTINCT decision.report_hash = draft.report_hash FROM decision JOIN draft ON draft.id = draft_id"
    ) == [(1,)]
    (published_at, verified_at, trouble) = year.place.rows(
        "SELECT published_at, verified_at, trouble FROM publication"
    )[0]
    assert max(str(at) for *_, at in said) <= str(published_at) <= str(verified_at)
    assert f"{in_china(published_at):%Y-%m-%d}" == "2021-01-07"
    assert trouble == ""


def test_in_the_journal_the_last_approval_stands_before_the_publication(year: Year) -> None:
    lines = [str(what) for (what,) in year.place.rows("SELECT what FROM entry ORDER BY id")]
    order = [lines.index(what) for what in ("生成第2稿", "请拟稿人周晓敏审签", "主要领导同意")]
    order.append(next(n for n, what in enumerate(lines) if what.startswith("公开到 http://")))
    assert order[0] < order[2] < order[3]
    assert [what for what in lines if what.startswith("公开到")] == [lines[order[3]]]


def test_the_journal_is_one_chain_from_the_first_line_to_the_last(year: Year) -> None:
    seals = year.place.rows("SELECT previous, seal FROM entry ORDER BY id")
    assert [previous for previous, _ in seals] == ["", *(seal for _, seal in seals[:-1])]
    check = "from models.db import look; from models.journal import broken_at\nwith look() as s: print(broken_at(s))"
    assert ask(year.place, check) == "None"


def ask(place: Place, code: str) -> str:
    """Let our own code answer a question about a place."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place.environment(), capture_output=True)
    return done.stdout.decode().strip()


# Who was told


def test_everybody_was_told_what_concerned_them_on_the_day_it_happened_and_nothing_else(year: Year) -> None:
    assert year.told == sorted(TOLD)


def test_nobody_was_told_anything_twice(year: Year) -> None:
    assert len(set(year.keys)) == len(year.keys)
    carried = [message for (message,) in year.place.rows("SELECT message FROM notice")]
    assert (set(year.keys), len(carried)) == (set(carried), len(TOLD))


def test_who_is_told_several_things_that_can_wait_on_one_day_gets_one_message(year: Year) -> None:
    first_day = [m for m in year.mail if "全年计划已排定；请核实联系方式" in str(m["Subject"])]
    assert len(first_day) == 4
    assert all(str(m["Subject"]).startswith("（2件）") for m in first_day)


def test_what_hangs_on_a_mail_is_the_file_that_the_database_keeps(year: Year) -> None:
    owed: dict[str, list[bytes]] = {}
    rows = "SELECT message, content FROM notice LEFT JOIN file ON file.id = file_id WHERE person_id IS NOT NULL"
    for message, content in year.place.rows(f"{rows} ORDER BY notice.id"):
        owed.setdefault(str(message), []).extend([content] if content else [])
    arrived = {str(m["X-Nianbao-Key"]): [a.get_payload(decode=True) for a in m.iter_attachments()] for m in year.mail}
    assert arrived == owed
    names = Counter(Path(a.get_filename() or "").suffix for m in year.mail for a in m.iter_attachments())
    assert names == {".xlsx": 8 + 8 + 7 + 5 + 3 + 1, ".pdf": 3 + 4}


# What Prefect saw


def test_every_run_that_was_asked_for_is_completed_at_prefect_under_a_chinese_name_with_tags(year: Year) -> None:
    asked = year.place.rows("SELECT flow_run_id, key, name, tags, state FROM runrequest")
    at_prefect = year.place.rows(
        "SELECT id, idempotency_key, name, tags, state_type FROM flow_run",
        database=year.place.home / "prefect" / "prefect.db",
    )
    runs = {str(run_id).replace("-", ""): facts for run_id, *facts in at_prefect}
    assert {state for *_, state in asked} == {"completed"}
    assert len(asked) > 60
    for run_id, key, name, tags, _ in asked:
        found = runs[str(run_id).replace("-", "")]
        assert [found[0], found[1], found[3]] == [key, name, "COMPLETED"]
        assert set(json.loads(str(tags))) <= set(json.loads(str(found[2])))
    stages = {str(name).split(" · ")[0] for _, _, name, _, _ in asked}
    assert stages == {"晨检", "排计划", "收数", "核对", "审签", "发通知"}  # the others happen within these runs
    assert {"广武镇", "2020", "核对"} <= {tag for *_, tags, _ in asked for tag in json.loads(str(tags))}


# Afterwards


@pytest.fixture
def copy(year: Year, tmp_path: Path) -> Iterator[Year]:
    """Return the same year in another folder, at the same addresses, for whoever wants to change something."""
    home = tmp_path / "state"
    shutil.copytree(year.place.home, home)
    place = year.place.moved(home)
    yield Year(place, year.said)
    place.end()


def test_living_the_year_again_changes_nothing(copy: Year) -> None:
    before, keys, site = copy.place.count(*HOUSE, "entry"), copy.keys, copy.place.site()
    done = copy.place.run("run", "--json")
    again = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert {**again, "files": []} == {**copy.result, "files": []}
    assert (copy.place.count(*HOUSE, "entry"), copy.keys, copy.place.site()) == (before, keys, site)
    assert list(copy.place.processes()) == []


def test_the_status_says_in_one_sentence_that_all_is_done(year: Year) -> None:
    done = year.place.run("status")
    assert done.returncode == 0
    assert "荥阳市广武镇人民政府　2020年度" in done.stdout
    assert "现在：已公开，已归档" in done.stdout
    assert all(f" {name} " in done.stdout for pair in CONTACTS.items() for name in pair)


def test_the_status_is_one_object_that_a_program_can_read(year: Year) -> None:
    done = year.place.run("status", "--json", "--unit", "广武镇", "--year", "2020")
    status = json.loads(done.stdout)
    assert (status["unit"], status["year"], status["stage"]) == ("荥阳市广武镇人民政府", 2020, "archive")
    assert status["published"] == year.result["address"]
    assert status["report_hash"] == year.result["report_hash"]
    assert status["decisions"] == dict.fromkeys(("drafter", "confidentiality", "deputy", "head"), "approve")
    assert {office["office"]: office["status"] for office in status["offices"]} == dict.fromkeys(CONTACTS, "passed")
    assert [finding["code"] for finding in status["findings"]] == ["F-04", "F-10", "W-06", "W-09"]


def test_the_workbooks_written_to_a_folder_are_those_that_were_mailed(year: Year, tmp_path: Path) -> None:
    done = year.place.run("workbooks", "--to", str(tmp_path / "填报表"), "--json")
    written = {Path(path).name: Path(path).read_bytes() for path in json.loads(done.stdout)["written"]}
    mailed = year.place.rows("SELECT file.name, content FROM handout JOIN file ON file.id = file_id")
    assert len(written) == 8
    assert written == dict(mailed)


def test_a_rerun_that_is_only_asked_about_says_that_nothing_would_change_and_touches_nothing(year: Year) -> None:
    before = year.place.count(*HOUSE, "entry", "runrequest")
    done = year.place.run("rerun", "--from", "draft", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    foreseen = json.loads(done.stdout)
    assert (foreseen["from"], foreseen["dry_run"], foreseen["changes"], foreseen["letters"]) == (
        "draft",
        True,
        [],
        [],
    )
    assert year.place.count(*HOUSE, "entry", "runrequest") == before


def test_a_rerun_runs_and_changes_nothing_and_the_approvals_stand(copy: Year) -> None:
    before, keys, site = copy.place.count(*HOUSE), copy.keys, copy.place.site()
    done = copy.place.run("rerun", "--from", "check")
    assert done.returncode == 0, done.stderr
    assert "结果不会有任何变化" in done.stdout
    assert (copy.place.count(*HOUSE), copy.keys, copy.place.site()) == (before, keys, site)
    (run,) = copy.place.rows("SELECT flow, state FROM runrequest WHERE key LIKE '1:check:rerun:%'")
    assert run == ("check", "completed")
    assert copy.place.rows("SELECT what FROM entry ORDER BY id DESC LIMIT 1") == [
        ("维护人员要求从“核对”一步重新办理",)
    ]
    status = json.loads(copy.place.run("status", "--json").stdout)
    assert status["decisions"] == dict.fromkeys(("drafter", "confidentiality", "deputy", "head"), "approve")
    assert list(copy.place.processes()) == []


# What a hand may still do


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("decide", "return", "--by", "何建国", "--reason", "再看看"), "何建国"),
        (("decide", "approve", "--by", "路人甲"), "路人甲"),
        (("file", str(ROOT / "tests" / "seed.txt"), "--office", "税务所", "--by", "钱会英"), "财政所"),
    ],
)
def test_what_may_not_be_done_by_hand_is_refused_in_a_sentence_and_changes_nothing(
    year: Year, arguments: tuple[str, ...], sentence: str
) -> None:
    before = year.place.count(*HOUSE, "entry", "runrequest")
    done = year.place.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert year.place.count(*HOUSE, "entry", "runrequest") == before
