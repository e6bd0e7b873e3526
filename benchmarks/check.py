"""How fast reports are checked: the arithmetic of many at once, the whole examination of one, and keeping it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from resource import getpagesize
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
from sqlmodel import Session, SQLModel, create_engine, insert

from models import Cycle, Organ
from models.examining import Examined, keep
from report.checks import RULES, RULES_HASH, examine
from report.form import form_for
from report.forms.common import TITLE
from report.matrix import Numbers, matrix, values
from report.rule import Case
from report.sheet import Level, Sheet

REPORTS = 20_000
ONE_BY_ONE = 400
MANY = 40_000
SOME_BLANK = 0.3
NOW = datetime(2026, 1, 20, tzinfo=UTC)


def cpu_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the CPU seconds of the quickest of a few rounds, every thread counted."""
    work()
    spent = []
    for _ in range(rounds):
        before = process_time()
        work()
        spent.append(process_time() - before)
    return min(spent)


def balanced() -> Sheet:
    """Return a county's report of today's form, every cell filled in and nothing wrong."""
    form = form_for(2025)
    figures = {"received": "86", "carried_in": "4", "granted": "61", "partly_granted": "20", "handled": "81"}
    figures |= {"carried_out": "9"}
    cells = dict.fromkeys(form.addresses, "0")
    cells |= {f"t3.{row}.{column}": text for row, text in figures.items() for column in ("natural_person", "total")}
    return Sheet("某县人民政府", Level.COUNTY, 2025, 2021, cells=cells)


OVERVIEW = """（一）主动公开。{year}年，本镇通过政府网站主动公开政府信息{open}条，其中政策文件{papers}条、\
工作动态{news}条，政务新媒体发布信息{posts}条。本年制发行政规范性文件{issued}件，废止{repealed}件，现行有效{in_force}件。
（二）依申请公开。全年收到政府信息公开申请{received}件，上年结转{carried_in}件，其中自然人提出{persons}件，法人或其他组织提出{firms}件。\
办结{handled}件，其中予以公开{granted}件，部分公开{partly}件，结转下年度{carried_out}件。申请人主要通过网络和信函提出，\
本镇按照接收、登记、办理、答复的程序逐件办理，答复前与申请人沟通，减少误解。因政府信息公开被申请行政复议0件、提起行政诉讼0件。
（三）政府信息管理。落实“先审后发”，每条信息由拟稿人、科室负责人和分管领导依次审核，重要信息提交主要领导审定；\
对存量文件逐件核对属性，及时调整已经失效的内容，做到底数清、状态明。开展专项检查{times}次，发现并改正错别字和失效链接{slips}处。
（四）政府信息公开平台建设。优化网站栏目设置，规范信息公开指南和目录，方便群众查询；在便民服务大厅设公开专区，\
配备查询机和资料架，安排专人引导。政务新媒体由专人维护，每日巡查，按季度备案。
（五）监督保障。成立由镇长任组长的领导小组，党政办公室具体负责；把政务公开纳入年度工作考核，占分值{share}%；\
组织业务培训{lessons}次，参加{people}人次；邀请群众代表开展社会评议，满意度较高；全年没有发生需要追究责任的情形。\
下一步继续完善制度，强化协调配合，严格时限要求，把公开融入办文、办会、办事的全过程，让群众看得到、听得懂、能监督。"""
PROBLEMS = """一是政策解读的形式比较单一，以文字为主，图解和视频较少，个别解读与文件发布不同步，群众关注度不高；\
二是基层公开事项较多，各科室报送信息的及时性有待提高，第{year_of_care}轮自查中仍发现{late}条信息发布不够及时。改进措施：一是建立解读清单，重要文件与解读材料同步起草、\
同步审批、同步发布，每季度至少制作{charts}个图解；二是完善科室信息员制度，每月通报报送情况，明确时限和责任人；三是加强培训，\
把《条例》和格式要求列为科室负责人必学内容，年底统一测试。"""
OTHER = "本年度未收取信息处理费。本报告的电子版可以在政府网站下载，有疑问请与党政办公室联系，电话见信息公开指南。"
"""A lawful report's words: a thousand characters of overview, with the numbers such a report has."""


