"""The words around a date of a notice: what is to be done, by whom, and how it is handed in."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from report.instruction import Ask, Delivery, Doubt, Kind
from report.numerals import spelt_out

# ---------------------------------------------------------------------------------------------------------------
# What is to be done

_TRAINING = re.compile(r"培训|部署会|辅导会|视频会|动员会|集中办公")
_HAND_IN = re.compile(
    r"报送|上报|呈报|报备|报审|送审|备案|提交|报(?:至|到|给|[省市县区州旗镇我])|送(?:至|到|交|达)|发(?:送|至|到)|邮寄|传至"
)
_PUBLISH = re.compile(
    r"(?<!信息)(?<!政务)(?<!主动)(?<!申请)(?<!事务)公开"
    r"(?!办|条例|股|科|室|处|中心|小组|平台|专栏|栏目|指南|目录|申请|领导|机构)"
    r"|发布(?!会|机构|单位)|公布|公示|挂网|上网"
)
_DRAFT = re.compile(
    r"初稿|送审稿|草稿|征求意见稿|预审|送审|报审|报(?:送|至|到|给|[省市县区州旗])[^，。]{0,20}(?:审核|审查|审阅|把关)"
)
_ROLLUP = re.compile(
    r"汇总(?:表|数据|报告|情况|后报|后的|统计)|本(?:地区|县区|市县|县市区)[^，。]{0,8}(?:情况|汇总|总体)"
)
_ASIDE = re.compile(r"回执|参会|参训|参加人员|名单|报名|联络员|人员信息")
_OF_REPORT = re.compile(r"年报|报告")
_OF_SENDER = re.compile(
    r"(?:我办|我局|我室|我中心|办公室|公开办|公开科|公开股)将(?=于|在|会|对|组织|适时|集中|统一|$)|已(?:经)?[于在]?$|拟于$"
)
_COUNTED = re.compile(
    r"(?:统计(?:期限|时间|时段|范围|区间)|数据(?:时段|期限|截止|截至)|截至|截止到)[^，。]{0,6}$|所列数据[^，。]{0,12}$"
)


class Asked(NamedTuple):
    """What is to be done by a date; ``by_heading``: the heading says so, and not the sentence alone.

    ``is_open``: the words around the date say nothing, so that those of the next date may hold for both.
    """

    asks: tuple[Ask, ...] = ()
    by_heading: bool = False
    is_open: bool = False


def asks_in(before: str, after: str, heading: str = "", *, deadline: bool = False) -> Asked:
    """Return what is to be done by a date, from the words behind it or else before it; none is a usual answer.

    A heading says which paper is handed in, and all of it where a ``deadline`` stands alone: 公开时限 各县3月20日前.
    """
    whole = before + after
    if _COUNTED.search(before) or (_ASIDE.search(whole) and not _OF_REPORT.search(whole)):
        return Asked()
    own = _asks(after, whole) or _asks(before, whole)
    if _is_of_sender(before.rpartition("，")[2]):  # others are asked only to come to its training
        return Asked(own if own == (Ask.TRAINING,) else ())
    if not own:
        said = _asks(heading, heading) if deadline else ()
        return Asked(said, by_heading=bool(said), is_open=deadline)
    if Ask.SUBMIT in own and "初稿" in heading and "正式" not in whole:
        return Asked(tuple(Ask.DRAFT if ask is Ask.SUBMIT else ask for ask in own), by_heading=True)
    return Asked(own)


def _asks(text: str, whole: str) -> tuple[Ask, ...]:
    if _TRAINING.search(text) and not _HAND_IN.search(text):
        return (Ask.TRAINING,)
    asks: list[Ask] = []
    if _HAND_IN.search(text):
        asks.append(Ask.DRAFT if _DRAFT.search(whole) else Ask.ROLLUP if _ROLLUP.search(whole) else Ask.SUBMIT)
    elif _DRAFT.search(text):
        asks.append(Ask.DRAFT)
    if _PUBLISH.search(text) and not _is_later(text):
        asks.append(Ask.PUBLISH)
    return tuple(asks)


def _is_of_sender(clause: str) -> bool:
    """Say whether who sends the notice tells what it will do itself, or what was done."""
    return bool(_OF_SENDER.search(clause)) and not group_in(clause)


def _is_later(text: str) -> bool:
    """Say whether a thing is published only after it was handed in: the day is not that of 报县政府办审核后发布."""
    handed, published = _HAND_IN.search(text), _PUBLISH.search(text)
    return bool(handed and published and "后" in text[handed.end() : published.start()])


_STATUTE = re.compile(r"条例》?[^，。]{0,12}(?:规定|第四十九条|第五十条)|第四十九条|第五十条")
_OF_YEAR = re.compile(r"(20\d\d)年度")


def doubts_in(text: str, year: int) -> tuple[Doubt, ...]:
    """Doubt a sentence that retells what the 条例 says, and one that speaks of another year's report."""
    statute = (Doubt.STATUTE,) if _STATUTE.search(text) else ()
    return (*statute, Doubt.OTHER_YEAR) if any(int(each) != year for each in _OF_YEAR.findall(text)) else statute


# ---------------------------------------------------------------------------------------------------------------
# By whom

