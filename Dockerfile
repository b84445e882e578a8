# One image for the Airflow services, the portal and the command line: what runs on a schedule and what
# is run by hand are the same code with the same libraries.

FROM python:3.12.12-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/talentfeed
WORKDIR /build
# The libraries change more rarely than our code: their layer is kept between builds.
COPY requirements.txt ./
RUN /opt/talentfeed/bin/pip install --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY records ./records
COPY reference ./reference
COPY formats ./formats
COPY store ./store
COPY spiders ./spiders
COPY normalise ./normalise
COPY dedupe ./dedupe
COPY search_index ./search_index
COPY portal ./portal
COPY services ./services
COPY desk ./desk
COPY cli ./cli
RUN /opt/talentfeed/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12.12-slim-trixie
# Group 0 and group-readable files, so that platforms which give containers a random user work too.
RUN useradd --uid 1000 --gid 0 --no-create-home --home-dir /var/lib/talentfeed talentfeed \
    && mkdir -p /app /var/lib/talentfeed /var/lib/airflow /run/talentfeed-keys \
    && chown 1000:0 /app /var/lib/talentfeed /var/lib/airflow /run/talentfeed-keys
COPY --from=build /opt/talentfeed /opt/talentfeed
WORKDIR /app
COPY dags ./dags
COPY config ./config
COPY deploy ./deploy
# pip compiled what it installed; the rest is compiled here, as no process of the container may write there.
RUN /opt/talentfeed/bin/python -m compileall -q dags deploy
ENV PATH=/opt/talentfeed/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW_HOME=/var/lib/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=false \
    TALENTFEED_HOME=/var/lib/talentfeed \
    TALENTFEED_CONFIG_DIR=/app/config
USER 1000:0
ENTRYPOINT ["sh", "/app/deploy/entrypoint.sh"]
CMD ["talentfeed", "--help"]
