# voiceguide in a container: sessions into /sessions, the studio on port 8737.
#   docker build -t voiceguide .
#   docker run --rm -v "$PWD/output:/sessions/output" voiceguide make legs
#   docker run --rm -p 8737:8737 -v voiceguide:/sessions voiceguide studio --lan --no-open --port 8737
# Debian and not Alpine: the voice, the encoder and the resampler come as wheels for glibc alone.
FROM python:3.13-slim AS built

COPY . /source
RUN python -m venv /opt/voiceguide \
    && /opt/voiceguide/bin/python -m pip install --no-cache-dir "/source[studio]"

FROM python:3.13-slim

COPY --from=built /opt/voiceguide /opt/voiceguide
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin voiceguide \
    && install -d -o voiceguide -g voiceguide /sessions /sessions/output
ENV PATH=/opt/voiceguide/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VOICEGUIDE_CACHE=/sessions/.cache \
    VOICEGUIDE_CONFIG=/sessions/settings.toml \
    VOICEGUIDE_DATA=/sessions/studio
USER 10001:10001
WORKDIR /sessions
VOLUME /sessions
EXPOSE 8737
ENTRYPOINT ["voiceguide"]
CMD ["--help"]
