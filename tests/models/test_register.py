"""An organ's register: what a good file brings in, and the sentence for each slip in a bad one."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

import deployments.demo
from models import Assignment, Office, Organ, PastReport, Person, queries
from models.db import look, transaction
from models.register import BadRegister, load, matching
from report.chain import USUAL, chain_from
from report.form import form_for
from report.lifecycle import CHAIN
from report.reading import read
from report.sheet import Level
from settings import SHANGHAI

GUANGWU = """
[organ]
name = "荥阳市广武镇人民政府"
title_name = "广武镇人民政府"
short_name = "广武镇"
slug = "guangwu"
level = "township"
publish_by = "01-08"

[[person]]
role = "head"
name = "马志远"
mail = "ma@guangwu.example"

[[office]]
name = "党政办公室"
leads = true
cells = ["t3.*"]
contact = [{ name = "周晓敏", mail = "zhou@guangwu.example", phone = "0371-64000001" }]
paragraph = [{ key = "overview.1", title = "工作机制", hint = "一段" }]

[[office]]
name = "财政所"
cells = ["t2.fees.*", "t2.procurement.amount"]
"""


def register(folder: Path, text: str = GUANGWU, *changes: tuple[str, str]) -> Path:
    """Write a register file with some words changed."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "广武镇.toml"
    path.write_text(text, encoding="utf-8")
    return path


def bring_in(path: Path) -> Organ:
    with transaction() as session:
        return load(session, path)


def counts() -> dict[str, int]:
    """Return how many rows there are of everything a register brings."""
    kinds: tuple[type[SQLModel], ...] = (Organ, Office, Person, Assignment, PastReport)
    with look() as session:
        return {kind.__name__: session.exec(select(func.count()).select_from(kind)).one() for kind in kinds}


def test_a_register_brings_in_the_organ_its_offices_its_people_and_what_they_owe(
    database: str, tmp_path: Path
) -> None:
    organ = bring_in(register(tmp_path))
    assert (organ.title_name, organ.level, organ.publish_by, organ.parent_id) == (
        *("广武镇人民政府", Level.TOWNSHIP),
        *("01-08", None),
    )
    with look() as session:
        offices = queries.offices(session, organ.id or 0)
        assert [(office.name, office.leads) for office in offices] == [("党政办公室", True), ("财政所", False)]
        (contact,) = queries.contacts(session, offices[0].id or 0)
        assert (contact.name, contact.mail, contact.phone) == ("周晓敏", "zhou@guangwu.example", "0371-64000001")
        assert [(p.role, p.name) for p in queries.chain_of(session, organ.id or 0)] == [("head", "马志远")]
        owed = [queries.assignments(session, office.id or 0) for office in offices]
    assert [[(a.item, a.title, a.hint) for a in some] for some in owed] == [
        [("t3.*", "", ""), ("overview.1", "工作机制", "一段")],
        [("t2.fees.*", "", ""), ("t2.procurement.amount", "", "")],
    ]


def test_loading_twice_changes_nothing(database: str, tmp_path: Path) -> None:
    first = bring_in(register(tmp_path))
    before = counts()
    assert bring_in(register(tmp_path)).id == first.id
    assert counts() == before == {"Organ": 1, "Office": 2, "Person": 2, "Assignment": 4, "PastReport": 0}


def test_what_is_new_in_a_register_is_added(database: str, tmp_path: Path) -> None:
    bring_in(register(tmp_path))
    more = '"t2.procurement.amount"]\n[[office]]\nname = "司法所"\ncells = ["t4.*"]\n'
    bring_in(
        register(tmp_path, GUANGWU, ('"t2.procurement.amount"]', more), ('"t3.*"', '"t3.*", "t2.regulations.*"'))
    )
    assert counts() == {"Organ": 1, "Office": 3, "Person": 2, "Assignment": 6, "PastReport": 0}


def test_the_register_of_the_example_town_loads_twice_and_leaves_no_cell_without_an_office(database: str) -> None:
    path = Path(deployments.demo.__file__).parent / "register.toml"
    organ = bring_in(path)
    before = counts()
    bring_in(path)
    assert counts() == before
    with look() as session:
        assert [person.role for person in queries.chain_of(session, organ.id or 0)] == list(CHAIN)
        offices = queries.offices(session, organ.id or 0)
        owed = [a.item for office in offices for a in queries.assignments(session, office.id or 0) if not a.title]
        assert sum(office.leads for office in offices) == 1
    form = form_for(2020)
    covered = {address for item in owed for address in matching(item, form.addresses)}
    assert set(form.addresses) - set(form.sums) <= covered


