"""Whether a report rests on the law it cites: the notice on its form, the number and the article of the 条例."""

import re
from collections.abc import Iterator

from report.checks.passages import Passage, phrase, texts
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Flaw, Flaws, explain

_OFFICE = "国办公开办函"
_NOTICE = phrase(
    r"(?P<office>国办[一-龥]{0,6})[^\w\s，。、]?(?P<year>20\d\d)年?[^\w\s，。、]?第?(?P<number>\d{1,3})号", "国办"
)
_FORM_OF_A_REPORT = re.compile(r"年度报告(?:格式|有关事项|有关项目)[^。；]{0,20}$")
"""What stands before the number where it is that of the notice on the form."""
_SUPERSEDED = re.compile(r"废止|代替|取代|修订前|原《|原格式|旧")
_TRIAL_FORM = phrase(r"年度报告格式[（(]试行[）)]", "试")
_DECREE = phrase(r"信息公开条例[》〉>”\"]?[（(][^（()）\n]{0,30}?令第?(?P<number>\d{2,4})号", "令")
_ARTICLES = r"第[一二三四五六七八九十\d]{1,4}条"
_ARTICLE = phrase(
    r"条例(?:(?<=信息公开条例)|(?<=[《〈<“]条例))[》〉>”]?(?:[（(][^（()）\n]{0,40}[）)])?的?"
    rf"(?P<articles>{_ARTICLES}(?:[、和及，,]?{_ARTICLES}){{0,4}})",
    "条例",
)
_OLD_ARTICLES = frozenset({"第三十一条", "第三十二条", "第31条", "第32条"})
_RIGHT_ARTICLES = frozenset({"第四条", "第四十九条", "第五十条", "第4条", "第49条", "第50条"})
_AS_BASIS = re.compile(r"根据|依据|依照|按照|遵照|按")
_COMPILED = re.compile(r"(?:编制|撰写|制作|形成|公布|发布|公开)[^。；]{0,40}(?:年度报告|年报|本报告)|报告如下")
_WEBSITES = phrase(r"政府网站(?:工作)?年度报表", "报表")


@explain(
    "W-01",
    "编制依据准确：格式的文号、《政府信息公开条例》的令号和条款都是现行有效的",
    basis=f"《政府信息公开条例》（国务院令第711号）第四十九条、第五十条；{TRIAL}、{CURRENT}",
    example=f"2022 年的年报仍写“根据{TRIAL}”",
)
def the_report_rests_on_law_in_force(case: Case) -> Flaws:
    """Yield each citation that was not in force for the year, answers another form, or does not exist."""
    text = texts(case.sheet)
    yield from _notices(text, case.sheet.year)
    yield from _decrees(text)
    yield from _articles(text)
    yield from _other_reports(text, TRIAL if case.sheet.year < 2021 else CURRENT)


def _flaw(text: Passage, match: re.Match[str], wrong: str, group: str | int = 0) -> Flaw:
    words = text.quote(*match.span(group))
    return Flaw(
        (), f"{text.where(match.start())}写的“{words}”{wrong}", words, text=text.key(match.start()), quote=words
    )


def _notices(text: Passage, year: int) -> Iterator[Flaw]:
    dated = False
    for match in _NOTICE.found(text):
        sentence = text.sentence(match.start())
        wrong = _wrong_notice(text, match, year) if "报告" in sentence and not _SUPERSEDED.search(sentence) else ""
        if wrong:
            dated = True
            yield _flaw(text, match, wrong)
    if year >= 2021 and not dated:
        for match in _TRIAL_FORM.found(text):
            if not _SUPERSEDED.search(text.sentence(match.start())):
                yield _flaw(text, match, f"是 2019 年的试行格式，2021 年起的年报依据{CURRENT}。请改正。")


def _wrong_notice(text: Passage, match: re.Match[str], year: int) -> str:
    """Say what is wrong with a cited notice of the State Council's office; "" where nothing is known to be."""
    cited = (int(match["year"]), int(match["number"]))
    if match["office"] == _OFFICE and cited == (2019, 60) and year >= 2021:
        return f"是 2019 年试行格式的文号，2021 年起的年报依据{CURRENT}。请改正；确有必要引用的，请说明原因。"
    if match["office"] == _OFFICE and cited == (2021, 30) and year < 2021:
        return f"是 2021 年 9 月才印发的，{year}年的年报依据{TRIAL}。请改正。"
    if match["office"] == _OFFICE and cited == (2016, 201):  # 盐亭 2022 still cited it
        return "答复的是 2019 年以前的旧格式，不能作为现行格式的依据。请改正；确有必要引用的，请说明原因。"
    right = match["office"] == _OFFICE and cited in ((2019, 60), (2021, 30))
    if not right and _FORM_OF_A_REPORT.search(text.words[max(0, match.start() - 60) : match.start()]):
        return f"不是年报格式的文号：2019、2020 年是{TRIAL}，2021 年起是{CURRENT}。请改正。"
    return ""


def _decrees(text: Passage) -> Iterator[Flaw]:
    for match in _DECREE.found(text):
        sentence = text.sentence(match.start())
        if match["number"] != "711" and "711" not in sentence and not _SUPERSEDED.search(sentence):
            old = "是 2008 年旧条例的令号" if match["number"] == "492" else "的令号不对"
            yield _flaw(text, match, f"{old}，现行《政府信息公开条例》是国务院令第711号。请改正。")


def _articles(text: Passage) -> Iterator[Flaw]:
    for match in _ARTICLE.found(text):
        cited = set(re.findall(_ARTICLES, match["articles"]))
        # Outside the preamble other articles are cited for other things: only the old numbers are surely wrong there.
        wrong = not cited & _RIGHT_ARTICLES if text.key(match.start()) == "preamble" else bool(cited & _OLD_ARTICLES)
        sentence = text.sentence(match.start())
        if wrong and _AS_BASIS.search(sentence) and _COMPILED.search(sentence) and not _SUPERSEDED.search(sentence):
            yield _flaw(
                text, match, "不是年度报告的条款，现行条例规定年度报告的是第四十九条、第五十条。请改正。", "articles"
            )


def _other_reports(text: Passage, decree: str) -> Iterator[Flaw]:
    for match in _WEBSITES.found(text):  # 白水乡 2020
        sentence = text.sentence(match.start())
        if "信息公开" in sentence and _AS_BASIS.search(sentence) and _COMPILED.search(sentence):
            yield _flaw(text, match, f"是政府网站的报表，不是政府信息公开年报的依据。年报格式依据{decree}。请改正。")
