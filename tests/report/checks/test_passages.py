"""How the checks read words: without the blanks of typesetting, and found again as printed."""

from dataclasses import replace

from report.checks.citing import the_report_rests_on_law_in_force
from report.checks.confidential import nobody_can_be_recognised, nothing_secret_is_said
from report.checks.dating import the_figures_are_of_the_whole_year, the_year_meant_is_the_year_named
from report.checks.leftovers import nothing_is_left_of_the_template
from report.checks.naming import the_unit_meant_is_the_unit_named
from report.checks.passages import LONGEST_QUOTE, everything, passage, phrase, quoted, texts
from report.checks.titles import the_title_is_as_prescribed
from report.checks.wording import numbers_are_exact, the_overview_is_short, the_processing_fee_is_told
from report.source import Source
from tests.report.checks.told import TEXTS, TOWN, saying, told

OF_WORDS = (
    the_report_rests_on_law_in_force,
    the_figures_are_of_the_whole_year,
    the_year_meant_is_the_year_named,
    the_unit_meant_is_the_unit_named,
    the_overview_is_short,
    nobody_can_be_recognised,
    the_processing_fee_is_told,
    numbers_are_exact,
    nothing_secret_is_said,
    nothing_is_left_of_the_template,
    the_title_is_as_prescribed,
)


def test_words_are_found_across_blanks_and_quoted_as_printed() -> None:
    text = passage((("overview", "　　2023 年，我　镇\n共 公开 12０ 条"), ("other", " 无 。")))
    assert text.words == "2023年，我镇\n共公开120条\n无。"
    assert list(quoted(text, (phrase("公开120条", "公"), phrase("无。", "无")))) == [
        (10, "公开 12０ 条"),
        (17, "无 。"),
    ]
    assert (text.key(10), text.key(17), text.where(17)) == ("overview", "other", "第六部分“其他需要报告的事项”")


def test_a_long_quote_is_cut_and_none_runs_over_a_line() -> None:
    text = passage((("overview", "公开" * 50 + "\n下一段"),))
    assert len(text.quote(0, 100)) == LONGEST_QUOTE
    assert text.quote(98, 104) == "公开"


def test_a_sentence_ends_at_its_stop_and_at_its_paragraph() -> None:
    text = passage((("overview", "第一句。第二句，接着说；第三句\n第四句"),))
    assert text.sentence(5) == "第二句，接着说"
    assert (text.before(14), text.rest(14)) == ("第三", "句")


def test_what_stands_in_a_text_is_not_read_again_among_the_lines() -> None:
    source = Source(
        "html", lines=(TOWN.title, *TEXTS["overview"].split("\n"), " 落款 "), notes={"t2": "落款\n注：另有说明"}
    )
    text = everything(replace(TOWN, source=source))
    assert text.words.endswith("\n落款\n注：另有说明")
    assert text.key(len(text.words) - 1) == ""


def test_a_report_without_texts_has_no_words() -> None:
    assert texts(replace(TOWN, texts={})).words == ""
    assert [told(replace(TOWN, texts={}, title=""), rule) for rule in OF_WORDS] == [[]] * len(OF_WORDS)


def test_hostile_words_are_read_to_their_end() -> None:
    hostile = ("2022年" * 300 + "1" * 3000 + "（" * 3000 + "我镇公开" * 800 + "条例" * 1000 + "机密" * 1000) * 2
    assert all(isinstance(told(saying(hostile), rule), list) for rule in OF_WORDS)
