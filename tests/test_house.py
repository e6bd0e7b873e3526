"""The house rules: who may import whom, how a file opens, what may lie where, and what is locked."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("report", "models", "tasks", "flows", "portal", "templates", "deployments")
ENTRANCES = ("cli.py", "settings.py")
AT_THE_TOP = {
    *ROOMS,
    *ENTRANCES,
    *("tests", "docs", "benchmarks", ".ci"),
    *("README.md", "README.zh.md", "CHANGELOG.md", "LICENSE", "Makefile", ".gitignore"),
    *("pyproject.toml", "requirements.txt", "requirements-dev.txt"),
}
LOADED_BY_NAME = {"pg8000", "setuptools", "pylopdf-fonts-zh-cn"}
"""Libraries that no file imports: a database address, the installer and a font folder name them."""
REPORT_MAY_OPEN = {
    "numpy",
    "docx",
    "xlsxwriter",
    "python_calamine",
    "typst",
    "pikepdf",
    "fontTools",
    "segno",
    "chinese_calendar",
    "lxml",
    "pdfplumber",
    "pdfminer",
    "pypdfium2",
    "PIL",
    "zxingcpp",
    "cn2an",
    "rapidfuzz",
}
"""The libraries of figures, dates and documents that the law may use."""


def _ours() -> Iterator[Path]:
    """Yield every file of the house: what ``.gitignore`` names is not."""
    patterns = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split() if line]
    waiting = [ROOT / name for name in sorted(AT_THE_TOP)]
    while waiting:
        path = waiting.pop()
        if any(fnmatch(path.name, pattern) for pattern in patterns):
            continue
        if path.is_dir():
            waiting.extend(path.iterdir())
        elif path.exists():
            yield path


FILES = tuple(_ours())
PYTHON = tuple(path for path in FILES if path.suffix == ".py")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _texts() -> Iterator[tuple[str, str]]:
    for path in FILES:
        try:
            yield _name(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _run(*command: str) -> str:
    """Run a tool of this environment over the house; return what it has to object."""
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _imported(path: Path) -> set[str]:
    """Return the top-level modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def _foreign(where: tuple[str, ...]) -> set[str]:
    """Return the modules from elsewhere that the files of these rooms import."""
    files = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in where]
    own = {*ROOMS, "tests", "cli", "settings", *(path.stem for path in PYTHON if "tests" in path.parts)}
    return set[str]().union(*map(_imported, files)) - own - sys.stdlib_module_names


# Who may import whom


def test_each_room_uses_only_what_it_may() -> None:
    assert _run("lint-imports", "--no-cache") == ""


def test_the_law_uses_only_document_libraries_and_templates_only_their_engine() -> None:
    assert _foreign(("report",)) <= REPORT_MAY_OPEN
    assert _foreign(("templates",)) == {"jinja2", "markupsafe"}


def test_settings_know_nothing_of_the_house() -> None:
    assert not _imported(ROOT / "settings.py") & {*ROOMS, "cli"}


# How a file reads


def test_the_code_reads_as_agreed_and_everything_public_has_a_docstring() -> None:
    assert _run("ruff", "check", "--no-cache", "--output-format", "concise", ".") == ""


def test_every_file_opens_with_one_sentence() -> None:
    def opens(path: Path) -> bool:
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        return bool(re.fullmatch(r"\S.*\S[.?]", first)) and ". " not in first

    assert [_name(path) for path in PYTHON if not opens(path)] == []


def test_nothing_is_left_for_later() -> None:
    unfinished = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    assert [name for name, text in _texts() if unfinished.search(text)] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    home = re.compile(r"(?<![\w.~/-])/(?:root|home|Users|work|workspace|tmp)/\w|[A-Z]:\\Users")
    options = r"--(?:extra-)?index" + r"-url|--find" + r"-links"
    index = re.compile(options + r"|py" + r"pi\.org|pythonhosted\.org|/simple/?[\s\"']")
    locking = {"Makefile", _name(Path(__file__))}
    found = [name for name, text in _texts() if home.search(text) or (name not in locking and index.search(text))]
    assert found == []


# What lies where


def test_the_top_level_holds_nothing_but_what_was_agreed() -> None:
    command = ["git", "-c", f"safe.directory={ROOT.as_posix()}", "ls-files", "-z"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("this is no git checkout: what lies here may be anybody's")
    assert {name.partition("/")[0] for name in kept.stdout.split("\0") if name} == AT_THE_TOP


def test_the_licence_is_apache_2_in_full() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CHANGELOG.md"])
def test_the_house_introduces_itself(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.splitlines()) > 5


def test_the_changelog_tells_of_the_version_we_are() -> None:
    assert f"## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(path.name[:4] for path in FILES if path.parent == ROOT / "docs/decisions")
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


# What is declared and locked


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=;!~]", name, maxsplit=1)[0]).lower()


def _declared(kind: str) -> set[str]:
    project = PROJECT["project"]
    lines = project["dependencies"] if kind == "run" else project["optional-dependencies"]["dev"]
    return {_canonical(line) for line in lines}


def _locked(name: str) -> list[str]:
    """Return the requirements of a lock, one a line, with everything that belongs to it."""
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _pins(name: str) -> set[str]:
    return {line.split(" --hash")[0].strip() for line in _locked(name)}


def _distributions(modules: set[str]) -> set[str]:
    known = packages_distributions()
    return {_canonical(known.get(module, [module])[0]) for module in modules}


def test_what_the_rooms_import_is_declared_and_what_is_declared_is_used() -> None:
    used = _distributions(_foreign((*ROOMS, *ENTRANCES)))
    assert used | LOADED_BY_NAME == _declared("run")


def test_what_only_tests_import_is_declared_for_development() -> None:
    run_by_name = {"pytest-asyncio", "import-linter", "ruff", "mypy"}
    used = _distributions(_foreign(("tests", "benchmarks"))) - _declared("run")
    assert used | run_by_name == _declared("dev")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_exact_versions_with_hashes_and_no_address(name: str) -> None:
    exact = re.compile(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.+!]+(?: ; [^#]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [line for line in _locked(name) if not exact.fullmatch(line)] == []
    assert not re.search(r"://|file:|^\s*--?[a-gi-z]|@ ", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_locks_hold_what_is_declared_and_agree_with_each_other() -> None:
    run, dev = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert _declared("run") <= {_canonical(pin) for pin in run}
    assert _declared("dev") <= {_canonical(pin) for pin in dev}
    assert run <= dev


def test_the_locks_hold_the_versions_that_work_together() -> None:
    pins = dict(pin.split(" ")[0].split("==") for pin in _pins("requirements.txt"))
    assert pins["prefect"] == "3.8.8"
    assert tuple(map(int, pins["fastapi"].split("."))) < (0, 151)