def test_a_file_with_the_mark_that_windows_writes_is_read(database: str, tmp_path: Path) -> None:
    path = register(tmp_path)
    path.write_text(GUANGWU, encoding="utf-8-sig")
    assert bring_in(path).slug == "guangwu"


def test_a_cell_named_twice_is_owed_once(database: str, tmp_path: Path) -> None:
    bring_in(register(tmp_path, GUANGWU, ('["t3.*"]', '["t3.*", "t3.*"]')))
    assert counts()["Assignment"] == 4


def test_an_organ_stands_below_the_one_its_register_names(database: str, tmp_path: Path) -> None:
    over = [
        ("荥阳市广武镇人民政府", "荥阳市人民政府"),
        ("guangwu", "xingyang"),
        ("township", "county"),
        ("01-08", "2-20"),
    ]
    county = bring_in(register(tmp_path, GUANGWU, *over))
    town = bring_in(
        register(tmp_path, GUANGWU, ('level = "township"', 'level = "township"\nparent = "荥阳市人民政府"'))
    )
    assert (town.parent_id, county.publish_by) == (county.id, "02-20")
    with look() as session:
        assert [organ.slug for organ in queries.units_of(session, county.id or 0)] == ["guangwu"]


def past_report(folder: Path, listed: str, content: str) -> Path:
    (folder / "2019.report.json").write_text(content, encoding="utf-8")
    return register(folder, GUANGWU, ("\n[organ]", f"past_reports = {listed}\n[organ]"))


def test_last_years_report_is_kept_in_the_form_in_which_it_is_read_again(database: str, tmp_path: Path) -> None:
    source = Path(deployments.demo.__file__).parent / "2019.report.json"
    content = source.read_bytes()
    organ = bring_in(past_report(tmp_path, '["2019.report.json"]', content.decode()))
    with look() as session:
        past = queries.past_report(session, organ.id or 0, 2019)
    assert past is not None
    assert read("kept.report.json", past.sheet.encode()) == read(source.name, content)


@pytest.mark.parametrize(
    "listed, content, sentence",
    [
        ('["2018.report.json"]', "{}", "往年年报 2018.report.json 不能使用：没有这个文件"),
        ('["2019.report.json"]', '{"schema": "nianbao/report/1"}', "往年年报 2019.report.json 不能使用："),
        ('"2019.report.json"', "{}", "登记表 广武镇.toml 的“past_reports”应写成列表，例如 past_reports = "),
    ],
)
def test_a_past_report_that_cannot_be_used_is_named(
    database: str, tmp_path: Path, listed: str, content: str, sentence: str
) -> None:
    with pytest.raises(BadRegister) as wrong:
        bring_in(past_report(tmp_path, listed, content))
    assert sentence in str(wrong.value)