def told(number: int) -> Sheet:
    """Return a town's report whose words agree with its tables, like no other in any of its figures."""
    received, carried_in, carried_out, persons = 40 + number % 50, number % 7, number % 5, 30 + number % 9
    handled = received + carried_in - carried_out
    partly, firms = 9 + number % 3, received + carried_in - persons
    cells = dict.fromkeys(form_for(2025).addresses, "0")
    rows = {
        "received": (persons - carried_in, firms, received),
        "carried_in": (carried_in, 0, carried_in),
        "granted": (persons - carried_out - partly, firms, handled - partly),
        "partly_granted": (partly, 0, partly),
        "handled": (persons - carried_out, firms, handled),
        "carried_out": (carried_out, 0, carried_out),
    }
    for row, values_ in rows.items():
        for column, value in zip(("natural_person", "business", "total"), values_, strict=True):
            cells[f"t3.{row}.{column}"] = str(value)
    issued, repealed, in_force = number % 11, number % 4, 20 + number % 13
    documents = {"issued": issued, "repealed": repealed, "in_force": in_force}
    cells |= {f"t2.normative_documents.{column}": str(value) for column, value in documents.items()}
    cells |= {"t2.licensing.decisions": str(100 + number), "t2.penalties.decisions": str(7 + number)}
    papers, news = 12 + number % 17, 300 + number
    words = documents | {
        "year": 2025, "open": papers + news, "papers": papers, "news": news, "posts": 200 + number,
        "received": received, "carried_in": carried_in, "persons": persons, "firms": firms, "handled": handled,
        "granted": handled - partly, "partly": partly, "carried_out": carried_out, "times": 1 + number % 6,
        "slips": number, "share": 1 + number % 5, "lessons": 1 + number % 4, "people": 60 + number,
        "year_of_care": "三", "late": number, "charts": 1 + number % 3,
    }  # fmt: skip
    texts = {"overview": OVERVIEW, "problems": PROBLEMS, "other": OTHER}
    unit = f"荥阳市第{number}镇人民政府"
    return Sheet(
        unit, Level.TOWNSHIP, 2025, 2021, title=TITLE.format(unit=unit, year=2025), signed_on=date(2026, 1, 20),
        cells=cells, texts={key: text.format(**words) for key, text in texts.items()},
    )  # fmt: skip


def last_year(sheet: Sheet) -> Sheet:
    """Return a report of the year before from which this year's figures follow."""
    cells = {**sheet.cells, **{f"t3.carried_out.{c}": sheet.cells[f"t3.carried_in.{c}"] for c in COLUMNS}}
    return replace(sheet, year=2024, cells=cells, texts={key: text[::-1] for key, text in sheet.texts.items()})


COLUMNS = tuple(column.key for column in form_for(2025).table("t3").lines[0].columns)


def examined(sheets: Iterable[Sheet], before: bool = False) -> int:
    """Examine each sheet as if it had just been read; return how many findings there are."""
    return sum(len(examine(Case(sheet, last_year(sheet) if before else None))) for sheet in sheets)


def fresh(make: Callable[[int], Sheet], count: int) -> Callable[[], list[Sheet]]:
    """Return what makes ``count`` sheets that were never seen before, each time it is called."""
    numbers = iter(range(10**9))
    return lambda: [make(next(numbers)) for _ in range(count)]


def each(sheets: Callable[[], list[Sheet]], work: Callable[[list[Sheet]], object], rounds: int = 5) -> float:
    """Return the CPU seconds of one sheet in the quickest of a few rounds; making the sheets does not count."""
    spent = []
    for _ in range(rounds):
        made = sheets()
        before = process_time()
        work(made)
        spent.append((process_time() - before) / len(made))
    return min(spent)


