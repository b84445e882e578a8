"""Entry point: `talentfeed --help` lists the verbs; each verb's module loads when it runs."""

import contextlib
import sys
from typing import NoReturn

import typer

from cli.commands import (
    db,
    dedupe,
    desk,
    explain,
    extract,
    harvest,
    judge,
    publish,
    resolve,
    retention,
    run,
    runs,
    search,
    serve,
    source,
    takedown,
    withdraw,
)
from records.disk import disk_full, is_full
from records.errors import TalentfeedError
from records.logs import set_up

EXIT_CODES = """Exit codes: 0 done · 1 unexpected error · 2 wrong usage, setting or source file · 3 malformed input ·
4 could not fetch, or found nothing · 5 a gate held a run back · 6 database or archive ·
7 another process holds the lease · 8 index. Of several the highest."""

app = typer.Typer(
    name="talentfeed",
    help="Job and training adverts of a region as one clean, deduplicated, always-fresh index.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    # Rich help would cost a sixth of a second at every start.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def start() -> None:
    """Before every verb: its log, as the settings say. Help needs none, and is not to wait for it."""
    if not {"-h", "--help"} & set(sys.argv[1:]):
        from records.settings import load_settings

        set_up(load_settings())


app.add_typer(source.app, name="source")
app.add_typer(db.app, name="db")
app.add_typer(desk.app, name="desk")
app.command("studio", epilog=EXIT_CODES)(desk.studio)
app.command("harvest", epilog=EXIT_CODES)(harvest.harvest)
app.command("normalise", epilog=EXIT_CODES)(harvest.normalise)
app.command("replay", epilog=EXIT_CODES)(harvest.replay)
app.command("approve", epilog=EXIT_CODES)(harvest.approve)
app.command("extract", epilog=EXIT_CODES)(extract.extract)
app.command("resolve", epilog=EXIT_CODES)(resolve.resolve)
app.command("dedupe", epilog=EXIT_CODES)(dedupe.dedupe)
app.command("explain", epilog=EXIT_CODES)(explain.explain)
app.command("judge", epilog=EXIT_CODES)(judge.judge)
app.command("publish", epilog=EXIT_CODES)(publish.publish)
app.command("run", epilog=EXIT_CODES)(run.run)
app.command("retention", epilog=EXIT_CODES)(retention.retention)
app.command("withdraw", epilog=EXIT_CODES)(withdraw.withdraw)
app.command("takedown", epilog=EXIT_CODES)(takedown.takedown)
app.command("search", epilog=EXIT_CODES)(search.search)
app.command("runs", epilog=EXIT_CODES)(runs.runs)
app.command("run-show", epilog=EXIT_CODES)(runs.run_show)
app.command("serve", epilog=EXIT_CODES)(serve.serve)


def main() -> None:
    """Run the command; our own errors become one line on stderr and their exit code."""
    try:
        try:
            app()
        finally:
            # Here, and not when the interpreter ends: what does not fit on the disk is an error like any other.
            sys.stdout.flush()
    except TalentfeedError as error:
        _end(error)
    except BrokenPipeError:
        # `talentfeed … | head` is no error.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if not is_full(error):
            raise
        with contextlib.suppress(OSError):
            sys.stdout.close()  # else the interpreter tries once more at its end
        _end(disk_full(str(error)))


def _end(error: TalentfeedError) -> NoReturn:
    sys.stderr.write(f"{error.code}: {error.message}\n")
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
