"""What the texts of a report must say, how much of it, and how exactly."""

import re
from collections import defaultdict

from report.checks.passages import phrase, quoted, texts
from report.forms.common import CURRENT
from report.rule import Case, Flaw, Flaws, Outcome, error, explain, notice
from report.sheet import Level

_SHORTEST = 30
_LONGEST = 1000
_CHARACTERS = re.compile(r"[㐀-鿿]+")


@error(
    "W-05",
    f"第五部分写明具体问题和改进措施，不少于 {_SHORTEST} 字",
    basis=f"《政府信息公开条例》第五十条第四项；{CURRENT}：问题要具体，不能空泛",
    example="第五部分只有一个“无”字",
)
def problems_are_told(case: Case) -> Flaws:
    """Yield one flaw where part five is missing, empty, or too short to name a problem and what is done about it."""
    told = case.sheet.texts
    if "problems" not in told:
        if not any(told.values()):
            return
        message = "没有读到第五部分“存在的主要问题及改进情况”，无法核对。请补上这一部分后重新核对。"
        yield Flaw((), message, outcome=Outcome.UNJUDGED, text="problems")
        return
    words = "".join(told["problems"].split())
    if len(words) < _SHORTEST:
        said = f"只有 {len(words)} 字" if words else "是空的"
        message = f"第五部分“存在的主要问题及改进情况”{said}。请写明本年的具体问题和改进措施，不少于 {_SHORTEST} 字。"
        yield Flaw((), message, str(len(words)), str(_SHORTEST), text="problems", quote=told["problems"].strip())


@notice(
    "W-06",
    f"第一部分“总体情况”不超过 {_LONGEST} 字",
    basis=f"{CURRENT}：总体情况原则上不超过 1000 字",
    example="总体情况写了 2,300 字",
)
def the_overview_is_short(case: Case) -> Flaws:
    """Yield one flaw where the overview has more Chinese characters than the notice allows."""
    overview = case.sheet.texts.get("overview", "")
    if len(overview) > _LONGEST and (count := sum(map(len, _CHARACTERS.findall(overview)))) > _LONGEST:
        message = (
            f"第一部分“总体情况”有 {count} 个汉字，原则上不超过 {_LONGEST} 字，多 {count - _LONGEST} 字。请精简。"
        )
        yield Flaw((), message, str(count), str(_LONGEST), text="overview")


_FEE = re.compile(
    r"处理费|(?:信息公开|依申请公开|公开申请|申请人)[^。；\n]{0,20}(?:收费|费用)|收费[^。；\n]{0,12}(?:信息公开|依申请公开)"
)


@explain(
    "W-08",
    "第六部分说明信息处理费：收了多少，或者没有收取",
    basis=f"{CURRENT}；国办函〔2020〕109号《政府信息公开信息处理费管理办法》",
    example="第六部分只写“无其他需要报告的事项”",
)
def the_processing_fee_is_told(case: Case) -> Flaws:
    """Yield one flaw where no part says anything of the fee; to speak of 行政事业性收费 is not to speak of it."""
    sheet = case.sheet
    if "other" not in sheet.texts or sheet.year < 2021:
        return
    notes = sheet.source.notes.values() if sheet.source else ()
    if not any("费" in text and _FEE.search(text) for text in (*sheet.texts.values(), *notes)):
        message = (
            "第六部分“其他需要报告的事项”没有说明信息处理费。"
            "请写明本年收取信息处理费的件数和金额；没有收取的，写“本年度未收取信息处理费”。"
        )
        yield Flaw((), message, text="other", quote=sheet.texts["other"].strip()[:_SHORTEST])


_GOVERNMENTS = frozenset({Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE})
_SUPERVISED = re.compile(r"考核|考评|评议|测评|评估|社会评价|责任追究|追究责任|追责|问责")


@explain(
    "W-09",
    "各级政府的年报写明工作考核、社会评议、责任追究",
    basis="《政府信息公开条例》第五十条第四项：各级人民政府还应当包括工作考核、社会评议和责任追究结果情况",
    example="镇政府的监督保障只写“加强组织领导”",
)
def supervision_is_told(case: Case) -> Flaws:
    """Yield one flaw where a government's report says nothing of appraisal, public review or responsibility."""
    sheet = case.sheet
    if sheet.level not in _GOVERNMENTS or not sheet.texts.get("overview", "").strip():
        return
    if not any(_SUPERVISED.search(text) for text in sheet.texts.values()):
        message = (
            "全文没有提到工作考核、社会评议、责任追究。各级政府的年报应当写明这三项的结果，"
            "一般写在第一部分“监督保障”；没有开展或者没有追究的，也请如实写明。"
        )
        yield Flaw((), message, text="overview")


_ITEMS = "(?:条|件|篇|份|宗|起|期|个|项|次|场|人次|人|户|家|名|册|幅|张|批|部|则)"
_TENS = "[十百千万]{1,2}"
_ABOUT = (
    phrase(rf"(?:[0-9]{{1,9}}{_TENS}|[0-9]{{1,9}}|{_TENS})余{_ITEMS}|[0-9]{{1,9}}余(?=[，。；、\n）)]|$)", "余"),
    phrase(rf"(?:[0-9]{{1,9}}{_TENS}|[0-9]{{1,9}}|{_TENS})多{_ITEMS}", "多"),
    phrase(
        rf"近(?<![最附靠邻临].)(?:[0-9]{{1,9}}{_TENS}|[0-9]{{2,9}}|[一二三四五六七八九两]?{_TENS})余?{_ITEMS}", "近"
    ),
    phrase(
        rf"约(?<![预签节契违解邀合].)(?:[0-9]{{1,9}}{_TENS}|[0-9]{{1,9}}|[一二三四五六七八九两]?{_TENS})余?{_ITEMS}",
        "约",
    ),
    phrase(rf"(?:数(?<![总次件人].)|几|上(?<!以.)){_TENS}余?{_ITEMS}", "十", "百", "千", "万"),
    phrase(r"[0-9]{1,9}(?:条|件|篇|份|次|期|个|项)左右", "左"),
)
_SHOWN = 5


@notice(
    "W-10",
    "数字写准确数，不写约数",
    basis="各地年报编制通知的通例：数据准确",
    example="“主动公开政府信息300余条”“近百件”",
)
def numbers_are_exact(case: Case) -> Flaws:
    """Yield one flaw for each text in which something is counted by about; 近年来 and 十余年 count nothing."""
    text = texts(case.sheet)
    found = defaultdict[str, list[tuple[int, str]]](list)
    for at, words in quoted(text, _ABOUT):
        found[text.key(at)].append((at, words))
    for key, figures in found.items():
        said = "".join(f"“{words}”" for _, words in sorted(figures)[:_SHOWN])
        more = f"等 {len(figures)} 处" if figures[_SHOWN:] else ""
        at, first = min(figures)
        yield Flaw((), f"{text.where(at)}有约数{said}{more}。请改为准确数。", text=key, quote=first)
