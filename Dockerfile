# One image with three commands: web, work and migrate (docs/self-hosting.md).
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/alex
COPY requirements.txt /tmp/requirements.txt
RUN /opt/alex/bin/pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-trixie
# pg_dump and pg_restore of version 17, for `backup` and `restore`. Debian's security updates would break a pinned version.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 alex
COPY --from=build /opt/alex /opt/alex
WORKDIR /app
COPY . .
ENV PATH=/opt/alex/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# These values are for this step alone: it asks no database and signs nothing.
RUN DATABASE_URL=postgresql://nobody@localhost/none SECRET_KEY=only-for-this-step python manage.py collectstatic --noinput \
    && python -m compileall -q /app /opt/alex/lib
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["python", "-m", "alex.cli.container", "healthy"]
ENTRYPOINT ["python", "-m", "alex.cli.container"]
CMD ["web"]
