"""Series: equal turns, words that fade, dates, and sessions that are made once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import icalendar as rfc5545
import jsonschema
import mutagen
import pytest

from tests.cli.conftest import SMALL
from tests.cli.running import run
from tests.fake_engine import FakeEngine, fake
from voiceguide.app import batches, jobs
from voiceguide.app.jobs import Failure, Job
from voiceguide.cli.schemas import schema_of
from voiceguide.errors import PlanFileError, UsageError, VoiceguideError
from voiceguide.series import icalendar
from voiceguide.series.making import settings_of
from voiceguide.series.model import Wish
from voiceguide.series.planner import balance, plan_series
from voiceguide.series.wishes import read_wish, shipped_series, with_options
from voiceguide.settings import Guidance, Settings

__all__ = ["fake"]

OTHER = SMALL.replace("A small routine", "Another").replace("effleurage", "compression")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, "utf-8")
    return tmp_path


def wish(**changes: Any) -> Wish:
    return with_options(Wish(minutes=(6.0,), routines=("small.yaml", "other.yaml")), changes)


# --- the plan --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_series())
def test_shipped_series_are_equal_in_time_and_in_regions(name: str) -> None:
    series = plan_series(read_wish(name))
    sums = list(balance(series).values())
    assert sums[0] == sums[1]
    assert Counter(each.giver for each in series.evenings).most_common()[0][1] * 2 == len(series.evenings)


def test_words_fade_from_full_to_brief_to_signals_for_each_giver() -> None:
    series = plan_series(read_wish("back-and-legs"))
    for name in series.wish.people:
        levels = [each.guidance for each in series.evenings if each.giver == name]
        assert levels == sorted(levels, key=list(Guidance).index)
        assert set(levels) == set(Guidance)
        first = next(each for each in series.evenings if each.giver == name)
        assert first.known == 0.0


def test_a_focus_takes_parts_of_routines_and_is_worked_on_evenly() -> None:
    series = plan_series(Wish(weeks=3, focus=("shoulders", "feet"), minutes=(15.0,)))
    worked = {region for each in series.evenings for region in each.regions}
    assert worked <= {"shoulders", "feet", "sole", "arch", "heel", "toes", "instep"}
    sums = balance(series)["One"]
    shoulders = sums["shoulders"]
    feet = sum(seconds for region, seconds in sums.items() if region not in ("shoulders", "total"))
    assert 0.35 < shoulders / (shoulders + feet) < 0.65


def test_an_odd_number_of_evenings_ends_with_a_shared_one_so_that_turns_stay_equal() -> None:
    series = plan_series(wish(weeks=3, per_week=1))
    assert [each.shared for each in series.evenings] == [False, False, True]
    one, other = balance(series).values()
    assert one == other


def test_evenings_of_a_pair_are_as_long_even_when_a_week_ends_between_them() -> None:
    series = plan_series(wish(weeks=2, per_week=3, minutes=(6.0, 8.0)))
    assert [each.minutes for each in series.evenings] == [6, 6, 6, 6, 8, 8]
    assert len({tuple(each.items()) for each in balance(series).values()}) == 1


def test_dates_follow_the_weekdays_and_the_first_day() -> None:
    series = plan_series(wish(weeks=2, start=date(2027, 1, 7), at=time(20, 30)))  # a Thursday
    days = [each.begins for each in series.evenings]
    assert days == [datetime(2027, 1, day, 20, 30) for day in (10, 13, 17, 20)]  # Sundays and Wednesdays


def test_what_no_routine_can_give_is_reported() -> None:
    with pytest.raises(UsageError, match="no routine works on shoulders for 239 minutes") as caught:
        plan_series(wish(minutes=(239.0,), focus=("shoulders",)))
    assert "small.yaml is not taken: it takes" in str(caught.value)


# --- the file --------------------------------------------------------------------------------------


def test_everything_wrong_with_a_file_is_reported_at_once_with_its_line(folder: Path) -> None:
    (folder / "bad.yaml").write_text(
        "weeks: 99\nper-weak: 2\nminutes: [12, two]\npeople: [Ana]\nfocus: [shoulder, elbo]\nroutines: [lags]\n"
        "days: [monday, mnday]\nat: 25:00\nstart: soon\nsettings: {pace: 9, voyce: x, duration: 5}\navoid: [nek]\n",
        "utf-8",
    )
    with pytest.raises(PlanFileError) as caught:
        read_wish("bad.yaml")
    found = {(each.where.line, each.where.key) for each in caught.value.findings}
    assert found >= {
        (1, "weeks"), (2, "per-weak"), (3, "minutes[1]"), (4, "people"), (5, "focus[1]"), (6, "routines[0]"),
        (7, "days[1]"), (8, "at"), (9, "start"), (10, "settings.pace"), (10, "settings.voyce"),
        (10, "settings.duration"), (11, "avoid[0]"),
    }  # fmt: skip
    assert "'legs'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file holds nothing"),
        ("- weeks", "must be a mapping"),
        ("weeks: 52\nper-week: 7\nminutes: [5]\nbrief-after: 5\nsignals-after: 5\n", "must be more than brief-after"),
        ("per-week: 2\ndays: [monday]\n", "2 different days"),
        ("people: [Ana, ana]\n", "the same name"),
        ("weeks: [", "this is not YAML"),
    ],
)
def test_what_does_not_go_together_is_reported(folder: Path, text: str, words: str) -> None:
    (folder / "bad.yaml").write_text(text, "utf-8")
    result = run("series", "plan", "bad.yaml")
    assert result.code == 1
    assert words in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("gentle-begining",), "Did you mean 'gentle-beginning'?"),
        (("nowhere.yaml",), "there is no series 'nowhere.yaml'"),
        (("--people", "Ana"), "--people"),
        (("--minutes", "many"), "--minutes"),
        (("--focus", "elbo"), "elbow"),
        (("--start", "soon"), "--start"),
        (("--at", "25:00"), "--at"),
        (("--routine", "lags"), "legs"),
    ],
)
def test_wrong_options_are_reported(arguments: tuple[str, ...], words: str) -> None:
    result = run("series", "plan", *arguments)
    assert result.code == 2
    assert words in result.err


def test_options_are_stronger_than_the_file() -> None:
    result = run("series", "plan", "back-and-legs", "--people", "Ana,Ben", "--weeks", "2", "--minutes", "20", "--json")
    assert result.code == 0
    jsonschema.validate(result.json, schema_of("series plan"))
    assert (result.json["weeks"], result.json["people"]) == (2, ["Ana", "Ben"])
    assert [each["minutes"] for each in result.json["evenings"]] == [20, 20, 20, 20]
    assert result.json["balance"][0]["regions"] == result.json["balance"][1]["regions"]


def test_the_plan_is_a_calendar_for_people() -> None:
    result = run("series", "plan", "gentle-beginning", "--people", "Ana,Ben", "--start", "2027-01-04")
    assert result.code == 0
    assert "Week 4" in result.out
    assert " 1  Wed 06 Jan 20:30  Ana gives Ben: Desk shoulders, 12 min, words full" in result.out
    assert "Given in all" in result.out


# --- dates for calendars ---------------------------------------------------------------------------


def test_the_calendar_is_read_by_a_parser_of_the_standard() -> None:
    planned = plan_series(wish(title="Evenings, at home; with “Öl” \\ and a very long title " + "🌿" * 30,
                               start=date(2027, 1, 4), weeks=2))  # fmt: skip
    titles = [f"{each.number}. Évening; {'long ' * 20}" for each in planned.evenings]
    text = icalendar.calendar(planned, datetime(2026, 12, 1, 9, tzinfo=UTC), titles)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    read: Any = rfc5545.Calendar.from_ical(text)
    events = read.walk("VEVENT")
    assert re.sub(r"\\(.)", r"\1", str(read["NAME"])) == planned.wish.title
    assert [str(each["SUMMARY"]) for each in events] == [title.strip() for title in titles]
    assert [each.decoded("DTSTART") for each in events] == [each.begins for each in planned.evenings]
    assert {each.decoded("DURATION").total_seconds() for each in events} == {360.0}
    assert len({str(each["UID"]) for each in events}) == 4
    assert all(not each.errors for each in events)


# --- the sessions ----------------------------------------------------------------------------------


@pytest.fixture
def made(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Jobs are done here, one after the other; returns the names of those that were."""
    names: list[str] = []

    def make_all(todo: Sequence[Job], **_: Any) -> Iterator[tuple[int, Any]]:
        for number, job in enumerate(todo):
            names.append(job.name)
            try:
                yield number, jobs.make(job, threads=1)
            except VoiceguideError as error:
                yield number, Failure.of(error)

    monkeypatch.setattr(batches, "make_all", make_all)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    return names


