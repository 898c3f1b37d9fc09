"""``python -m kbaudit`` is ``kbaudit``."""

from kbaudit.cli import main

if __name__ == "__main__":
    main()
