"""Ex07 : projet 2, les chiffres manuscrits. Lire, préparer, apprendre, mesurer, reconnaître.

Conventions : images de forme (n, h, w), étiquettes entières (n,), int64 ; un réseau reçoit une image
par ligne, (n, h * w), float32, et rend des logits (n, classes), jamais des probabilités.
--
Ex07: project 2, handwritten digits. Read, prepare, learn, measure, recognise.

Conventions: images of shape (n, h, w), integer labels (n,), int64; a network receives one image per
row, (n, h * w), float32, and returns logits (n, classes), never probabilities.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import copy
import gzip
import math
import os
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn

MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")


# --- données : les fonctions données / data: the given functions ----------------------------------


def load_digits(folder: str | None = None) -> tuple[Tensor, Tensor]:
    """Les chiffres de scikit-learn, ou ceux de MNIST si `folder` contient ses fichiers (donnée).

    Args:
        folder: dossier avec train-images-idx3-ubyte et train-labels-idx1-ubyte (ou leurs .gz).
    Returns:
        images: (1797, 8, 8) de 0 à 16, ou (60000, 28, 28) de 0 à 255, float32 ; labels: (n,), int64.
    Raises:
        FileNotFoundError: un fichier de MNIST manque ; le message dit lequel.
    --
    scikit-learn's digits, or those of MNIST if `folder` holds its files (given).

    Args:
        folder: folder with train-images-idx3-ubyte and train-labels-idx1-ubyte (or their .gz).
    Returns:
        images: (1797, 8, 8) from 0 to 16, or (60000, 28, 28) from 0 to 255, float32; labels: (n,),
        int64.
    Raises:
        FileNotFoundError: a file of MNIST is missing; the message says which.
    """
    if folder is not None:
        images, labels = (read_idx(_contents(folder, name)) for name in MNIST_FILES)
        return images.float(), labels.long()
    try:
        from sklearn.datasets import load_digits as bundled
    except ModuleNotFoundError:
        raise RuntimeError(
            "scikit-learn n'est pas ici. Pendant la correction les chiffres arrivent en arguments : "
            "n'appelez load_digits que depuis main. / scikit-learn is not here. While grading the "
            "digits come as arguments: call load_digits from main only."
        ) from None
    found = bundled()
    return torch.tensor(found.images, dtype=torch.float32), torch.tensor(found.target).long()


def _contents(folder: str, name: str) -> bytes:
    """Le contenu d'un fichier de MNIST, décompressé. / The content of a file of MNIST, unpacked."""
    path = os.path.join(folder, name)
    if os.path.isfile(path):
        with open(path, "rb") as plain:
            return plain.read()
    if os.path.isfile(path + ".gz"):
        with gzip.open(path + ".gz") as packed:
            return packed.read()
    raise FileNotFoundError(
        f"{folder} ne contient ni {name} ni {name}.gz : déposez-y les fichiers de MNIST, ou passez-vous "
        f"de --data. / {folder} holds neither {name} nor {name}.gz: put the files of MNIST there, or "
        "do without --data."
    )


def distort(images: Tensor, generator: torch.Generator) -> Tensor:
    """Déforme chaque image un peu : rotation, échelle, décalage, bruit, tirés au hasard (donnée).

    Rotation d'au plus 15 degrés, échelle de 0,9 à 1,1, décalage d'au plus un huitième du côté dans
    chaque direction, bruit d'écart-type 1/16 du blanc. Les images à reconnaître le sont de même.
    Args:
        images: (n, h, w), float32 ; generator: un torch.Generator du CPU.
    Returns:
        de nouvelles images, même forme, même étendue de valeurs.
    --
    Distorts each image a little: rotation, scale, shift, noise, drawn at random (given).

    Rotation of at most 15 degrees, scale from 0.9 to 1.1, shift of at most one eighth of the side in
    each direction, noise with a standard deviation of 1/16 of white. So are the images to recognise.
    Args:
        images: (n, h, w), float32; generator: a torch.Generator of the CPU.
    Returns:
        new images, same shape, same range of values.
    """

    def uniform(most: float) -> Tensor:
        drawn = torch.rand(len(images), generator=generator) * 2 - 1
        return (drawn * most).to(images.device)

    white = images.max().item()
    angle, scale = uniform(math.radians(15)), 1 + uniform(0.1)
    across, down = uniform(0.25), uniform(0.25)  # the side is 2 long for affine_grid
    cosine, sine = angle.cos() / scale, angle.sin() / scale
    rows = [torch.stack([cosine, -sine, across], 1), torch.stack([sine, cosine, down], 1)]
    size = [len(images), 1, *images.shape[1:]]
    grid = nn.functional.affine_grid(torch.stack(rows, 1), size, align_corners=False)
    moved = nn.functional.grid_sample(images.unsqueeze(1), grid, align_corners=False).squeeze(1)
    noise = torch.randn(moved.shape, generator=generator).to(images.device)
    return (moved + noise * white / 16).clamp(0, white)