PLAN = (
    "--routine", "small.yaml", "--weeks", "1", "--minutes", "5", "--people", "Ana,Ben", "--start", "2027-01-04",
    "--ambient", "none", "--pacer", "off", "--mono", "--bitrate", "96", "-o", "evenings",
)  # fmt: skip


def test_a_series_is_numbered_and_made_once(made: list[str], folder: Path) -> None:
    pytest.importorskip("feedgen")
    result = run("series", "make", *PLAN, "--base-url", "https://example.org/e/", "--json")
    assert result.code == 0, result.err
    jsonschema.validate(result.json, schema_of("series make"))
    assert made == ["01-ana-small", "02-ben-small"]
    evenings = folder / "evenings"
    tags: Any = mutagen.File(evenings / "02-ben-small.mp3", easy=True)
    assert (tags["tracknumber"], tags["album"]) == (["2/2"], ["Evenings for two"])
    assert tags["title"] == ["02. A small routine: Ben gives"]
    assert [Path(path).name for path in result.json["files"]] == ["series.m3u8", "series.ics", "feed.xml", "feed.jpg"]
    playlist = (evenings / "series.m3u8").read_text("utf-8").splitlines()
    assert playlist[3::2] == ["01-ana-small.mp3", "02-ben-small.mp3"]
    feed = (evenings / "feed.xml").read_text("utf-8")
    assert "serial" in feed
    assert feed.count("<item>") == 2
    assert "before" not in feed
    again = run("series", "make", *PLAN, "--json")
    assert again.code == 0
    assert len(made) == 2
    assert [each["new"] for each in again.json["made"]] == [False, False]


