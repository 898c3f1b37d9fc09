from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from kbaudit.cli.group import cli

KB: Mapping[str, str] = {
    "_RepoMap_o_r.md": "# Map\n\n| File | Coverage |\n|---|---|\n"
    "| `a.py` | Env: Cuda; Impl: o_r_run |\n"
    "| `b.py` | Impl: run, Cuda |\n| `c.py` | Env: Cuda |\n",
    "_EnvironmentIndex.md": "| Page | File | Connections |\n|---|---|---|\n"
    "| o_r_Cuda | [→](./environments/o_r_Cuda.md) | ✅Impl:o_r_run |\n"
    "| [o_r_Cuda_Kernels](environments/o_r_Cuda_Kernels.md) | x | ✅Impl:run, ⬜Impl:o_r_No |\n",
    "_ImplementationIndex.md": "| Page | File | Required |\n|---|---|---|\n"
    "| o_r_run | [→](./implementations/o_r_run.md) | ✅Env:o_r_Cuda, ✅Env:Cuda_Kernels |\n",
    "environments/o_r_Cuda.md": "---\nname: o_r_Cuda\nrelations:\n  requires_env: [o_r_run]\n---\n"
    "# Environment: Cuda\n\nCuda and o_r_Cuda_Kernels and `CudaX`.\n",
    "environments/o_r_Cuda_Kernels.md": "# o_r_Cuda_Kernels\n\n== Dependencies ==\n"
    "All dependencies from `o_r_Cuda`, plus:\n* `x`\n\n== Related ==\n"
    "* [[requires_env::Implementation:o_r_run]] for speed\n",
    "implementations/o_r_run.md": "# Implementation: o_r_run\n\n"
    "* [[requires_env::Environment:o_r_Cuda]]\n* [[requires_env::Environment:Cuda|Cuda]]\n"
    "* [[Environment:o r Cuda#x|the card]]\n* [o_r_Cuda](../environments/o_r_Cuda.md#setup)\n"
    "* [kernels](<../environments/o_r_Cuda_Kernels.md>)\n\n"
    "Needs [[o_r_Cuda]] and Cuda; o_r_Cuda.\n"
    "```\no_r_Cuda = 1\n```\n",
    "_reports/phase3.md": "| o_r_Cuda | `Cuda` |\n"
    "```\n├── o_r_Cuda.md\n├── o_r_Cuda_Kernels.md\n```\n",
}


def lay_out(root: Path, files: Mapping[str, str] = KB) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


def tree(root: Path) -> dict[str, str]:
    """The files below `root`; whatever a run leaves behind would be among them."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])
