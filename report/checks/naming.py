"""Whether a report speaks of its own unit: not of another one, and not of another level."""

import re
from collections.abc import Iterator
from functools import lru_cache

from report.checks.passages import Passage, phrase, standing, texts
from report.rule import Case, Flaw, Flaws, explain
from report.sheet import Level, Sheet

_GOVERNMENTS = frozenset({Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE})
_KINDS = ("街道", "镇", "乡", "县", "区", "旗", "市", "州", "盟", "省")
_KIND = re.compile(rf"({'|'.join(_KINDS)})(?:办事处|人民政府|政府|办)?$")


@lru_cache(maxsize=64)
def _kind(unit: str, level: Level) -> str:
    """Return what a government calls itself behind 我: 镇, 街道, 县; "" where its name does not say."""
    match = _KIND.search(re.sub(r"[（(].*|\s", "", unit))
    return match[1] if match and level in _GOVERNMENTS else ""


@explain(
    "W-04",
    "说的是本单位：没有别的单位、别的层级的名称",
    basis="各地年报编制通知的通例：不得照抄其他单位的年报",
    example="街道的年报写“向市政府提出的申请”，镇的年报写“我局”",
)
def the_unit_meant_is_the_unit_named(case: Case) -> Flaws:
    """Yield words of another unit or level that stand where the report speaks of itself."""
    sheet = case.sheet
    kind = _kind(sheet.unit, sheet.level)
    text = texts(sheet)
    found = [*_selves(text, sheet, kind), *_applied_to(text, sheet, kind), *_bodies(text, kind)]
    if kind and "某" not in sheet.unit:
        found += _namesakes(text, sheet.unit, kind)
    for words, (start, wrong) in {text.quote(start, end): (start, wrong) for start, end, wrong in found}.items():
        message = f"{text.where(start)}写的“{words}”{wrong}。请核对是否照抄了别处的文字；确实如此的，请说明原因。"
        yield Flaw((), message, words, sheet.unit, text=text.key(start), quote=words)


Place = tuple[int, int, str]
"""First and last place of the words, and what is wrong with them."""

_KINDS_OF_SELF = r"(?P<self>街道|镇|乡|局|厅)(?![镇村土面限部势])"
_SELVES = (phrase("我(?<!自.)" + _KINDS_OF_SELF, "我"), phrase("本(?<![样基成].)" + _KINDS_OF_SELF, "本"))
_FINDABLE = 8
"""So many characters of a sentence are quoted where two would be found everywhere."""


def _selves(text: Passage, sheet: Sheet, kind: str) -> Iterator[Place]:
    """Yield 我镇, 我局 and the like of a unit that is none, each once; 我县 and 我市 are said by those below, too."""
    # 横山镇 2023 had “我局积极配合调整”. A department of two names may call itself 局: of it, only 我镇 is wrong.
    known = set[str]()
    for match in standing(text, _SELVES):
        said = match["self"]
        wrong = said != kind if kind else sheet.level not in _GOVERNMENTS and said in ("镇", "乡", "街道")
        if wrong and said not in known:
            known.add(said)
            yield match.start(), match.start() + _FINDABLE, f"，本单位是{sheet.unit}"


_APPLIED = phrase(
    r"(?:受理|收到|收|办理|接到)[^。；，,\n]{0,20}向(?P<level>[省市县区州旗])(?:人民)?政府[^。；，,\n]{0,20}提出的",
    "提出的",
)


def _applied_to(text: Passage, sheet: Sheet, kind: str) -> Iterator[Place]:
    """Yield applications said to be made to another government: 迎宾路街道 2021 had the city office's paragraph."""
    for match in _APPLIED.found(text):
        if kind and match["level"] != kind:
            yield (
                match.start(),
                match.end(),
                f"是向{match['level']}政府提出的申请，本报告只写向{sheet.unit}提出的申请",
            )


_STREETS_GOVERNMENT = phrase(
    r"街道(?:党工委|党委|工委)?[、和]?(?:街道)?(?:人民政府|政府(?=[，。、；的在将对把及与和）)]|办公室|高度|认真|积极|严格"
    r"|按照|坚持|主动|始终|全面|不断|$))",
    "政府",
)
_SAME_BREATH = re.compile(r"街道[、和](?:人民)?政府")
_TOWNS_GOVERNMENT = phrase(r"镇(?<![^，。；,;：:\n].)(?:党委|政府|人民政府)", "镇")
_STREETS_OFFICE = phrase(r"街道(?<![^，。；,;：:\n]..)(?:党工委|办事处)", "街")


def _bodies(text: Passage, kind: str) -> Iterator[Place]:
    """Yield bodies that such a unit does not have: a street is an agency with an office and has no government."""
    if kind == "街道":  # 东城街 2021: “街道党工委、政府”
        for match in _STREETS_GOVERNMENT.found(text):
            if not _SAME_BREATH.match(match[0]):
                yield *match.span(), "，街道是派出机关，设办事处，没有政府"
        for match in _TOWNS_GOVERNMENT.found(text):
            yield *match.span(), "，本单位是街道，不是镇"
    elif kind in ("镇", "乡"):
        for match in _STREETS_OFFICE.found(text):
            yield *match.span(), f"，本单位是{kind}，不是街道"


_NAMESAKES = {
    kind: phrase(
        rf"{kind}(?:人民政府|政府|办事处|党委政府|党政办)?"
        r"(?:高度重视|认真|严格|积极|始终|坚持|主动公开|累计|未收到|收到|共(?![同享建]))",
        kind,
    )
    for kind in ("街道", "镇", "乡", "县")
}
_SUBJECT = re.compile(r"(?:^|[，,）)年])(?P<name>[一-龥]{2,8})$")
_GENERIC = re.compile(r"[我全各本该一二三四五六七八九十两几多等和与及个新城集村小名古重社市区县乡镇辖属级委党府]$")
"""我镇, 全县, 各乡镇, 城镇, 县委县政府 … name nobody."""


def _namesakes(text: Passage, unit: str, kind: str) -> Iterator[Place]:
    """Yield another unit of the same kind that stands as the subject of a sentence."""
    for match in _NAMESAKES[kind].found(text) if kind in _NAMESAKES else ():
        subject = _SUBJECT.search(text.before(match.start()))
        if subject and subject["name"][-2:] + kind not in unit and not _GENERIC.search(subject["name"]):
            start = match.start() - len(subject["name"])
            yield start, match.start() + len(kind), f"，本单位是{unit}"
