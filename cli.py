"""The commands: run, serve, check, read, workbooks, status and rerun."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from settings import SHANGHAI, settings
from templates import say

app = typer.Typer(
    name="nianbao",
    help="年报：政府信息公开工作年度报告的全年流程。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False, style="red")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]
Unit = Annotated[str, typer.Option("--unit", help="单位全称或简称；只有一个单位时可以不写。")]
Year = Annotated[int | None, typer.Option("--year", help="报告年度；不写就是最近的一年。")]

CLEAN, FINDINGS, UNREADABLE = 0, 1, 2
"""Exit codes of check and read: nothing wrong, an error was found, the input cannot be read."""


def main() -> None:
    """Run the command line; what a person can mend is one sentence, never a traceback."""
    try:
        app()
    except Exception as trouble:
        sentence = _sentence(trouble)
        if not sentence:
            raise
        err.print(sentence, soft_wrap=True)
        sys.exit(UNREADABLE)


def _sentence(trouble: Exception) -> str:
    """Return what a person can do about a trouble, "" where it is a mistake of ours."""
    # Imported only now: who checks a file does not wait for the service to load.
    from deployments.ports import PortTaken
    from deployments.service import NotStarted
    from models.register import BadRegister

    if isinstance(trouble, NotStarted):
        return say("cli", "not_started", log=str(trouble))
    return str(trouble) if isinstance(trouble, (PortTaken, BadRegister)) else ""


def print_json(value: object) -> None:
    """Print one JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


# Checking and reading a file: no database, no service


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="要核对的报告：文本或 .report.json。")],
    before: Annotated[Path | None, typer.Option("--before", help="上一年公开的报告，用来对照。")] = None,
    as_json: AsJson = False,
) -> None:
    """核对报告的表二、表三、表四。退出码：0 没有须改正的问题，1 有，2 文件读不出来。"""
    from report.checks import examine
    from report.reading import Refusal
    from report.rule import Case, Outcome, Weight, finding_json

    worst = CLEAN
    try:
        last_year = _read(before) if before else None
    except Refusal as refusal:
        _tell_refusal(before or Path(), refusal, as_json)
        raise typer.Exit(UNREADABLE) from None
    for file in files:
        try:
            findings = examine(Case(_read(file), last_year))
        except Refusal as refusal:
            worst = UNREADABLE
            _tell_refusal(file, refusal, as_json)
            continue
        if any(f.weight is Weight.ERROR and f.outcome is Outcome.FAIL for f in findings):
            worst = max(worst, FINDINGS)
        if as_json:
            print_json({"file": file.name, "findings": [finding_json(f) for f in findings]})
        else:
            _print_findings(file, findings)
    raise typer.Exit(worst)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="要读取的报告：文本或 .report.json。")],
    to: Annotated[Path | None, typer.Option("--to", help="写到这个文件；不写就输出到屏幕。")] = None,
    as_json: AsJson = False,
) -> None:
    """把一份报告读成交换文件（nianbao/report/1）。退出码：0 读出，2 读不出来。"""
    from report.reading import Refusal
    from report.writing.data import interchange_bytes

    try:
        sheet = _read(file)
    except Refusal as refusal:
        _tell_refusal(file, refusal, as_json)
        raise typer.Exit(UNREADABLE) from None
    content = interchange_bytes(sheet)
    if to is None:
        sys.stdout.write(content.decode())
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(content)
    if as_json:
        print_json({"file": file.name, "written": str(to), "cells": len(sheet.cells), "texts": len(sheet.texts)})
    else:
        out.print(say("cli", "read_summary", file=file.name, cells=len(sheet.cells), texts=len(sheet.texts)))
        out.print(say("cli", "written", path=to))


def _read(file: Path) -> Any:
    from report.reading import Refusal
    from report.reading import read as read_bytes

    try:
        content = file.read_bytes()
    except OSError:
        raise Refusal(say("cli", "no_file", path=file)) from None
    return read_bytes(file.name, content)


def _tell_refusal(file: Path, refusal: Exception, as_json: bool) -> None:
    if as_json:
        print_json({"file": file.name, "refused": str(refusal)})
    else:
        err.print(str(refusal), soft_wrap=True)


