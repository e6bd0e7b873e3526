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
    from models.outbox import NotYoursToSettle
    from models.register import BadRegister
    from models.succession import NobodyMeant
    from report.reading import Refusal
    from report.writing import DamagedFont, UnprintableCharacter
    from report.writing.bundle import UnfilledFields

    if isinstance(trouble, NotStarted):
        return say("cli", "not_started", log=str(trouble))
    told = (PortTaken, BadRegister, Refusal, DamagedFont, UnprintableCharacter, UnfilledFields)
    refused = (NobodyMeant, NotYoursToSettle)
    return str(trouble) if isinstance(trouble, (*told, *refused)) else ""


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
    file: Annotated[Path | None, typer.Argument(help="上级关于编制年报的通知：Word、PDF、网页或文本。")] = None,
    by: Annotated[str, typer.Option("--by", help="谁存下、谁确认的：姓名。")] = "",
    list_kept: Annotated[bool, typer.Option("--list", help="列出存下的通知和各条要求的编号。")] = False,
    confirm: Annotated[str, typer.Option("--confirm", help="确认这些编号的要求，用逗号隔开；日期写进计划。")] = "",
    reject: Annotated[int | None, typer.Option("--reject", help="不采用这一条，或撤回已经确认的。")] = None,
    reason: Annotated[str, typer.Option("--reason", help="不采用的理由。")] = "",
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """读出上级通知的要求，每条附原句；写了 --by 就存下，由有名有姓的人逐条确认，确认以前不会生效。"""
    if file and not by:
        _show_instruction(file, as_json)
        return
    with _reading() as session:
        organ = _organ(session, unit)
    if file or confirm or reject is not None:
        _answer_instruction(organ.id, file, by, confirm, reject, reason)
    _list_instructions(organ, year, as_json)


def _show_instruction(file: Path, as_json: bool) -> None:
    from report.instruction import instruction_lines
    from report.reading.instruction import read_instruction

    lines = instruction_lines(read_instruction(file.name, _bytes(file)))
    if as_json:
        print_json(list(lines))
        return
    for line in lines:
        _write(_plain(line))


def _answer_instruction(
    organ_id: int, file: Path | None, by: str, confirm: str, reject: int | None, reason: str
) -> None:
    """Keep a notice, or answer what one asks, in a person's name."""
    if not by.strip():
        _refuse(say("instruction", "no_name"))
    numbers = [part.strip() for part in confirm.replace("，", ",").split(",") if part.strip()]
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        _refuse(say("instruction", "not_numbers", text=confirm))
    _ready_for_prefect()
    from models.instructing import NotAnswered
    from tasks.instruct import confirm_proposals, reject_proposal, store_notice

    try:
        if file:
            store_notice(organ_id, file.name, _bytes(file), by, _now())
        if numbers:
            confirm_proposals(organ_id, [int(number) for number in numbers], by, _now())
        if reject is not None:
            reject_proposal(organ_id, reject, by, reason, _now())
    except NotAnswered as refusal:
        _refuse(str(refusal))


def _list_instructions(organ: Any, year: int | None, as_json: bool) -> None:
    """Show the notices that are kept, what each asks with its number, and how that was answered."""
    from models import queries
    from models.db import look
    from models.instructing import proposal_json

    with look() as session:
        notices = queries.instructions(session, organ.id, year)
        kept = [(notice, queries.proposals(session, notice.id or 0)) for notice in notices]
    if as_json:
        print_json([proposal_json(row, notice) for notice, rows in kept for row in rows])
        return
    for notice, rows in kept:
        read = notice.instruction()
        _write(_plain(say("instruction", "notice", it=read)))
        for row in rows:
            _write(_plain(f"  {say('instruction', 'numbered', row=row, notice=read)}"))
        for detail in read.details:
            _write(_plain(f"  {say('instruction', 'detail', it=detail)}"))
    _write(say("instruction", "how_to_confirm") if kept else say("instruction", "none_kept", unit=organ.short_name))


