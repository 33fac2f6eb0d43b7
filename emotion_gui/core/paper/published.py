"""What was printed: the paper's own figures, and those of the systems that it compares with.

Shares are in [0, 1]. Narayan & Ge print Table 1 for one split of SFEW with n = 55 on the
validation part; of figures without an `n` only the point is known.
"""

from __future__ import annotations

from dataclasses import dataclass

VALIDATION_FACES = 55


@dataclass(frozen=True)
class PublishedRow:
    """A row of Table 1.

    Attributes:
        preset: the recipe of this program that repeats it.
        epochs: of the training.
        learning_rate: constant.
        threshold_deg: similar under it, complementary over 180 minus it.
        mean_test: mean test accuracy over the epochs.
        validation: accuracy on the validation part.
        maps_pruned: of 256.
        after: accuracy on the validation part after pruning.
    """

    preset: str
    epochs: int
    learning_rate: float
    threshold_deg: float
    mean_test: float
    validation: float
    maps_pruned: int
    after: float


TABLE_1: tuple[PublishedRow, ...] = (
    PublishedRow("paper-10-1e-3", 10, 1e-3, 8, 0.2183, 0.2182, 111, 0.2545),
    PublishedRow("paper-10-1e-4", 10, 1e-4, 8, 0.2605, 0.3273, 7, 0.3455),
    PublishedRow("paper-20-1e-3", 20, 1e-3, 10, 0.2683, 0.4545, 148, 0.4364),
    PublishedRow("paper-20-1e-4", 20, 1e-4, 10, 0.2781, 0.4182, 36, 0.4364),
    PublishedRow("paper-40-1e-4", 40, 1e-4, 8, 0.3011, 0.4909, 16, 0.4364),
    PublishedRow("paper-50-1e-3", 50, 1e-3, 10, 0.3374, 0.3273, 191, 0.3636),
    PublishedRow("paper-50-1e-4", 50, 1e-4, 10, 0.3115, 0.4000, 43, 0.4000),
)


@dataclass(frozen=True)
class PublishedFigure:
    """One accuracy of a system; `n` is None where the print does not say."""

    accuracy: float
    n: int | None
    source: str  # a key of the bibliography


FER2013 = PublishedFigure(0.615, None, "narayan")
ALIZADEH_FAZEL = PublishedFigure(0.65, None, "alizadeh")
# On random folds of SFEW; under Strictly Person Independent both together.
PHOG = PublishedFigure(0.4628, None, "dhall")
LPQ = PublishedFigure(0.4371, None, "dhall")
PHOG_LPQ_SPI = PublishedFigure(0.1898, None, "dhall")

BIBLIOGRAPHY = r"""@misc{narayan,
  author = {Narayan, Jyotirmay and Ge, Wei},
  title = {Emotion Detection through Static Images using Pruned Convolutional Neural Networks},
  howpublished = {Australian National University},
  note = {The paper that is reproduced here}
}

@article{gedeon,
  author = {Gedeon, T. D. and Harris, D.},
  title = {Network Reduction Techniques},
  journal = {Proceedings of the International Conference on Neural Networks Methodologies and
             Applications},
  volume = {1},
  pages = {119--126},
  year = {1991}
}

@inproceedings{dhall,
  author = {Dhall, Abhinav and Goecke, Roland and Lucey, Simon and Gedeon, Tom},
  title = {Static Facial Expression Analysis in Tough Conditions: Data, Evaluation Protocol and
           Benchmark},
  booktitle = {IEEE International Conference on Computer Vision Workshops},
  pages = {2106--2112},
  year = {2011}
}

@inproceedings{goodfellow,
  author = {Goodfellow, Ian J. and Erhan, Dumitru and Carrier, Pierre Luc and others},
  title = {Challenges in Representation Learning: A Report on Three Machine Learning Contests},
  booktitle = {Neural Information Processing},
  pages = {117--124},
  year = {2013}
}

@article{alizadeh,
  author = {Alizadeh, Shima and Fazel, Azar},
  title = {Convolutional Neural Networks for Facial Expression Recognition},
  journal = {arXiv preprint arXiv:1704.06756},
  year = {2017}
}

@inproceedings{bosch,
  author = {Bosch, Anna and Zisserman, Andrew and Munoz, Xavier},
  title = {Representing Shape with a Spatial Pyramid Kernel},
  booktitle = {ACM International Conference on Image and Video Retrieval},
  pages = {401--408},
  year = {2007}
}

@inproceedings{ojansivu,
  author = {Ojansivu, Ville and Heikkil{\"a}, Janne},
  title = {Blur Insensitive Texture Classification Using Local Phase Quantization},
  booktitle = {Image and Signal Processing},
  pages = {236--243},
  year = {2008}
}

@inproceedings{han,
  author = {Han, Song and Pool, Jeff and Tran, John and Dally, William J.},
  title = {Learning both Weights and Connections for Efficient Neural Networks},
  booktitle = {Advances in Neural Information Processing Systems},
  pages = {1135--1143},
  year = {2015}
}

@inproceedings{luo,
  author = {Luo, Jian-Hao and Wu, Jianxin and Lin, Weiyao},
  title = {{ThiNet}: A Filter Level Pruning Method for Deep Neural Network Compression},
  booktitle = {IEEE International Conference on Computer Vision},
  pages = {5058--5066},
  year = {2017}
}

@article{nadeau,
  author = {Nadeau, Claude and Bengio, Yoshua},
  title = {Inference for the Generalization Error},
  journal = {Machine Learning},
  volume = {52},
  pages = {239--281},
  year = {2003}
}

@article{wilson,
  author = {Wilson, Edwin B.},
  title = {Probable Inference, the Law of Succession, and Statistical Inference},
  journal = {Journal of the American Statistical Association},
  volume = {22},
  pages = {209--212},
  year = {1927}
}
"""
