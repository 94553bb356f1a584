"""How long statements take, measured around the driver."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

_BEGUN = "statement_begun"


def timed(
    engine: AsyncEngine,
    observe: Callable[[float], None],
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Tell `observe` the seconds of every statement of an engine, also of one that failed.

    Engines made from this one by `execution_options` are timed too, whenever they were made. What
    a statement waits for, such as a lock, is part of its time; waiting for a free connection is
    not.
    """

    def begun(connection: Connection, *_: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's own
        connection.info[_BEGUN] = clock()

    def ended(connection: Connection, *_: Any) -> None:  # noqa: ANN401
        start = connection.info.pop(_BEGUN, None)
        if start is not None:
            observe(clock() - start)

    def failed(context: ExceptionContext) -> None:
        if context.connection is not None and not context.connection.invalidated:
            ended(context.connection)

    event.listen(engine.sync_engine, "before_cursor_execute", begun)
    event.listen(engine.sync_engine, "after_cursor_execute", ended)
    event.listen(engine.sync_engine, "handle_error", failed)
