"""How hypothesis makes stories: mostly one candidate in one channel, and much that goes wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.discord_app.controls import Action
from tests.discord_app.stage import ANSWERS
from tests.discord_app.stories.steps import (
    PEOPLE,
    PLACES,
    Answer,
    Calm,
    Command,
    Delete,
    DiscordFails,
    Dying,
    Edit,
    Forge,
    Options,
    Press,
    Repeat,
    Restart,
    Say,
    Sleep,
    Step,
    StoreAway,
    StoreFails,
    Tidy,
    Typing,
    Vanish,
    Wait,
)
from tests.discord_app.test_hostile import HOSTILE

places = st.sampled_from([0] * 6 + list(range(PLACES)))
people = st.sampled_from([0] * 6 + list(range(PEOPLE)))
texts = st.one_of(
    st.sampled_from([*ANSWERS.values(), *(t for t in HOSTILE if "\ud83d" not in t)]),
    st.sampled_from(["x", "no idea", " ", "\u200b", "done", "/interview end", "x" * 4000]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
written = texts.filter(str.strip).map(lambda text: text[:2000])
which = st.integers(0, 3)
seconds = st.one_of(
    st.sampled_from([0.4, 1.0, 4.5, 5.0, 11.0, 16.0, 31.0, 61.0]),
    st.floats(0, 120).map(lambda value: round(value, 1)),
)
absences = st.one_of(
    st.sampled_from([0.0, 1.0, 2.5, 6.0, 30.0, 600.0, 3600.0, 2 * 86400.0]),
    st.floats(0, 3600).map(lambda value: round(value, 1)),
)


def _page_id(pages: str, owner: str, key: str, page: int) -> str:
    return f"mp:{pages}:{owner}:{key}:{page}"


def optional(**values: st.SearchStrategy[str | int | bool]) -> st.SearchStrategy[Options]:
    """Return any choice of options."""
    return st.fixed_dictionaries({}, optional=values).map(lambda found: tuple(found.items()))


STARTING = optional(
    preset=st.sampled_from(["quick", "standard", "full"]),
    questions=st.integers(1, 4),
    kind=st.sampled_from(["mixed", "core", "scenario"]),
    topic=st.sampled_from(["Storage", "Delivery", "nothing", "s"]),
    seconds=st.sampled_from([0, 29, 30, 30, 60, 1800]),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
)
QUICK = st.sampled_from(
    [
        (("questions", 3), ("seconds", 30)),
        (("questions", 3), ("seconds", 60)),
        (("questions", 2), ("seconds", 0)),
        (("preset", "full"), ("questions", 3)),
    ]
)
starts = st.builds(Command, places, people, st.just("interview start"), QUICK | STARTING)
commands = st.one_of(
    st.builds(
        Command,
        places,
        people,
        st.sampled_from(
            [
                "interview answer",
                "interview hint",
                "interview skip",
                "interview pause",
                "interview resume",
                "interview status",
                "interview end",
                "transcript list",
                "help",
            ]
        ),
    ),
    st.builds(
        Command,
        places,
        people,
        st.just("leaderboard"),
        optional(
            period=st.sampled_from(["week", "month", "season", "all"]),
            topic=st.just("Storage"),
            page=st.integers(1, 3),
        ),
    ),
    st.builds(
        Command,
        places,
        people,
        st.just("questions browse"),
        optional(topic=st.sampled_from(["Storage", "x"])),
    ),
    st.builds(
        Command,
        places,
        people,
        st.just("questions search"),
        st.sampled_from(["cache", "@everyone", "zzz"]).map(lambda q: (("query", q),)),
    ),
    st.builds(
        Command,
        places,
        people,
        st.just("questions show"),
        st.tuples(
            st.tuples(st.just("query"), st.sampled_from(["q1", "3", "canary", "zzz"])),
            st.tuples(st.just("reveal"), st.booleans()),
        ),
    ),
    st.builds(
        Command,
        places,
        people,
        st.sampled_from(["transcript show", "transcript export"]),
        st.sampled_from(["latest", "zzz", "@everyone"]).map(lambda s: (("session", s),)),
    ),
)
says = st.builds(Say, places, people, written)
edits = st.builds(Edit, places, people, which, written)
deletes = st.builds(Delete, places, people, which)
pressed = st.sampled_from([Action.NEXT, Action.SUBMIT, Action.NEXT, Action.SUBMIT, *Action])
presses = st.builds(Press, places, people, pressed, st.one_of(st.just(0), st.just(0), which))
answers = st.builds(Answer, places, people, texts, st.one_of(st.just(0), st.just(0), which))
forgeries = st.builds(
    Forge,
    places,
    people,
    st.one_of(
        st.builds(
            "mi:{}:{}:{}".format,
            st.sampled_from([*Action, "zzz"]),
            st.sampled_from(["zzz", "0"]),
            st.sampled_from([0, 1, 10**60]),
        ),
        st.builds(
            _page_id,
            st.sampled_from(["board", "sessions", "bank", "zzz"]),
            st.sampled_from(["0", "{me}"]),
            st.sampled_from(["", "-.month.-", "-.zzz.-", "a.b.c.d"]),
            st.sampled_from([-1, 0, 10**20]),
        ),
    ),
    st.booleans(),
)
refusals = st.sampled_from(
    [
        ("POST", "/channels/*/messages", 500, 0),
        ("POST", "/channels/*/messages", 503, 0),
        ("POST", "/channels/*/messages", 403, 50013),
        ("POST", "/channels/*/messages", 404, 10003),
        ("POST", "/channels/*/messages", 0, 0),
        ("GET", "/channels/*/messages", 503, 0),
        ("GET", "/channels/*/messages", 0, 0),
        ("PATCH", "/channels/*/messages/*", 500, 0),
        ("PATCH", "/channels/*/messages/*", 403, 50013),
        ("PUT", "/channels/*/reactions/*", 403, 50013),
        ("PUT", "/channels/*/reactions/*", 0, 0),
        ("POST", "/interactions/*/callback", 500, 0),
        ("POST", "/interactions/*/callback", 404, 10062),
        ("POST", "/interactions/*/callback", 0, 0),
        ("*", "/webhooks/*", 503, 0),
        ("*", "/webhooks/*", 404, 10015),
        ("POST", "/users/@me/channels", 500, 0),
        ("*", "*", 503, 0),
        ("*", "*", 0, 0),
    ]
)
discord_troubles = st.builds(
    lambda refusal, times, lost: DiscordFails(
        refusal[0], refusal[1], refusal[2], refusal[3], times, lost
    ),
    refusals,
    st.integers(1, 3),
    st.booleans(),
)
VERBS = ["add", "get", "active_in", "save", "posts", "unsent", "owe", "sent", "due", "active"]
store_troubles = st.builds(
    StoreFails,
    st.lists(st.sampled_from([*VERBS, "beat", "transcript", "seen", "*"]), min_size=1, max_size=3)
    .map(sorted)
    .map(tuple),
    st.integers(1, 3),
    st.booleans(),
)
meanwhile = st.lists(st.one_of(says, edits, deletes), max_size=2).map(tuple)
restarts = st.builds(
    Restart, absences, st.sampled_from([0.0, 0.0, 2.0, 10.0]), st.booleans(), meanwhile
)
deaths = st.builds(Dying, st.integers(1, 12), absences, st.booleans())

steps: st.SearchStrategy[Step] = st.one_of(
    says,
    says,
    says,
    edits,
    deletes,
    st.builds(Typing, places, people),
    presses,
    presses,
    presses,
    answers,
    answers,
    forgeries,
    starts,
    starts,
    commands,
    commands,
    st.builds(Wait, seconds),
    st.builds(Wait, seconds),
    st.builds(Wait, seconds),
    st.builds(Sleep, absences.map(lambda seconds: min(seconds, 3600.0))),
    restarts,
    deaths,
    discord_troubles,
    store_troubles,
    st.builds(StoreAway, st.sampled_from([1.0, 2.5, 5.0, 40.0, 700.0])),
    st.builds(Repeat, st.integers(0, 5)),
    st.one_of(
        st.builds(Tidy, places, which),
        st.builds(Vanish, st.sampled_from([1, 2, 1, 2, 0])),
    ),
    st.just(Calm()),
    st.just(Calm()),
)
stories: st.SearchStrategy[list[Step]] = st.builds(
    lambda start, rest: [start, *rest],
    st.builds(Command, st.just(0), st.just(0), st.just("interview start"), QUICK),
    st.lists(steps, min_size=5, max_size=30),
)
