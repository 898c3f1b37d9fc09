"""kbaudit: the audit phase of a knowledge base about a code base, as a program."""

__version__ = "0.1.0"
