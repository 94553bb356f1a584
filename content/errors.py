"""Errors whose text a person may read. The whole house derives its errors from CoachError.

CoachError
└── PackError   a pack cannot be read (see below)
"""

from __future__ import annotations


class CoachError(Exception):
    """Something that did not work, in a sentence that says what to do.

    It knows nothing of Discord or SQL; a front end shows `str(error)` as it is.
    """