# --- données : à vous / data: your turn -----------------------------------------------------------


def read_idx(data: bytes) -> Tensor:
    """Décode le contenu d'un fichier IDX d'octets non signés, le format de MNIST.

    Deux octets nuls, un octet de type (8 : octets non signés), un octet qui donne le nombre d de
    dimensions, puis d tailles de quatre octets, poids fort en tête, puis les valeurs.
    Returns:
        les valeurs, uint8, de la forme annoncée ; une copie, indépendante de data.
    Raises:
        ValueError: autre début, autre type, ou nombre de valeurs qui n'est pas celui annoncé.
    Source: manuel, section 5.2.
    --
    Decodes the content of an IDX file of unsigned bytes, the format of MNIST.

    Two zero bytes, a byte for the type (8: unsigned bytes), a byte that gives the number d of
    dimensions, then d sizes of four bytes, most significant byte first, then the values.
    Returns:
        the values, uint8, of the shape announced; a copy, independent of data.
    Raises:
        ValueError: another beginning, another type, or not as many values as announced.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    if data[:3] != b"\x00\x00\x08":
        raise ValueError("not an IDX file of unsigned bytes")
    # data[3:4], not data[3]: in a file that stops here it is empty, and counts as 0.
    start = 4 + 4 * int.from_bytes(data[3:4], "big")
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError(f"{len(data) - start} values, {shape} announced")
    # bytearray: a copy that can be written to, as a tensor wants it.
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:].reshape(shape)
    ### END SOLUTION


def class_counts(labels: Tensor, num_classes: int) -> Tensor:
    """Combien d'exemples de chaque classe.

    Args:
        labels: (n,), int64, de 0 à num_classes - 1.
    Returns:
        (num_classes,), int64 ; 0 pour une classe absente.
    Source: manuel, section 5.2.
    --
    How many examples of each class.

    Args:
        labels: (n,), int64, from 0 to num_classes - 1.
    Returns:
        (num_classes,), int64; 0 for a class that is absent.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    return torch.bincount(labels, minlength=num_classes)
    ### END SOLUTION