SLIPS = [
    ("is no TOML", 'name = "荥阳', "name = 荥阳", "读不出来"),
    ("has no organ", "[organ]", "[town]", "缺少“name”，请补上"),
    ("says nothing about the slug", 'slug = "guangwu"\n', "", "中“荥阳市广武镇人民政府” 缺少“slug”，请补上"),
    ("leaves the short name empty", 'short_name = "广武镇"', 'short_name = " "', "缺少“short_name”，请补上"),
    ("knows a level that is none", '"township"', '"镇"', "“level”不能是“镇”，只能是：township、county_department、"),
    ("knows a role that is none", '"head"', '"镇长"', "不能是“镇长”，只能是：drafter、confidentiality、deputy、head"),
    ("has a contact of no office", '"head"', '"contact"', "的“role”不能是“contact”"),
    ("names a superior nobody knows", "slug =", 'parent = "荥阳市"\nslug =', "上级单位“荥阳市”还没有登记"),
    ("wants a day that is none", '"01-08"', '"02-30"', "不能是“02-30”：请写公开期限的月和日"),
    ("writes the day in words", '"01-08"', '"1月8日"', "不能是“1月8日”：请写公开期限的月和日"),
    ("names a week for a day", '"01-08"', '"W01-1"', "不能是“W01-1”：请写公开期限的月和日"),
    ("wants a day after the law's", '"01-08"', '"02-01"', "须在年初第一个工作日之后、法定期限之前"),
    ("wants a day before work begins", '"01-08"', '"01-01"', "须在年初第一个工作日之后、法定期限之前"),
    ("has an office without a name", 'name = "财政所"\n', "", "t2.procurement.amount']” 缺少“name”，请补上"),
    ("has a contact without a name", 'name = "周晓敏", ', "", "中“zhou@guangwu.example” 缺少“name”"),
    ("owes a row that is none", '"t2.fees.*"', '"t2.fee.*"', "中财政所负责的“t2.fee.*”不是任何一版表格的数据"),
    ("owes a paragraph of no text", '"overview.1"', '"summary.1"', "中党政办公室负责的“summary.1”不是任何一版"),
    ("owes a paragraph without a number", '"overview.1"', '"overview"', "中党政办公室负责的“overview”不是"),
    ("owes a paragraph without a title", 'title = "工作机制"', 'title = ""', "中“overview.1” 缺少“title”"),
    ("wants a paragraph nobody knows", 'hint = "一段"', 'usual = "weather"', "的“usual”"),
    ("writes one cell for a list", '["t3.*"]', '"t3.*"', "中“党政办公室” 的“cells”应写成列表"),
    ("writes a number for a cell", '["t3.*"]', "[3]", "中“党政办公室” 的“cells”应写成列表"),
    ("writes a name for a contact", "contact = [{", 'contact = ["周晓敏", {', "中“党政办公室” 的“contact”应逐条填写"),
    ("writes one person for all", "[[person]]", "[person]", ".toml 的“person”应逐条填写：每条单独成一节 [[person]]"),
]  # fmt: skip


