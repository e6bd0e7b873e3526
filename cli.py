"""The commands: run, serve, check, read, workbooks, status and rerun."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn, Self

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from templates import say

if TYPE_CHECKING:
    from report.inspection import Answer, Background, Inspection, Tally
    from report.reading.files import Named
    from report.rule import Rule
    from report.shelf import Shelf
    from settings import Settings

    Teller = Callable[[Inspection], object]

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

CLEAN, FINDINGS, UNREADABLE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes of check and read: nothing wrong, an error was found, the input cannot be read, stopped by Ctrl-C."""


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
    from report.reading import Refusal
    from report.writing import DamagedFont, UnprintableCharacter
    from report.writing.bundle import UnfilledFields

    if isinstance(trouble, NotStarted):
        return say("cli", "not_started", log=str(trouble))
    told = (PortTaken, BadRegister, Refusal, DamagedFont, UnprintableCharacter, UnfilledFields)
    return str(trouble) if isinstance(trouble, told) else ""


def print_json(value: object) -> None:
    """Print one JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


# Checking and reading a file: no database, no service


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="要核对的报告，或放报告的文件夹（连同下级文件夹）。")],
    before: Annotated[Path | None, typer.Option("--before", help="上一年公开的报告或其文件夹，用来对照。")] = None,
    parts: Annotated[Path | None, typer.Option("--parts", help="下级单位报告的文件夹，用来核对汇总数。")] = None,
    summed: Annotated[Path | None, typer.Option("--summed", help="汇总时的下级报告，用来找出之后又改过的。")] = None,
    approved: Annotated[Path | None, typer.Option("--approved", help="审定的报告，用来核对网上的是否一致。")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="应报单位名单，每行一个。")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="本单位的规则文件。")] = None,
    explained: Annotated[Path | None, typer.Option("--explained", help="说明文件（JSON），已说明的不计数。")] = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="把待说明的问题写成待填的说明文件。")] = None,
    since: Annotated[Path | None, typer.Option("--since", help="上次 --json 的输出，用来比较。")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="标出问题的网页；多份报告给文件夹。")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="把汇总和问题写成 Excel 工作簿。")] = None,
    as_json: AsJson = False,
) -> None:
    """按公布的格式和勾稽关系核对报告，规则见 nianbao rules。退出码：0 没有须改正的问题，1 有，2 有文件读不出来。"""
    from report.inspection import inspect
    from report.reading import Refusal
    from report.reading.files import gather

    named_by_person = (before, parts, summed, approved, register, rules, explained, questions, since, html, xlsx)
    named = gather(files, {path.resolve() for path in named_by_person if path})
    codes: list[int] = []
    try:
        with ExitStack() as stack:
            tellers = [*_outputs(stack, html, xlsx, questions, named)]
            tellers.append(_tell_json if as_json else stack.enter_context(_Screen(many=len(named) > 1)).tell)
            shelves = {"before": before, "parts": parts, "summed": summed, "approved": approved}
            background, refused = _background(
                stack, shelves, register=register, rules=rules, explained=explained, since=since
            )
            for inspection in chain(refused, inspect(_read_on(named, as_json), background)):
                codes.append(_exit_code(inspection))
                for tell in tellers:
                    tell(inspection)
            if not codes:  # nothing but what an earlier check has left
                raise Refusal(say("inspection", "empty_folder", path=files[0]))
    except Refusal as refusal:
        _refuse(str(refusal))
    except KeyboardInterrupt:
        err.print(say("cli", "interrupted"))
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(max(codes))


def _exit_code(inspection: "Inspection") -> int:
    return UNREADABLE if inspection.refused else FINDINGS if inspection.counts.error else CLEAN


def _read_on(named: "list[Named]", quiet: bool) -> "Iterator[Answer]":
    """Read the files; of many, a terminal shows how far it is."""
    from report.reading.files import read_all

    console = Console(stderr=True)
    hidden = quiet or len(named) < 2 or not console.is_terminal
    text = TextColumn("{task.description}")
    bars = (SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bars, console=console, transient=True, disable=hidden) as progress:
        bar = progress.add_task(say("cli", "reading"), total=len(named))
        for file, answer in read_all(named):
            progress.advance(bar)
            if answer is not None:
                yield file.name, answer


def _background(
    stack: ExitStack,
    shelves: Mapping[str, Path | None],
    *,
    register: Path | None,
    rules: Path | None,
    explained: Path | None,
    since: Path | None,
) -> "tuple[Background, list[Inspection]]":
    """Return what the reports are held against, and what of it could not be read."""
    from report.inspection import Background
    from report.reading.files import read_names
    from report.reading.said_before import EarlierRun, read_explanations

    refused: list[Inspection] = []
    background = Background(
        rules=_rules(rules),
        **{name: _shelf(stack, path, refused) for name, path in shelves.items() if path},
        register=read_names(register.name, _bytes(register)) if register else (),
        given=read_explanations(explained.name, _bytes(explained)) if explained else (),
        earlier=EarlierRun(since.name, stack.enter_context(_opened(since))) if since else None,
    )
    return background, refused


def _rules(path: Path | None) -> "Sequence[Rule]":
    """Return the rules of the law, with what an office's own file makes of them."""
    from report.checks import RULES

    if not path:
        return RULES
    from report.office_rules import in_force, read_office_rules

    return in_force(RULES, read_office_rules(path.name, _bytes(path)))


