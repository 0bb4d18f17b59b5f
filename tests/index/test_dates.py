import pytest

from index.dates import find_date, is_date_line, iso_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-01-05", "2020-01-05"),
        ("2020/1/5 17:45", "2020-01-05"),
        ("Jan 16, 2020", "2020-01-16"),
        ("January 16th, 2020", "2020-01-16"),
        ("Sept. 3 2019", "2019-09-03"),
        ("Saturday، 04 January 2020 04:12 PM", "2020-01-04"),
        ("the 3rd of May, 2021", "2021-05-03"),
        ("16-Jan-2020", "2020-01-16"),
        ("25/12/2020", "2020-12-25"),
        ("12/25/2020", "2020-12-25"),
        ("13.05.2020", "2020-05-13"),
        ("05/05/2020", "2020-05-05"),
        ("04/05/2020", None),
        ("2020-02-30, then 1 March 2020", "2020-03-01"),
    ],
)
def test_dates_are_read(text: str, iso: str | None) -> None:
    found = find_date(text)
    assert found
    assert found.iso == iso


@pytest.mark.parametrize(
    "text", ["", "May 2020", "in 2020", "April 7", "1.2.3.4", "12,324", "99/99/2020"]
)
def test_other_figures_are_no_dates(text: str) -> None:
    found = find_date(text)
    assert found is None or found.iso is None


@pytest.mark.parametrize(
    "line",
    [
        "May 11, 2020",
        "July 19, 2020 16:30 GMT",
        "Saturday، 04 January 2020 04:12 PM",
        "Published on Monday 5 May 2021 at 10:30 a.m.",
        "Published: 5 May 2021 | Updated: 6 May 2021",
        "2020-01-05T17:45:00+02:00",
        "21 hours ago",
        "04/05/2020",
    ],
)
def test_date_lines(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    ["The attack of January 6, 2021", "Born on 5 May 1921 in Leeds", "Two days later", "Monday"],
)
def test_other_lines_are_no_date_lines(line: str) -> None:
    assert not is_date_line(line)


def test_dates_of_markup() -> None:
    assert iso_date("2020-01-05T17:45Z") == "2020-01-05"
    assert iso_date("20200105") == "2020-01-05"
    assert iso_date("Sun, 05 Jan 2020 17:45:00 GMT") == "2020-01-05"
    assert iso_date("yesterday") is None