def test_a_damaged_session_is_made_anew_and_so_is_one_that_is_planned_otherwise(made: list[str], folder: Path) -> None:
    assert run("series", "make", *PLAN).code == 0
    sound = folder / "evenings" / "01-ana-small.mp3"
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-100] + bytes(100))
    made.clear()
    assert run("series", "make", *PLAN).code == 0
    assert made == ["01-ana-small"]
    assert sound.read_bytes() == whole
    made.clear()
    assert run("series", "make", *PLAN, "--pace", "0.95").code == 0
    assert made == ["01-ana-small", "02-ben-small"]


def test_one_that_fails_stands_apart_and_the_rest_is_kept(made: list[str], fake: FakeEngine, folder: Path) -> None:
    (folder / "other.yaml").write_text(OTHER.replace("on the", "on"), "utf-8")
    arguments = [*PLAN, "--routine", "other.yaml", "--weeks", "2"]
    fake.fail_on = "muscle"
    (folder / "small.yaml").write_text(SMALL.replace("the muscles at the back", "along the back"), "utf-8")
    result = run("series", "make", *arguments)
    assert result.code == 1
    assert "Failed: evening" in result.err
    record = json.loads((folder / "evenings" / "series.json").read_text("utf-8"))
    assert 0 < len(record["sessions"]) < 4
    fake.fail_on = ""
    made.clear()
    assert run("series", "make", *arguments).code == 0
    assert len(made) == 4 - len(record["sessions"])


def test_names_occasions_and_sharing_reach_the_sessions(folder: Path) -> None:
    (folder / "ours.yaml").write_text(
        "weeks: 1\nper-week: 3\nminutes: [12]\npeople: [Ana, Ben]\nroutines: [small.yaml]\noccasions: {2: birthday}\n",
        "utf-8",
    )
    series = plan_series(read_wish("ours.yaml"))
    made = [settings_of(series, each, Settings()) for each in series.evenings]
    assert [each.names for each in made] == [("Ana", "Ben"), ("Ben", "Ana"), ("Ana", "Ben")]
    assert [each.occasion.value for each in made] == ["none", "birthday", "none"]
    assert [each.swap for each in made] == [False, False, series.evenings[2].shared]
    unnamed = plan_series(wish())
    assert settings_of(unnamed, unnamed.evenings[0], Settings()).names == ()


def test_an_occasion_that_nobody_knows_or_on_no_evening_is_reported(folder: Path) -> None:
    (folder / "bad.yaml").write_text("weeks: 1\noccasions: {1: birthdy, 9: sunday}\n", "utf-8")
    with pytest.raises(PlanFileError) as caught:
        read_wish("bad.yaml")
    assert {each.where.key for each in caught.value.findings} == {"occasions.1", "occasions.9"}


def test_an_evening_shared_by_both_is_half_of_each(folder: Path) -> None:
    result = run("series", "plan", "back-and-legs", "--both", "--weeks", "1", "--json")
    assert result.code == 0
    assert all(each["shared"] for each in result.json["evenings"])
    one, other = result.json["balance"]
    assert (one["seconds"], one["regions"]) == (other["seconds"], other["regions"])
