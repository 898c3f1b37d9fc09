"""See the docstring of the rule."""

from collections.abc import Iterator

from kbaudit.model.finding import Finding, Level
from kbaudit.read.file import File
from kbaudit.read.secrets import find_secrets
from kbaudit.rulekit import Context, rule


@rule(level=Level.ERROR, tags=("pin",))
def leaked_secret(file: File, ctx: Context) -> Iterator[Finding]:
    """A page holds the value of a secret, where only its name may stand.

    Why:
        Whoever reads the page can use it, and a repository never forgets: it must be revoked, not
        only removed.

    Example:
        ``HF_TOKEN=hf_`` and 34 more characters in an install command.

    Remedy:
        Revoke it where it was issued, then write the name of the variable only. kbaudit never
        prints more than its first four characters.
    """
    if file.unreadable is not None:
        return
    for span in find_secrets(file.source):
        secret = span.of(file.text)
        shown, size = secret[:4], len("".join(secret.split()))
        yield ctx.found(
            span,
            f"a secret that begins with `{shown}…` stands on the page ({size} characters)",
            help="revoke it, and write the name of the variable only",
            key=f"secret {shown}",
            secret=True,
        )
