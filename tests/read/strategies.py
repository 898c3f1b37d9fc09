"""Texts that look like pages, broken in every way."""

from hypothesis import strategies as st

PIECES = (
    "[[", "]]", "[[a_b_C]]", "[[step::Principle:a_b_C]]", "[[source::Repo|x|https://x.org]]", "::",
    "](", "[x](a.md#b)", "`", "``", "```", "~~~", "```python", "{|", "|}", "|-", "| ", "||", "!!",
    "! A !! B", "| A | B |", "|---|---|", "\\|", "== A ==", "=== B ===", "# T", "## S", "===",
    "---",     "<!--", "-->", "<nowiki>", "</nowiki>", "<syntaxhighlight lang=python>",
    "</syntaxhighlight>",
    "<pre>", "</pre>", "<code>", "</code>", "{{#mermaid:", "{{", "}}", "* ", "'''File:''' ", "x.py",
    "src/a/x.py:3-9", "x.py (lines 3-9)", "lines 3-9", "'''Lines:''' 5-6", "L3", ":12", ", 14-15",
    "https://github.com/o/r/blob/main/x.py#L3", "`x` >= 1.2", "Python 3.10+", "pip install x==1 y",
    "pip install 'x", "✅Impl:a_b_C", "⬜Env:x", "## Workflow: a_b_C",
    "| Page | File | Connections |",     "| a_b_C | [→](principles/a_b_C.md) | ✅Impl:x |",
    "**Legend:**", "a: b", "a: [b", "- c", "&x",
    "*x", "<a id='x'>", "<!-- kbaudit: ignore[dead-link] why -->", "\n", "\n", "\n\n", "\r\n", "\r",
    " ", "\t", "\x00", "\ufeff", "\u2028", "\x85", "é", "🚀", "word", "1", ".",
)  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(
        lambda p: "---\n" + "\n".join(p) + "\n---\n"
    ),
    st.text(max_size=200),
)