@pytest.mark.parametrize("slip, old, new, sentence", SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_bad_register_is_refused_with_a_sentence_and_brings_in_nothing(
    database: str, tmp_path: Path, slip: str, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(BadRegister) as wrong:
        bring_in(register(tmp_path, GUANGWU, (old, new)))
    assert str(wrong.value).startswith("登记表 广武镇.toml")
    assert sentence in str(wrong.value)
    assert set(counts().values()) == {0}


def test_a_register_that_is_not_there_or_in_another_encoding_is_refused(database: str, tmp_path: Path) -> None:
    with pytest.raises(BadRegister, match=r"登记表 none.toml 读不出来"):
        bring_in(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes(GUANGWU.encode("gbk"))
    with pytest.raises(BadRegister, match=r"登记表 gbk.toml 读不出来"):
        bring_in(tmp_path / "gbk.toml")


@pytest.mark.parametrize(
    "pattern, how_many",
    [
        ("t3.*", 161),
        ("t3.*.*", 161),
        ("t3.received.*", 7),
        ("t3.*.natural_person", 23),
        ("*.*.total", 23 + 3),
        ("*", 22 + 161 + 15),
        ("t4.review.pending", 1),
        ("t4.review", 0),
        ("t4.*.*.*", 0),
        ("t4.rev*", 0),
        ("", 0),
    ],
)
def test_a_pattern_covers_whole_parts_and_at_its_end_all_the_rest(pattern: str, how_many: int) -> None:
    found = matching(pattern, form_for(2020).addresses)
    assert len(found) == how_many
    assert found == [address for address in form_for(2020).addresses if address in found]


def test_a_stand_in_comes_in_beside_the_person_and_is_not_asked_in_their_place(database: str, tmp_path: Path) -> None:
    ab = 'stand_in = { name = "李小兰", mail = "li@guangwu.example" }'
    with_one = ('phone = "0371-64000001" }', f'phone = "0371-64000001", {ab} }}')
    bring_in(register(tmp_path, GUANGWU, with_one))
    bring_in(register(tmp_path, GUANGWU, with_one))
    with look() as session:
        office = queries.offices(session, 1)[0]
        (contact,) = queries.contacts(session, office.id or 0)
        other = queries.stand_in(session, contact.id or 0)
    assert (contact.name, other and other.name, other and other.mail) == ("周晓敏", "李小兰", "li@guangwu.example")


def test_who_has_left_does_not_come_back_by_an_old_line(database: str, tmp_path: Path) -> None:
    bring_in(register(tmp_path))
    with transaction() as session:
        (contact,) = queries.contacts(session, 1)
        contact.left_at = datetime(2021, 1, 4, tzinfo=SHANGHAI)
    bring_in(register(tmp_path))
    with look() as session:
        assert queries.contacts(session, 1) == []
    assert counts()["Person"] == 2


def test_a_stand_in_that_is_just_a_name_is_told_with_its_place(database: str, tmp_path: Path) -> None:
    path = register(tmp_path, GUANGWU, ('name = "马志远"\n', 'name = "马志远"\nstand_in = "孙丽萍"\n'))
    with pytest.raises(BadRegister, match=r"马志远.*stand_in"):
        bring_in(path)


# The chain of approval

CHAINED = """
[[chain]]
role = "drafter"
[[chain]]
role = "reviewer"
workdays = 1
[[chain]]
role = "会签（财政所）"
[[chain]]
role = "会签（司法所）"
beside = true
[[chain]]
role = "confidentiality"
[[chain]]
role = "head"
"""


def test_a_register_may_name_its_own_chain_with_places_side_by_side(database: str, tmp_path: Path) -> None:
    people = '[[person]]\nrole = "会签（财政所）"\nname = "王芳"\n'
    with transaction() as session:
        organ = load(session, register(tmp_path, GUANGWU + CHAINED + people))
        places = chain_from(organ.chain)
        assert [(place.role, place.row, place.workdays) for place in places] == [
            ("drafter", 1, 0),
            ("reviewer", 2, 1),
            ("会签（财政所）", 3, 0),
            ("会签（司法所）", 3, 0),
            ("confidentiality", 4, 0),
            ("head", 5, 0),
        ]
        holder = queries.person_in_role(session, organ.id or 0, "会签（财政所）")
        assert holder is not None
        assert holder.name == "王芳"


def test_a_chain_that_is_changed_in_the_register_holds_from_then_on_and_without_one_the_usual_stays(
    database: str,
    tmp_path: Path,
) -> None:
    with transaction() as session:
        organ = load(session, register(tmp_path, GUANGWU))
        assert chain_from(organ.chain) == USUAL
        load(session, register(tmp_path, GUANGWU + CHAINED))
        load(session, register(tmp_path, GUANGWU))  # a register that says nothing about it changes nothing
        assert len(chain_from(organ.chain)) == 6


def test_one_of_the_people_holds_a_place_that_the_chain_does_not_have(database: str, tmp_path: Path) -> None:
    people = '[[person]]\nrole = "reviewer"\nname = "王芳"\n'
    with pytest.raises(BadRegister, match="reviewer"), transaction() as session:
        load(session, register(tmp_path, GUANGWU + people))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("[[chain]]\nrole = 'head'\n", "不完整"),
        ("[[chain]]\nrole = 'drafter'\n[[chain]]\nrole = 'head'\n", "第十七条"),
        ("[[chain]]\nrole = 'head'\n[[chain]]\nrole = 'drafter'\n[[chain]]\nrole = 'confidentiality'\n", "不完整"),
        ("[[chain]]\nrole = 'drafter'\n[[chain]]\nrole = 'confidentiality'\n", "不完整"),
        (CHAINED + "[[chain]]\nrole = 'head'\n", "只能写一次"),
        (CHAINED + "[[chain]]\nrole = 'contact'\n", "填报人"),
        (CHAINED + "[[chain]]\nrole = '会签:财政所'\n", "英文冒号"),
        (CHAINED + f"[[chain]]\nrole = '{'长' * 33}'\n", "不超过32个字"),
        (CHAINED.replace("workdays = 1", "workdays = '两天'"), "两天"),
        (CHAINED.replace("workdays = 1", "workdays = 60"), "0到20"),
        ("chain = 'drafter'\n" + GUANGWU, "[[chain]]"),
    ],
)
def test_a_chain_that_leaves_out_what_the_law_wants_is_refused_with_a_sentence(
    wrong: str, says: str, database: str, tmp_path: Path
) -> None:
    text = wrong if "[organ]" in wrong else GUANGWU + wrong
    with pytest.raises(BadRegister, match=re.escape(says)), transaction() as session:
        load(session, register(tmp_path, text))