def split(n: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Partage au hasard les numéros 0 à n - 1 : test, puis validation, le reste pour apprendre.

    Returns:
        train, valid, test: numéros, int64. test: n // 5 ; valid: un cinquième (division entière) de
        ce qui reste ; rien de commun, rien de perdu. La même graine donne le même partage.
    Source: manuel, section 5.2.
    --
    Splits the numbers 0 to n - 1 at random: test, then validation, the rest to learn from.

    Returns:
        train, valid, test: numbers, int64. test: n // 5; valid: a fifth (integer division) of what
        is left; nothing in common, nothing lost. The same seed gives the same split.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    n_test = n // 5
    n_valid = (n - n_test) // 5
    return order[n_test + n_valid :], order[n_test : n_test + n_valid], order[:n_test]
    ### END SOLUTION


def pixel_statistics(images: Tensor) -> tuple[float, float]:
    """Moyenne et écart-type de tous les pixels de toutes les images (d'entraînement).

    Args:
        images: (n, h, w), uint8 ou flottants, pas toutes unies.
    Returns:
        mean, std: des float de Python ; std divise par le nombre de pixels, sans - 1.
    Source: manuel, section 5.2 (qui prend 0.5 partout : voir l'énoncé).
    --
    Mean and standard deviation of all pixels of all (training) images.

    Args:
        images: (n, h, w), uint8 or floats, not all blank.
    Returns:
        mean, std: Python floats; std divides by the number of pixels, without - 1.
    Source: textbook, section 5.2 (which takes 0.5 everywhere: see the statement).
    """
    ### BEGIN SOLUTION
    pixels = images.float()
    return pixels.mean().item(), pixels.std(correction=0).item()
    ### END SOLUTION


def prepare(images: Tensor, mean: float, std: float) -> Tensor:
    """Images normalisées, (pixel - mean) / std, et aplaties.

    Args:
        images: (n, h, w), uint8 ou flottants.
    Returns:
        (n, h * w), float32.
    Source: manuel, section 5.2.
    --
    Images normalised, (pixel - mean) / std, and flattened.

    Args:
        images: (n, h, w), uint8 or floats.
    Returns:
        (n, h * w), float32.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    return (images.float().flatten(start_dim=1) - mean) / std
    ### END SOLUTION


# --- classes rares / rare classes -----------------------------------------------------------------


def class_weights(labels: Tensor, num_classes: int) -> Tensor:
    """Poids de classe n / (num_classes * effectif) : chaque classe pèse autant au total.

    Args:
        labels: (n,), int64 ; chaque classe y est.
    Returns:
        (num_classes,), float32.
    Source: support de cours ; manuel, section 5.2.
    --
    Class weights n / (num_classes * count): each class weighs the same in all.

    Args:
        labels: (n,), int64; each class is in it.
    Returns:
        (num_classes,), float32.
    Source: lecture deck; textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    return len(labels) / (num_classes * class_counts(labels, num_classes))
    ### END SOLUTION


def oversample(labels: Tensor, seed: int) -> Tensor:
    """Numéros d'exemples dans lesquels chaque classe présente est aussi nombreuse que la plus grande.

    Args:
        labels: (n,), int64 ; seed: graine.
    Returns:
        numéros, int64, dans un ordre quelconque : chaque exemple au moins une fois, ce qui manque à
        une classe tiré au hasard (avec remise) parmi ses exemples.
    Source: support de cours ; manuel, section 5.2.
    --
    Numbers of examples in which each class that is present is as frequent as the largest one.

    Args:
        labels: (n,), int64; seed: seed.
    Returns:
        numbers, int64, in any order: each example at least once, what a class lacks drawn at random
        (with replacement) among its examples.
    Source: lecture deck; textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    most = int(labels.bincount().max())
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero().squeeze(1)
        more = torch.randint(len(places), (most - len(places),), generator=generator)
        chosen += [places, places[more]]
    return torch.cat(chosen)
    ### END SOLUTION


# --- le réseau / the network ----------------------------------------------------------------------


class MLP(nn.Module):
    """Perceptron multicouche avec ReLU ; la sortie est faite de logits.

    Args:
        input_size: nombre de pixels. num_hidden_layers: couches cachées, au moins 1.
        hidden_size: neurones de chacune. num_classes: nombre de classes.
    Source: manuel, section 5.2.
    --
    Multilayer perceptron with ReLU; the output is made of logits.

    Args:
        input_size: number of pixels. num_hidden_layers: hidden layers, at least 1.
        hidden_size: neurons of each. num_classes: number of classes.
    Source: textbook, section 5.2.
    """

    def __init__(
        self, input_size: int, num_hidden_layers: int, hidden_size: int, num_classes: int = 10
    ) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        sizes = [input_size] + [hidden_size] * num_hidden_layers
        layers: list[nn.Module] = []
        for size_in, size_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(size_in, size_out), nn.ReLU()]
        # No softmax: cross_entropy does it, and better (through the logarithm).
        self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, num_classes))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, num_classes) pour des images préparées x (n, input_size).
        --
        Logits (n, num_classes) for prepared images x (n, input_size).
        """
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


def train(
    model: nn.Module,
    train_x: Tensor,
    train_y: Tensor,
    valid_x: Tensor,
    valid_y: Tensor,
    learning_rate: float,
    batch_size: int,
    max_epochs: int,
    patience: int,
    seed: int,
    weights: Tensor | None = None,
    report: Callable[[int, float], object] | None = None,
) -> dict[str, list[float]]:
    """Entraîne sur place, avec Adam et l'entropie croisée, et s'arrête tôt.

    Args:
        train_x, valid_x: images préparées (n, d) ; train_y, valid_y: étiquettes (n,).
        batch_size: taille des lots, tirés dans un nouvel ordre à chaque époque ; le dernier est gardé.
        max_epochs: au plus tant d'époques. patience: l'arrêt vient après tant d'époques de suite sans
            perte de validation strictement plus petite que toutes les précédentes.
        seed: graine de l'ordre des lots.
        weights: poids de classe (classes,) de la perte d'entraînement (argument weight de
            cross_entropy), ou None.
        report: si elle est donnée, report(epoch, loss) est appelée à la fin de chaque époque, numérotée
            à partir de 1, avec la perte d'entraînement.
    Returns:
        {"train": [...], "valid": [...]}, un float de Python par époque faite. train: moyenne des
        pertes des lots, mesurées avant chaque pas, chacune pondérée par la taille de son lot. valid:
        entropie croisée moyenne sur toute la validation, sans poids de classe, à la fin de l'époque.
        Le modèle finit avec les poids de sa meilleure époque.
    Source: manuel, sections 5.2 et 6.
    --
    Trains in place, with Adam and cross-entropy, and stops early.

    Args:
        train_x, valid_x: prepared images (n, d); train_y, valid_y: labels (n,).
        batch_size: size of the batches, drawn in a new order in each epoch; the last one is kept.
        max_epochs: at most so many epochs. patience: the stop comes after so many epochs in a row
            without a validation loss strictly smaller than all those before.
        seed: seed of the order of the batches.
        weights: class weights (classes,) of the training loss (the argument weight of cross_entropy),
            or None.
        report: if given, report(epoch, loss) is called at the end of each epoch, counted from 1, with
            the training loss.
    Returns:
        {"train": [...], "valid": [...]}, one Python float per epoch that was made. train: mean of the
        losses of the batches, measured before each step, each weighted by the size of its batch.
        valid: mean cross-entropy on the whole validation set, without class weights, at the end of
        the epoch. The model ends with the weights of its best epoch.
    Source: textbook, sections 5.2 and 6.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history: dict[str, list[float]] = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.randperm(len(train_x), generator=generator).to(train_x.device)
        for batch in order.split(batch_size):
            optimizer.zero_grad()
            logits = model(train_x[batch])
            loss = nn.functional.cross_entropy(logits, train_y[batch], weight=weights)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        history["train"].append(total / len(train_x))
        model.eval()
        with torch.no_grad():
            valid_loss = nn.functional.cross_entropy(model(valid_x), valid_y).item()
        history["valid"].append(valid_loss)
        if report is not None:
            report(epoch, history["train"][-1])
        waited += 1
        if valid_loss < best_loss:
            # A copy: state_dict gives the weights themselves, which go on changing.
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history
    ### END SOLUTION


def predict(model: nn.Module, x: Tensor) -> Tensor:
    """Classe la plus probable de chaque image préparée, en mode évaluation et sans gradient.

    Returns:
        (n,), int64.
    Source: manuel, section 5.2.
    --
    Likeliest class of each prepared image, in evaluation mode and without gradients.

    Returns:
        (n,), int64.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1)
    ### END SOLUTION


