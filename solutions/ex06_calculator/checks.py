"""Hidden checks of ex06 (project 1, the calculator): other sizes, edges, a training of its own."""

import numpy as np
import pytest

from grader.checks.api import array, callback, close, learns, raises, require, support, take, trains
from grader.checks.show import is_remote
from grader.subjects import Raised
from grader.texts import Text

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


def loaders(student, inputs, targets, batch_size, seed):
    """The two loaders that `make_loaders` returned."""
    return two(
        student.make_loaders(inputs, targets, batch_size, seed),
        fr="make_loaders doit renvoyer deux chargeurs : celui d'entraînement, puis celui de validation.",
        en="make_loaders has to return two loaders: the one for training, then the one for validation.",
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


@pytest.mark.check(points=1, task="make_dataset")
def test_dataset_other(student, reference, rng):
    """Données : d'autres bornes, un seul couple, tous les couples, nombres tous négatifs ou nuls.
    --
    Data: other bounds, a single pair, all pairs, negative numbers and zero."""
    for operation, n, low, high in (
        ("add", 1, 0, 3),
        ("multiply", 1, -2, 50),
        ("add", 49, -3, 3),
        ("multiply", 25, 6, 10),
        ("add", 30, -40, 10),
        ("multiply", 4, 1, 2),
    ):
        inputs, targets = dataset(student, operation, n, low, high, int(rng.integers(2**31)))
        pairs = numbers(inputs, low, high)
        require(
            len({tuple(pair) for pair in pairs.tolist()}) == n,
            fr=f"Parmi {n} couples de {low} à {high}, certains reviennent : tirez sans remise.",
            en=f"Of {n} pairs from {low} to {high}, some come again: draw without replacement.",
        )
        both = pairs.sum(axis=1) if operation == "add" else pairs.prod(axis=1)
        scale = 2 * high if operation == "add" else high**2
        close(targets, (both[:, None] / scale).astype(np.float32), operations=5)
    raises(
        student.make_dataset,
        "multiply",
        26,
        6,
        10,
        0,
        error="ValueError",
        fr="Plus de couples demandés qu'il n'en existe : il faut lever une ValueError.",
        en="More pairs asked for than there are: a ValueError has to be raised.",
    )


@pytest.mark.check(points=1, task="make_loaders")
def test_loaders_other(student, reference, rng):
    """Chargeurs : lots d'un seul exemple, lots trop grands, tailles qui tombent juste.
    --
    Loaders: batches of a single example, batches that are too large, sizes that come out even."""
    for n, batch_size, wanted in (
        (9, 1, ([1] * 8, [1])),
        (14, 50, ([12], [2])),
        (50, 10, ([10] * 4, [10])),
        (31, 7, ([7, 7, 7, 4], [6])),
    ):
        inputs, targets = examples(rng, n)
        both = loaders(student, inputs, targets, batch_size, int(rng.integers(2**31)))
        found = [batches(loader, 60) for loader in both]
        lengths = tuple([len(batch[0]) for batch in each] for each in found)
        require(
            lengths == wanted,
            fr=f"{n} exemples par lots de {batch_size} : on attend les lots {wanted}, il y a "
            f"{lengths}.",
            en=f"{n} examples in batches of {batch_size}: the batches {wanted} are expected, there "
            f"are {lengths}.",
        )
        require(
            sorted(rows(found[0]) + rows(found[1])) == sorted(rows([(inputs, targets)])),
            fr=f"{n} exemples par lots de {batch_size} : chacun doit passer une fois, dans un seul des "
            "deux chargeurs, avec la cible de sa propre ligne. Il en manque, ou les cibles sont mêlées.",
            en=f"{n} examples in batches of {batch_size}: each has to come once, in one of the two loaders "
            "only, with the target of its own row. Some are missing, or the targets are mixed up.",
        )
    inputs, targets = examples(rng, 30)
    seed = int(rng.integers(2**30))
    train, valid = loaders(student, inputs, targets, 4, seed)
    again, _ = loaders(student, inputs, targets, 4, seed)
    first = [rows(batches(loader, 60)) for loader in (train, again, train)]
    require(
        first[0] != first[2],
        fr="L'entraînement doit changer d'ordre à chaque parcours ; deux parcours donnent le même : il "
        "faut shuffle=True.",
        en="Training has to change its order each time it is gone through; two passes give the same: "
        "shuffle=True is needed.",
    )
    require(
        first[0] == first[1],
        fr="La même graine doit donner deux fois les mêmes lots, et en donne d'autres : donnez au "
        "DataLoader un générateur (generator=...) fait avec seed.",
        en="The same seed must give the same batches twice, and gives others: give the DataLoader a "
        "generator (generator=...) made with seed.",
    )
    other, _ = loaders(student, inputs, targets, 4, seed + 1)
    require(
        set(rows(batches(other, 60))) != set(first[0]),
        fr="Deux graines donnent le même partage : tirez-le au hasard, avec seed.",
        en="Two seeds give the same split: draw it at random, with seed.",
    )


@pytest.mark.check(points=1, task="MLP")
def test_mlp_other(student, reference, rng):
    """MLP : d'autres profondeurs et largeurs, un seul neurone, un seul exemple, poids tous appris.
    --
    MLP: other depths and widths, a single neuron, a single example, all weights learned."""
    for layers, size, activation, n in (
        (5, 3, "tanh", 4),
        (1, 20, "relu", 1),
        (2, 1, "sigmoid", 3),
        (4, 6, "relu", 9),
    ):
        model = net(student, layers, size, activation)
        x, _ = examples(rng, n)
        close(model(x), answers(layers, size, activation, x), operations=200)
        count = sum(array(p).size for p in take(model.parameters(), 60))
        total = 3 * size + (layers - 1) * (size + 1) * size + size + 1
        require(
            count == total,
            fr=f"MLP({layers}, {size}) a {count} paramètres au lieu de {total}.",
            en=f"MLP({layers}, {size}) has {count} parameters instead of {total}.",
        )
    # Two nets are drawn apart: the same first weights once in never.
    one, two_ = (array(student.MLP(2, 8).to(x)(x)) for _ in "12")
    require(
        not np.array_equal(one, two_),
        fr="Deux MLP faits l'un après l'autre ont les mêmes poids : ne fixez pas la graine dans "
        "__init__, c'est l'affaire de celui qui entraîne.",
        en="Two MLPs made one after the other have the same weights: don't fix the seed in "
        "__init__, that is for whoever trains.",
    )


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


@pytest.mark.check(points=0.75, task="make_optimizer")
def test_optimizer_other(student, reference, rng):
    """Optimiseurs : d'autres taux, plusieurs pas, tous les paramètres suivis.
    --
    Optimisers: other rates, several steps, all parameters followed."""
    probe, _ = examples(rng, 6)
    for name, rate, steps in (("sgd", 0.05, 4), ("adam", 0.004, 5), ("sgd", 0.0, 1)):
        wanted, moved = (
            stepped(subject, name, rate, 3, 3, steps)(probe) for subject in (reference, student)
        )
        close(moved, wanted, **SINGLE)


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


def listener():
    """A function to hand over as `report`, and the list of what it is told."""
    told = []

    def report(epoch, loss):
        told.append((epoch, loss))

    return callback(report, "report"), told


def heard(told, losses):
    """`report` was called once per epoch, counted from 1, with the training loss."""
    shown = ", ".join(f"({_brief(epoch)}, {_brief(loss)})" for epoch, loss in told[:6])
    came = {
        "fr": f"les appels ({len(told)}) sont : {shown}" if told else "elle n'a pas été appelée",
        "en": f"the calls ({len(told)}) are: {shown}" if told else "it was not called",
    }
    wanted = list(enumerate(losses, start=1))
    require(
        len(told) == len(wanted)
        and all(
            _number(epoch) == n and abs(_number(loss) - value) <= 1e-6 * (1 + abs(value))
            for (epoch, loss), (n, value) in zip(told, wanted, strict=True)
        ),
        fr="report(epoch, loss) doit être appelée à la fin de chaque époque, numérotée à partir de 1, "
        f"avec la perte d'entraînement de l'historique. Pour {len(wanted)} époques, {came['fr']}.",
        en="report(epoch, loss) has to be called at the end of each epoch, counted from 1, with the "
        f"training loss of the history. For {len(wanted)} epochs, {came['en']}.",
    )


def _number(value):
    """A number that a student's code handed over; NaN for what is none."""
    plain = isinstance(value, (int, float, np.number, np.ndarray)) and np.size(value) == 1
    return float(np.asarray(value).item()) if plain else float("nan")


def _brief(value):
    """A number for a message, or the type of what is none."""
    number = _number(value)
    return f"{number:.6g}" if number == number else type(value).__name__


@pytest.mark.check(points=1, task="train")
def test_train_other(student, reference, rng):
    """Entraînement : lots inégaux, d'un seul exemple, une seule couche, plusieurs époques.
    --
    Training: uneven batches, of a single example, a single layer, several epochs."""
    follow(student, reference, rng, (1, 6, 2), 2, layers=1, size=7)
    follow(student, reference, rng, (1, 1), 4, layers=3, size=3, rate=0.1)
    follow(student, reference, rng, (8,), 5, layers=3, size=3, name="adam", rate=0.004)
    train, valid = [examples(rng, n) for n in (3, 1)], [examples(rng, 2)]
    model = net(student, 1, 4)
    optimizer = student.make_optimizer(model, "sgd", 0.1)
    report, told = listener()
    history = measured(student.train(model, train, valid, optimizer, 3, report), 3)
    heard(told, history["train"])


@pytest.mark.check(points=0.75, task="mean_loss")
def test_mean_loss_other(student, reference, rng):
    """Perte moyenne : un seul lot, lots très inégaux, poids laissés tels quels.
    --
    Mean loss: a single batch, very uneven batches, weights left as they are."""
    for sizes in ((1,), (5,), (1, 9), (2, 2, 2)):
        loader = [examples(rng, n) for n in sizes]
        model = net(student, 1, 6, "relu")
        error = np.concatenate([answers(1, 6, "relu", x) - y for x, y in loader])
        for _ in range(2):
            close(student.mean_loss(model, loader), float(np.mean(error**2)), **SINGLE)


@pytest.mark.check(points=0.75, task="evaluate")
def test_evaluate_other(student, reference, rng):
    """Évaluation : d'autres échelles, deux exemples, mode évaluation sans gradient.
    --
    Evaluation: other scales, two examples, evaluation mode without gradients."""
    for n, scale, shift in ((2, 1, 0.0), (15, 10000, 0.0), (6, 24.5, 0.25)):
        x, y = examples(rng, n)
        y[0], y[1] = -0.9, 0.8  # never all alike
        model = net(student, 2, 6, "relu")
        if shift:
            model.register_forward_hook(support("reveal_mode"))
            model.train()
        predicted = scale * (answers(2, 6, "relu", x) + shift)
        expected = scale * y.astype(np.float64)
        error = predicted - expected
        wanted = {
            "mse": float(np.mean(error**2)),
            "mae": float(np.mean(np.abs(error))),
            "r2": float(1 - np.sum(error**2) / np.sum((expected - expected.mean()) ** 2)),
        }
        close(student.evaluate(model, x, y, scale), wanted, **SINGLE)


@pytest.mark.check(points=0.75, task="predict_pair")
def test_predict_pair_other(student, reference, rng):
    """Deux nombres : négatifs, plus grands que high, à virgule ; mode évaluation sans gradient.
    --
    Two numbers: negative, larger than high, not whole; evaluation mode without gradients."""
    for a, b, operation, high, shift in (
        (-7, 3, "add", 20, 0.0),
        (250, 120, "multiply", 100, 0.0),
        (2.5, -0.75, "multiply", 5, 0.25),
        (int(rng.integers(30)), 4, "add", 30, 0.25),
    ):
        model = net(student, 2, 5)
        if shift:
            model.register_forward_hook(support("reveal_mode"))
            model.train()
        scale = 2 * high if operation == "add" else high**2
        x = np.array([[a, b]], dtype=np.float32) / np.float32(high)
        wanted = scale * (float(answers(2, 5, "tanh", x)[0, 0]) + shift)
        value = student.predict_pair(model, a, b, operation, high)
        close(value, wanted, rtol=2e-4, atol=2e-5 * scale, reason=SINGLE["reason"])


@pytest.mark.check(points=1, task="train", seeds=100)
def test_multiplication(student, reference, rng):
    """Multiplication de 0 à 20 : R2 d'au moins 0,92 sur des couples jamais vus, avec Adam.
    --
    Multiplication from 0 to 20: R2 of at least 0.92 on pairs never seen, with Adam."""
    follow(student, reference, rng, (3, 1), 2)

    def trial(fresh):
        seed = int(fresh.integers(2**31))
        inputs, targets = dataset(student, "multiply", 350, 0, 20, seed)
        seen = {tuple(pair) for pair in numbers(inputs, 0, 20).tolist()}
        both = loaders(student, inputs, targets, 32, seed)
        model = student.MLP(2, 16, "relu").to(inputs)
        optimizer = student.make_optimizer(model, "adam", 0.02)
        history = measured(student.train(model, *both, optimizer, 20), 20)
        learns(history["train"])
        pairs = [(a, b) for a in range(21) for b in range(21) if (a, b) not in seen]
        unseen = np.array(pairs, dtype=np.float32)
        answer = 400.0 * array(model(unseen / np.float32(20)), (len(pairs), 1)).astype(np.float64)
        wanted = unseen.prod(axis=1, keepdims=True).astype(np.float64)
        r2 = 1.0 - np.sum((answer - wanted) ** 2) / np.sum((wanted - wanted.mean()) ** 2)
        require(
            r2 >= 0.92,
            fr=f"Sur {len(pairs)} couples jamais vus, R2 = {r2:.4f} ; il faut au moins 0,92.",
            en=f"On {len(pairs)} pairs never seen, R2 = {r2:.4f}; at least 0.92 is needed.",
        )

    trains(trial, rng)