def _print_findings(file: Path, findings: Any) -> None:
    if not findings:
        out.print(say("cli", "clean", file=file.name))
        return
    table = Table(show_lines=True, title=file.name, title_justify="left")
    for name in say("cli", "columns").split("|"):
        table.add_column(name, overflow="fold")
    colours = {"error": "red", "explain": "yellow", "notice": "cyan"}
    for finding in findings:
        unjudged = say("cli", "unjudged") if finding.outcome == "unjudged" else ""
        weight = say("cli", "weight", weight=finding.weight)
        table.add_row(finding.code, f"[{colours[finding.weight]}]{weight}[/]", _plain(unjudged + finding.message))
    out.print(table)
    counts = [sum(1 for f in findings if f.weight == weight and f.outcome == "fail") for weight in colours]
    names = dict(zip(("errors", "explains", "notices"), counts, strict=True))
    out.print(say("cli", "found", file=file.name, **names))


def _write(line: str) -> None:
    """Print a line as long as it is: the terminal wraps it, and a file keeps it whole."""
    out.print(line, soft_wrap=True)


def _plain(text: str) -> str:
    """Return text in which Rich sees no markup."""
    return text.replace("[", "\\[")


# The year


@app.command()
def run(as_json: AsJson = False) -> None:
    """演示：广武镇 2020 年度从排计划到公开的全过程，用真实的数据库、调度、邮件和网页服务。"""
    config = _demo_settings()
    _ready_for_prefect()
    from deployments.demo.story import FIRST_DAY, LAST_DAY, at
    from deployments.demo.telling import Teller
    from deployments.demo.year import Clock, live, town

    first, last = at(*FIRST_DAY[1:], 8, 30), at(*LAST_DAY[1:], 18)
    clock = Clock(first)
    with ExitStack() as stack:
        advance = stack.enter_context(_progress(as_json))
        stack.enter_context(town(config, lambda name: advance(0, say("cli", "step", name=name)), clock))
        teller = Teller(None if as_json else _write)

        def passed(now: datetime) -> None:
            teller.tell()
            advance((now - first) / (last - first), f"{now:%Y-%m-%d}")

        live(clock, passed)
        result = teller.result(config)
    if as_json:
        print_json(result)
    else:
        teller.conclude(result, _write)
    raise typer.Exit(0 if result["published"] else 1)


@app.command()
def serve() -> None:
    """启动服务：调度、全年时间表和看板。按 Ctrl-C 停止。"""
    _ready_for_prefect()
    from deployments.service import serve as run_service

    config = settings()

    def tell(step: str) -> None:
        if step == "ready":
            out.print(say("cli", "ready", portal=config.portal_url, prefect=config.prefect_url), soft_wrap=True)
        else:
            out.print(say("cli", "step", name=step))

    code = run_service(tell)
    if code:
        err.print(say("cli", "ended", log=config.home / "logs" / "prefect-worker.log"), soft_wrap=True)
    raise typer.Exit(code)


