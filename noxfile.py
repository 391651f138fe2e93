"""What to run before a change is sent: `nox` runs the quick sessions, `nox -s NAME` any of them.

Each session has an environment of its own. `bash .ci/run` is what CI runs: the README's two commands from clean copies
first, then the rest.
"""

from __future__ import annotations

import shutil

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "docs", "tests"]
nox.options.reuse_existing_virtualenvs = True

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
PROJECT = nox.project.load_toml("pyproject.toml")
BIOME = "@biomejs/biome@2.6.8"


def install(session: nox.Session, *groups: str) -> None:
    """Install the program with what its tests need, and the tools of some groups."""
    session.install("-e", ".[test,studio]", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The tests; more arguments go to pytest."""
    install(session)
    session.run("python", "-m", "pytest", *(session.posargs or ("-n", "auto")))


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict, over the tests too."""
    install(session, "lint", "package")
    session.run("mypy")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, the order of the rooms, code that nothing uses; and the studio's JavaScript."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.install("-e", ".", "--no-deps")  # it is read, not run
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")
    session.run("vulture")
    if shutil.which("npx") is None:
        session.error("The linter of the JavaScript needs Node: install it (nodejs, npm), and run this again.")
    session.run("npx", "--yes", BIOME, "lint", "--error-on-warnings", ".", external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Pages that tools write are as the program is, links lead somewhere, examples run."""
    install(session)
    session.run("python", "-m", "tools.cli_reference", "--check")
    session.run("python", "-m", "tools.routine_reference", "--check")
    session.run("python", "-m", "pytest", "tests/docs")


@nox.session
def listening(session: nox.Session) -> None:
    """The tests that listen long: to every shipped bed, and to whole sessions."""
    install(session)
    session.run("python", "-m", "pytest", "-n", "auto", "-m", "listening", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """The tests that draw cases, with all of them; `tests` draws a quarter."""
    install(session)
    drawing = ("-m", "hypothesis or sampled", "--hypothesis-profile=thorough")
    session.run("python", "-m", "pytest", "-n", "auto", *drawing, *session.posargs)


@nox.session
def minimums(session: nox.Session) -> None:
    """A part of the tests with the oldest versions of everything that is declared."""
    install(session)
    session.run("python", "-m", "tests.stress.versions", *session.posargs)


@nox.session
def stress(session: nox.Session) -> None:
    """The long tests that try to break it: hours. With `--write` their figures go into docs/reliability.md."""
    install(session)
    for module in ("fuzz", "files", "kill", "mutation"):
        session.run("python", "-m", f"tests.stress.{module}", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """What would be released: built, unpacked, and a part of its own tests run from it."""
    install(session, "package")
    session.run("python", "-m", "tools.package")
