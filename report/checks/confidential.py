"""What must not be published: personal data, and what is marked or said to be secret."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from report.checks.passages import Passage, everything, narrow, phrase, quoted, standing
from report.rule import Case, Flaw, Flaws, Rule, error


class Datum(NamedTuple):
    """One piece of personal data: what it is, where it begins and ends as printed."""

    kind: str
    start: int
    end: int


_LONG = re.compile(r"[0-9][0-9 -]{10}")
"""No number that names a person is shorter: a text without such a run need not be looked through."""
_BEFORE, _AFTER = r"(?<![0-9A-Za-z./=&_-])", r"(?![0-9A-Za-z_/=&]|[.-]\w)"
"""A number within the address of a page, a file name or a longer number is nobody's."""
_MOBILE = re.compile(rf"{_BEFORE}(?:(?:\+|00)86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{{4}}){{2}}{_AFTER}", re.ASCII)
_IDENTITY = re.compile(rf"{_BEFORE}[0-9]{{17}}[0-9Xx]{_AFTER}", re.ASCII)
_CARD = re.compile(rf"{_BEFORE}[3-6][0-9]{{3}}(?: ?[0-9]{{4}}){{3}}(?: ?[0-9]{{1,3}})?{_AFTER}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_identity_number(number: str) -> bool:
    """Say whether 18 characters are an identity number: a day that exists, and the check digit of GB 11643."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    check = "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]
    return born.year >= 1900 and number[17].upper() == check


def is_bank_card(number: str) -> bool:
    """Say whether 16 to 19 digits pass the check of bank cards (Luhn)."""
    doubled = (int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(number)))
    return 16 <= len(number) <= 19 and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _numbers(text: Passage) -> Iterator[Datum]:
    printed = narrow(text.printed)
    if not _LONG.search(printed):
        return
    for match in _MOBILE.finditer(printed):
        yield Datum("手机号码", *match.span())
    for match in _IDENTITY.finditer(printed):
        if is_identity_number(match[0]):
            yield Datum("身份证号码", *match.span())
    for match in _CARD.finditer(printed):
        digits = match[0].replace(" ", "")
        if is_bank_card(digits) and not (len(digits) == 18 and is_identity_number(digits)):
            yield Datum("银行卡号", *match.span())


_HOMES = (  # what follows the number of a group or a house is rare; what must stand before it is looked at then
    (phrase(r"组[0-9]{1,4}号", "组"), re.compile(r"[一-龥]{2,10}[村屯庄][^，。；、0-9]{0,6}[0-9]{1,3}(?:村民小?)?$")),
    (
        phrase(
            r"(?:号楼|[栋幢座楼])[^，。；、\n0-9]{0,3}(?:[0-9]{1,2}单元)?[^，。；、\n0-9]{0,2}[0-9]{2,4}[室号户]",
            *("楼", "栋", "幢", "座"),
        ),
        re.compile(r"[一-龥]{2,12}(?:小区|花园|家园|公寓|新村|[苑府])[^，。；、0-9]{0,6}[0-9]{1,3}$"),
    ),
    (phrase(r"住址(?:[:：为是]{0,2})[一-龥]{2}[^，。；\n]{0,24}[0-9]号", "址"), re.compile(r"$")),
)
_OFFICE = re.compile(
    r"(?:办公|联系|通[信讯]|单位|受理)[^，。；]{0,4}(?:地址|地点)|地址[:：]|位于|设在|邮寄|驻地|大厅|中心|政府"
)
_SURNAMES = (
    "王李张刘陈杨赵黄吴徐孙胡朱郭罗梁宋郑谢韩唐冯董曹袁邓彭吕苏蒋蔡魏薛叶阎潘"
    "杜戴汪姜姚谭廖邹陆郝崔邱秦顾侯邵孟钱汤黎贺赖龚"
)
"""Surnames that open few other words: 于, 向, 曾, 方 and 高 behind 申请人 mostly open a verb."""
_NAME = rf"(?P<name>(?:[{_SURNAMES}]|欧阳|司马|上官|诸葛)(?:某{{1,2}}|[一-龥]{{1,2}}))"
_APPLICANT = phrase(
    rf"申请人[:：]?{_NAME}(?=先生|女士|等人|[，,、（(]|提出|提交|申请|要求|通过|向|于|不服|对|的申请)", "申请人"
)
_APPLIED = (
    phrase(r"申请公开(?<!依申请公开)", "申请公开"),
    phrase(r"要求公开", "要求公开"),
    phrase(r"向我.{1,3}(?:提出|提交|申请)", "向我"),
    phrase(r"提出的?政府信息公开申请", "提出"),
)
_BY_WHOM = re.compile(rf"(?:^|[，、：:“]){_NAME}(?:先生|女士|等人)?$")
_NO_NAMES = re.compile(
    r"陈[述列情旧]|罗列|张[贴榜挂]|胡乱|顾[虑及问]|谢绝|杜绝|钱款|唐突|黄金|宋体|黎明|徐徐|郑重|苏醒"
)


def _homes(text: Passage) -> Iterator[Datum]:
    for number, place in _HOMES:
        for match in number.found(text):
            before = text.before(match.start())[-25:]
            home = place.search(before)
            if home and not _OFFICE.search(before.replace("住址", "")):
                yield _datum("家庭住址", text, match.start() - len(home[0]), match.end())


def _applicants(text: Passage) -> Iterator[Datum]:
    for match in _APPLICANT.found(text):
        if not _NO_NAMES.match(match["name"]):
            yield _datum("申请人姓名", text, *match.span("name"))
    for match in standing(text, _APPLIED):
        before = text.before(match.start())[-8:]
        whom = _BY_WHOM.search(before)
        if whom and not _NO_NAMES.match(whom["name"]):
            start = match.start() - len(before) + whom.start("name")
            yield _datum("申请人姓名", text, start, start + len(whom["name"]))


def _datum(kind: str, text: Passage, start: int, end: int) -> Datum:
    return Datum(kind, *text.places_of(start, end))


def masked(datum: str) -> str:
    """Return a piece of personal data as it may be repeated: its first and last character, of two only the first."""
    last = datum[-1] if len(datum) > 2 else ""
    return datum[0] + "*" * (len(datum) - 1 - len(last)) + last


@error(
    "W-07",
    "没有个人信息：身份证号码、手机号码、银行卡号、家庭住址、申请人姓名",
    basis="《政府信息公开条例》第十五条；《个人信息保护法》第二十五条",
    example="“申请人张三要求公开……，联系电话1380000****”",
)
def nobody_can_be_recognised(case: Case) -> Flaws:
    """Yield each piece of personal data, masked in the message as well as in the quote.

    The quote is what stands before the datum and its first characters (three of a number, one of a name or a home):
    enough to be found again, and nothing that the findings would spread.
    """
    text = everything(case.sheet)
    known = set[str]()
    for datum in (*_numbers(text), *_homes(text), *_applicants(text)):
        said, at = text.printed[datum.start : datum.end], text.place(datum.start)
        if said not in known:
            known.add(said)
            message = (
                f"{text.where(at)}有{datum.kind}“{masked(said)}”。年报要向社会公开，不能出现个人信息。"
                "请删去；办公联系方式请写固定电话。"
            )
            yield Flaw((), message, text=text.key(at), quote=_found_again(text.printed, datum))


_LEAD = 8


def _found_again(printed: str, datum: Datum) -> str:
    start = max(printed.rfind("\n", 0, datum.start) + 1, datum.start - _LEAD)
    return printed[start : datum.start + (3 if printed[datum.start].isdigit() else 1)]


# ---------------------------------------------------------------------------------------------------------------
# Secrets

_MARKS = (
    phrase(r"(?:绝密|机密|秘密)[★☆※▲]", "★", "☆", "※", "▲"),
    phrase(r"[绝机秘]密(?<![^\n【〔\[（(]..)[】〕\])）]?(?:[0-9]{1,2}年|长期)?$", "绝密", "机密", "秘密"),
    phrase(  # but not 国家机密, 泄露机密, 绝密、机密、秘密, 机密件管理: speaking of secrets gives none away
        r"[绝机]密(?<!(?:国家|商业|企业|军事|泄露|泄漏|涉及|属于|保守)..)(?<![、和或及与【〔\[]..)"
        r"(?!及|与|载体|信息|事项|资料|档案|文件[、管保制的传]|[、和或件级性★☆※▲】〕\]])",
        *("绝密", "机密"),
    ),
    phrase(r"(?<![、和或及与])秘密级", "秘密级"),
    phrase(
        r"内部(?:资料|文件|刊物|材料)[，,、]?(?:注意保存|妥善保管|(?:请勿|严禁|不得|禁止)(?:外传|公开|翻印))"
        r"|(?<!涉及)(?<!属于)(?<!含有)内部资料(?!管理|不予)|(?:请勿|严禁|不得|禁止)外传|仅[供限]内部",
        *("内部", "外传"),
    ),
)


@error(
    "W-11",
    "没有密级标志和内部材料的字样",
    basis="《保守国家秘密法》；《政府信息公开条例》第十四条、第十七条",
    example="页首有“秘密★1年”，文中有“内部资料，不得外传”",
)
def nothing_secret_is_said(case: Case) -> Flaws:
    """Yield each marking of secrecy and each word of internal papers; to speak of 国家秘密 is no fault."""
    text = everything(case.sheet)
    for at, words in quoted(text, _MARKS):
        yield _secret(text, at, words)


def secrecy_words(words: Sequence[str]) -> Rule:
    """Return the same rule for an office's own list of words; blanks in a word or in the text do not matter."""
    bare = sorted({re.sub(r"\s", "", word) for word in words} - {""})
    listed = [phrase(re.escape(narrow(word)), narrow(word)) for word in bare]

    @error(
        "W-11",
        "没有本单位保密词表中的字样",
        basis="本单位保密词表；《政府信息公开条例》第十七条",
        example=f"文中有“{bare[0]}”" if bare else "文中有词表中的字样",
    )
    def none_of_the_offices_words(case: Case) -> Flaws:
        """Yield each word of the list that stands anywhere outside the tables."""
        text = everything(case.sheet)
        for at, said in quoted(text, listed):
            yield _secret(text, at, said)

    return none_of_the_offices_words


def _secret(text: Passage, at: int, words: str) -> Flaw:
    advice = "请由保密审查人核对：涉密或者属于内部材料的，不得公开；不涉密的，请改换说法。"
    return Flaw((), f"{text.where(at)}有“{words}”。{advice}", words, text=text.key(at), quote=words)