@app.command()
def extend(
    office: Annotated[str, typer.Argument(help="给哪个科室；整个步骤延期就不写。")] = "",
    until: Annotated[str, typer.Option("--until", help="延到哪天，如 2027-01-08。")] = "",
    by: Annotated[str, typer.Option("--by", help="谁同意的：牵头科室或审签人的姓名。")] = "",
    reason: Annotated[str, typer.Option("--reason", help="为什么延期。")] = "",
    stage: Annotated[str, typer.Option("--stage", help=say("runs", "from_where"))] = "collect",
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """给一个科室，或者整个步骤，多留时间；到期自己失效。退出码：0 已记下，2 没有理由、日期太晚或没有这个科室。"""
    _ready_for_prefect()
    from models import Extension
    from models.extending import NotExtended
    from report.lifecycle import CYCLE_STAGES, Stage
    from tasks.extend import give_more_time

    if stage not in CYCLE_STAGES:
        raise typer.BadParameter(say("runs", "choose", stages=CYCLE_STAGES), param_hint="--stage")
    with _reading() as session:
        cycle = _cycle(session, unit, year)
        its = _owing_office(session, cycle, office) if office else None
    wanted = Extension(
        cycle_id=cycle.id,
        stage=Stage(stage),
        office_id=its.id if its else None,
        until=_day(until),
        reason=reason,
        given_by=by,
        given_at=_now(),
        origin=say("runs", "command"),
    )
    try:
        is_new = give_more_time(wanted, wanted.given_at)
    except NotExtended as refusal:
        _refuse(str(refusal))
    line = say("plan", "extended", stage=stage, office=office, until=wanted.until, is_new=is_new)
    print_json({"extended": is_new, "until": until}) if as_json else _write(_plain(line))


@app.command(name="least")
def least_report(
    accept_zero: Annotated[str, typer.Option("--accept-zero", help="代哪个科室确认零报告。")] = "",
    by: Annotated[str, typer.Option("--by", help="谁确认的：牵头科室的人的姓名。")] = "",
    reason: Annotated[str, typer.Option("--reason", help="怎么知道确实是零报告。")] = "",
    to: Annotated[Path | None, typer.Option("--to", help="把预览写成这个 .zip 文件，缺的写着“待填”。")] = None,
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """离期限最近时还缺什么、该找谁；替科室确认零报告要署名。退出码：0，2 不能代为确认或没有数据。"""
    _ready_for_prefect()
    from models.least import least
    from models.standing import standing
    from tasks.least import NotAccepted, preview_files
    from tasks.least import accept_zero as accept

    with _reading() as session:
        cycle = _cycle(session, unit, year)
        office = _owing_office(session, cycle, accept_zero) if accept_zero else None
        here = standing(session, cycle.id)
        found = least(session, here, _now().date())
        content = preview_files(session, here, found) if to and found else b""
    if office:
        try:
            accept(cycle.id, office.id, by, reason, _now())
        except NotAccepted as refusal:
            _refuse(str(refusal))
        _send(as_json)
        status(unit, year, as_json)
        return
    if to and content:
        with _made(to) as out_file:
            out_file.write(content)
    lines = _least_lines(found, here.cycle.year)
    if as_json:
        print_json({"lines": lines, "written": str(to) if content else ""})
        return
    _write(_plain("\n".join(lines)))


def _least_lines(found: Any, year: int) -> list[str]:
    from models.least import BOOK
    from report.form import form_for

    if found is None:
        return [say(BOOK, "on_its_way")]
    lines = [say(BOOK, "when", it=found), *(say(BOOK, "owing", it=each) for each in found.owing)]
    lines += [say(BOOK, "blocked", it=found)] if found.to_mend or found.to_explain else []
    lines += [say(BOOK, "place", it=place) for place in found.signing]
    return [*lines, say(BOOK, "law", form=form_for(year))]


def _owing_office(session: Any, cycle: Any, name: str) -> Any:
    """Return an office that owes something in a cycle; end with a sentence where there is none of that name."""
    from models import queries

    owing = queries.offices_with_duties(session, cycle.id)
    its = next((office for office in owing if office.name == name), None)
    if its is None:
        _refuse(say("cli", "no_office", office=name, names=[office.name for office in owing]))
    return its


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(say("plan", "bad_day", text=text))


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
def simulate(
    year: Annotated[int, typer.Option("--year", help="报告年度。")] = 2026,
    units: Annotated[int, typer.Option("--units", min=1, max=72, help="县里有几个乡镇。")] = 30,
    days: Annotated[bool, typer.Option("--days", help="每天一行，说那天发生了什么。")] = False,
    seed: Annotated[int, typer.Option("--seed", help="同一个数得到同一个县。")] = 1,
    home: Annotated[Path, typer.Option("--home", help="放在这个空目录里，不碰正式的数据。")] = Path("simulation"),
    as_json: AsJson = False,
) -> None:
    """模拟：一个县的乡镇从排计划到汇总的一整年，有早报的、晚报的、报错的、换人的、邮箱退信的。"""
    if (home / "nianbao.db").exists():
        _refuse(say("simulation", "not_empty", home=home))
    config = _simulated_settings(home)
    _ready_for_prefect()
    from time import monotonic

    from deployments.simulation.telling import Diary, result
    from deployments.simulation.world import county

    began = monotonic()
    with ExitStack() as stack:
        advance = stack.enter_context(_progress(as_json or days))
        world = stack.enter_context(
            county(config, units, year, seed, lambda name: advance(0, say("cli", "step", name=name)))
        )
        diary = Diary(world, _write if days else lambda line: None)

        def passed(now: datetime) -> None:
            diary.passed(now)
            advance((now.date() - date(year, 12, 1)).days / 121, f"{now:%Y-%m-%d}")

        world.live(passed)
        diary.close()
        found = result(world)
    print_json(found) if as_json else _write(say("simulation", "summary", it=found, seconds=monotonic() - began))


@app.command()
def serve() -> None:
    """启动服务：调度、全年时间表和看板。按 Ctrl-C 停止。"""
    _ready_for_prefect()
    from deployments.service import serve as run_service
    from models.operator import key_file, make_key

    config = _settings()
    if make_key():
        out.print(say("cli", "operator_key", path=key_file(), portal=config.portal_url), soft_wrap=True)

    def tell(step: str) -> None:
        if step == "ready":
            out.print(say("cli", "ready", portal=config.portal_url, prefect=config.prefect_url), soft_wrap=True)
        else:
            out.print(say("cli", "step", name=step))

    if ended := run_service(tell):
        err.print(say("cli", "ended", part=ended, logs=config.home / "logs"), soft_wrap=True)
        raise typer.Exit(1)


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
        from models.handing_out import make_workbook, workbook_name

        cycle: Cycle = _cycle(session, unit, year)
        to.mkdir(parents=True, exist_ok=True)
        written = []
        for office in queries.offices_with_duties(session, cycle.id or 0):
            path = to / workbook_name(session, cycle, office)
            path.write_bytes(make_workbook(session, cycle, office))
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
    office: Annotated[str, typer.Option("--office", help="退回给哪个科室改数据；不写就是退回拟稿人改稿。")] = "",
    back_to: Annotated[str, typer.Option("--back-to", help="内容不改，请前面哪个环节再看一遍，如“核稿人”。")] = "",
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """登记一位审签人对当前稿的意见（纸质审签后由维护人员录入）。"""
    _ready_for_prefect()
    from models import queries
    from models.acts import NoReason, NoSuchPlace, NotYours, OutOfTurn, decide
    from models.db import transaction
    from models.signing import place_called, signer_named
    from report.lifecycle import Verdict

    if verdict not in list(Verdict):
        raise typer.BadParameter(say("runs", "choose", stages=list(Verdict)))
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    try:
        with transaction() as session:
            draft = queries.newest_draft(session, cycle.id)
            if draft is None:
                _refuse(say("cli", "no_draft", name=by))
            person = signer_named(session, draft, by)
            if person is None:
                _refuse(say("cli", "nobody", name=by))
            its = queries.office_named(session, cycle.organ_id, office) if office else None
            if office and its is None:
                _refuse(say("cli", "no_office", office=office, names=[]))
            now = _now()
            place = place_called(draft, back_to)
            decide(session, draft, person, Verdict(verdict), now, say("runs", "command"), reason, its, place)
    except (OutOfTurn, NotYours):
        _refuse(say("cli", "out_of_turn", name=by))
    except NoReason:
        _refuse(say("cli", "no_reason"))
    except NoSuchPlace:
        _refuse(say("cli", "no_place", place=back_to))
    _send(as_json)
    status(unit, year, as_json)


@app.command()
def paper(
    files: Annotated[list[Path], typer.Argument(help="签好的送审单：照片（JPEG、PNG）或扫描件（PDF）。")],
    by: Annotated[str, typer.Option("--by", help="谁交来的：姓名。")],
    footer: Annotated[str, typer.Option("--hash", help="没有二维码时：页脚印的校验码（8位）。")] = "",
    verdict: Annotated[str, typer.Option("--verdict", help=say("runs", "verdicts"))] = "",
    role: Annotated[str, typer.Option("--role", help="谁的意见：哪个环节；不写就是现在等的那个。")] = "",
    reason: Annotated[str, typer.Option("--reason", help="退回的理由，退回时必须写。")] = "",
    as_json: AsJson = False,
) -> None:
    """收下签好的纸质送审单，凭二维码对上是哪一稿。退出码：0 对上现在的一稿，1 没有对上或是旧稿，2 没有收下。"""
    from report.lifecycle import Verdict

    if verdict and verdict not in list(Verdict):
        raise typer.BadParameter(say("runs", "choose", stages=list(Verdict)), param_hint="--verdict")
    if (verdict or footer) and len(files) > 1:
        _refuse(say("papers", "one_at_a_time"))
    _ready_for_prefect()
    with _reading():
        codes = [_take_in(path, by, footer, as_json) for path in files]
    if verdict and codes == [CLEAN]:
        _record_signed(files[0], by, Verdict(verdict), role, reason)
        _send(as_json)
    raise typer.Exit(max(codes))


def _take_in(path: Path, by: str, footer: str, as_json: bool) -> int:
    """Take in one signed paper and say to which draft it belongs; return the exit code it calls for."""
    from models.db import transaction
    from models.papering import NoSuchDraft, Placement, SeveralDrafts, assign, codes_of, placement, sentence, take_in
    from report.reading import Refusal

    try:
        content = _bytes(path)
        marks = codes_of(path.name, content)
    except Refusal as refusal:
        _tell_refusal(path, refusal, as_json)
        return UNREADABLE
    except SeveralDrafts:
        _tell_refusal(path, Refusal(say("papers", "objection", what="several")), as_json)
        return UNREADABLE
    try:
        with transaction() as session:
            kept = take_in(session, path.name, content, marks, by, _now(), say("runs", "command"))
            if footer:
                assign(session, kept, footer, by, _now(), say("runs", "command"))
            place, told = placement(session, kept), sentence(session, kept)
    except NoSuchDraft:
        _refuse(say("papers", "objection", what="no_such_draft"))
    if as_json:
        print_json({"file": path.name, "paper": kept.id, "placement": place, "sentence": told})
    else:
        _write(_plain(say("papers", "told", name=path.name, paper=kept, sentence=told)))
    return CLEAN if place is Placement.COUNTS else FINDINGS


def _record_signed(path: Path, by: str, verdict: Any, role: str, reason: str) -> None:
    """Record what one person of the chain has signed on a paper that was taken in."""
    from models import queries
    from models.acts import NoReason, NotYours, OutOfTurn
    from models.db import transaction
    from models.draft import Draft
    from models.file import File
    from models.papering import NoSigner, Signed, record
    from models.signing import decided, place_called
    from report.chain import awaited

    try:
        with transaction() as session:
            kept = queries.paper_hashed(session, File.of(path.name, _bytes(path)).sha256)
            assert kept is not None
            draft = session.get_one(Draft, kept.draft_id)
            turn = [place.role for place in awaited(draft.stations, decided(session, draft))]
            meant = place_called(draft, role) if role else next(iter(turn), "")
            record(session, kept, {meant: Signed(verdict, reason)}, by, _now(), say("runs", "command"))
    except NoSigner:
        _refuse(say("papers", "objection", what="no_signer"))
    except (OutOfTurn, NotYours):
        _refuse(say("papers", "objection", what="out_of_turn"))
    except NoReason:
        _refuse(say("cli", "no_reason"))


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


# People and notices


Place = Annotated[str, typer.Option("--office", help="在几处有登记时，写明哪个科室的；审签人写环节名称。")]


@app.command()
def replace(
    old: Annotated[str, typer.Argument(help="原来的人：登记表里的姓名。")],
    new: Annotated[str, typer.Argument(help="接任的人；与原来同名，就只改邮箱和电话。")],
    mail: Annotated[str, typer.Option("--mail", help="接任人的邮箱。")] = "",
    phone: Annotated[str, typer.Option("--phone", help="接任人的电话。")] = "",
    office: Place = "",
    unit: Unit = "",
    as_json: AsJson = False,
) -> None:
    """换人：联系人或审签人由别人接任，没有办完的事项另行通知接任的人。退出码：0 已登记，2 没有此人或写法不对。"""
    from models.db import transaction
    from models.succession import BOOK, Successor, hand_over, person_meant

    successor = Successor.entered(new, mail, phone)
    if objection := successor.objection:
        _refuse(say(BOOK, "command_objection", objection=objection))
    with _reading() as session:
        organ = _organ(session, unit)
    with transaction() as session:
        before = person_meant(session, organ.id, old, office)
        role = before.role
        hand_over(session, before, successor, _now(), say("runs", "operator"), say("runs", "command"))
    line = say(BOOK, "corrected", name=old, mail=successor.mail, phone=successor.phone)
    if successor.name != old:
        line = say(BOOK, "handed_over", role=role, old=old, new=successor.name)
    _tell_done(BOOK, line, as_json)


@app.command()
def away(
    name: Annotated[str, typer.Argument(help="登记表里的姓名。")],
    until: Annotated[str, typer.Option("--until", help="外出的最后一天，如 2027-01-15。")],
    office: Place = "",
    unit: Unit = "",
    as_json: AsJson = False,
) -> None:
    """外出、休假：到那天为止，催报和填报表同时发给替代人。退出码：0 已登记，2 没有此人或日期不对。"""
    from models import queries
    from models.db import transaction
    from models.succession import BOOK, person_meant, set_away

    try:
        day = date.fromisoformat(until)
    except ValueError:
        _refuse(say(BOOK, "bad_day", value=until))
    with _reading() as session:
        organ = _organ(session, unit)
    with transaction() as session:
        person = person_meant(session, organ.id, name, office)
        set_away(session, person, day, _now(), say("runs", "operator"), say("runs", "command"))
        other = queries.stand_in(session, person.id or 0)
    _tell_done(BOOK, say(BOOK, "away", name=name, until=day, stand_in=other.name if other else ""), as_json)


def _tell_done(book: str, line: str, as_json: bool) -> None:
    if as_json:
        print_json({"done": line})
    else:
        _write(_plain(say(book, "done", line=line)))


def _organ(session: Any, unit: str) -> Any:
    """Return the organ that is meant; end with a sentence where none or several fit."""
    from models import queries

    fit = [organ for organ in queries.organs(session) if unit in ("", organ.name, organ.short_name)]
    if len(fit) != 1:
        _refuse(say("contacts", "which_unit", unit=unit, names=[organ.short_name for organ in fit]))
    return fit[0]


@app.command(name="notices")
def list_notices(unit: Unit = "", year: Year = None, as_json: AsJson = False) -> None:
    """列出待发送、没有送达、不能确定是否送达的通知和原因。退出码：0；没有数据时 2。"""
    with _reading() as session:
        from models.outbox import BOOK, notice_json, unsettled

        cycle = _cycle(session, unit, year)
        found = [notice_json(session, notice) for notice in unsettled(session, cycle)]
    if as_json:
        print_json(found)
        return
    table = Table(*say(BOOK, "columns").split("|"))
    for it in found:
        table.add_row(*(_plain(str(it[column])) for column in ("id", "to", "subject", "words", "reason")))
    if found:
        out.print(table)
    _write(say(BOOK, "how_to" if found else "nothing"))


Numbers = Annotated[list[int], typer.Argument(help="通知的编号，用 nianbao notices 查看。", min=1, max=2**31 - 1)]
By = Annotated[str, typer.Option("--by", help="谁办的；不写就记维护人员。")]


@app.command(name="resend")
def resend_notices(numbers: Numbers, by: By = "", as_json: AsJson = False) -> None:
    """重发没有送达或不能确定的通知；已经过时的不发，并说明原因。退出码：0 已要求，2 编号不对。"""
    _ready_for_prefect()
    from models.db import transaction
    from models.outbox import BOOK, meant, resend
    from tasks.runs import request_posting

    who, now = by or say("runs", "operator"), _now()
    with _reading(), transaction() as session:
        lines = []
        for notice in meant(session, numbers):
            resend(session, notice, now, who, say("runs", "command"))
            lines.append(say(BOOK, "resent", number=notice.id, subject=notice.subject, reason=notice.trouble))
        session.flush()
        request_posting(session, now)
    _send(as_json)
    for line in lines:
        _tell_done("contacts", line, as_json)


@app.command(name="settle")
def settle_notices(
    numbers: Numbers,
    delivered: Annotated[bool, typer.Option("--delivered", help="已经核实对方收到，或者已用别的办法告知。")] = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """了结没有送达或不能确定的通知。退出码：0 已登记，2 编号不对或没有写 --delivered。"""
    from models.db import transaction
    from models.outbox import BOOK, meant, settle_by_hand

    if not delivered:
        _refuse(say(BOOK, "not_settled"))
    who, now = by or say("runs", "operator"), _now()
    with _reading(), transaction() as session:
        settled = meant(session, numbers)
        for notice in settled:
            settle_by_hand(session, notice, now, who, say("runs", "command"))
    for notice in settled:
        _tell_done("contacts", say(BOOK, "settled", number=notice.id, subject=notice.subject), as_json)


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

    found = preview(cycle.id, stage, _now())
    if as_json:
        facts = {"changes": found.changes, "letters": found.letters, "told": found.told}
        print_json({"from": stage, "dry_run": dry_run, **facts})
    else:
        name = say("runs", "stage", stage=stage)
        out.print(say("cli", "rerun_would" if found.changes or found.letters else "rerun_nothing", stage=name))
        for line in found.lines:
            out.print(f"  {_plain(line)}", soft_wrap=True)
    if dry_run:
        return
    request = request_rerun(cycle.id, stage, _now())
    _send(as_json)
    if not as_json:
        out.print(say("cli", "rerun_asked", stage=say("runs", "stage", stage=stage), name=request), soft_wrap=True)


# After publication


@app.command(name="correct")
def correct_published(
    by: Annotated[str, typer.Option("--by", help="谁提出的：审签人或牵头科室联系人的姓名。")],
    reason: Annotated[str, typer.Option("--reason", help="为什么更正，一句话，会公布在网页上。")],
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """登记对已公开年报的更正：科室重新报送、重新审签后，在原网址公开，附更正说明；没有登记的变动不会公开。"""
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    _ready_for_prefect()
    from models.correcting import NotPossible
    from tasks.correct import open_correction

    try:
        open_correction(cycle.id, by, reason, _now(), say("runs", "command"))
    except NotPossible as objection:
        _refuse(str(objection))
    if not as_json:
        out.print(say("correcting", "correction_opened"), soft_wrap=True)
    _send(as_json)
    status(unit, year, as_json)


@app.command(name="withdraw")
def withdraw_published(
    by: Annotated[str, typer.Option("--by", help="谁提出的：审签人或牵头科室联系人的姓名。")],
    confirmed_by: Annotated[str, typer.Option("--confirmed-by", help="哪位领导确认的：分管领导或主要领导，另一人。")],
    reason: Annotated[str, typer.Option("--reason", help="为什么撤回，一句话，会公布在网页上。")],
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """撤回已公开的年报：网页换成撤回公告，附件一并撤下；改正、重新审签后再公开。"""
    with _reading() as session:
        cycle = _cycle(session, unit, year)
    _ready_for_prefect()
    from models.correcting import NotPossible
    from tasks.correct import take_off

    try:
        take_off(cycle.id, by, confirmed_by, reason, _now(), say("runs", "command"))
    except NotPossible as objection:
        _refuse(str(objection))
    if not as_json:
        out.print(say("correcting", "withdrawal_recorded"), soft_wrap=True)
    _send(as_json)
    status(unit, year, as_json)


@app.command(name="dossier")
def write_dossier(
    to: Annotated[Path, typer.Option("--to", help="写成这个 .zip 文件。")],
    unit: Unit = "",
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """写出迎检包：一个 .zip，打开“目录.html”就能看到全年的办理过程；有了第一稿以后随时可以做。"""
    with _reading() as session:
        from models.dossier import NothingYet, dossier

        cycle = _cycle(session, unit, year)
        try:
            name, content = dossier(session, cycle.id, _now())
        except NothingYet as nothing:
            _refuse(str(nothing))
    with _made(to) as file:
        file.write(content)
    if as_json:
        print_json({"written": str(to), "name": name})
    else:
        out.print(say("cli", "written", path=to), soft_wrap=True)


@app.command(name="rebuild")
def rebuild_report(
    file: Annotated[Path, typer.Argument(help="归档包（.zip）：归档时做好的，或 nianbao dossier 写出的。")],
    as_json: AsJson = False,
) -> None:
    """只凭归档包核验文件和日志，并重新制作报告，与批准、公开的比对。退出码：0 全部相同，1 有不同，2 打不开。"""
    from report.rebuild import rebuild
    from settings import settings

    outcome = rebuild(file.name, _bytes(file), settings().fonts)
    if as_json:
        from report.writing.rebuilt_json import rebuilt_json

        print_json(rebuilt_json(outcome))
    else:
        _print_outcome(outcome)
    raise typer.Exit(CLEAN if outcome.holds else FINDINGS)


def _print_outcome(outcome: Any) -> None:
    if outcome.damaged:
        _write(_plain(say("archive", "altered", paths=outcome.damaged, sha256=outcome.sha256)))
    else:
        _write(_plain(say("archive", "whole", files=outcome.files, sha256=outcome.sha256)))
    _write(say("archive", "seals", entries=outcome.entries, broken=outcome.broken))
    for version in outcome.versions:
        _write(_plain(say("archive", "rebuilt", it=version)))
    for other in outcome.other:
        _write(_plain(other))


def _send(as_json: bool) -> None:
    """Hand the requests to the running service; where none runs, start Prefect for as long as they take."""
    import httpx

    from portal.runs import send_waiting

    config = _settings()
    try:
        httpx.get(f"{config.prefect_url}/api/health", timeout=2).raise_for_status()
        send_waiting()  # not through Prefect, which takes seconds to load
        return
    except httpx.HTTPError:
        is_served = _is_served(config)
        if not as_json:
            out.print(say("cli", "rerun_later" if is_served else "rerun_engine"))
        if is_served:
            return
    from deployments.runner import without_heartbeat, work_off
    from deployments.service import portal, prefect_server
    from tasks.runs import send_run_requests

    with portal(config, _now), prefect_server(config, lambda _: None), without_heartbeat():
        send_run_requests.fn()
        work_off()


def _is_served(config: "Settings") -> bool:
    """Say whether the service runs, though Prefect's server does not answer: it is busy, or being started again."""
    import httpx

    try:
        return httpx.get(f"{config.portal_url}/health", timeout=10).is_success
    except httpx.HTTPError:
        return False


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


def _simulated_settings(home: Path) -> "Settings":
    """Return settings under which nothing real is reached, whatever the office has set: no letter, no database."""
    config = _settings()
    config.home = home
    config.database_url = config.prefect_database_url = config.sms_url = config.site_url = config.portal_address = ""
    config.mail_url = config.robot_url = ""
    config.register_file = config.rules_file = None
    config.trial = False
    _demo_settings().robot_url = f"wecomrobot://simulation/?via=http://{config.host}:{config.robot_port}"
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
