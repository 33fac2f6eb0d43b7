"""What travels in the bundle and what stays out; read by `emotion-workbench.spec`.

Plain data and functions without PyInstaller, so that the test suite can check them.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import PurePosixPath

# (destination, source, kind) as PyInstaller keeps what it collects.
Entry = tuple[str, str, str]

# Never imported by the program. What only tests, builds or other user interfaces need.
EXCLUDED_MODULES = (
    "IPython",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "_tkinter",
    "caffe2",
    "cupy",
    "dask",
    # Baselines of `bench` alone, which measures without them too.
    "facenet_pytorch",
    "torchvision",
    "functorch",
    "h5py",
    "imagehash",
    "jax",
    "lief",
    "matplotlib.tests",
    "networkx",
    "notebook",
    "onnx.backend.test",
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.transformers",
    "pandas",
    "pip",
    "pyarrow",
    "pydoc_data",
    "pytest",
    "pywt",
    "scipy",
    "setuptools",
    "sklearn",
    "sphinx",
    "tensorboard",
    "test",
    "tkinter",
    "torch.utils.benchmark",
    "torch.utils.tensorboard",
    "triton",
    "wx",
    # torch's compiler: the back ends that write code, and the tables of its own tests.
    *(
        f"torch.{name}"
        for name in (
            "_inductor.autoheuristic",
            "_inductor.codegen",
            "_inductor.fx_passes",
            "_inductor.kernel",
            "_inductor.template_heuristics",
            "testing._internal.common_methods_invocations",
            "testing._internal.common_modules",
            "testing._internal.common_quantization",
            "testing._internal.dist_utils",
            "testing._internal.distributed.rpc",
            "testing._internal.hop_db",
            "testing._internal.opinfo",
        )
    ),
    *(
        f"PySide6.{name}"
        for name in (
            "QtDesigner",
            "QtHelp",
            "QtPrintSupport",
            "QtQml",
            "QtQuick",
            "QtQuickControls2",
            "QtQuickTest",
            "QtQuickWidgets",
            "QtSql",
            "QtUiTools",
            "QtXml",
        )
    ),
)

# Files, by their place in the bundle (with `/`), that PyInstaller's hooks collect all the same.
_DROPPED = (
    r"^torch/(include|share|test)/",
    r"^torch/bin/(?!torch_shm_manager$)",  # torch does not start without this one
    # Source text beside the compiled modules; torch reads that of its config modules, of `nn`
    # and of `jit` while it is imported.
    r"^torch/(?!(nn|jit)/)\w+/(?!(.*/)?\w*config\w*\.py$).*\.py$",
    # METADATA tells the version; hooks of other packages look at the two others.
    r"^[^/]+\.dist-info/(?!(METADATA|entry_points\.txt|top_level\.txt)$)",
    r"^torch/.*\.(h|hpp|cuh|cmake|lib|a|pyi)$",
    r"^torch/lib/lib(aoti_custom_ops|backend_with_compiler|jitbackend_test|torchbind_test)\.",
    r"^torch/(testing/_internal|utils/model_dump|utils/benchmark|_inductor/codegen/aoti_runtime)/",
    r"^(numpy|sympy|networkx|pyqtgraph|matplotlib|onnx)/(.*/)?tests?/",
    r"^matplotlib/mpl-data/(sample_data|images|plot_directive)/",
    r"^matplotlib/mpl-data/fonts/(afm|pdfcorefonts)/",
    r"^matplotlib/mpl-data/fonts/ttf/(?!DejaVuSans(-\w+)?\.ttf$|LastResort)",
    r"^onnx/(backend/test|examples|test)/",
    r"^onnx/.*\.(cc|h|proto|proto3|in\.proto|pyi)$",
    r"^onnxruntime/(tools|transformers|quantization|datasets|backend)/",
    r"^onnxruntime/capi/onnxruntime\.dll$",  # for programs in C; Python's module holds it all
    # Nothing writes text into pictures or changes their profiles.
    r"^PIL/_(imagingcms|imagingft|imagingtk)\.",
    r"^pillow\.libs/lib(brotlicommon|brotlidec|freetype|harfbuzz|lcms2|png16)-",
    # Interface icons are Material Design's.
    r"^qtawesome/fonts/(?!materialdesignicons6-)",
    r"^pyqtgraph/(examples|icons/peegee/.*_(256|512)px)",
    r"^cv2/opencv_videoio_ffmpeg\d*_64\.dll$",  # films and streams are PyAV's
    r"^cv2/data/(?!haarcascade_frontalface_default\.xml$)",
    r"^(tcl|tk|_tcl_data|_tk_data|tcl8)/",
    # Qt's folders lie in `Qt/` but on Windows.
    r"^PySide6/(Qt/)?translations/(?!qtbase_de\.qm$)",  # English, German: all there is
    r"^PySide6/(Qt/)?plugins/(designer|egldeviceintegrations|generic|networkinformation"
    r"|printsupport|qmllint|qmltooling|sqldrivers|tls|vectorimageformats"
    r"|wayland-graphics-integration-server)/",
    r"^PySide6/(Qt/)?plugins/platforms/(lib)?q"
    r"(direct2d|eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc)\.",
    r"^PySide6/(Qt/)?plugins/platforminputcontexts/(lib)?qtvirtualkeyboardplugin\.",
    # OpenGL drawn by the processor, for machines without a graphics driver: nothing draws with it.
    r"^PySide6/(opengl32sw|d3dcompiler_\d+)\.dll$",
    r"(^|/)(lib)?Qt6?(Designer|Help|Labs|Lottie|Pdf|Qml|Quick|Sql|UiTools|VirtualKeyboard)"
    r"[A-Za-z0-9]*(\.so|\.dll|\.dylib|\.framework|$)",
)

# What the system's own graphics, fonts and message bus bring (debian.PACKAGES makes the package
# depend on them), and what only GTK's look wanted.
_LEFT_TO_THE_SYSTEM = (
    r"^lib(atk-1|atk-bridge-2|atspi|blkid|cairo|cairo-gobject|cap|com_err|datrie|dbus-1|epoxy"
    r"|fontconfig|freetype|fribidi|gcrypt|gdk-3|gdk_pixbuf-2|gio-2|glib-2|gmodule-2|gobject-2"
    r"|gpg-error|graphite2|gssapi_krb5|gthread-2|gtk-3|harfbuzz|jpeg|k5crypto|keyutils|krb5"
    r"|krb5support|lz4|mount|pango-1|pangocairo-1|pangoft2-1|pcre2-8|pixman-1|png16|selinux"
    r"|systemd|thai|brotlicommon|brotlidec"
    r"|Xcomposite|Xcursor|Xdamage|Xfixes|Xi|Xinerama|Xrandr|Xrender)(\.0|\.0\.0)?\.so\b",
    r"^PySide6/Qt/plugins/platformthemes/libqgtk3\.so$",
    r"^(PySide6/Qt/lib/)?libQt6Egl(FSDeviceIntegration|FsKmsSupport)\.",
)

# Without these the program starts and then fails: a build that lacks one stops.
REQUIRED = (
    "resources/icons/app.svg",
    "resources/licences.json",
    "resources/models/default.safetensors",
    "resources/models/paper.safetensors",
    "resources/models/SHA256SUMS",
    "resources/templates/report.html.j2",
    "resources/detectors/mtcnn.safetensors",
    "cv2/data/haarcascade_frontalface_default.xml",
    # Read for every picture of a chart.
    "matplotlib/mpl-data/fonts/ttf/LastResortHE-Regular.ttf",
)


def dropped_patterns(platform: str = sys.platform) -> tuple[re.Pattern[str], ...]:
    """Compiled patterns for one system (`sys.platform`'s names)."""
    texts = _DROPPED + (_LEFT_TO_THE_SYSTEM if platform.startswith("linux") else ())
    return tuple(re.compile(text) for text in texts)


def keep(destination: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Whether a file belongs into the bundle.

    Args:
        destination: its place in the bundle, with either kind of slash.
        patterns: from `dropped_patterns`.
    """
    place = destination.replace("\\", "/")
    return not any(pattern.search(place) for pattern in patterns)


def kept(entries: Iterable[Entry], platform: str = sys.platform) -> list[Entry]:
    """The entries that belong into the bundle, in their order."""
    patterns = dropped_patterns(platform)
    return [entry for entry in entries if keep(entry[0], patterns)]


def installed_distributions(names: Iterable[str]) -> list[str]:
    """Those of the packages that are there: their versions are told, and speeds kept by them."""
    there = []
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            distribution(name)
            there.append(name)
    return there


def needed_first(module: str) -> bool:
    """Whether a program for Windows needs a module before it has opened the shared archive."""
    return module.partition(".")[0] in {"ctypes", "encodings", "struct", "warnings"}


def missing(places: Iterable[str], required: Sequence[str] = REQUIRED) -> list[str]:
    """Which required files are not among the places of a bundle."""
    there = {str(PurePosixPath(place.replace("\\", "/"))) for place in places}
    return [place for place in required if place not in there]
