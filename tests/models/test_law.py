"""The law in force: ours, and what the office's own file makes stricter; one that cannot be read stops everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.law import rules_in_force
from report.checks import RULES, RULES_HASH
from report.lifecycle import Stage
from report.office_rules import BadOfficeRules
from report.rule import Weight
from settings import settings
from tests.models.test_standing import JUSTICE, PARTY
from tests.models.town import Town, at

STRICTER = '[weights]\nF-03 = "explain"\n'


@pytest.fixture
def rule_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the office's own rule file lies; there is none yet."""
    path = home / "本镇规则.toml"
    monkeypatch.setenv("NIANBAO_RULES_FILE", str(path))
    settings.cache_clear()
    yield path
    settings.cache_clear()


def test_without_a_file_of_its_own_an_office_has_the_law_as_it_is(home: Path) -> None:
    assert rules_in_force() == (RULES, RULES_HASH)


def test_what_an_office_makes_stricter_is_in_force_at_once_and_changes_the_hash(rule_file: Path) -> None:
    rule_file.write_text("", encoding="utf-8")
    rules, before = rules_in_force()
    assert rules == RULES
    rule_file.write_text(STRICTER, encoding="utf-8")
    rules, after = rules_in_force()
    changed = [(was.code, now.weight) for was, now in zip(RULES, rules, strict=True) if was != now]
    assert changed == [("F-03", Weight.EXPLAIN)]
    assert len({RULES_HASH, before, after}) == 3
    assert rules_in_force()[1] == after


@pytest.mark.parametrize("content", [b'[weights]\nF-03 = "looser"\n', b"\xff\xfe", None])
def test_a_file_that_cannot_be_obeyed_is_never_passed_over(rule_file: Path, content: bytes | None) -> None:
    if content is not None:
        rule_file.write_bytes(content)
    with pytest.raises(BadOfficeRules, match="本镇规则"):
        rules_in_force()


def test_stored_results_are_stale_once_the_office_changes_its_rules(rule_file: Path, database: str) -> None:
    rule_file.write_text("", encoding="utf-8")
    town = Town()
    for name, content in (("党政办公室", PARTY), ("司法所", JUSTICE)):
        town.hand_out(name)
        town.file(name, content, at(12, 30))
    town.find(rules=rules_in_force()[1])
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)
    rule_file.write_text(STRICTER, encoding="utf-8")
    assert town.where() == (Stage.CHECK, Stage.CHECK)
    town.find(rules=rules_in_force()[1])
    assert town.where() == (Stage.DRAFT, Stage.DRAFT)
