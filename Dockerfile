# The commands in an image of nothing else, for other Dockerfiles to take:
#
#     COPY --from=packwright /mkdeb /mkrpm /usr/bin/
#
# `docker build -t packwright .` compiles them; `make image` takes those of `make static`. Without
# a Dockerfile of your own:
#
#     docker run --rm -v "$PWD:/work" -w /work packwright /mkrpm stage -m package.toml

# The stage that the commands come from: source or prebuilt.
ARG FROM=source

FROM rust:1-bookworm AS source
WORKDIR /src
COPY . .
RUN make static

FROM scratch AS prebuilt
COPY target/static/ /src/target/static/

FROM ${FROM} AS chosen

FROM scratch
COPY --from=chosen /src/target/static/mkdeb /src/target/static/mkrpm /src/target/static/mkrepo /
CMD ["/mkdeb", "--help"]
