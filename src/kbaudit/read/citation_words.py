"""How pages say "lines 12 to 40", in the languages in which they are written."""

BLANK = "[ \\u00a0\\u202f]"
"""A blank within a line; French puts one that does not break before a colon."""

LINE = r"(?:lines?|Zeilen?|lignes?|l[ií]neas?|linhas?|rig(?:a|he)|строк[аи])"
"""The word before the numbers, written out."""

LINE_ENDS = r"(?:ines?|eilen?|ignes?|[ií]neas?|inhas?|ig(?:a|he)|трок[аи])"
"""What stands behind the first letter of that word."""

SHORT_LINE = r"(?:ll?\.|Zl?\.|стр\.)"

OF = r"(?:of|in|from|von|aus|de|du|des|dans|del|della|di|do|da|из|в)"
"""The word between lines and the file that they are of."""

TO = r"(?:to|through|thru|bis|à|hasta|al?|até|fino a|по|至|到)"
"""The word between two numbers."""

DASH = r"[-–—−‑~～〜]"
"""The sign between two numbers; East Asian pages write a wave."""

FILE_LABELS = (
    "datei", "dateien", "quelldatei", "quelle", "pfad", "dateipfad", "fichier", "fichiers",
    "chemin", "emplacement", "archivo", "archivos", "fichero", "ruta", "ubicación", "arquivo",
    "caminho", "percorso", "файл", "путь", "文件", "文件路径", "源文件", "路径", "位置",
    "ファイル", "파일",
)  # fmt: skip
"""Labels of items that name a file, besides the English ones."""

LINE_LABELS = (
    "zeilen", "zeile", "zeilenbereich", "lignes", "ligne", "líneas", "línea", "lineas", "linhas",
    "linha", "righe", "riga", "строки", "строка", "行", "行号", "行範囲", "行番号", "줄",
)  # fmt: skip
"""Labels of items that name lines, besides the English ones."""