@app.command()
def workbooks(
    to: Annotated[Path, typer.Option("--to", help="写到这个目录。")] = Path("workbooks"),
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """写出各科室的填报表（.xlsx），用于邮件以外的方式发放。"""
    with _reading() as session:
        from models import queries
        from models.cycle import Cycle
        from report.lifecycle import Stage
        from tasks.collect import make_workbook, workbook_name

        cycle: Cycle = _cycle(session, unit, year)
        due = queries.steps(session, cycle.id or 0)[Stage.COLLECT].due_on
        to.mkdir(parents=True, exist_ok=True)
        written = []
        for office in queries.offices_with_duties(session, cycle.id or 0):
            path = to / workbook_name(session, cycle, office)
            path.write_bytes(make_workbook(session, cycle, office, due))
            written.append(str(path))
    if as_json:
        print_json({"written": written})
    else:
        for name in written:
            out.print(say("cli", "written", path=name), soft_wrap=True)


@app.command()
def status(unit: Unit = "", year: Year = None, as_json: AsJson = False) -> None:
    """年报办到哪一步、等谁。退出码：0；没有数据时 2。"""
    with _reading() as session:
        from models.standing import standing
        from models.summary import summary

        cycle = _cycle(session, unit, year)
        here, today = standing(session, cycle.id), datetime.now(SHANGHAI).date()
        if as_json:
            print_json(summary(session, here, today))
            return
        _print_status(session, here, today)


def _print_status(session: Any, here: Any, today: date) -> None:
    from models import queries
    from models.summary import situation
    from report.lifecycle import CYCLE_STAGES

    out.print(f"[bold]{here.organ.name}　{here.cycle.year}年度[/]")
    out.print(say("cli", "waits", text=situation(session, here, today).sentence), soft_wrap=True)
    for stage in CYCLE_STAGES:
        mark = "●" if stage is here.stage else "○"
        out.print(f"  {mark} {say('runs', 'stage', stage=stage)}　{here.steps[stage].reckoning}", soft_wrap=True)
    table = Table(*say("cli", "status_columns").split("|"))
    for office in here.offices:
        people = "、".join(person.name for person in queries.contacts(session, office.office.id))
        when = f"{office.latest.received_at:%Y-%m-%d %H:%M}" if office.latest else ""
        table.add_row(office.office.name, people, say("filings", "filing", office=office), when)
    out.print(table)


@app.command(name="file")
def file_workbook(
    file: Annotated[Path, typer.Argument(help="科室填好的填报表（.xlsx）。")],
    office: Annotated[str, typer.Option("--office", help="是哪个科室的。")],
    by: Annotated[str, typer.Option("--by", help="谁报来的。")],
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """替科室报送填报表（邮件或优盘交来的）。读得了读不了、核对过没过，用 status 看。"""
    _ready_for_prefect()
    from models import queries
    from models.acts import file_workbook as act
    from models.db import transaction

    if not file.is_file():
        _refuse(say("cli", "no_file", path=file))
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    with transaction() as session:
        its = queries.office_named(session, cycle.organ_id, office)
        if its is None or its.id not in {o.id for o in queries.offices_with_duties(session, cycle.id)}:
            names = [o.name for o in queries.offices_with_duties(session, cycle.id)]
            _refuse(say("cli", "no_office", office=office, names=names))
        act(session, cycle, its, file.name, file.read_bytes(), by, datetime.now(SHANGHAI), say("runs", "command"))
    _send(as_json)
    status(unit, year, as_json)


@app.command(name="decide")
def decide_draft(
    verdict: Annotated[str, typer.Argument(help=say("runs", "verdicts"))],
    by: Annotated[str, typer.Option("--by", help="谁的意见：登记表里的姓名。")],
    reason: Annotated[str, typer.Option("--reason", help="退回的理由，退回时必须写。")] = "",
    office: Annotated[str, typer.Option("--office", help="退回给哪个科室改数据；不写就是退回拟稿人。")] = "",
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """登记一位审签人对当前稿的意见（纸质审签后由维护人员录入）。"""
    _ready_for_prefect()
    from models import queries
    from models.acts import NoReason, NotYours, OutOfTurn, decide
    from models.db import transaction
    from report.lifecycle import Verdict

    if verdict not in list(Verdict):
        raise typer.BadParameter(say("runs", "choose", stages=list(Verdict)))
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    try:
        with transaction() as session:
            people = [p for p in queries.chain_of(session, cycle.organ_id) if p.name == by]
            draft = queries.newest_draft(session, cycle.id)
            if not people or draft is None:
                _refuse(say("cli", "nobody" if not people else "no_draft", name=by))
            its = queries.office_named(session, cycle.organ_id, office) if office else None
            if office and its is None:
                _refuse(say("cli", "no_office", office=office, names=[]))
            now = datetime.now(SHANGHAI)
            decide(session, draft, people[0], Verdict(verdict), now, say("runs", "command"), reason, its)
    except (OutOfTurn, NotYours):
        _refuse(say("cli", "out_of_turn", name=by))
    except NoReason:
        _refuse(say("cli", "no_reason"))
    _send(as_json)
    status(unit, year, as_json)


def _refuse(sentence: str) -> NoReturn:
    err.print(sentence, soft_wrap=True)
    raise typer.Exit(UNREADABLE)


@app.command()
def rerun(
    from_stage: Annotated[str, typer.Option("--from", help=say("runs", "from_where"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会有什么变化，什么也不改。")] = False,
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """从某一步起重新办理。没有变化就什么也不会发生：不重复通知，签字仍然有效。"""
    from report.lifecycle import CYCLE_STAGES, Stage

    if from_stage not in CYCLE_STAGES:
        raise typer.BadParameter(say("runs", "choose", stages=CYCLE_STAGES), param_hint="--from")
    stage = Stage(from_stage)
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    _ready_for_prefect()
    from tasks.rerun import preview, request_rerun

    changes = preview(cycle.id, stage)
    if as_json:
        print_json({"from": stage, "dry_run": dry_run, "changes": changes})
    else:
        name = say("runs", "stage", stage=stage)
        out.print(say("cli", "rerun_would" if changes else "rerun_nothing", stage=name))
        for change in changes:
            out.print(f"  {_plain(change)}", soft_wrap=True)
    if dry_run:
        return
    request = request_rerun(cycle.id, stage, datetime.now(SHANGHAI))
    _send(as_json)
    if not as_json:
        out.print(say("cli", "rerun_asked", stage=say("runs", "stage", stage=stage), name=request), soft_wrap=True)


def _send(as_json: bool) -> None:
    """Hand the requests to the running service; where none runs, start Prefect for as long as they take."""
    import httpx

    from deployments.runner import without_heartbeat, work_off
    from deployments.service import portal, prefect_server
    from tasks.runs import send_run_requests

    config = settings()
    try:
        httpx.get(f"{config.prefect_url}/api/health", timeout=2).raise_for_status()
        send_run_requests.fn()
        return
    except httpx.HTTPError:
        if not as_json:
            out.print(say("cli", "rerun_engine"))
    with portal(config, lambda: datetime.now(SHANGHAI)), prefect_server(config, lambda _: None), without_heartbeat():
        send_run_requests.fn()
        work_off()


# What the commands share


def _ready_for_prefect() -> None:
    """Put Prefect's settings into the environment; nothing may import Prefect before."""
    from deployments.service import prefect_environment

    config = settings()
    (config.home / "prefect").mkdir(parents=True, exist_ok=True)
    os.environ.update(prefect_environment(config))


def _demo_settings() -> Any:
    """Return the settings with the town's own mail server and robot where the office has set none."""
    config = settings()
    config.mail_url = config.mail_url or (
        f"mailto://{config.host}:{config.mail_port}?from=nianbao@guangwu.example&mode=insecure"
    )
    config.robot_url = config.robot_url or f"json://{config.host}:{config.robot_port}/robot"
    return config


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[float, str], None]]:
    """Show how far the year has come; nothing where a program reads."""
    if as_json:
        yield lambda share, text: None
        return
    text = TextColumn("{task.description}")
    bars = (SpinnerColumn(), text, BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*bars, console=out, transient=True) as progress:
        bar = progress.add_task(say("cli", "progress"), total=1.0)
        yield lambda share, text: progress.update(bar, completed=share, description=text)


@contextmanager
def _reading() -> Iterator[Any]:
    """Open the database to read; where there is none yet, say how to make one."""
    from models.db import look, migrate

    config = settings()
    if not config.database_url and not (config.home / "nianbao.db").exists():
        err.print(say("cli", "no_database", home=config.home), soft_wrap=True)
        raise typer.Exit(UNREADABLE)
    migrate()
    with look() as session:
        yield session


def _cycle(session: Any, unit: str, year: int | None) -> Any:
    """Return the cycle that is meant; end with a sentence where none or several fit."""
    from models import queries
    from models.organ import Organ

    organs = {cycle.id: session.get_one(Organ, cycle.organ_id) for cycle in queries.cycles(session)}
    fit = [c for c in queries.cycles(session) if year in (None, c.year)]
    fit = [c for c in fit if unit in ("", organs[c.id].name, organs[c.id].short_name)]
    fit = [c for c in fit if c.year == max(other.year for other in fit)] if year is None else fit
    if len(fit) == 1:
        return fit[0]
    names = [f"{organs[c.id].short_name} {c.year}" for c in fit]
    sentence = say("cli", "which_cycle", names=names) if fit else say("cli", "no_cycle", unit=unit, year=year)
    _refuse(sentence)


if __name__ == "__main__":
    main()
