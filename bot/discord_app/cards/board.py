"""The leaderboard."""

from __future__ import annotations

from bot.discord_app.cards.parts import GOLD, Card, Piece, row, rule, words
from bot.discord_app.controls import PageButton
from bot.discord_app.text import clip_markdown, count, name, points
from bot.leaderboard import PAGE, Board, Period, Standing

TITLES = {
    Period.WEEK: "This week",
    Period.MONTH: "This month",
    Period.SEASON: "This season",
    Period.ALL: "All time",
}
SHORT = {Period.WEEK: "Week", Period.MONTH: "Month", Period.SEASON: "Season", Period.ALL: "All"}
MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


def board_card(board: Board, topic_key: str, start: str) -> Card:
    """Return a page of a leaderboard.

    `topic_key` stands for the topic in what can be pressed; `start` is the command that would
    change one's place.
    """
    topic = f"  •  {clip_markdown(board.topic, 60)}" if board.topic else ""
    pieces: list[Piece] = [
        words("## 🏆 Leaderboard", f"-# {TITLES[board.period]}{topic}{_people(board)}"),
        rule(),
    ]
    if board.standings:
        own = board.own.candidate
        pieces += [words(_line(s, own=s.candidate == own)) for s in board.standings]
    else:
        pieces.append(words(f"Nobody is on this board yet. Be the first: {start}"))
    if board.people:
        pieces += [rule(), words(*_own(board, start))]
    pieces.append(rule(line=False))
    pieces += _controls(board, topic_key)
    pieces.append(
        words(
            "-# The rating starts near 50 and follows your average the more you answer. "
            "Only timed first attempts count, so practice never costs you a place."
        )
    )
    return Card(*pieces, accent=GOLD)


def _people(board: Board) -> str:
    return f"  •  {count(board.people, 'person', 'people')}" if board.people else ""


def _line(standing: Standing, *, own: bool) -> str:
    place = MEDALS.get(standing.place or 0, f"`{standing.place:>2}`")
    who = f"**{name(standing.name)}**" if own else name(standing.name)
    return f"{place} {who}  **{standing.rating:.1f}**\n-# {_answered(standing)}"


def _answered(standing: Standing) -> str:
    """Return how much somebody answered; on the board of one topic there is only that one."""
    questions = count(standing.answered, "question")
    many = standing.topics > 1
    return f"{questions} in {standing.touched} of {standing.topics} topics" if many else questions


def _own(board: Board, start: str) -> list[str]:
    own = board.own
    if own.place is None:
        return [
            f"**{name(own.name)}**, you are not on this board yet.",
            f"-# Answer a timed question you have not seen before: {start}",
        ]
    page = -(-own.place // PAGE)
    where = "" if page == board.page else f"  (page {page})"
    return [
        f"**{name(own.name)}**, you are number **{own.place}** of {board.people}{where}",
        f"-# Rating {own.rating:.1f}, from an average of {points(own.mean)} over {_answered(own)}",
    ]


def _controls(board: Board, topic_key: str) -> list[Piece]:
    def button(label: str, period: Period, page: int, *, kind: str, here: bool) -> PageButton:
        key = f"{kind}.{period}.{topic_key}"
        return PageButton(
            "board",
            board.own.candidate,
            key,
            page,
            label=label,
            disabled=here,
            chosen=here and kind == "p",
        )

    periods = [button(SHORT[p], p, 1, kind="p", here=p is board.period) for p in Period]
    pieces: list[Piece] = [row(*periods)]
    if board.pages > 1:
        pieces.append(
            row(
                button("Previous", board.period, board.page - 1, kind="b", here=board.page == 1),
                button(
                    "Next", board.period, board.page + 1, kind="f", here=board.page == board.pages
                ),
            )
        )
        pieces.append(words(f"-# Page {board.page} of {board.pages}"))
    return pieces
