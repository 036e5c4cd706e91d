# One image for web and worker; the command says which.

FROM python:3.13-slim-trixie AS build
COPY requirements/app.lock .
# polyfactory and Faker make up examples for Litestar's API pages, of which there are none here.
RUN python -m venv /venv && \
    /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-compile \
    --require-hashes --no-deps --only-binary :all: --requirement app.lock && \
    /venv/bin/pip check && \
    /venv/bin/pip uninstall --yes faker polyfactory pip
COPY deploy/slim.py .
RUN /venv/bin/python slim.py
# Only what .dockerignore lets through.
COPY . /app
# Compiled here, because a container can write nothing, and Temporal's sandbox imports the workflows
# anew for each run.
RUN chmod -R a+rX /app && \
    python -m compileall -q -j 0 --invalidation-mode unchecked-hash /venv/lib /app

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Inforex enrolment" \
    org.opencontainers.image.description="A maker asks for its IDs, a wholesaler vouches, the IDs are issued." \
    org.opencontainers.image.version="0.1.0"
ENV PATH="/app/bin:/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WEB_HOST=0.0.0.0
RUN groupadd --system --gid 10001 inforex && \
    useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent inforex
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
CMD ["python", "-m", "web"]