def check_and_store(sheets: list[Sheet], session: Session, cycles: Iterator[int]) -> None:
    """Examine the reports of a county and write down what was found, a hundred in one go."""
    for start in range(0, len(sheets), 100):
        kept = [
            Examined(next(cycles), None, sheet.content_hash, RULES_HASH, [(f, "") for f in examine(Case(sheet))])
            for sheet in sheets[start : start + 100]
        ]
        keep(session, kept, NOW)
        session.commit()


@contextmanager
def database(count: int) -> Iterator[tuple[Session, Iterator[int]]]:
    """Open an SQLite database in a file with ``count`` cycles to examine."""
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/benchmark.db")
        SQLModel.metadata.create_all(engine)
        with Session(engine) as session:
            organ = Organ(name="县", title_name="县", short_name="县", slug="x", level=Level.COUNTY)
            session.add(organ)
            session.flush()
            rows = [{"organ_id": organ.id, "year": n, "edition": 2021, "opened_at": NOW} for n in range(count)]
            session.execute(insert(Cycle), rows)
            session.commit()
            yield session, iter(range(1, count + 1))


def memory(count: int) -> list[int]:
    """Return the resident memory in MB after each quarter of ``count`` distinct reports was examined."""
    sizes = []
    for quarter in range(4):
        for number in range(quarter * count // 4, (quarter + 1) * count // 4):
            examine(Case(told(number)))
        sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize() // 2**20)
    return sizes


def main() -> None:
    """Measure and print one table; the slower ways stand beside the quick one as ratios of the same run."""
    sheet = balanced()
    compiled = matrix(sheet.form.editions, RULES)
    one = values((sheet,), sheet.form)
    times = np.zeros(REPORTS, np.int64)
    many = Numbers(one.values[times], one.missing[times], one.blank[times])
    blank = many._replace(blank=np.random.default_rng(2025).random(many.blank.shape) < SOME_BLANK)
    missing = many._replace(missing=blank.blank)
    huge = many._replace(values=many.values + 10**15)
    worst = replace(
        sheet, cells={**dict.fromkeys(sheet.cells, ""), "t3.received.total": "7", "t4.review.upheld": "x"}
    )

    quick = cpu_seconds(lambda: compiled.judge(many)) / REPORTS
    rows = [
        ("arithmetic, prepared arrays", quick),
        ("… 30 % of the cells blank", cpu_seconds(lambda: compiled.judge(blank)) / REPORTS),
        ("… 30 % of the cells absent", cpu_seconds(lambda: compiled.judge(missing)) / REPORTS),
        ("… beyond 2**53, in integers", cpu_seconds(lambda: compiled.judge(huge), rounds=1) / REPORTS),
        (
            "arithmetic, one report a time",
            cpu_seconds(lambda: [compiled.judge(one) for _ in range(ONE_BY_ONE)]) / ONE_BY_ONE,
        ),
        ("examine, figures only", each(fresh(lambda _: replace(sheet), ONE_BY_ONE), examined)),
        ("examine, nearly all blank", each(fresh(lambda _: replace(worst), ONE_BY_ONE), examined)),
        ("examine, with its words", each(fresh(told, ONE_BY_ONE), examined)),
        ("… and last year's report", each(fresh(told, ONE_BY_ONE), lambda sheets: examined(sheets, before=True))),
    ]
    with database(6 * ONE_BY_ONE) as (session, cycles):
        stored = each(fresh(told, ONE_BY_ONE), lambda sheets: check_and_store(sheets, session, cycles))
    rows.append(("examine and store", stored))
    print(f"{len(compiled.equations)} equations over {len(sheet.form.addresses)} cells")
    print(f"{'':32}{'µs a report':>12}{'reports a CPU second':>22}{'ratio':>9}")
    for name, seconds in rows:
        print(f"{name:32}{seconds * 1e6:12.2f}{1 / seconds:22,.0f}{seconds / quick:9.1f}")
    if "--memory" in sys.argv:
        print(f"resident MB after each quarter of {MANY:,} reports: {memory(MANY)}")


if __name__ == "__main__":
    main()
