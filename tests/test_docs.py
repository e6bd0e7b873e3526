"""The words around the software: what they promise is there, what is there stands in them."""

import ast
import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import models
from cli import app
from models import Delivery
from models.register import chain_of
from report.calendar import read_calendars
from report.checks import RULES
from report.explanation import Choice
from report.form import Form
from report.forms import FORMS
from report.lifecycle import Move, Role, Stage, Status, Verdict
from report.office_rules import in_force, read_office_rules
from report.paragraphs import USUAL
from report.rule import Outcome, Weight
from report.writing import FORMATS
from report.writing.bundle import BESIDE
from report.writing.rule_table import rule_table
from settings import Settings
from templates import say

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
PAGES = (*READMES, *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")))
PICTURES = sorted((ROOT / "docs/pictures").iterdir())
LARGEST_PICTURE = 300_000


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    below = [i for i, row in enumerate(cells) if set("".join(row)) <= {"-"}]
    return [row for i, row in enumerate(cells) if i not in below and i + 1 not in below]


def between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


# The glossary


GLOSSARY = rows(page("docs/glossary.md"))
CHINESE = {code.strip("`"): chinese for chinese, code, *_ in GLOSSARY}
TABLES = [name for name in models.__all__ if hasattr(getattr(models, name), "__tablename__")]
CHOICES: tuple[type[StrEnum], ...] = (Stage, Status, Move, Role, Verdict, Weight, Outcome, Choice, Delivery)


def labelled(form: Form) -> Iterator[tuple[str, str]]:
    """Yield every word of an address with the words the form prints for it."""
    for table in form.tables:
        for line in table.lines:
            yield f"{table.key}.{line.key}", " › ".join(line.labels)
            yield from ((f"{table.key}.*.{column.key}", column.label) for column in line.columns)


def test_one_code_word_stands_for_one_thing() -> None:
    codes = [row[1] for row in GLOSSARY]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_every_word_is_explained() -> None:
    assert [row for row in GLOSSARY if len(row) != 3 or not all(row)] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_stands_in_the_glossary(table: str) -> None:
    assert table in CHINESE


@pytest.mark.parametrize("choice", [f"{kind.__name__}.{member.name}" for kind in CHOICES for member in kind])
def test_every_choice_stands_in_the_glossary(choice: str) -> None:
    assert choice in CHINESE


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.edition))
def test_every_address_stands_in_the_glossary_with_the_words_of_the_statute(form: Form) -> None:
    def is_there(code: str, label: str) -> bool:
        return label in [re.sub(r"（20\d\d）$", "", word) for word in CHINESE.get(code, "").split("；")]

    assert [(code, label) for code, label in labelled(form) if not is_there(code, label)] == []


def test_the_glossary_knows_no_address_that_no_form_has() -> None:
    known = {code for form in FORMS.values() for code, _ in labelled(form)}
    assert {code for code in CHINESE if re.match(r"t\d\.", code)} == known


def test_the_glossary_says_what_the_pages_say() -> None:
    printed = {f"Stage.{stage.name}": say("runs", "stage", stage=stage) for stage in Stage}
    printed |= {f"Weight.{weight.name}": say("cli", "weight", weight=weight) for weight in Weight}
    printed |= {f"Choice.{choice.name}": say("explanations", "choice", choice=choice) for choice in Choice}
    assert {code: CHINESE[code] for code in printed} == printed


# The introduction, twice


def declared_settings() -> Iterator[tuple[str, str, str]]:
    """Yield name, default and sentence of every setting, as they are written down."""
    tree = ast.parse(page("settings.py"))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings").body
    for field, words in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(words, ast.Expr):
            name = field.target.id
            default = Settings.model_fields[name].default
            yield f"`NIANBAO_{name.upper()}`", f"`{default}`" if default else "", ast.literal_eval(words.value)


def settings_in(name: str) -> list[list[str]]:
    return [row for row in rows(page(name)) if row[0].startswith("`NIANBAO_")]


def test_every_setting_stands_in_the_introduction_as_it_is_declared() -> None:
    assert settings_in("README.md") == [list(row) for row in declared_settings()]


def test_the_chinese_introduction_has_the_same_settings_and_defaults() -> None:
    assert [row[:2] for row in settings_in("README.zh.md")] == [row[:2] for row in settings_in("README.md")]
    assert all(row[2] for row in settings_in("README.zh.md"))


@pytest.mark.parametrize("name", READMES)
def test_every_command_stands_in_the_introduction_with_its_exit_codes(name: str) -> None:
    told = {row[0]: row[-1] for row in rows(page(name)) if row[0].startswith("`nianbao ")}
    assert sorted(told) == [f"`nianbao {command}`" for command in sorted(commands().commands)]
    assert [codes for codes in told.values() if not codes.startswith("0")] == []


@pytest.mark.parametrize("name", READMES)
def test_the_introduction_leads_to_the_rules_that_are_in_force(name: str) -> None:
    line = next(part for part in page(name).split("\n- **") if part.startswith(("Check", "核对")))
    assert "(docs/rules.md)" in line


def test_the_printed_rule_table_is_the_one_that_the_rules_give_today() -> None:
    assert page("docs/rules.md") == rule_table(RULES), "write it anew: nianbao rules --to docs/rules.md"


@pytest.mark.parametrize("name", READMES)
def test_every_option_of_a_check_and_of_rendering_stands_in_the_introduction(name: str) -> None:
    told = [row[0].strip("`") for row in rows(page(name)) if row[0].startswith("`--")]
    options = [option.opts[0] for command in ("check", "render") for option in commands().commands[command].params]
    assert told == [option for option in options if option.startswith("--") and option != "--help"]