# --- mesures / measures ---------------------------------------------------------------------------


def confusion_matrix(labels: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    """Combien d'exemples de la classe i ont été pris pour la classe j.

    Args:
        labels, predicted: (n,), int64.
    Returns:
        (num_classes, num_classes), int64 : ligne i la vraie classe, colonne j la classe prédite.
    Source: manuel, section 5.2.
    --
    How many examples of class i were taken for class j.

    Args:
        labels, predicted: (n,), int64.
    Returns:
        (num_classes, num_classes), int64: row i the true class, column j the predicted class.
    Source: textbook, section 5.2.
    """
    ### BEGIN SOLUTION
    # Each pair (true, predicted) gets a number of its own; they are counted, then laid out.
    number = labels * num_classes + predicted
    return number.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


def scores(confusion: Tensor) -> dict[str, float]:
    """Exactitude, et précision, rappel et F1 en moyenne des classes (macro), de la matrice.

    Returns:
        {"accuracy", "precision", "recall", "f1"}, des float de Python ; 0/0 vaut 0 ; le F1 macro est la
        moyenne des F1 des classes.
    Source: manuel, section 5.2 (qui appelle précision l'exactitude : voir l'énoncé).
    --
    Accuracy, and precision, recall and F1 as means of the classes (macro), from the matrix.

    Returns:
        {"accuracy", "precision", "recall", "f1"}, Python floats; 0/0 is 0; the macro F1 is the mean of
        the F1s of the classes.
    Source: textbook, section 5.2 (which calls accuracy precision: see the statement).
    """
    ### BEGIN SOLUTION
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    # Where a denominator is 0, so is the numerator: dividing by 1 gives the 0 that is wanted.
    precision = right / predicted.clamp(min=1)
    recall = right / true.clamp(min=1)
    f1 = 2 * right / (true + predicted).clamp(min=1)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": precision.mean().item(),
        "recall": recall.mean().item(),
        "f1": f1.mean().item(),
    }
    ### END SOLUTION


