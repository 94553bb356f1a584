"""Transcripts: who may read one, what happened in it, and how it is written down.

`reading` finds sessions for the people they belong to. `story` turns a session and its entries
into what a reader wants to know, turn by turn; `markdown`, `html` and `data` write that down. No
front end is known here, and nothing that somebody typed is trusted.
"""

from bot.transcripts.reading import Document, Format, Transcript, Transcripts, export

__all__ = ["Document", "Format", "Transcript", "Transcripts", "export"]
