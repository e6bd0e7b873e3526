"""What a report still carries of the template it was written into: instructions, and places never filled in."""

from report.checks.passages import WHERE, everything, phrase, quoted
from report.fields import unfilled
from report.forms.common import CURRENT
from report.rule import Case, Flaw, Flaws, error

_UNITS = "年月日镇乡县区市省局村条件份篇次人项期"
_TO_THE_WRITER = (
    r"(?:此处|请(?!示)|各(?:单位|部门|地|镇|乡)|(?:可?根据|按照?|结合)实际|[如若]无|没有的|[本该]部分|"
    r"(?:单位|机关)(?:名称|全称))[^（()）\n]{0,40}?(?:填写|填报|填入|删除|自拟)[^（()）\n]{0,20}[）)]"
)
"""What is said in brackets to whoever fills the template in."""
_INSTRUCTIONS = (
    phrase(r"[该本此]部分(?:内容)?以表格的?形式(?:报告|体现|呈现)", "以表格"),  # 尼勒克 2023
    phrase(r"(?:^|(?<=[。，；：:]))表格如下[:：]?", "表格如下"),
    phrase(r"含[^。；\n]{0,30}第五十条第[（(]?四[）)]?项[^。；）)\n]{0,40}", "五十条"),  # 长通街道 2024
    phrase(r"这一项(?:主要)?报告", "这"),
    phrase(r"^(?:填报|填表|填写)说明", "填"),
    *(phrase(bracket + _TO_THE_WRITER, "填", "删", "拟") for bracket in ("（", r"\(")),
    phrase(r"(?:原则上|字数|篇幅|一般)[^。；\n]{0,6}不超过(?:1,?000|一千)字", "超"),
    phrase(  # 永安镇 2024 left the name of the format standing in a line by itself
        r"^[<《〈]?中华人民共和国政府信息公开工作年度报告格式(?:[（(]试行[）)])?[>》〉]?$", "工作年度报告格式"
    ),
)
_PLACEHOLDERS = (
    phrase(rf"(?:20)?[×✕╳]{{2,}}[{_UNITS}]?|(?<!\d)[×✕╳][{_UNITS}]", "×", "✕", "╳"),
    phrase(
        rf"20[XxＸｘ]{{2}}年|[XxＸｘ](?<![0-9A-Za-z_./@-].)[XxＸｘ]{{0,3}}(?:[{_UNITS}]|街道|单位|部门)",
        "X",
        "x",
        "Ｘ",
        "ｘ",
    ),
    phrase(rf"(?<![一二三四五六七八九零〇○◯])[〇○◯]{{2,}}[{_UNITS}]", "〇", "○", "◯"),
    phrase(rf"[_＿]{{2,}}[{_UNITS}]", "_", "＿"),
    phrase(rf"(?<![\d*])\*{{2,}}[{_UNITS}]", "*"),
    phrase(r"某某(?:镇|乡|街道|县|区|市|局|单位|部门)", "某"),
)


@error(
    "F-07",
    "没有留下格式里的说明文字和没填的空",
    basis=f"{CURRENT}；格式中的说明是写给填报人的",
    example="“该部分以表格形式报告”“××镇”“20XX年”",
)
def nothing_is_left_of_the_template(case: Case) -> Flaws:
    """Yield each instruction and each placeholder of a template that still stands anywhere outside the tables."""
    told = everything(case.sheet)
    for at, words in quoted(told, _INSTRUCTIONS):
        message = f"{told.where(at)}还留着格式里的说明文字“{words}”，这是写给填报人看的。请删去，写本单位的情况。"
        yield Flaw((), message, text=told.key(at), quote=words)
    for at, words in quoted(told, _PLACEHOLDERS):
        message = f"{told.where(at)}的“{words}”还是没有填写的空。请填上实际的名称或数字。"
        yield Flaw((), message, text=told.key(at), quote=words)
    for field in unfilled(case.sheet, case.before):
        yield Flaw(
            (), f"{WHERE[field.text]}的{field.reason}。请改正后重新核对。", text=field.text, quote=field.written
        )
