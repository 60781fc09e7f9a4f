"""Public checks of ex06 (project 1, the calculator).

The parts first, then one training. Where a training is compared number by number, the weights come
from `support.fill` and the loaders are plain lists of batches, so that nothing is left to chance.
"""

import numpy as np
import pytest

from grader.checks.api import (
    array,
    callback,
    close,
    learns,
    progress,
    raises,
    require,
    support,
    take,
    trains,
    untouched,
)
from grader.checks.figures import curve, scatter
from grader.checks.show import is_remote
from grader.subjects import Raised
from grader.texts import Text, printable

# Everything is computed in float32, and some steps of descent amplify its rounding a little.
SINGLE = {
    "rtol": 2e-4,
    "atol": 2e-5,
    "reason": Text("Tout est calculé en float32.", "Everything is computed in float32."),
}


def two(value, fr, en):
    """The two values that a function had to return."""
    require(isinstance(value, (tuple, list)) and len(value) == 2, fr=fr, en=en)
    return value


def dataset(student, operation, n, low, high, seed):
    """The inputs and targets that `make_dataset` returned, arrays of the right shapes."""
    inputs, targets = two(
        student.make_dataset(operation, n, low, high, seed),
        fr="make_dataset doit renvoyer deux tenseurs : inputs, puis targets.",
        en="make_dataset has to return two tensors: inputs, then targets.",
    )
    return array(inputs, (n, 2), np.float32), array(targets, (n, 1), np.float32)


def numbers(inputs, low, high):
    """The whole numbers behind scaled inputs, int64 (n, 2), each from `low` to `high`."""
    values = np.asarray(inputs, dtype=np.float64) * high
    whole = np.round(values)
    require(
        bool(np.all(np.abs(values - whole) < 1e-3)),
        fr="Multipliées par high, les entrées devraient être des nombres entiers. Sont-elles bien "
        "divisées par high, et par rien d'autre ?",
        en="Multiplied by high, the inputs should be whole numbers. Are they divided by high, and by "
        "nothing else?",
    )
    require(
        bool(np.all((whole >= low) & (whole <= high))),
        fr=f"Des nombres sortent de l'intervalle de {low} à {high} : on trouve "
        f"{int(whole.min())} et {int(whole.max())}. Les entrées sont les couples divisés par high.",
        en=f"Some numbers lie outside the range from {low} to {high}: {int(whole.min())} and "
        f"{int(whole.max())} came. The inputs are the pairs divided by high.",
    )
    return whole.astype(np.int64)


def all_pairs(student, seed):
    """The inputs of all 36 pairs from 2 to 7."""
    try:
        return dataset(student, "add", 36, 2, 7, seed)[0]
    except Raised as raised:
        outcome = raised.exchange.outcome
        if "ValueError" not in (outcome.raised, *outcome.bases):
            raise
        said = printable(outcome.message, 120)
        require(
            False,
            fr="De 2 à 7, les deux compris, il y a 6 x 6 = 36 couples : n = 36 est possible, mais "
            f"make_dataset a levé une ValueError ({said}). high fait partie des nombres, alors que "
            "range et randint s'arrêtent juste avant leur borne ; (3, 5) et (5, 3) sont deux couples.",
            en="From 2 to 7, both included, there are 6 x 6 = 36 pairs: n = 36 is possible, but "
            f"make_dataset raised a ValueError ({said}). high is one of the numbers, whereas range and "
            "randint stop just before their bound; (3, 5) and (5, 3) are two pairs.",
        )


def loaders(student, inputs, targets, batch_size, seed):
    """The two loaders that `make_loaders` returned."""
    return two(
        student.make_loaders(inputs, targets, batch_size, seed),
        fr="make_loaders doit renvoyer deux chargeurs : celui d'entraînement, puis celui de validation.",
        en="make_loaders has to return two loaders: the one for training, then the one for validation.",
    )