# --- le défi / the challenge ----------------------------------------------------------------------


def fit(
    images: Tensor,
    labels: Tensor,
    seed: int,
    report: Callable[[int, float], object] | None = None,
) -> object:
    """Apprend à reconnaître des chiffres, déformés ensuite comme par distort. Tout le reste est libre.

    Args:
        images: (n, h, w), float32, telles que load_digits les donne ; labels: (n,), int64.
        seed: graine de tout ce qui est tiré au hasard, poids compris (torch.manual_seed).
        report: comme dans train.
    Returns:
        ce dont classify a besoin : ce que vous voulez.
    --
    Learns to recognise digits, which are then distorted as by distort. All the rest is free.

    Args:
        images: (n, h, w), float32, as load_digits gives them; labels: (n,), int64.
        seed: seed of all that is drawn at random, weights included (torch.manual_seed).
        report: as in train.
    Returns:
        what classify needs: whatever you like.
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    train_places, valid_places, test_places = split(len(images), seed)
    # The images of the test serve here too: the judge has others.
    known = torch.cat([train_places, test_places]).to(images.device)
    valid_places = valid_places.to(images.device)
    statistics = pixel_statistics(images[known])
    # Many distorted copies of each image: the network learns what a distortion leaves unchanged.
    copies = 6  # no mutants: other sizes and rates reach the goal too; so do the next lines
    train_x = prepare(distort(images[known].repeat(copies, 1, 1), generator), *statistics)
    train_y = labels[known].repeat(copies)
    valid_x = prepare(distort(images[valid_places].repeat(copies, 1, 1), generator), *statistics)
    valid_y = labels[valid_places].repeat(copies)
    model = MLP(train_x.shape[1], 1, 160).to(images.device)  # no mutants: as above
    train(  # no mutants: as above
        model,
        train_x,
        train_y,
        valid_x,
        valid_y,
        learning_rate=0.01,
        batch_size=128,
        max_epochs=6,
        patience=3,
        seed=seed,
        report=report,
    )
    return model, statistics
    ### END SOLUTION


def classify(classifier: object, images: Tensor) -> Tensor:
    """Classes prédites d'images brutes, avec ce que fit a renvoyé.

    Args:
        classifier: ce que fit a renvoyé ; images: (n, h, w), float32.
    Returns:
        (n,), int64 ; la classe d'une image ne dépend pas des autres.
    --
    Predicted classes of raw images, with what fit returned.

    Args:
        classifier: what fit returned; images: (n, h, w), float32.
    Returns:
        (n,), int64; the class of an image does not depend on the others.
    """
    ### BEGIN SOLUTION
    model, statistics = classifier
    return predict(model, prepare(images, *statistics))
    ### END SOLUTION


def main() -> None:
    """python digits.py [--data DOSSIER] : apprend, mesure, chronomètre (rien à y compléter).
    --
    python digits.py [--data FOLDER]: learns, measures, takes the time (nothing to complete in it).
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", metavar="DIR", help="a folder with the files of MNIST")
    try:
        images, labels = load_digits(parser.parse_args().data)
    except FileNotFoundError as missing:
        raise SystemExit(str(missing)) from None
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    images, labels = images.to(device), labels.to(device)
    print("class counts:", class_counts(labels, 10).tolist())
    # Images that fit does not see, so that the measure means something.
    train_places, valid_places, test_places = split(len(images), seed=42)
    known = torch.cat([train_places, valid_places]).to(device)
    test_places = test_places.to(device)
    started = time.perf_counter()
    classifier = fit(
        images[known], labels[known], 42, lambda epoch, loss: print(f"epoch {epoch}: {loss:.4f}")
    )
    print(f"{time.perf_counter() - started:.1f} s")
    distorted = distort(images[test_places], torch.Generator().manual_seed(42))
    for name, shown in (("as they are", images[test_places]), ("distorted", distorted)):
        confusion = confusion_matrix(labels[test_places], classify(classifier, shown), 10)
        print(name, {key: round(value, 3) for key, value in scores(confusion).items()})


if __name__ == "__main__":
    main()
