"""The words that stand around the numbers of a report, and what each does there."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final


class Word:
    """What a word does in a sentence with numbers; each is one bit, so that the words of a phrase are one integer."""

    NOTHING: Final = 0
    """A word that only holds another one: 申请人, 规章制度."""
    APPLICATION: Final = 1 << 0
    PLAIN_APPLICATION: Final = 1 << 1
    RECEIVE: Final = 1 << 2
    TREAT: Final = 1 << 3
    SETTLE: Final = 1 << 4
    CARRY: Final = 1 << 5
    THIS: Final = 1 << 6
    LAST: Final = 1 << 7
    NEXT: Final = 1 << 8
    ANOTHER: Final = 1 << 9
    EVER: Final = 1 << 10
    UNTIL: Final = 1 << 11
    SUMMED: Final = 1 << 12
    COMPARED: Final = 1 << 13
    PART_OF_YEAR: Final = 1 << 14
    DOCUMENT: Final = 1 << 15
    REGULATION: Final = 1 << 16
    HANDED_ON: Final = 1 << 17
    REVIEW: Final = 1 << 18
    SUIT: Final = 1 << 19
    SUIT_DIRECT: Final = 1 << 20
    SUIT_AFTER_REVIEW: Final = 1 << 21
    UPHELD: Final = 1 << 22
    CORRECTED: Final = 1 << 23
    PENDING: Final = 1 << 24
    LOST: Final = 1 << 25
    LICENSING: Final = 1 << 26
    PENALTY: Final = 1 << 27
    COERCION: Final = 1 << 28
    FEE: Final = 1 << 29
    GRANTED: Final = 1 << 30
    PARTLY: Final = 1 << 31
    REFUSED: Final = 1 << 32
    UNAVAILABLE: Final = 1 << 33
    UNHANDLED: Final = 1 << 34
    OTHERWISE: Final = 1 << 35
    PERSON: Final = 1 << 36
    ORGANISATION: Final = 1 << 37
    CHANNEL: Final = 1 << 38
    SOME: Final = 1 << 39
    FOREIGN: Final = 1 << 40
    ALL: Final = 1 << 41
    NONE: Final = 1 << 42
    PARTS: Final = 1 << 43
    REST: Final = 1 << 44
    NUMBER: Final = 1 << 45


_VOCABULARY = {
    Word.APPLICATION: "依申请公开 依申请 信息公开申请 信息公开的申请 公开申请 申请公开 信息申请",
    Word.PLAIN_APPLICATION: "申请",
    Word.RECEIVE: "收到 接到 受理 新收 收办 接收 收悉",
    Word.TREAT: "办理 处理",
    Word.SETTLE: "办结 答复 办复 回复 办毕 办理完毕",
    Word.CARRY: "结转 转结 转入 转至 转到 顺延至 顺延到",
    Word.THIS: "今年 本年 全年 当年 年内",
    Word.LAST: "上年 上一年 去年 往年 前年",
    Word.NEXT: "下年 下一年 次年 明年 翌年 来年",
    Word.EVER: "以来 历年 历史",
    Word.UNTIL: "截至 截止",
    Word.SUMMED: "累计",
    Word.COMPARED: "同比 环比 相比 较上 较去 较前 较往 比上 比去 比前 增幅 降幅",
    Word.PART_OF_YEAR: "上半年 下半年 季度",
    Word.DOCUMENT: "行政规范性文件 规范性文件",
    Word.REGULATION: "规章",
    Word.HANDED_ON: "备案 审查 审核 清理 评估 解读 转载 转发 征求 修改 修订 报备",
    Word.REVIEW: "行政复议 复议 申请行政复议 申请复议",
    Word.SUIT: "行政诉讼 诉讼 应诉 起诉",
    Word.SUIT_DIRECT: "直接起诉 未经复议直接起诉 直接提起诉讼 直接提起行政诉讼",
    Word.SUIT_AFTER_REVIEW: "复议后起诉 复议后诉讼 复议后提起诉讼 复议后提起行政诉讼",
    Word.UPHELD: "维持",
    Word.CORRECTED: "纠正 纠错",
    Word.PENDING: "尚未审结 未审结 正在审理 尚在审理",
    Word.LOST: "败诉 撤销 变更 违法 责令",
    Word.LICENSING: "行政许可",
    Word.PENALTY: "行政处罚 处罚决定",
    Word.COERCION: "行政强制",
    Word.FEE: "行政事业性收费",
    Word.GRANTED: "予以公开",
    Word.PARTLY: "部分公开",
    Word.REFUSED: "不予公开",
    Word.UNAVAILABLE: "无法提供",
    Word.UNHANDLED: "不予处理",
    Word.OTHERWISE: "其他处理",
    Word.PERSON: "自然人",
    Word.ORGANISATION: (
        "法人 法人或其他组织 法人或者其他组织 法人和其他组织 法人及其他组织 法人与其他组织 法人、其他组织 "
        "法人或其它组织"
    ),
    Word.CHANNEL: "网络 网上 网站 在线 线上 线下 信函 邮寄 邮件 邮箱 当面 现场 传真 书面 口头 电话 平台",
    Word.SOME: "延期 延长 逾期 补正 撤回 转办 协办 代办 会办 移送 重复 当场 涉及",
    Word.FOREIGN: (
        "建议 提案 议案 热线 留言 信箱 信件 来信 来电 来访 咨询 诉求 投诉 信访 工单 举报 审批 许可申请 舆情"
    ),
    Word.ALL: "全部 均 全数 悉数 一律 都已 都在 都按 都予",
    Word.NONE: (
        "未收到 没有收到 没收到 未曾收到 未接到 没有接到 未受理 没有受理 未接收 未收悉 未新收 未办理 "
        "未发生 没有发生 未产生 没有产生 未出现 没有出现 未引发 未涉及 没有 暂无 均无 无 "
        "未制发 未制定 未出台 未印发 未发布 未作出 未实施"
    ),
    Word.PARTS: "其中 其中包括 具体包括 包括 包含 含 分别为 分别是",
    Word.REST: "其他 其它",
    Word.NOTHING: (
        "申请人 申请表 申请书 申请渠道 申请方式 申请条件 申请材料 申请流程 平均 人均 年均 均衡 均等 规章制度 "
        "党内规范性文件 法律法规规章 法规规章 法规、规章 无正当理由 无障碍 信访举报投诉类 不予受理 信息处理费 处理费 "
        "处理决定 处理结果 办理结果 公民、法人 公民、法人或其他组织 公民、法人或者其他组织 公民、法人和其他组织 "
        "公民、法人及其他组织 其他组织 其他处理决定"
    ),
}
WORDS = {word: kind for kind, words in _VOCABULARY.items() for word in words.split()}
"""Every word with what it does."""


def _branches(words: Iterable[str]) -> Iterator[str]:
    """Yield one branch for each first sign: a text is then searched for first signs, and only there for the rest."""
    for sign, alike in groupby(sorted(words), key=itemgetter(0)):
        yield f"{sign}(?:{'|'.join(sorted((word[1:] for word in alike), key=len, reverse=True))})"


_TITLE = r"《[^》\n]{0,80}》"
WORD = re.compile(f"({'|'.join((_TITLE, *_branches(WORDS)))})")
"""Parts a text at its words, the longest first; a title in 《》 is one: nothing in it is said of this year."""

APPLICATIONS = Word.APPLICATION | Word.PLAIN_APPLICATION
CASES = Word.REVIEW | Word.SUIT | Word.SUIT_DIRECT | Word.SUIT_AFTER_REVIEW
DECISIONS = Word.LICENSING | Word.PENALTY | Word.COERCION
DISCLOSED = DECISIONS | Word.DOCUMENT | Word.REGULATION
RESULTS = Word.UPHELD | Word.CORRECTED | Word.PENDING
OUTCOMES = Word.GRANTED | Word.PARTLY | Word.REFUSED | Word.UNAVAILABLE | Word.UNHANDLED | Word.OTHERWISE
APPLICANTS = Word.PERSON | Word.ORGANISATION
NOT_APPLICATIONS = Word.FOREIGN | CASES | DISCLOSED
OTHER_YEARS = Word.LAST | Word.NEXT | Word.ANOTHER
TIMES = Word.THIS | OTHER_YEARS | Word.EVER | Word.UNTIL | Word.SUMMED | Word.COMPARED | Word.PART_OF_YEAR
NEVER_NOUNS = TIMES | Word.ALL | Word.PARTS | Word.NONE | Word.REST | Word.NUMBER