def _shelf(stack: ExitStack, path: Path, refused: "list[Inspection]") -> "Shelf":
    """Lay aside what a file or a folder holds; a file that cannot be read ends all, in a folder it is told of."""
    from report.inspection import Inspection
    from report.reading import Refusal
    from report.reading.files import gather
    from report.shelf import Shelf

    shelf = stack.enter_context(Shelf())
    for name, answer in _read_on(gather([path]), quiet=True):
        if not isinstance(answer, Refusal):
            shelf.put(answer)
        elif path.is_dir():
            refused.append(Inspection(name, refused=str(answer)))
        else:
            raise answer
    return shelf


def _opened(path: Path) -> BinaryIO:
    from report.reading import Refusal

    try:
        return path.open("rb")
    except OSError:
        raise Refusal(say("cli", "no_file", path=path)) from None


def _bytes(path: Path) -> bytes:
    with _opened(path) as file:
        return file.read()


# What a check writes: whether it can be written shows before the work, not after


def _outputs(
    stack: ExitStack, html: Path | None, xlsx: Path | None, questions: Path | None, inputs: "list[Named]"
) -> "Iterator[Teller]":
    """Yield what takes each inspection on its way into a file."""
    taken = {file.path.resolve() for file in inputs}
    for path in (html, xlsx, questions):
        if path and path.resolve() in taken:
            _refuse(say("inspection", "inside", path=path))
    if html:
        yield stack.enter_context(_pages(html, many=len(inputs) > 1))
    if xlsx:
        from report.writing.inspection_workbook import InspectionWorkbook

        file = stack.enter_context(_made(xlsx))
        yield stack.enter_context(InspectionWorkbook(file, datetime.now())).add
    if questions:
        yield stack.enter_context(_questions(questions))


@contextmanager
def _questions(path: Path) -> "Iterator[Teller]":
    """Write what nobody has explained yet as a file of explanations to fill in, for ``--explained``."""
    from report.writing.inspection_json import open_questions

    asked: list[dict[str, object]] = []
    with _made(path) as file:
        yield lambda inspection: asked.extend(open_questions(inspection))
        file.write(json.dumps(asked, ensure_ascii=False, indent=2).encode() + b"\n")


@contextmanager
def _pages(path: Path, many: bool) -> "Iterator[Teller]":
    """Write one page into a file; into a folder a page for each report, and the one that leads to them."""
    from report.writing.marked_page import MarkedPages, marked_page

    if path.is_dir() or path.suffix.lower() not in (".html", ".htm"):
        with _made(path / "index.html") as index:
            pages = MarkedPages(lambda name, content: (path / name).write_bytes(content))
            yield pages.add
            index.write(pages.index())
    elif many:
        _refuse(say("inspection", "needs_folder", path=path))
    else:
        with _made(path) as file:
            told: list[Inspection] = []
            yield told.append
            file.write(marked_page(told[-1]))


