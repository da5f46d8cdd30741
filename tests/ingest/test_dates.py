"""Dates: ranges of several shapes, days without a year, days told by the calendar of the page."""

from datetime import date

import pytest

from ingest.extraction.dates import dates, dates_near, days_before

WEDNESDAY = date(2021, 5, 5)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("17th and 18th May 2021", "2021-05-17", "2021-05-18"),
        ("from April 28 to May 2, 2021", "2021-04-28", "2021-05-02"),
        ("4 May, 2021", "2021-05-04", "2021-05-04"),
        ("MAY . 4 2021", "2021-05-04", "2021-05-04"),
        ("19th to the 21st of May 2021", "2021-05-19", "2021-05-21"),
        ("05/27/2021", "2021-05-27", "2021-05-27"),
    ],
)
def test_a_date(text: str, start: str, end: str) -> None:
    (span,) = dates(f"It was held {text} in the hall.")
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It met on 4 May.", "2021-05-04", "2021-05-04"),
        ("It met between April 5 and 6 in Accra.", "2021-04-05", "2021-04-06"),
        ("It met on Thursday, the 3rd of December.", "2020-12-03", "2020-12-03"),
        ("It will meet on 20 May.", "2021-05-20", "2021-05-20"),
    ],
)
def test_a_date_without_a_year_is_near_the_day_of_publication(text: str, start: str, end: str) -> None:
    (span,) = dates_near(text, WEDNESDAY)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize("text", ["It met on 4 May 2021.", "Some 4 May flowers bloomed.", "on 31 February"])
def test_what_has_a_year_or_is_no_date_is_left_alone(text: str) -> None:
    assert dates_near(text, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("here on Tuesday", 4), ("on Wednesday", 5), ("on Thursday", None), ("today", 5), ("yesterday", 4), ("this afternoon", 5)],
)
def test_a_day_of_the_page(text: str, day: int | None) -> None:
    expected = date(2021, 5, day) if day else date(2021, 4, 29)
    assert days_before(f"It met {text}.", WEDNESDAY) == [expected]