@pytest.mark.parametrize("name", READMES)
def test_every_format_stands_in_the_introduction(name: str) -> None:
    (told,) = [row[1] for row in rows(page(name)) if row[0] == "`--to`"]
    assert set(re.findall(r"`([^`]+)`", told)[0].split()) == {*FORMATS, *BESIDE}


def test_both_introductions_have_the_same_shape() -> None:
    def shape(name: str) -> list[str]:
        text = page(name)
        commands_alone = [line.split("#")[0].rstrip() for block in blocks(text, "sh") for line in block.splitlines()]
        links = sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - set(READMES))
        marks = [line.split(" ")[0] for line in text.splitlines() if line.startswith(("#", "- **"))]
        return [*commands_alone, *links, *marks, *(row[0] for row in rows(text))]

    assert shape("README.zh.md") == shape("README.md")


# What the pages point to


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", page(name))]
    inside = [target for target in targets if target and "://" not in target]
    assert [target for target in inside if not ((ROOT / name).parent / target).exists()] == []


def test_every_picture_is_shown_and_small_enough_to_load() -> None:
    shown = page("README.md")
    assert [p.name for p in PICTURES if f"docs/pictures/{p.name}" not in shown] == []
    assert [p.name for p in PICTURES if p.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda path: str(path.stem))
def test_a_decision_says_why_and_what_follows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.M) == ["Context", "Decision", "Reason", "Consequence"]


def test_the_house_names_every_room() -> None:
    told = {row[0].strip("`/") for row in rows(page("docs/house.md"))}
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms <= told


def test_what_the_house_says_about_a_figure_is_where_it_says() -> None:
    path = between(page("docs/house.md"), "## The path of one figure", "Where it stands")
    named = re.findall(r"`((?:deployments|report|models|tasks)/[\w./]*)`", path)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


# What can be typed


def commands() -> typer.core.TyperGroup:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return group


def typed(name: str) -> list[list[str]]:
    """Return every command of ours in a page's shell blocks, as its arguments."""
    lines = [line for block in blocks(page(name), "sh") for line in block.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith(".venv/bin/nianbao ")]


@pytest.mark.parametrize("arguments", typed("docs/tutorial.md"), ids=" ".join)
def test_every_command_of_the_tutorial_is_understood(arguments: list[str]) -> None:
    command = commands().commands[arguments[0]]
    with command.make_context(arguments[0], arguments[1:]) as context:
        assert context.args == []


def test_the_tutorial_shows_what_a_check_prints_before_and_after_mending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutorial = page("docs/tutorial.md")
    seed = page("tests/seed.txt")
    blank, mended = re.findall(r"^sed 's/(.*)/(.*)/' tests/seed.txt > mended.txt$", tutorial, re.M)[0]
    monkeypatch.chdir(tmp_path)
    Path("mended.txt").write_text(
        seed.replace(blank.replace(r"\t", "\t"), mended.replace(r"\t", "\t")), encoding="utf-8"
    )
    commands = [line.split() for line in re.findall(r"^\.venv/bin/nianbao (check .*)$", tutorial, re.M)]
    commands[0][1] = str(ROOT / "tests/seed.txt")
    before, after = (CliRunner().invoke(app, command) for command in commands[:2])
    asked = json.loads(Path("answers.json").read_text(encoding="utf-8"))
    answer = {"choice": "nothing", "sentence": "确实没有。", "by": "周晓敏", "given_on": "2021-01-07"}
    Path("answers.json").write_text(json.dumps([each | answer for each in asked]), encoding="utf-8")
    answered = CliRunner().invoke(app, commands[2])
    assert (before.exit_code, after.exit_code, answered.exit_code) == (1, 1, 0)
    for printed in (before, after, answered):
        assert printed.stdout.splitlines()[-1] in tutorial
    assert Path("mended.html").is_file()


def test_the_tutorial_shows_what_reading_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["read", str(ROOT / "tests/seed.txt"), "--to", "seed.report.json"])
    assert done.exit_code == 0
    assert done.stdout in page("docs/tutorial.md")


def test_the_files_of_the_handbook_can_be_used_as_they_stand(tmp_path: Path) -> None:
    paragraphs, chain, calendar, rules = blocks(page("docs/operating.md"), "toml")
    assert {entry["usual"] for entry in tomllib.loads(paragraphs)["paragraph"]} == set(USUAL)
    assert len(chain_of(tomllib.loads(chain), tmp_path / "chain.toml")) == 6
    (tmp_path / "2025.toml").write_text(calendar, encoding="utf-8")
    assert not read_calendars(tmp_path).is_workday(date(2025, 1, 28))
    own = read_office_rules("own.toml", rules.encode())
    assert len(in_force(RULES, own)) == len(RULES) + 1


def test_the_tutorial_shows_what_rendering_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall(r"^\.venv/bin/nianbao (render .*)$", page("docs/tutorial.md"), re.M)
    assert CliRunner().invoke(app, ["read", str(ROOT / "tests/seed.txt"), "--to", "seed.report.json"]).exit_code == 0
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 0
    assert done.stdout in page("docs/tutorial.md")


def test_every_target_of_make_that_is_named_exists() -> None:
    there = set(re.findall(r"^(\w+):", page("Makefile"), re.M))
    named = {target for name in PAGES for target in re.findall(r"(?:`|^)make (\w+)", page(name), re.M)}
    assert named <= there


# What was measured


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: str(path.stem))
def test_every_benchmark_can_be_started_and_its_numbers_are_written_down(path: Path) -> None:
    assert callable(runpy.run_path(str(path))["main"])
    assert f"`benchmarks/{path.name}`" in page("docs/benchmarks.md")