@contextmanager
def _made(path: Path) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` that takes its place when all went well: nobody ever sees half of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.open("ab").close()
        file = part.open("wb")
    except OSError:
        _refuse(say("inspection", "not_writable", path=path))
    try:
        with file:
            yield file
        part.replace(path)
    except OSError as trouble:
        if trouble.errno != errno.ENOSPC:
            raise
        _refuse(say("inspection", "disk_full", path=path))
    finally:
        part.unlink(missing_ok=True)


def _tell_json(inspection: "Inspection") -> None:
    from report.writing.inspection_json import inspection_json

    print_json(inspection_json(inspection))


# What a check shows at a terminal

COLOURS = {"error": "red", "explain": "yellow", "notice": "cyan", "explained": "green", "unjudged": "dim"}
MOST_ROWS = 50
"""So many of the worst reports stand in the closing table."""


class _Screen:
    """What a person at a terminal sees: a table for each report, and of many one more at the end."""

    def __init__(self, many: bool) -> None:
        self._many = many
        self._tallies: list[Tally] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, trouble: type[BaseException] | None, *_: object) -> None:
        if self._many and trouble is None:
            self._conclude()

    def tell(self, inspection: "Inspection") -> None:
        """Show what came of one file."""
        from report.inspection import Tally

        self._tallies.append(Tally.of(inspection))
        for remark in inspection.remarks:
            err.print(_plain(f"{inspection.file}：{remark}"), soft_wrap=True)
        if inspection.refused:
            err.print(_plain(inspection.refused), soft_wrap=True)
        elif inspection.points or inspection.mended:
            out.print(_points_table(inspection))
            out.print(_plain(say("cli", "found", file=inspection.file, counts=inspection.counts)), soft_wrap=True)
        else:
            out.print(_plain(say("cli", "clean", file=inspection.file)), soft_wrap=True)

    def _conclude(self) -> None:
        """Show all reports in one table, the worst first, and what they come to."""
        from report.inspection import total

        sums = total(self._tallies)
        shown = [sort for sort, count in sums._asdict().items() if count or sort in ("error", "explain", "notice")]
        table = Table(title=say("cli", "all"), title_justify="left")
        table.add_column(say("cli", "report_column"), overflow="fold", ratio=1)
        for sort in shown:
            table.add_column(say("inspection", "sort", kind=sort), justify="right", no_wrap=True)
        worst = sorted(self._tallies, key=lambda tally: tally.badness, reverse=True)
        for tally in worst[:MOST_ROWS]:
            counts = [str(getattr(tally.counts, sort)) if not tally.refused else "" for sort in shown]
            table.add_row(f"{_plain(tally.file)}\n[dim]{_plain(say('cli', 'report', tally=tally))}[/]", *counts)
        out.print(table)
        refused = sum(1 for tally in worst if tally.refused)
        facts = {"count": len(worst), "refused": refused, "more": max(0, len(worst) - MOST_ROWS)}
        out.print(say("cli", "totals", counts=sums, **facts), soft_wrap=True)


def _points_table(inspection: "Inspection") -> Table:
    from report.inspection import sort_of

    table = Table(show_lines=True, title=_plain(say("cli", "report_title", it=inspection)), title_justify="left")
    code, weight, message = say("cli", "columns").split("|")
    table.add_column(code, no_wrap=True)
    table.add_column(weight, no_wrap=True)
    table.add_column(message, overflow="fold", ratio=1)
    for point in inspection.points:
        sort = sort_of(point)
        table.add_row(
            point.finding.code,
            f"[{COLOURS[sort]}]{say('inspection', 'sort', kind=sort)}[/]",
            _plain(say("cli", "point", point=point)),
        )
    for finding in inspection.mended:
        table.add_row(finding.code, say("explanations", "mended"), _plain(finding.message))
    return table


@app.command(name="rules")
def print_rules(
    to: Annotated[Path | None, typer.Option("--to", help="写成 Markdown 文件；不写就显示在屏幕上。")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="本单位的规则文件。")] = None,
) -> None:
    """核对规则表：编号、程度、核对什么、依据、例子。退出码：0；规则文件读不出来或写不了时 2。"""
    from report.reading import Refusal
    from report.writing.rule_table import grouped, rule_table, weight

    try:
        in_force = _rules(rules)
    except Refusal as refusal:
        _refuse(str(refusal))
    if to:
        with _made(to) as file:
            file.write(rule_table(in_force).encode())
        out.print(say("cli", "written", path=to), soft_wrap=True)
        return
    for name, group in grouped(in_force):
        table = Table(show_lines=True, title=name, title_justify="left")
        code, heaviness, wording = say("rules", "columns").split("|")
        table.add_column(code, no_wrap=True)
        table.add_column(heaviness, no_wrap=True)
        table.add_column(wording, overflow="fold", ratio=1)
        for rule in group:
            reasons = _plain("\n".join(say("rules", about, rule=rule) for about in ("basis", "example")))
            table.add_row(rule.code, weight(rule).replace("（", "\n（"), f"{_plain(rule.wording)}\n[dim]{reasons}[/]")
        out.print(table)
    out.print(say("rules", "total", count=len(in_force)))


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="要读取的报告：网页、Word、Excel、PDF、文本或 .report.json。")],
    to: Annotated[Path | None, typer.Option("--to", help="写到这个文件；不写就输出到屏幕。")] = None,
    as_json: AsJson = False,
) -> None:
    """把一份报告读成交换文件（nianbao/report/1）。退出码：0 读出，2 读不出来。"""
    from report.reading import Refusal
    from report.writing.data import interchange_bytes
    from report.writing.whereabouts import unread

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
        if missing := unread(sheet):
            out.print(say("cli", "unread", missing=missing), soft_wrap=True)
        out.print(say("cli", "written", path=to))


@app.command()
def render(
    files: Annotated[list[Path], typer.Argument(help="年报的数据文件（.report.json），或已有的网页、Word、PDF。")],
    to: Annotated[str, typer.Option("--to", help="要哪些，用逗号隔开；不写就是全部。见下面的说明。")] = "all",
    out_dir: Annotated[Path, typer.Option("--out", help="写到这个文件夹。")] = Path(),
    before: Annotated[list[Path] | None, typer.Option("--before", help="往年的报告或其文件夹，画图用。")] = None,
    address: Annotated[str, typer.Option("--address", help="报告公开后的网址，印成二维码。")] = "",
    fonts: Annotated[Path | None, typer.Option("--fonts", help="放本单位字体的文件夹。")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="已有内容不同的文件也覆盖。")] = False,
    as_json: AsJson = False,
) -> None:
    """把年报排成要发出去的各种文件，不需要数据库。

    --to 可以写：html 网页，docx Word，pdf PDF，json、csv、xlsx 数据，schema 数据格式，digest 一图读懂，
    poster-a3、poster-a4 公告栏海报，weixin 微信文章，kiosk 一体机页面，qr-svg、qr-png 二维码（要有 --address），
    review 送审单，proof 校样。

    退出码：0 写出，2 有文件读不出来或者写不出来。
    """
    from report.unit_names import same_unit
    from report.writing import Site, plain_name
    from report.writing.bundle import bundle

    formats = _formats(to)
    if address and len(files) > 1:
        _refuse(say("formats", "one_address"))
    if fonts and not fonts.is_dir():
        _refuse(say("formats", "no_fonts", path=fonts))
    sheets = [_read(file) for file in files]
    earlier = [_read(path) for path in _all_of(before or [])]
    site, own = Site(**_settings().site_tags, url=address), fonts or _settings().fonts
    written: list[Path] = []
    for sheet in sheets:
        past = [each for each in earlier if same_unit(each.unit, sheet.unit)]
        folder = out_dir / plain_name(f"{sheet.unit}{sheet.year}") if len(sheets) > 1 else out_dir
        made = bundle(sheet, formats, earlier=past, site=site, fonts=own)
        written += _lay(folder, made, overwrite)
    if as_json:
        print_json({"written": [str(path) for path in written]})
    else:
        for path in written:
            _write(_plain(say("cli", "written", path=path)))


def _formats(to: str) -> list[str]:
    """Return the formats that are asked for by name; refuse one that nobody makes."""
    from report.writing import FORMATS
    from report.writing.bundle import BESIDE

    known = [*FORMATS, *BESIDE]
    wanted = [each.strip() for each in to.replace("，", ",").split(",") if each.strip()]
    if unknown := [each for each in wanted if each not in (*known, "all")]:
        _refuse(say("formats", "unknown", unknown=unknown, known=known))
    return known if "all" in wanted or not wanted else wanted


def _all_of(paths: list[Path]) -> list[Path]:
    from report.reading.files import gather

    return [file.path for file in gather(paths)]


def _lay(folder: Path, files: Mapping[str, bytes], overwrite: bool) -> list[Path]:
    """Write files into a folder; what lies there and is another is left alone unless it may be overwritten."""
    others = [name for name, content in files.items() if _is_another(folder / name, content)]
    if others and not overwrite:
        _refuse(say("formats", "there_already", folder=folder, names=others))
    for name, content in files.items():
        with _made(folder / name) as file:
            file.write(content)
    return [folder / name for name in files]


def _is_another(path: Path, content: bytes) -> bool:
    from report.writing.bundle import MANIFEST

    return path.name != MANIFEST and path.is_file() and path.read_bytes() != content


@app.command()
def paragraphs(
    file: Annotated[Path, typer.Argument(help="填好表的年报：.report.json、网页、Word、PDF 或 Excel。")],
    before: Annotated[Path | None, typer.Option("--before", help="上一年的报告，用来写增减。")] = None,
    fields: Annotated[bool, typer.Option("--fields", help="数字写成字段，例如 {{ t3.received.total }}。")] = False,
    as_json: AsJson = False,
) -> None:
    """按报表的数起草几段常用文字：引言、主动公开、依申请公开、复议诉讼。"""
    from dataclasses import replace

    from report.fields import fill_in
    from report.paragraphs import USUAL, usual

    sheet = _read(file)
    last = _read(before) if before else None
    drafted = replace(sheet, texts={key: usual(key, sheet, last) for key in USUAL})
    texts = drafted.texts if fields else fill_in(drafted, last).texts
    if as_json:
        print_json(dict(texts))
        return
    for text in filter(None, texts.values()):
        _write(_plain(text))


@app.command()
def instruction(
    file: Annotated[Path, typer.Argument(help="上级关于编制年报的通知：Word、PDF、网页或文本。")],
    as_json: AsJson = False,
) -> None:
    """读出上级通知的要求：哪天前报送、公开，几份、盖章、交给谁。只是读出来供人核对，不会自动生效。"""
    from report.instruction import instruction_lines
    from report.reading.instruction import read_instruction

    lines = instruction_lines(read_instruction(file.name, _bytes(file)))
    if as_json:
        print_json(list(lines))
        return
    for line in lines:
        _write(_plain(line))


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

    config = _settings()

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
        here, today = standing(session, cycle.id), _now().date()
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
        act(session, cycle, its, file.name, file.read_bytes(), by, _now(), say("runs", "command"))
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
            now = _now()
            decide(session, draft, people[0], Verdict(verdict), now, say("runs", "command"), reason, its)
    except (OutOfTurn, NotYours):
        _refuse(say("cli", "out_of_turn", name=by))
    except NoReason:
        _refuse(say("cli", "no_reason"))
    _send(as_json)
    status(unit, year, as_json)


@app.command(name="explain")
def explain_finding(
    code: Annotated[str, typer.Argument(help="问题的编号；不写就列出等待说明的问题。")] = "",
    cell: Annotated[str, typer.Option("--cell", help="只说明涉及这个数据项的；不写就是这个编号下的全部。")] = "",
    choice: Annotated[str, typer.Option("--choice", help=say("explanations", "choose"))] = "",
    because: Annotated[str, typer.Option("--because", help="为什么确实如此，一句话。")] = "",
    by: Annotated[str, typer.Option("--by", help="谁说明的：姓名。")] = "",
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """列出等待书面说明的问题，或登记一个人的说明；全部说明后自动往下办。"""
    from report.explanation import Choice

    if choice and choice not in list(Choice):
        raise typer.BadParameter(say("runs", "choose", stages=list(Choice)), param_hint="--choice")
    with _reading() as session:
        from models.standing import standing

        cycle = _cycle(session, unit, year)
        asked = standing(session, cycle.id).open_questions
    if not code:
        _print_questions(asked, as_json)
        return
    meant = [q for q in asked if q.row.code == code and (not cell or cell in q.row.cells)]
    if not meant:
        codes = list(dict.fromkeys(q.row.code for q in asked))
        _refuse(say("explanations", "not_asked", code=code, cell=cell, codes=codes))
    if not (choice and because.strip() and by.strip()):
        _refuse(say("explanations", "incomplete"))
    _ready_for_prefect()
    from models.acts import explain
    from models.db import transaction

    now = _now()
    with transaction() as session:
        for question in meant:
            explain(session, cycle, question.row, Choice(choice), because, by, now, say("runs", "command"))
    if not as_json:
        out.print(say("explanations", "recorded", code=code, count=len(meant)))
    _send(as_json)
    status(unit, year, as_json)


def _print_questions(asked: Any, as_json: bool) -> None:
    from models.summary import question_json

    if as_json:
        print_json([question_json(question) for question in asked])
        return
    for question in asked:
        _write(_plain(say("explanations", "open_question", question=question)))
    _write(_plain(say("explanations", "how_to_answer" if asked else "nothing_open")))


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
    request = request_rerun(cycle.id, stage, _now())
    _send(as_json)
    if not as_json:
        out.print(say("cli", "rerun_asked", stage=say("runs", "stage", stage=stage), name=request), soft_wrap=True)


def _send(as_json: bool) -> None:
    """Hand the requests to the running service; where none runs, start Prefect for as long as they take."""
    import httpx

    from deployments.runner import without_heartbeat, work_off
    from deployments.service import portal, prefect_server
    from tasks.runs import send_run_requests

    config = _settings()
    try:
        httpx.get(f"{config.prefect_url}/api/health", timeout=2).raise_for_status()
        send_run_requests.fn()
        return
    except httpx.HTTPError:
        if not as_json:
            out.print(say("cli", "rerun_engine"))
    with portal(config, _now), prefect_server(config, lambda _: None), without_heartbeat():
        send_run_requests.fn()
        work_off()


# What the commands share


def _ready_for_prefect() -> None:
    """Put Prefect's settings into the environment; nothing may import Prefect before."""
    from deployments.service import prefect_environment

    config = _settings()
    (config.home / "prefect").mkdir(parents=True, exist_ok=True)
    os.environ.update(prefect_environment(config))


def _settings() -> "Settings":
    from settings import settings  # half of what a check would wait for

    return settings()


def _now() -> datetime:
    from settings import SHANGHAI

    return datetime.now(SHANGHAI)


def _demo_settings() -> "Settings":
    """Return the settings with the town's own mail server and robot where the office has set none."""
    config = _settings()
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

    config = _settings()
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

    fit = queries.cycles_meant(session, unit, year)
    if len(fit) == 1:
        return fit[0]
    names = [f"{session.get_one(Organ, cycle.organ_id).short_name} {cycle.year}" for cycle in fit]
    sentence = say("cli", "which_cycle", names=names) if fit else say("cli", "no_cycle", unit=unit, year=year)
    _refuse(sentence)


if __name__ == "__main__":
    main()
