"""What people say instead of answering: that they do not know, or something to the grader."""

from __future__ import annotations

import re

_SOFTENERS = r"(?:(?:really|honestly|actually|even|quite|just|still|truly|ever|got|gotten)\s+)*"
_DO_NOT = r"(?:do\s?n['o\u2019]?t|dont|do\s+not|did\s?n['\u2019]?t|didnt|did\s+not)"
_CANNOT = r"(?:can['\u2019]?t|can\s?not|could\s?n['\u2019]?t|couldnt|could\s+not)"
_HAVE_NOT = r"(?:have\s?n['\u2019]?t|havent|have\s+not)"
_DONE = (
    r"(?:heard|used|learned|learnt|studied|worked|touched|looked|read|covered|come|came|got|"
    r"prepared|revised|done)"
)
_LET_ME = (
    r"(?:can|could|may|let['\u2019]?s|let\s+us|please|i['\u2019]?d|"
    r"i\s+would|i\s+will|i['\u2019]?ll)"
)

_ADMISSIONS = (
    rf"{_DO_NOT}\s+{_SOFTENERS}(?:know|remember|recall|revise|prepare|study|learn)",
    rf"{_DO_NOT}\s+{_SOFTENERS}(?:understand|get)\s+(?:the|this|it)\b",
    rf"{_DO_NOT}\s+{_SOFTENERS}have\s+(?:(?:a|any|the)\s+)?(?:clue|idea|answer|knowledge|experience)",
    r"(?:no|not\s+a)\s+(?:(?:real|good|single|proper)\s+)?(?:idea|clue)",
    r"(?:have|has|had)\s+no\s+(?:idea|clue|knowledge|experience|answer)",
    r"not\s+(?:(?:really|at\s+all|too|very|so|entirely)\s+)?(?:sure|certain|familiar|prepared)",
    rf"{_CANNOT}\s+{_SOFTENERS}(?:remember|recall|answer|think\s+of|help\s+you)",
    rf"{_CANNOT}\s+{_SOFTENERS}(?:say|tell|explain)\s+(?:you|much|more|anything|any|it|this|that)\b",
    rf"never\s+{_SOFTENERS}{_DONE}",
    rf"{_HAVE_NOT}\s+{_SOFTENERS}{_DONE}",
    rf"{_LET_ME}\s+(?:(?:we|i|you|just|rather|like|have|to)\s+)*(?:skip|pass|move\s+on)",
    r"(?:next|another)\s+(?:question|one)\s+please",
    r"ask\s+me\s+(?:something|another|an\s+easier)",
    r"idk|dunno|no\s+comment|beats\s+me|drawing\s+a\s+blank|give\s+up|wild\s+guess",
    r"mind\s+(?:is|went|goes)\s+blank|out\s+of\s+my\s+depth|you\s+(?:got|have)\s+me",
    r"(?:have\s+to|would|could|['\u2019]d)\s+(?:have\s+to\s+)?google|i\s+forgot",
    r"look\s+(?:it|that|this)\s+up",
)
ADMISSION = re.compile("|".join(rf"\b(?:{p})\b" for p in _ADMISSIONS), re.IGNORECASE)
"""Ways to say that one does not know."""

_INSTRUCTIONS = (
    r"(?:ignore|disregard|forget)\b[^.\n]{0,30}\b(?:instructions?|rules?|rubric|prompt|above)",
    r"(?:give|award|grant|assign)\b[^.\n]{0,25}\bfull\s+(?:marks?|points?|score|credit)",
    r"(?:give|award|grant|assign)\b[^.\n]{0,25}\b(?:100|maximum|top\s+score|highest)",
    r"(?:score|grade|mark|rate)\s+(?:this|me|my\s+answer|it)\b[^.\n]{0,20}\b(?:100|full|perfect)",
    r"(?:score|grade|mark|rate)\s+(?:this|me|my\s+answer|it)\b[^.\n]{0,20}\b(?:highest|correct)",
    r"system\s+prompt|as\s+(?:an?|the)\s+(?:ai|grader|language\s+model)|dear\s+grader",
    r"note\s+to\s+(?:the\s+)?(?:grader|scorer|bot)",
)
INSTRUCTION = re.compile("|".join(rf"\b(?:{p})\b" for p in _INSTRUCTIONS), re.IGNORECASE)
"""Ways to tell the grader what to do."""
