"""Write facenet-pytorch's weights of MTCNN (MIT) as the one file that the program reads.

    python scripts/bundle_mtcnn.py [OUT]

Three pickles become one `.safetensors` with the tensors as they are, and the licence beside them.
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path

import torch
from safetensors.torch import save_file

NETWORKS = ("pnet", "rnet", "onet")
OUT = Path(__file__).resolve().parents[1] / "resources" / "detectors" / "mtcnn.safetensors"


def wheel_tensors() -> dict[str, torch.Tensor]:
    """The wheel's tensors; each name begins with its network's."""
    data = Path(str(distribution("facenet-pytorch").locate_file("facenet_pytorch/data")))
    return {
        f"{network}.{name}": tensor.contiguous()
        for network in NETWORKS
        for name, tensor in torch.load(data / f"{network}.pt", weights_only=True).items()
    }


def main() -> int:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    source = distribution("facenet-pytorch")
    told = {"source": f"facenet-pytorch {source.version}", "license": "MIT, Timothy Esler 2019"}
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file(wheel_tensors(), out, metadata=told)
    print(f"{out}: {out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
