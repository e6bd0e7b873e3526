"""An office's own rule file: rules made stricter, rules of its own over the cells, words it does not want to read."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import cast

from rapidfuzz import process

from report.checks import RULES
from report.form import Form, Kind
from report.forms import FORMS
from report.reading import Refusal
from report.rule import Equation, Rule, Side, Weight
from report.sheet import content_hash
from templates import say

LARGEST = 256 * 1024
"""Bytes; the longest list of words that an office keeps is a tenth of this."""

_WEIGHTS = (Weight.NOTICE, Weight.EXPLAIN, Weight.ERROR)
"""From the mildest to the strictest."""
_OPERATORS = {"=": "=", "==": "=", "≤": "≤", "<=": "≤", "≥": "≥", ">=": "≥"}
_OWN_CODE = re.compile(r"O-\d{2,3}")
_RULE_KEYS = ("code", "left", "op", "right", "weight", "message")
_MONEY = frozenset({Kind.MONEY, Kind.WAN_YUAN})
_PLACEHOLDERS = frozenset({"left", "right", "difference"})

Table = Mapping[str, object]


class BadOfficeRules(Refusal):
    """A rule file cannot be used; the message names every fault with its line."""


@dataclass(frozen=True)
class OfficeRules:
    """What an office adds to the law: its own rules, its words for W-11, the weights it made stricter."""

    rules: tuple[Rule, ...] = ()
    words: tuple[str, ...] = ()
    weights: Mapping[str, Weight] = field(default_factory=dict)
    hash: str = ""


def in_force(rules: Sequence[Rule], office: OfficeRules) -> tuple[Rule, ...]:
    """Return the rules with the office's weights, then the office's own; nothing of the law falls away."""
    stricter = tuple(_made_stricter(rule, office.weights.get(rule.code, rule.weight)) for rule in rules)
    if not office.words:
        return (*stricter, *office.rules)
    from report.checks.confidential import secrecy_words

    return (*stricter, secrecy_words(office.words), *office.rules)


def _made_stricter(rule: Rule, weight: Weight) -> Rule:
    """Return the rule with that weight; what could be explained still can, but a notice made an error is mended."""
    return replace(rule, weight=weight, explainable=rule.explainable or weight is Weight.EXPLAIN)


def read_office_rules(name: str, content: bytes) -> OfficeRules:
    """Read a rule file (TOML); raise ``BadOfficeRules`` with all its faults, never take a part of it."""
    source = _Source(name, content)
    document = source.document
    for key in document.keys() - {"weights", "rules", "words"}:
        source.fault(source.line(key), "unknown_table", key=key)
    weights = dict(_weights(source, source.table("weights")))
    rules = tuple(_rules(source))
    words = tuple(_words(source, source.table("words")))
    source.refuse_if_faulty()
    return OfficeRules(rules, words, weights, content_hash(document))


# ---------------------------------------------------------------------------------------------------------------
# The file, its lines and its faults


class _Source:
    """A rule file as it is read: what stands in it, where, and what is wrong with it."""

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._faults: list[tuple[int, str]] = []
        text = self._decoded(content)
        self._lines = text.splitlines()
        self.document: Table = self._parsed(text)

    def _decoded(self, content: bytes) -> str:
        if len(content) > LARGEST:
            raise BadOfficeRules(say("office_rules", "too_large", name=self._name, limit=LARGEST // 1024))
        try:
            return content.decode("utf-8-sig")  # Windows' editor writes the mark
        except UnicodeDecodeError as error:
            raise BadOfficeRules(say("office_rules", "not_utf8", name=self._name)) from error

    def _parsed(self, text: str) -> Table:
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            place = re.search(r"line (\d+)", str(error))
            self.fault(int(place[1]) if place else len(self._lines), "syntax")
            self.refuse_if_faulty()
            raise

    def line(self, key: str, table: str = "", nth: int = 0) -> int:
        """Return the line, from 1, on which a key stands: of a table, or of the nth of several of that name."""
        header = re.compile(rf"\s*\[+\s*{re.escape(table)}\s*\]+")
        starts = [i for i, text in enumerate(self._lines) if table and header.match(text)]
        start = starts[nth] if nth < len(starts) else 0
        wanted = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
        for i, text in enumerate(self._lines[start + bool(starts) :], start + bool(starts)):
            if starts and text.lstrip().startswith("["):
                break
            if wanted.match(text):
                return i + 1
        return start + 1

    def fault(self, line: int, sentence: str, /, **facts: object) -> None:
        """Note what is wrong on a line, in the words of ``templates/office_rules.txt.j2``."""
        self._faults.append((line, say("office_rules", sentence, **facts)))

    def refuse_if_faulty(self) -> None:
        """Raise ``BadOfficeRules`` if anything was wrong."""
        if self._faults:
            raise BadOfficeRules(say("office_rules", "faulty", name=self._name, faults=sorted(self._faults)))

    @property
    def faults(self) -> int:
        """How many faults were noted so far."""
        return len(self._faults)

    def table(self, key: str) -> Table:
        """Return a table of the file; an empty one where it does not stand there."""
        value = self.document.get(key, {})
        if isinstance(value, dict):
            return cast(Table, value)
        self.fault(self.line(key), "not_a_table", key=key)
        return {}


# ---------------------------------------------------------------------------------------------------------------
# Weights and words


def _weights(source: _Source, table: Table) -> Iterator[tuple[str, Weight]]:
    """Yield the weights that make a rule of the law stricter."""
    law = {rule.code: rule.weight for rule in RULES}
    for code, wanted in table.items():
        line = source.line(code, "weights")
        if code not in law:
            source.fault(line, "unknown_code", code=code)
        elif wanted not in list(Weight):
            source.fault(line, "bad_weight", found=str(wanted))
        elif _WEIGHTS.index(Weight(cast(str, wanted))) < _WEIGHTS.index(law[code]):
            source.fault(line, "looser", code=code, weight=law[code])
        else:
            yield code, Weight(cast(str, wanted))


_LONGEST_WORD = 40


def _words(source: _Source, table: Table) -> Iterator[str]:
    """Yield the office's own words for W-11, each once."""
    for key in table.keys() - {"secrecy"}:
        source.fault(source.line(key, "words"), "unknown_key", key=key)
    words = table.get("secrecy", [])
    line = source.line("secrecy", "words")
    if not isinstance(words, list):
        source.fault(line, "not_a_list", key="secrecy")
        return
    for word in dict.fromkeys(word.strip() if isinstance(word, str) else "" for word in words):
        if 2 <= len(word) <= _LONGEST_WORD:  # a single character stands in every report
            yield word
        else:
            source.fault(line, "bad_word", word=word)


