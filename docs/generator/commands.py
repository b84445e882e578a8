"""commands.md, settings.md."""

import inspect
from typing import Any

import typer.main

from cli.main import EXIT_CODES, app
from docs.generator.markdown import page, table, type_name
from records.settings import Settings


def commands_page() -> str:
    """Every verb of `talentfeed` with its arguments and options."""
    intro = (
        "After `make setup` the command is `.venv/bin/talentfeed`; `talentfeed VERB --help` says the same as this "
        f"page. Settings come [from the environment](settings.md).\n\n{' '.join(EXIT_CODES.split())}"
    )
    root: Any = typer.main.get_command(app)
    return page("Commands", intro, *_commands(root, "talentfeed"))


def _commands(command: Any, name: str) -> list[str]:
    if hasattr(command, "commands"):
        return [text for sub, one in command.commands.items() for text in _commands(one, f"{name} {sub}")]
    return [_command(command, name)]


def _command(command: Any, name: str) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    shown = " ".join(_argument(p) for p in arguments)
    rows = [(f"`{_argument(p)}`", p.help or "", "") for p in arguments]
    for option in command.params:
        if option.param_type_name == "option":
            default = option.default
            plain = isinstance(default, str | int) and not isinstance(default, bool) and default != ""
            rows.append((f"`{', '.join(option.opts)}`", option.help or "", f"`{default}`" if plain else ""))
    help_text = inspect.cleandoc(command.help or "")
    listed = "\n\n" + table(("argument or option", "meaning", "default"), rows) if rows else ""
    return f"## {name}\n\n`{' '.join(filter(None, [name, shown]))}`\n\n{help_text}{listed}"


def _argument(argument: Any) -> str:
    name: str = argument.metavar or argument.name.upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def settings_page() -> str:
    """One table of all variables."""
    intro = (
        "All settings are environment variables, checked when a command starts. A wrong one is named with the rule "
        "it breaks (exit code 2). A secret can also be given as a file: `TALENTFEED_INDEX_API_KEY_FILE` is read by "
        "the container's entrypoint into `TALENTFEED_INDEX_API_KEY`."
    )
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{str(field.default).lower()}`"
        if not isinstance(field.default, bool):
            default = default and f"`{field.default}`"
        rows.append((f"`TALENTFEED_{name.upper()}`", type_name(field.annotation), default, field.description or ""))
    never = (
        "`TALENTFEED_ALLOW_LOOPBACK` and `TALENTFEED_NOW` are for development and the demo only. Never set them in "
        "production: the first lets a source file reach services of the machine itself, the second stops the clock "
        "that closes adverts."
    )
    return page("Settings", intro, table(("variable", "type", "default", "meaning"), rows), never)
