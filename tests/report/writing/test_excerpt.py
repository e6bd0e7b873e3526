"""Sentences are picked from a report as they stand in it: those that count something, and can stand alone."""

from dataclasses import replace

from report.sheet import Sheet
from report.writing import outline
from report.writing.excerpt import counting_sentences, quotations


def _picked(sheet: Sheet, overview: str) -> tuple[str, ...]:
    return counting_sentences(outline(replace(sheet, texts={"overview": overview}), signer=sheet.unit))


def test_the_first_towns_report_says_three_things_in_numbers(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    assert counting_sentences(report) == (
        "2020年我镇主动公开信息543条，其中主动公开政府信息数6条，基层政务公开信息214条，规范性文件13条，"
        "公开政府信息数310条。",
        "利用网络等其他渠道回应群众解答共42件次。",
        "2020年我镇共受理依信息公开申请1件，已按照《政府信息公开条例》要求予以答复。",
    )


def test_every_picked_sentence_stands_in_the_report_word_for_word(guangwu: Sheet) -> None:
    for _, words in quotations(outline(guangwu, signer=guangwu.unit)):
        assert all(each in "".join(guangwu.texts.values()) for each in words)


def test_what_counts_nothing_or_leans_on_another_sentence_is_not_picked(guangwu: Sheet) -> None:
    assert _picked(guangwu, "高度重视。2020年以来成效明显。其中公开3条。一是公开5条。（二）公开6条") == ()
    assert _picked(guangwu, f"公开{'各类' * 50}信息 7 条。") == ()
    assert _picked(guangwu, "没有写完的一句 8 条") == ()
    assert _picked(guangwu, "3. 公开情况：公开信息 9 余条。") == ("公开信息 9 余条。",)


def test_problems_are_quoted_by_their_sub_headings(next_year: Sheet) -> None:
    texts = {"problems": "（一）存在的问题。人手不足。\n（二）改进措施：加强培训。\n没有小标题。"}
    report = outline(replace(next_year, texts=texts), signer=next_year.unit)
    assert quotations(report) == (("五、存在的主要问题及改进情况", ("（一）存在的问题", "（二）改进措施")),)


def test_an_empty_draft_is_not_quoted(bare: Sheet) -> None:
    assert quotations(outline(bare, signer=bare.unit)) == ()