# ---------------------------------------------------------------------------------------------------------------
# Rules of its own


@dataclass(frozen=True, slots=True)
class Comparison:
    """The equation of an office's own rule; it is asked of every form that has all its cells.

    ``edition`` is 0 where both editions are meant. Two that say the same are equal, so that the matrix of a file that
    is read again need not be compiled again.
    """

    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]
    edition: int = 0

    def __call__(self, form: Form) -> Iterator[Equation]:
        """State the equation for a form."""
        if self.is_of(form):
            left, right = (Side(_named(form, cells), cells) for cells in (self.left, self.right))
            yield Equation("", left, self.op, right, marks=self.left[0])

    def is_of(self, form: Form) -> bool:
        """Say whether a form has the cells, in tables of the wanted edition."""
        editions = dict(form.editions)
        cells = (*self.left, *self.right)
        return all(a in form.places and self.edition in (0, editions[a.split(".")[0]]) for a in cells)


def _named(form: Form, cells: Sequence[str]) -> str:
    return "＋".join(form.name(address) for address in cells)


def _rules(source: _Source) -> Iterator[Rule]:
    """Yield the rules of the file; of one with a fault nothing."""
    entries = source.document.get("rules", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        source.fault(source.line("rules"), "not_rules")
        return
    codes: set[str] = set()
    for number, entry in enumerate(entries):
        rule = _Entry(source, number, cast(Table, entry)).rule(codes)
        if rule:
            codes.add(rule.code)
            yield rule


class _Entry:
    """One ``[[rules]]`` of the file."""

    def __init__(self, source: _Source, number: int, entry: Table) -> None:
        self._source, self._number, self._entry = source, number, entry

    def _fault(self, at: str, sentence: str, /, **facts: object) -> None:
        """Note what is wrong with a key; one that is missing has no other fault."""
        if at in self._entry or sentence == "missing_key":
            self._source.fault(self._source.line(at, "rules", self._number), sentence, **facts)

    def rule(self, codes: Collection[str]) -> Rule | None:
        """Return the rule, or note what is wrong with it; ``codes`` are taken."""
        before = self._source.faults
        for key in self._entry.keys() - {*_RULE_KEYS, "edition", "basis"}:
            self._fault(key, "unknown_key", key=key)
        for key in _RULE_KEYS:
            if key not in self._entry:
                self._fault(key, "missing_key", key=key)
        code, op, weight = (
            self._code(codes),
            self._chosen("op", list(_OPERATORS)),
            self._chosen("weight", list(Weight)),
        )
        message, basis = self._message(), self._text("basis") if "basis" in self._entry else ""
        comparison = Comparison(self._cells("left"), _OPERATORS.get(op, ""), self._cells("right"), self._edition())
        if self._source.faults == before:
            self._must_be_asked(comparison)
        return None if self._source.faults > before else _rule(code, Weight(weight), comparison, message, basis)

    def _text(self, key: str) -> str:
        value = self._entry.get(key)
        if isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_TEXT:
            return value.strip()
        self._fault(key, "not_text", key=key, most=_LONGEST_TEXT)
        return ""

    def _code(self, codes: Collection[str]) -> str:
        code = self._text("code")
        if code and not _OWN_CODE.fullmatch(code):
            self._fault("code", "bad_code", code=code)
        if code in codes:
            self._fault("code", "code_taken", code=code)
        return code

    def _chosen(self, key: str, choices: Sequence[str]) -> str:
        value = self._entry.get(key)
        if isinstance(value, str) and value in choices:
            return value
        self._fault(key, "bad_choice", key=key, found=str(value), choices=list(map(str, choices)))
        return ""

    def _message(self) -> str:
        """Return the sentence; nothing but the three known words may stand in braces."""
        message = self._text("message")
        try:
            fields = [part[1:] for part in Formatter().parse(message) if part[1] is not None]
        except ValueError:
            fields = [("{", "", None)]
        if any(name not in _PLACEHOLDERS or spec or conversion for name, spec, conversion in fields):
            self._fault("message", "bad_placeholder")
        return message

    def _cells(self, key: str) -> tuple[str, ...]:
        """Return the cells of one side, written as a list or with plus signs."""
        value = self._entry.get(key)
        cells = value.split("+") if isinstance(value, str) else value
        if not isinstance(cells, list) or not cells or len(cells) > _MOST_CELLS:
            self._fault(key, "not_cells", key=key, most=_MOST_CELLS)
            return ()
        addresses = tuple(cell.strip() if isinstance(cell, str) else str(cell) for cell in cells)
        for address in addresses:
            if address not in _ADDRESSES:
                self._fault(key, "unknown_address", address=address[:60], near=_near(address))
        return addresses

    def _edition(self) -> int:
        edition = self._entry.get("edition", 0)
        if "edition" in self._entry and edition not in list(FORMS):
            self._fault("edition", "bad_edition", editions=list(FORMS))
        return cast(int, edition)

    def _must_be_asked(self, comparison: Comparison) -> None:
        """Note a rule that no form could be asked, or that adds what cannot be added."""
        forms = [form for form in FORMS.values() if comparison.is_of(form)]
        if not forms:
            self._fault("left", "no_form")
        elif len({forms[0].kind(a) in _MONEY for a in (*comparison.left, *comparison.right)}) > 1:
            self._fault("left", "money_and_counts")


_LONGEST_TEXT = 500
_MOST_CELLS = 200
"""More cells than any side of a statutory rule has."""
_ADDRESSES = frozenset(address for form in FORMS.values() for address in form.addresses)


def _near(address: str) -> str:
    """Return the known address that was probably meant; "" where there is none or it cannot be told."""
    found = process.extractOne(address, sorted(_ADDRESSES), score_cutoff=80)
    return str(found[0]) if found else ""


def _rule(code: str, weight: Weight, comparison: Comparison, message: str, basis: str) -> Rule:
    form = next(form for form in FORMS.values() if comparison.is_of(form))
    sides = {"left": _named(form, comparison.left), "right": _named(form, comparison.right), "op": comparison.op}
    return Rule(
        code=code,
        weight=weight,
        wording=say("office_rules", "wording", **sides),
        basis=basis or say("office_rules", "basis"),
        example=say("office_rules", "example", op=comparison.op),
        equations=comparison,
        explainable=weight is Weight.EXPLAIN,
        message=message,
    )
