from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.champions import Event, read_events, standing, write_events

VERSIONS = [f"m000000000{letter}" for letter in "abcd"]
EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from(VERSIONS),
        st.just("2026-11-25T17:00:00+00:00"),
        st.sampled_from(["promote", "rollback"]),
        st.text(max_size=20).map(lambda text: " ".join(text.split())),
    ),
    max_size=8,
)


@given(EVENTS)
def test_a_history_survives_the_file(events: list[Event]) -> None:
    assert read_events(write_events(events)) == events


@given(EVENTS)
def test_the_version_in_use_stands_last(events: list[Event]) -> None:
    stack = standing(events)
    assert (stack[-1:] or [None])[0] == (events[-1].version if events else None)
    assert len(stack) <= len(events)


@given(st.text())
def test_no_text_of_a_pointer_leads_out_of_the_registry(text: str) -> None:
    assert all("/" not in event.version and "." not in event.version for event in read_events(text))


def test_a_pointer_of_one_bare_line_is_read() -> None:
    assert read_events("m000000000a\n") == [Event("m000000000a")]


def test_rolling_back_twice_goes_back_by_two() -> None:
    a, b, c, _ = VERSIONS
    events = [Event(a), Event(b), Event(c)]
    assert standing(events) == [a, b, c]
    events.append(Event(b, kind="rollback"))
    assert standing(events) == [a, b]
    events.append(Event(a, kind="rollback"))
    assert standing(events) == [a]


def test_what_was_given_up_is_not_returned_to() -> None:
    a, b, c, _ = VERSIONS
    assert standing([Event(a), Event(b), Event(a, kind="rollback"), Event(c)]) == [a, c]
