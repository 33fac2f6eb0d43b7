"""Run the sample code of exports in a fresh environment that has onnxruntime and numpy alone.

python scripts/try_exports.py [MODEL.safetensors ...]      # the bundled models by default
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from emotion_gui.core.resources import resources_dir
from emotion_gui.operations.export import export_model


def main() -> int:
    """0 where every sample finds what it expects."""
    bundled = sorted((resources_dir() / "models").glob("*.safetensors"))
    models = [Path(name) for name in sys.argv[1:]] or bundled
    with tempfile.TemporaryDirectory() as folder:
        venv.create(Path(folder) / "fresh", with_pip=True)
        python = Path(folder) / "fresh" / ("Scripts" if sys.platform == "win32" else "bin")
        program = str(python / "python")
        subprocess.run([program, "-m", "pip", "install", "-q", "onnxruntime", "numpy"], check=True)
        failed = 0
        for model in models:
            for form in ("onnx", "onnx-float16"):
                failed += not _tried(program, model, form, Path(folder) / f"{model.stem}-{form}")
        return min(1, failed)


def _tried(program: str, model: Path, form: str, folder: Path) -> bool:
    from emotion_gui.core.model.checkpoint_info import read_info

    quantized = read_info(model).quantized is not None
    if quantized and form != "onnx":
        return True
    folder.mkdir()
    found = export_model(model, folder / "face.onnx", form=form, samples=True)
    ended = subprocess.run(
        [program, str(found.files[-1])],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    last = (ended.stdout or ended.stderr).strip().splitlines()[-1]
    print(f"{model.name} as {found.form}: {found.bytes:,} bytes, {last}")
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
