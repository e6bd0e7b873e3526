"""Lines on a page become fields: a box that no line goes through is one, however the lines were drawn."""

from report.reading.ruled import Rule, Ruled, grids


def level(*heights: float, start: float = 0, end: float = 100) -> list[Rule]:
    return [Rule(height, start, end) for height in heights]


def upright(*places: float, start: float = 0, end: float = 40) -> list[Rule]:
    return [Rule(place, start, end) for place in places]


def only(grids: list[Ruled]) -> Ruled:
    (grid,) = grids
    return grid


def test_four_boxes_are_four_fields() -> None:
    grid = only(grids(upright(0, 50, 100), level(0, 20, 40)))
    assert (grid.xs, grid.ys, grid.fields) == ((0, 50, 100), (0, 20, 40), ((0, 1), (2, 3)))
    assert [grid.field_at(x, y) for x, y in ((10, 10), (60, 10), (10, 30), (60, 39), (101, 10))] == [0, 1, 2, 3, None]


def test_a_box_that_no_line_goes_through_is_one_field() -> None:
    grid = only(grids([*upright(0, 100), Rule(50, 20, 40)], level(0, 20, 40)))
    assert grid.fields == ((0, 0), (1, 2))


def test_borders_drawn_in_pieces_and_twice_are_one_line() -> None:
    pieces = [Rule(0, 0, 19), Rule(0, 21, 40), Rule(1.5, 0, 40), Rule(100, 0, 40), Rule(98, 0, 40), Rule(50, 0, 40)]
    assert only(grids(pieces, level(0, 20, 40))).fields == ((0, 1), (2, 3))


def test_a_gap_between_the_borders_of_two_cells_is_no_column() -> None:
    assert len(only(grids(upright(0, 47, 52, 100), level(0, 20, 40))).xs) == 3


def test_open_sides_are_closed_where_the_lines_end() -> None:
    assert only(grids(upright(30, 60), level(0, 20, 40))).xs == (0, 30, 60, 100)


def test_places_that_form_no_rectangle_are_fields_row_by_row() -> None:
    grid = only(grids([*upright(0, 100), Rule(50, 0, 20)], [*level(0, 40), Rule(20, 50, 100)]))
    assert grid.fields == ((0, 2), (1, 1))


def test_a_frame_and_lines_in_one_direction_are_no_table() -> None:
    assert grids(upright(0, 100), level(0, 40)) == []
    assert grids([], level(0, 20, 40)) == []
    assert grids(upright(0, 100, start=100, end=140), level(0, 20)) == []


def test_tables_that_do_not_touch_are_two_the_smaller_first() -> None:
    far = [Rule(rule.at, 200, 240) for rule in upright(0, 20, 30)], level(200, 240, end=30)
    found = grids([*upright(0, 50, 100), *far[0]], [*level(0, 20, 40), *far[1]])
    assert [grid.xs for grid in found] == [(0, 20, 30), (0, 50, 100)]


def test_a_drawing_of_ten_thousand_lines_is_no_table() -> None:
    assert grids(upright(*range(0, 50_000, 5)), level(*range(0, 50_000, 5))) == []