def in_order(trained, validated, n):
    """The rows of the two loaders are not those of the other one."""
    require(
        (trained, validated) != (n // 5, n - n // 5),
        fr=f"Les deux chargeurs sont échangés : le premier donne {trained} exemples, le second "
        f"{validated}. Renvoyez celui d'entraînement (80 %) d'abord, celui de validation ensuite.",
        en=f"The two loaders are exchanged: the first gives {trained} examples, the second {validated}. "
        "Return the one for training (80 %) first, then the one for validation.",
    )


def batches(loader, most):
    """The batches of a loader: pairs of arrays (b, 2) and (b, 1)."""
    if not isinstance(loader, (list, tuple)):
        # A new iterator for each pass, as a `for` makes one.
        loader = loader.subject_.ask("call", loader.handle_, "__iter__")
    found = take(loader, most)
    for batch in found:
        inputs, targets = two(
            batch,
            fr="Chaque lot doit être un couple (inputs, targets).",
            en="Each batch has to be a pair (inputs, targets).",
        )
        array(targets, (len(array(inputs)), 1), np.float32)
        array(inputs, (len(inputs), 2), np.float32)
    require(found, fr="Un chargeur n'a donné aucun lot.", en="A loader gave no batch.")
    return found


def rows(found):
    """All rows of some batches, as tuples (a, b, target)."""
    together = [np.hstack([inputs, targets]) for inputs, targets in found]
    return [tuple(row) for row in np.concatenate(together).tolist()]


def examples(rng, n):
    """Random inputs (n, 2) and targets (n, 1), float32."""
    return (
        rng.uniform(-1.0, 1.0, size=(n, 2)).astype(np.float32),
        rng.uniform(-1.0, 1.0, size=(n, 1)).astype(np.float32),
    )


def ready(model):
    """The model with the weights of `support.fill`, on the device on which tensors are given."""
    try:
        model = model.apply(support("fill"))
    except Raised as raised:
        outcome = raised.exchange.outcome
        if "apply" not in outcome.message:
            raise
        require(
            False,
            fr="Votre MLP n'est pas un module de PyTorch : écrivez class MLP(nn.Module), et commencez "
            "__init__ par super().__init__(). C'est nn.Module qui trouve les paramètres des couches, "
            "les porte sur un GPU et fait passer en mode évaluation.",
            en="Your MLP is no module of PyTorch: write class MLP(nn.Module), and begin __init__ with "
            "super().__init__(). It is nn.Module that finds the parameters of the layers, moves them "
            "to a GPU and switches to evaluation mode.",
        )
    return model.to(np.zeros(1, np.float32))


def net(subject, num_hidden_layers, hidden_size, activation="tanh"):
    """An MLP whose weights `support.fill` has set."""
    return ready(subject.MLP(num_hidden_layers, hidden_size, activation))


def answers(num_hidden_layers, hidden_size, activation, x):
    """What the MLP of `net` answers, by the check's own hand: float32 (n, 1)."""
    functions = {
        "relu": lambda z: np.maximum(z, 0.0),
        "tanh": np.tanh,
        "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    }
    sizes = [2] + [hidden_size] * num_hidden_layers
    h = x.astype(np.float64)
    for columns, size in zip(sizes, sizes[1:], strict=False):
        h = functions[activation](_dense(h, size, columns))
    return _dense(h, 1, hidden_size).astype(np.float32)


def _dense(h, size, columns):
    """One layer with the weights of `support.fill`."""
    place = np.arange(size * columns, dtype=np.float64).reshape(size, columns)
    weight = 1.5 * np.sin(place**2 + size) / columns**0.5
    return h @ weight.T + 0.2 * np.cos(place[:, 0] + columns)


def measured(value, epochs):
    """The history that `train` returned: two lists of `epochs` numbers."""
    require(
        isinstance(value, dict) and set(value) == {"train", "valid"},
        fr='L\'historique doit être un dictionnaire de deux listes, "train" et "valid".',
        en='The history has to be a dictionary of two lists, "train" and "valid".',
    )
    for name in ("train", "valid"):
        require(
            isinstance(value[name], (list, tuple)),
            fr=f'history["{name}"] doit être une liste, une perte par époque.',
            en=f'history["{name}"] has to be a list, one loss per epoch.',
        )
        require(
            len(value[name]) == epochs,
            fr=f'history["{name}"] doit avoir une perte par époque : pour epochs = {epochs}, il y en a '
            f"{len(value[name])}.",
            en=f'history["{name}"] has to have one loss per epoch: for epochs = {epochs} there are '
            f"{len(value[name])}.",
        )
        require(
            all(isinstance(loss, (float, np.floating)) for loss in value[name]),
            fr=f'history["{name}"] doit contenir des float de Python : loss.item(), pas le tenseur loss.',
            en=f'history["{name}"] has to hold Python floats: loss.item(), not the tensor loss.',
        )
    return value


# --- the data -------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="target_scale")
def test_target_scale(student, reference, rng):
    """L'échelle des cibles : 2 x 100 pour la somme, 100² pour le produit, une erreur sinon.
    --
    The scale of the targets: 2 x 100 for the sum, 100² for the product, an error otherwise."""
    close(float(student.target_scale("add", 100)), 200.0)
    close(float(student.target_scale("multiply", 100)), 10000.0)
    high = int(rng.integers(5, 50))
    close(float(student.target_scale("multiply", high)), float(high**2))
    close(float(student.target_scale("add", high)), float(2 * high))
    raises(
        student.target_scale,
        "divide",
        100,
        error="ValueError",
        fr="Une opération inconnue doit lever une ValueError.",
        en="An unknown operation has to raise a ValueError.",
    )


@pytest.mark.check(points=1.5, task="make_dataset")
def test_dataset_values(student, reference, rng):
    """Données : formes, float32, entrées divisées par high, cibles par 2 high ou high², négatifs compris.
    --
    Data: shapes, float32, inputs divided by high, targets by 2 high or high², negatives included."""
    for operation, n, low, high in (
        ("add", 40, 0, 100),
        ("add", 7, -5, int(rng.integers(11, 30))),
        ("multiply", 40, 1, 10),
        ("multiply", 50, -12, int(rng.integers(9, 20))),
    ):
        inputs, targets = dataset(student, operation, n, low, high, int(rng.integers(2**31)))
        pairs = numbers(inputs, low, high)
        both = pairs.sum(axis=1) if operation == "add" else pairs.prod(axis=1)
        scale = 2 * high if operation == "add" else high**2
        close(targets, (both[:, None] / scale).astype(np.float32), operations=5)


@pytest.mark.check(points=0.75, task="make_dataset")
def test_dataset_distinct(student, reference, rng):
    """Couples distincts, tous possibles, dans un ordre que la graine décide.
    --
    Distinct pairs, all of them possible, in an order that the seed decides."""
    low, high, seed = 2, 7, int(rng.integers(2**30))
    inputs = all_pairs(student, seed)
    pairs = [tuple(pair) for pair in numbers(inputs, low, high).tolist()]
    require(
        len(set(pairs)) == 36,
        fr=f"De 2 à 7 il y a 36 couples. n = 36 doit les donner tous, une fois chacun ; on en trouve "
        f"{len(set(pairs))} différents. Tirez sans remise, et jusqu'à high compris.",
        en=f"From 2 to 7 there are 36 pairs. n = 36 has to give them all, once each; "
        f"{len(set(pairs))} different ones came. Draw without replacement, up to and including high.",
    )
    # By chance, 36 pairs come in increasing order once in 4e41.
    require(
        pairs != sorted(pairs) and pairs != sorted(pairs, reverse=True),
        fr="Les couples sortent rangés : tirez-les au hasard.",
        en="The pairs come in order: draw them at random.",
    )
    again, other = (dataset(student, "add", 36, low, high, seed + more)[0] for more in (0, 1))
    require(
        np.array_equal(inputs, again),
        fr="La même graine doit donner deux fois les mêmes couples.",
        en="The same seed must give the same pairs twice.",
    )
    require(
        not np.array_equal(inputs, other),
        fr="Deux graines donnent les mêmes couples : le hasard doit venir de seed.",
        en="Two seeds give the same pairs: chance has to come from seed.",
    )
    raises(
        student.make_dataset,
        "add",
        37,
        low,
        high,
        seed,
        error="ValueError",
        fr="37 couples distincts de 2 à 7, c'est impossible : il faut lever une ValueError.",
        en="37 distinct pairs from 2 to 7 are impossible: a ValueError has to be raised.",
    )
    raises(
        student.make_dataset,
        "divide",
        5,
        low,
        high,
        seed,
        error="ValueError",
        fr="Une opération inconnue doit lever une ValueError.",
        en="An unknown operation has to raise a ValueError.",
    )


@pytest.mark.check(points=0.75, task="make_loaders")
def test_loaders_split(student, reference, rng):
    """Chargeurs : 80 % et 20 %, rien de commun, rien de perdu, le dernier lot gardé.
    --
    Loaders: 80 % and 20 %, nothing in common, nothing lost, the last batch kept."""
    inputs, targets = examples(rng, 23)
    train, valid = loaders(student, inputs, targets, 5, int(rng.integers(2**31)))
    found = {"train": batches(train, 30), "valid": batches(valid, 30)}
    lengths = {name: [len(batch[0]) for batch in each] for name, each in found.items()}
    everything = sorted(rows([(inputs, targets)]))
    seen = {name: rows(each) for name, each in found.items()}
    in_order(len(seen["train"]), len(seen["valid"]), 23)
    require(
        not set(seen["train"]) & set(seen["valid"]),
        fr="Des exemples sont à la fois dans l'entraînement et dans la validation : la validation "
        "ne dirait plus rien.",
        en="Some examples are both in training and in validation: validation would tell nothing.",
    )
    require(
        sorted(seen["train"] + seen["valid"]) == everything,
        fr=f"Sur 23 exemples, les deux chargeurs en donnent {len(seen['train'])} et "
        f"{len(seen['valid'])}. Chacun doit passer une fois, avec la cible de sa propre ligne, et "
        "le dernier lot, plus court, est gardé.",
        en=f"Of 23 examples, the two loaders give {len(seen['train'])} and {len(seen['valid'])}. "
        "Each has to come once, with the target of its own row, and the last, shorter batch is kept.",
    )
    require(
        lengths == {"train": [5, 5, 5, 4], "valid": [4]},
        fr="23 exemples par lots de 5 : 19 d'entraînement (lots de 5, 5, 5 et 4) et 23 // 5 = 4 de "
        f"validation ; il y a ici {lengths['train']} et {lengths['valid']}.",
        en="23 examples in batches of 5: 19 for training (batches of 5, 5, 5 and 4) and 23 // 5 = 4 "
        f"for validation; here there are {lengths['train']} and {lengths['valid']}.",
    )


@pytest.mark.check(points=0.75, task="make_loaders")
def test_loaders_order(student, reference, rng):
    """Chargeurs : partage au hasard, entraînement mélangé à chaque époque, graine respectée.
    --
    Loaders: random split, training shuffled in each epoch, seed respected."""
    inputs, targets = examples(rng, 40)
    seed = int(rng.integers(2**30))
    train, valid = loaders(student, inputs, targets, 8, seed)
    same_train, same_valid = loaders(student, inputs, targets, 8, seed)
    other_valid = loaders(student, inputs, targets, 8, seed + 1)[1]
    first, second = rows(batches(train, 40)), rows(batches(train, 40))
    again = rows(batches(same_train, 40))
    kept, twice = rows(batches(valid, 40)), rows(batches(valid, 40))
    in_order(len(first), len(kept), 40)
    # By chance: 8 of 40 the same once in 7e7, 32 in the same order once in 2e35.
    everything = rows([(inputs, targets)])
    require(
        set(kept) not in (set(everything[:8]), set(everything[-8:]))
        and set(kept) != set(rows(batches(other_valid, 40))),
        fr="La validation est toujours faite des mêmes lignes : tirez le partage au hasard, avec "
        "seed.",
        en="Validation always consists of the same rows: draw the split at random, with seed.",
    )
    require(
        first != second,
        fr="L'entraînement repasse dans le même ordre : il faut shuffle=True, qui mélange à chaque "
        "parcours.",
        en="Training comes in the same order again: shuffle=True is needed, which shuffles each time.",
    )
    require(
        kept == twice,
        fr="La validation change d'ordre d'un parcours à l'autre : elle n'a pas à être mélangée.",
        en="Validation changes its order from one pass to the next: it need not be shuffled.",
    )
    require(
        kept == rows(batches(same_valid, 40)) and first == again,
        fr="La même graine doit donner deux fois les mêmes lots, et en donne d'autres. Donnez au DataLoader un générateur "
        "(generator=...) fait avec seed : sinon il mélange avec le générateur global.",
        en="The same seed must give the same batches twice, and gives others. Give the DataLoader a generator "
        "(generator=...) made with seed: else it shuffles with the global generator.",
    )


def counted(called, count, total):
    """As many parameters as there have to be; where they are fewer, PyTorch may not see them all."""
    lost = count < total
    fr = (
        "Des couches rangées dans une liste ordinaire de Python sont invisibles pour PyTorch : il faut "
        "nn.ModuleList ou nn.Sequential. Une même couche employée deux fois ne compte qu'une fois. Sinon, "
        "comptez : num_hidden_layers couches cachées, puis la couche de sortie en plus."
        if lost
        else "num_hidden_layers compte toutes les couches cachées, la première comprise ; la couche de "
        "sortie vient en plus, et rien d'autre n'a de paramètres."
    )
    en = (
        "Layers kept in an ordinary Python list are invisible to PyTorch: it takes nn.ModuleList or "
        "nn.Sequential. One layer used twice counts only once. Otherwise count: num_hidden_layers hidden "
        "layers, then the output layer in addition."
        if lost
        else "num_hidden_layers counts all hidden layers, the first one included; the output layer comes "
        "in addition, and nothing else has parameters."
    )
    require(
        count == total,
        fr=f"{called} a {count} paramètres au lieu de {total}. {fr}",
        en=f"{called} has {count} parameters instead of {total}. {en}",
    )


# --- the model ------------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="MLP")
def test_mlp_parameters(student, reference, rng):
    """MLP : 609 paramètres pour trois couches cachées de 16, et leurs formes.
    --
    MLP: 609 parameters for three hidden layers of 16, and their shapes."""
    for layers, size, total in ((3, 16, 609), (1, 5, 21), (2, 4, 37)):
        found = [array(p).shape for p in take(net(student, layers, size).parameters(), 100)]
        count = sum(int(np.prod(shape)) for shape in found)
        counted(f"MLP({layers}, {size})", count, total)
        weights = [(size, 2)] + [(size, size)] * (layers - 1) + [(1, size)]
        wanted = weights + [(out,) for out, _ in weights]
        require(
            sorted(found) == sorted(wanted),
            fr=f"Les paramètres de MLP({layers}, {size}) ont les formes {sorted(found)} ; on attend "
            f"{sorted(wanted)}.",
            en=f"The parameters of MLP({layers}, {size}) have the shapes {sorted(found)}; "
            f"{sorted(wanted)} is expected.",
        )
    raises(
        student.MLP,
        2,
        4,
        "swish",
        error="ValueError",
        fr="Une activation inconnue doit lever une ValueError.",
        en="An unknown activation has to raise a ValueError.",
    )


@pytest.mark.check(points=0.75, task="MLP")
def test_mlp_forward(student, reference, rng):
    """MLP : les réponses avec les poids fixes de support.py, pour les trois activations.
    --
    MLP: the answers with the fixed weights of support.py, for the three activations."""
    for layers, size, activation in ((3, 16, "relu"), (2, 5, "tanh"), (1, 4, "sigmoid")):
        x, _ = examples(rng, 6)
        model = net(student, layers, size, activation)
        close(model(x), answers(layers, size, activation, x), operations=100)
    # Without a third argument: ReLU.
    x, _ = examples(rng, 5)
    close(ready(student.MLP(2, 6))(x), answers(2, 6, "relu", x), operations=100)


# --- learning -------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="mean_loss", needs=["mlp_forward"])
def test_mean_loss(student, reference, rng):
    """Perte moyenne : chaque exemple compte autant, en mode évaluation, sans gradient.
    --
    Mean loss: each example counts the same, in evaluation mode, without gradients."""
    loader = [examples(rng, n) for n in (4, 4, 1)]
    wanted = np.concatenate([answers(2, 5, "tanh", x) - y for x, y in loader])
    model = net(student, 2, 5)
    close(student.mean_loss(model, loader), float(np.mean(wanted**2)), **SINGLE)
    model.register_forward_hook(support("reveal_mode"))
    model.train()
    close(student.mean_loss(model, loader), float(np.mean((wanted + 0.25) ** 2)), **SINGLE)


def stepped(subject, name, rate, layers, size, steps):
    """A net of fixed weights after some steps along the gradients of `support.slope`."""
    model = net(subject, layers, size)
    optimizer = subject.make_optimizer(model, name, rate)
    require(
        is_remote(optimizer),
        fr="make_optimizer doit renvoyer un optimiseur de torch.optim.",
        en="make_optimizer has to return an optimiser of torch.optim.",
    )
    for _ in range(steps):
        model.apply(support("slope"))
        optimizer.step()
    return model


@pytest.mark.check(points=0.75, task="make_optimizer", needs=["mlp_forward"])
def test_optimizer(student, reference, rng):
    """Optimiseurs : trois pas de SGD, trois pas d'Adam, avec les gradients fixes de support.py (slope).
    --
    Optimisers: three steps of SGD, three of Adam, with the fixed gradients of support.py (slope)."""
    probe, _ = examples(rng, 5)
    for name, rate in (("sgd", 0.3), ("adam", 0.02)):
        wanted, moved = (
            array(stepped(subject, name, rate, 2, 4, steps=3)(probe), (5, 1))
            for subject in (reference, student)
        )
        worst = int(np.argmax(np.abs(moved - wanted)))
        there, here = (float(answer[worst, 0]) for answer in (wanted, moved))
        # Some sums in float32.
        require(
            np.allclose(moved, wanted, rtol=1e-5, atol=3e-6),
            fr=f'make_optimizer(model, "{name}", {rate}) : après trois optimizer.step() le long des '
            f"gradients de slope, le réseau devrait répondre {there:.6g}, et répond {here:.6g}. "
            "L'optimiseur reçoit tous les paramètres du réseau et le taux ; rien d'autre n'est réglé.",
            en=f'make_optimizer(model, "{name}", {rate}): after three optimizer.step() along the '
            f"gradients of slope, the network should answer {there:.6g}, and answers {here:.6g}. The "
            "optimiser receives all parameters of the network and the rate; nothing else is set.",
        )
    raises(
        student.make_optimizer,
        net(student, 1, 3),
        "lbfgs",
        0.1,
        error="ValueError",
        fr="Un nom d'optimiseur inconnu doit lever une ValueError.",
        en="An unknown name of an optimiser has to raise a ValueError.",
    )


def follow(student, reference, rng, sizes, epochs, layers=2, size=4, name="sgd", rate=0.2):
    """The same training by student and reference, with batches of `sizes`: compared in full."""
    train, valid = [examples(rng, n) for n in sizes], [examples(rng, n) for n in (3, 2)]
    probe, _ = examples(rng, 4)
    ends = []
    for subject in (reference, student):
        model = net(subject, layers, size)
        optimizer = subject.make_optimizer(model, name, rate)
        history = measured(subject.train(model, train, valid, optimizer, epochs), epochs)
        if subject is student:
            # Before anything else is called: the call that a message shows is the last one.
            close(history, ends[0][0], **SINGLE)
        model.eval()  # train may leave either mode
        ends.append((history, model(probe)))
    close(ends[1][1], ends[0][1], **SINGLE)


@pytest.mark.check(points=1, task="train", needs=["mlp_forward", "optimizer", "mean_loss"])
def test_train(student, reference, rng):
    """Entraînement : les deux historiques et le réseau obtenu, nombre par nombre.
    --
    Training: both histories and the resulting network, number by number."""
    follow(student, reference, rng, (5,), 2)
    follow(student, reference, rng, (4, 4, 1), 3)
    # Adam remembers: the optimiser received serves from the first to the last epoch.
    follow(student, reference, rng, (6,), 2, name="adam", rate=0.02)


@pytest.mark.check(points=0.5, task="train", needs=["train"])
def test_train_modes(student, reference, rng):
    """Entraînement : train() et eval() à leur place, et une validation sans effet.
    --
    Training: train() and eval() in their places, and a validation without effect."""
    train, (x, y) = [examples(rng, n) for n in (3, 2)], examples(rng, 4)
    ends = []
    for subject in (reference, student):
        model = net(subject, 2, 4)
        model.register_forward_hook(support("reveal_mode"))
        optimizer = subject.make_optimizer(model, "sgd", 0.1)
        ends.append(subject.train(model, train, [(x, y)], optimizer, 3))
    close(measured(ends[1], 3), ends[0], **SINGLE)
    after = []
    for targets in (y, -y):
        model = net(student, 2, 4)
        optimizer = student.make_optimizer(model, "sgd", 0.1)
        student.train(model, train, [(x, targets)], optimizer, 2)
        model.eval()
        after.append(array(model(x), (4, 1)))
    require(
        np.array_equal(after[0], after[1]),
        fr="Avec d'autres cibles de validation, le réseau appris change. La validation se mesure, "
        "rien ne s'apprend d'elle.",
        en="With other validation targets, the learned network changes. Validation is measured, "
        "nothing is learned from it.",
    )


# --- using it -------------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="evaluate", needs=["mlp_forward"])
def test_evaluate(student, reference, rng):
    """Évaluation : MSE, MAE et R2 dans les unités de départ.
    --
    Evaluation: MSE, MAE and R2 in the original units."""
    for n, scale in ((7, 200), (12, 9)):
        x, y = examples(rng, n)
        predicted, expected = scale * answers(2, 5, "tanh", x), scale * y.astype(np.float64)
        error = predicted - expected
        wanted = {
            "mse": float(np.mean(error**2)),
            "mae": float(np.mean(np.abs(error))),
            "r2": float(1 - np.sum(error**2) / np.sum((expected - expected.mean()) ** 2)),
        }
        close(student.evaluate(net(student, 2, 5), x, y, scale), wanted, **SINGLE)


@pytest.mark.check(points=0.5, task="predict_pair", needs=["mlp_forward"])
def test_predict_pair(student, reference, rng):
    """Deux nombres : la réponse du réseau, un float, dans les unités de départ.
    --
    Two numbers: the answer of the network, a float, in the original units."""
    for operation, high, scale in (("add", 100, 200), ("multiply", 12, 144)):
        a, b = rng.integers(0, high, size=2).tolist()
        x = np.array([[a, b]], dtype=np.float32) / np.float32(high)
        wanted = scale * float(answers(2, 5, "tanh", x)[0, 0])
        value = student.predict_pair(net(student, 2, 5), a, b, operation, high)
        close(value, wanted, rtol=2e-4, atol=2e-5 * scale, reason=SINGLE["reason"])
    raises(
        student.predict_pair,
        net(student, 2, 5),
        1,
        2,
        "divide",
        10,
        error="ValueError",
        fr="Une opération inconnue doit lever une ValueError.",
        en="An unknown operation has to raise a ValueError.",
    )


@pytest.mark.check(points=0.25, task="train", declared=True, needs=["train"])
def test_untouched(student, reference, rng):
    """Les tenseurs donnés ne sont pas modifiés.
    --
    The tensors given are not modified."""
    x, y = examples(rng, 10)
    untouched(student.make_loaders, x, y, 3, 1)
    model = net(student, 1, 3)
    untouched(student.evaluate, model, x, y, 100)
    untouched(student.mean_loss, model, [(x, y)])
    optimizer = student.make_optimizer(model, "sgd", 0.1)
    untouched(student.train, model, [(x, y)], [(x, y)], optimizer, 1)


# --- the whole experiment -------------------------------------------------------------------------


def learned(value, epochs):
    """The model and the history that `learn_operation` returned."""
    model, history = two(
        value,
        fr="learn_operation doit renvoyer deux valeurs : le réseau entraîné, puis l'historique.",
        en="learn_operation has to return two values: the trained network, then the history.",
    )
    return model, measured(history, epochs)


# 70 pairs: 56 for training, one batch and so one step in each epoch, and 14 for validation.
SMALL = ("multiply", 70, -4, 9)


def parameters(model):
    """The arrays of an MLP(3, 16), in the order in which the network has them."""
    model = model.to(np.zeros(1, np.float32))
    found = [array(p) for p in take(model.parameters(), 100)]
    shapes = sorted(p.shape for p in found)
    wanted = sorted([(16, 2), (16, 16), (16, 16), (1, 16), (16,), (16,), (16,), (1,)])
    require(
        shapes == wanted,
        fr='Le réseau rendu doit être MLP(3, 16, "relu"), et ses paramètres ont les formes '
        f"{shapes}.",
        en='The network returned has to be MLP(3, 16, "relu"), and its parameters have the shapes '
        f"{shapes}.",
    )
    return found


def first_epoch(student, seed):
    """The network after one epoch, and its parameters."""
    model, _ = learned(student.learn_operation(*SMALL, 1, seed), 1)
    return model, parameters(model)


def second_epoch(history, on_train, on_valid):
    """The history goes on from the losses that the network had after the first epoch."""
    require(
        abs(on_valid - history["valid"][0]) < 1e-5,
        fr='history["valid"][0] devrait être, sur les exemples de validation de make_loaders, la perte du '
        f"réseau rendu après une époque, {on_valid:.6f} ; c'est {history['valid'][0]:.6f}. Données et "
        "chargeurs reçoivent-ils seed, et les chargeurs sont-ils dans l'ordre ?",
        en='history["valid"][0] should be, on the validation examples of make_loaders, the loss of the '
        f"network returned after one epoch, {on_valid:.6f}; it is {history['valid'][0]:.6f}. Do data and "
        "loaders receive seed, and are the loaders in order?",
    )
    # One batch holds all training examples: its loss is that of the network before the step.
    require(
        abs(on_train - history["train"][1]) < 1e-5,
        fr="Avec n = 70, les 56 exemples d'entraînement de make_loaders tiennent dans un seul lot de "
        'BATCH_SIZE = 64 : history["train"][1] devrait être, sur eux, la perte du réseau rendu après une '
        f"époque, {on_train:.6f} ; c'est {history['train'][1]:.6f}. train reçoit-elle ce chargeur, fait avec "
        "BATCH_SIZE et sans rien de la validation ?",
        en="With n = 70, the 56 training examples of make_loaders fit into a single batch of "
        'BATCH_SIZE = 64: history["train"][1] should be, on them, the loss of the network returned after '
        f"one epoch, {on_train:.6f}; it is {history['train'][1]:.6f}. Does train receive this loader, made "
        "with BATCH_SIZE and with nothing of validation?",
    )


def apart(some, others):
    """The largest difference between the parameters of two networks of one shape."""
    return max(float(np.max(np.abs(a - b))) for a, b in zip(some, others, strict=True))


@pytest.mark.check(points=0.25, task="learn_operation", needs=["train", "loaders_order"])
def test_reproducible(student, reference, rng):
    """L'expérience entière : la graine décide de tout, et le réseau apprend du chargeur d'entraînement.
    --
    The whole experiment: the seed decides everything, and the network learns from the training loader."""
    seed = int(rng.integers(2**30))
    model, _ = first_epoch(student, seed)
    both = loaders(student, *dataset(student, *SMALL, seed), 64, seed)
    losses = [float(student.mean_loss(model, loader)) for loader in both]
    other, history, again = (
        learned(student.learn_operation(*SMALL, 2, each), 2)[1] for each in (seed + 1, seed, seed)
    )
    require(
        history == again,
        fr="La même graine donne deux histoires différentes. Commencez par torch.manual_seed(seed), et "
        "donnez seed à make_dataset et à make_loaders.",
        en="The same seed gives two different histories. Begin with torch.manual_seed(seed), and hand "
        "seed to make_dataset and make_loaders.",
    )
    require(
        history != other,
        fr="Deux graines donnent la même histoire : le hasard doit venir de seed.",
        en="Two seeds give the same history: chance has to come from seed.",
    )
    second_epoch(history, *losses)


def listener():
    """A function to hand over as `report`, and the list of what it is told (nothing, in a replay)."""
    told = []

    def report(epoch, loss):
        told.append((epoch, loss))

    return callback(report, "report"), told


def reports(student, rng):
    """Whether the student's `train` itself calls the report that it is given."""
    report, told = listener()
    model, batch = net(student, 1, 3), examples(rng, 2)
    student.train(model, [batch], [batch], student.make_optimizer(model, "sgd", 0.1), 1, report)
    return bool(told)


@pytest.mark.check(points=0.25, task="learn_operation", needs=["reproducible"])
def test_settings(student, reference, rng):
    """L'expérience entière : premiers poids tirés avec la graine, taux d'Adam, report transmise à train.
    --
    The whole experiment: first weights drawn with the seed, Adam's rate, report handed on to train."""
    seed = int(rng.integers(2**30))
    _, before = first_epoch(student, seed)
    _, other = first_epoch(student, seed + 1)
    called = reports(student, rng)
    report, told = listener()
    model, _ = learned(student.learn_operation(*SMALL, 2, seed, report), 2)
    require(
        told or not called,
        fr="Votre train appelle report, mais learn_operation ne la lui transmet pas.",
        en="Your train calls report, but learn_operation does not hand it on to it.",
    )
    # One step from the same weights ends at most 0.006 apart; of 609 drawn twice, some are farther.
    require(
        apart(other, before) > 0.05,
        fr="Avec deux graines, les poids sont presque les mêmes après un pas : ils partent des mêmes. "
        "C'est seed qu'il faut donner à torch.manual_seed, avant de faire le réseau.",
        en="With two seeds, the weights are almost the same after one step: they start from the same. "
        "It is seed that torch.manual_seed has to receive, before the network is made.",
    )
    # The second step of Adam moves a weight by at most 1.0014 times the rate, whatever the gradients;
    # the one that moves most came to at least 1.001 times the rate for each of 300 seeds.
    step = apart(before, parameters(model))
    require(
        0.002 < step < 0.0032,
        fr="Une époque de 56 exemples n'a qu'un lot de BATCH_SIZE = 64, donc un pas d'Adam, et au taux "
        "RATE = 0,003 le poids qui bouge le plus bouge de 0,003. Dans votre deuxième époque, c'est de "
        f"{step:.4f} : vérifiez l'optimiseur, son taux, et la taille des lots donnée à make_loaders.",
        en="An epoch of 56 examples has only one batch of BATCH_SIZE = 64, hence one step of Adam, and at "
        "the rate RATE = 0.003 the weight that moves most moves by 0.003. In your second epoch it is "
        f"{step:.4f}: look at the optimiser, its rate, and the size of the batches given to make_loaders.",
    )


@pytest.mark.check(points=1.5, task="learn_operation", needs=["reproducible"], seeds=100)
def test_addition(student, reference, rng):
    """L'expérience du manuel : 8 000 sommes de 0 à 100, 10 époques ; R2 d'au moins 0,999.
    --
    The textbook's experiment: 8 000 sums from 0 to 100, 10 epochs; R2 of at least 0.999."""

    def trial(fresh):
        seed = int(fresh.integers(2**31))
        value = student.learn_operation("add", 8000, 0, 100, 10, seed, progress(10))
        model, history = learned(value, 10)
        curve(
            fr="Addition : la perte par époque",
            en="Addition: the loss per epoch",
            series={"train": history["train"], "validation": history["valid"]},
            x=Text("époque", "epoch"),
            y=Text("perte", "loss"),
        )
        learns(history["train"])
        # Halves of whole numbers: no training ever sees them.
        pairs = (fresh.integers(0, 100, size=(300, 2)) + 0.5).astype(np.float32)
        model = model.to(np.zeros(1, np.float32))  # the device on which tensors are given
        answer = 200.0 * array(model(pairs / np.float32(100)), (300, 1)).astype(np.float64)
        wanted = pairs.sum(axis=1, keepdims=True).astype(np.float64)
        scatter(
            fr="Addition : somme vraie et somme prédite, nombres jamais vus",
            en="Addition: true sum and predicted sum, numbers never seen",
            points=np.hstack([wanted, answer])[:60],
            targets=np.hstack([wanted, wanted])[:60],
            x=Text("vraie", "true"),
            y=Text("prédite", "predicted"),
        )
        # Of 250 seeds: worst 0.9994, median 0.99998.
        r2 = 1.0 - np.sum((answer - wanted) ** 2) / np.sum((wanted - wanted.mean()) ** 2)
        require(
            r2 >= 0.999,
            fr=f"Sur 300 couples jamais vus, R2 = {r2:.5f} dans les unités de départ ; il faut au "
            "moins 0,999.",
            en=f"On 300 pairs never seen, R2 = {r2:.5f} in the original units; at least 0.999 is "
            "needed.",
        )

    trains(trial, rng)