_STOP = (
    r"[，。；:\d于在将把]|应[当于将在按]|必须|务必|务于|需[要于将在]|须|要|请|认真|统一|分别|按|根据|结合|严格|尽快|及时|抓紧|对照|每"
    r"|编制|报[送至]|做好|高度|完成|形成|确保|自行|的|年报|年度|负责|上报|提交|公开|公布|发布|二〇|[一二]月|元月"
)
_GROUP = (
    r"(?:各|(?:[省市县区州旗]、){1,3}(?=[市县区州旗](?:人民)?政府)|[省市县区州旗][直级属]|[省市县区州]政府各|其他|有关|相关)"
    rf"(?:(?!{_STOP})[^（）()]){{1,40}}+"
    rf"(?:[（(][^（）()]{{1,12}}[）)](?:(?!{_STOP})[^（）()]){{0,40}}+)?"
)
_WHOM = re.compile(rf"{_GROUP}(?:，{_GROUP}){{0,5}}")
_SUBJECT = re.compile(
    r"(?P<whom>[^（）()将把报由，。；:]{1,30}(?:政府|部门|单位|机构|办公室|公开办|街道|乡镇|镇|局|中心))"
    r"(?:应当?|必?须|要|务必|请|需)?[于在]?$"
)
_ADDRESSEES = re.compile(
    r"[^，。；:]{0,12}(?:各|[省市县区州旗][直级属]|[省市县区州]政府各|有关|相关)[^。；:]{1,150}:"
)


def whom_in(before: str, after: str) -> str:
    """Return who is meant by the words before a date, or else behind it: 各镇街, 市直各部门, 广武镇."""
    subject = _SUBJECT.search(before.rpartition("，")[2][-40:])
    return group_in(before) or (subject["whom"] if subject else group_in(after))


def group_in(text: str) -> str:
    """Return the last group of organs that a text names, in its words."""
    return next((match[0] for match in reversed(list(_WHOM.finditer(text)))), "")


def addressees_in(text: str) -> str:
    """Return whom a line addresses, "" for one that addresses nobody."""
    return text[:-1] if _ADDRESSEES.fullmatch(text) and not text.endswith("如下:") else ""


# ---------------------------------------------------------------------------------------------------------------
# How it is handed in

_COPIES = re.compile(r"一式(?P<copies>[一二两三四五六七八九十]|\d{1,2})份")
_SEAL = re.compile(r"公章|印章|盖章")
_FORMS = re.compile(
    r"电子(?:版|文档|稿|文本|件)|纸质(?:版|件|稿|材料|文件|文本)|(?:盖章|PDF|pdf)?扫描件"
    r"|(?:PDF|pdf|OFD|ofd|[Ww]ord|WORD|[Ee]xcel)(?:版|格式|文档)"
)
_TO = re.compile(
    r"(?:报送|上报|呈报|提交|报备|(?<!年)报|送|发送|发)[至到给交]{0,2}"
    r"(?P<to>(?!告|表|送|备|交)[^，。；:（()）\d]{1,30}(?:办公室|公开办|办|股|科|处|局|厅|中心|邮箱|平台|系统|工作群))"
)


def delivery_in(text: str) -> Delivery:
    """Return how something is to be handed in, as far as a text says so."""
    copies, to = _COPIES.search(text), _TO.search(text)
    return Delivery(
        to=to["to"] if to else "",
        forms=tuple(dict.fromkeys(_FORMS.findall(text))),
        copies=_count(copies["copies"]) if copies else 0,
        sealed=bool(_SEAL.search(text)),
    )


def _count(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else int(spelt_out(numeral) or 0)


# ---------------------------------------------------------------------------------------------------------------
# Details

_NAME = r"(?:(?!联系|电话|手机|传真|邮箱)[一-鿿·]){2,4}"
_DETAILS = {
    Kind.CONTACT: re.compile(
        rf"(?:联系人|联络人|经办人)(?:及(?:联系)?(?:电话|方式))?[:：\s]{{0,3}}(?P<words>{_NAME}(?:、{_NAME}){{0,5}})"
    ),
    Kind.TELEPHONE: re.compile(r"(?<![\d-])(?P<words>(?:0\d{2,3}[-—－ ]?)?[2-8]\d{6,7}|1[3-9]\d{9})(?![\d-])"),
    Kind.MAILBOX: re.compile(
        r"(?<![\w.%+-])(?P<words>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
    ),
}
_CALLS = re.compile(r"电话|手机|联系|传真|咨询")
_SAID = re.compile("|".join((_FORMS.pattern, r"一式[^，。]{1,3}份", r"加盖[^，。]{0,6}[公印]章|盖章")))


def delivery_words(text: str) -> str:
    """Return what a text says of handing in, in its own words: 纸质版、一式两份、加盖公章."""
    return "、".join(dict.fromkeys(match[0] for match in _SAID.finditer(text)))


def details_in(line: str) -> Iterator[tuple[Kind, str]]:
    """Yield whom a line names to call and where to send; a number is a telephone only where one is spoken of."""
    for kind, pattern in _DETAILS.items():
        if kind is not Kind.TELEPHONE or _CALLS.search(line):
            for match in pattern.finditer(line):
                yield kind, match["words"]


_ATTACHED = re.compile(r"附件\d?[:：]\s*(?:1\s*[.．、]\s*)?(?P<name>[^\s].{1,80})")
_NEXT_ATTACHED = re.compile(r"(?P<number>\d{1,2})\s*[.．、]\s*(?P<name>[^\s].{1,80})")


def attachment_in(line: str, after: bool) -> str:
    """Return what a line says is attached; ``after``: the line before it says so, too."""
    match = _ATTACHED.fullmatch(line.strip()) or (_NEXT_ATTACHED.fullmatch(line.strip()) if after else None)
    return match["name"].strip() if match else ""
