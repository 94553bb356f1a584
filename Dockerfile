# The bot in a small image: installed in one stage, run in another as a user without rights.
FROM python:3.13-slim AS build
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data coach
COPY --from=build /opt/venv /opt/venv
COPY bot /opt/mock-interview/bot
COPY content /opt/mock-interview/content
COPY storage /opt/mock-interview/storage
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/mock-interview \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_DATA_HOME=/data
WORKDIR /data
VOLUME /data
USER 10001
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
