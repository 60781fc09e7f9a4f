"""Hidden checks of ex13's PyTorch track: other shapes, the four stages together, conventions."""

from contextlib import suppress

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    callback,
    close,
    keeps_device,
    require,
    support,
    untouched,
)
from grader.checks.data import digits
from grader.subjects import Raised

SHARED = {
    "forward_shapes": 0.75,
    "loss_accuracy_edges": 0.75,
    "backward_shapes": 1,
    "sgd_generic": 0.25,
}

SOME = {"operations": 500}
SHARE = {"rtol": 1e-6, "atol": 1e-6}


def network(rng, nx, nh, ny, scale=0.5):
    """Random parameters, float64; biases are not zero, so that they show."""
    shapes = {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}
    return {name: rng.normal(scale=scale, size=shape) for name, shape in shapes.items()}


def examples(rng, n, nx, ny):
    """Random inputs (n, nx) and one-hot targets (n, ny), float64."""
    return rng.normal(size=(n, nx)), np.eye(ny)[rng.permutation(np.arange(n) % ny)]


def number(value):
    """A float, whether it came as one, as a scalar or as a tensor without axes."""
    plain = isinstance(value, (np.ndarray, np.generic)) and value.shape == ()
    return float(value) if plain and value.dtype.kind == "f" else value


def followed(history, expected):
    """A history compared in full with the reference's."""
    require(
        isinstance(history, dict) and all(name in history for name in expected),
        fr="train renvoie un dictionnaire de clés loss, accuracy, valid_loss, valid_accuracy.",
        en="train returns a dictionary with the keys loss, accuracy, valid_loss, valid_accuracy.",
    )
    for name, series in expected.items():
        require(
            isinstance(history[name], (list, tuple, np.ndarray)),
            fr=f"history['{name}'] est une liste de nombres.",
            en=f"history['{name}'] is a list of numbers.",
        )
        close([number(value) for value in history[name]], series, rtol=1e-6, atol=1e-6)


def slopes(student, params, inputs, targets):
    """What `autograd_backward` returns; ends the check where autograd found nothing."""
    try:
        found = student.autograd_backward(params, inputs, targets)
    except Raised as raised:
        require(
            "does not require grad" not in raised.exchange.outcome.message,
            fr="La perte ne mène à aucune feuille : le graphe est coupé en chemin (.detach(), .data, "
            ".item(), torch.no_grad(), torch.tensor(...) fait de valeurs), ou bien aucun paramètre n'y "
            "demande de gradient.",
            en="The loss leads to no leaf: the graph is cut on the way (.detach(), .data, .item(), "
            "torch.no_grad(), torch.tensor(...) made from values), or no parameter in it requires a "
            "gradient.",
        )
        raise
    missing = [name for name in params if isinstance(found, dict) and found.get(name, 0) is None]
    require(
        not missing,
        fr=f"Pas de gradient pour {', '.join(missing)} : None. Ou bien le tenseur dont vous lisez "
        ".grad n'est pas une feuille qui demande un gradient (ce qu'on calcule à partir d'une feuille "
        "n'en est plus une), ou bien le graphe est coupé entre lui et la perte (.detach(), .data, "
        ".item(), torch.no_grad(), torch.tensor(...) fait de valeurs).",
        en=f"No gradient for {', '.join(missing)}: None. Either the tensor whose .grad you read is "
        "no leaf that requires a gradient (what is computed from a leaf is one no more), or the graph "
        "is cut between it and the loss (.detach(), .data, .item(), torch.no_grad(), torch.tensor(...) "
        "made from values).",
    )
    return found


def scores_of(net, inputs, params):
    """What a model made of these parameters answers; a wrong dtype is told before PyTorch does."""
    try:
        return net(inputs)
    except Raised:
        wanted = params["Wh"].dtype.name
        kinds = sorted({part.dtype.name for part in state_of(net).values()} - {wanted})
        require(
            not kinds,
            fr=f"Votre modèle est en {', '.join(kinds)} ; les paramètres donnés sont en {wanted}, et X "
            "aussi. nn.Linear naît en float32 : donnez-lui dtype=params['Wh'].dtype, ou terminez par "
            ".to(params['Wh']), qui prend le type et l'appareil.",
            en=f"Your model is {', '.join(kinds)}; the parameters given are {wanted}, and so is X. "
            "nn.Linear is born in float32: give it dtype=params['Wh'].dtype, or end with "
            ".to(params['Wh']), which takes the dtype and the device.",
        )
        return net(inputs)  # for another reason, then: it is told as it comes


def state_of(net):
    """The named tensors of a model; none where it is no nn.Module."""
    try:
        held = net.state_()
    except (Raised, AttributeError):
        return {}
    return {name: part for name, part in held.items() if isinstance(part, np.ndarray)}


def asks_autograd(student, params, function, *args):
    """Whether a function gives up where autograd is off, and formulas still work.

    Some object of the student's must call the switch: nn.Module.apply calls what it is given.
    """
    try:
        net = student.make_model(params)
        net.apply(support("switch_autograd_off"))
    except (Raised, AttributeError):
        return False  # no model to be had: other checks are about that
    try:
        function(*args)
    except Raised as raised:
        return "grad" in raised.exchange.outcome.message  # PyTorch's words; all else is not this
    finally:
        with suppress(Raised):
            net.apply(support("switch_autograd_on"))
    return False


def copies(student, inputs, targets):
    """Two models made of the same lent parameters: no step of one may reach the other."""
    try:
        net = student.make_model(support("LENT"))
        before = net(inputs)
        student.model_step(net, inputs, targets, 0.5)
        student.train_step(net, student.make_optimizer(net, 0.5), inputs, targets)
        after = student.make_model(support("LENT"))(inputs)
    except (Raised, AttributeError, TypeError):
        return  # other checks are about that
    require(
        np.array_equal(before, after),
        fr="Un pas du modèle a changé les paramètres donnés à make_model : un second modèle, fait des "
        "mêmes, ne donne plus les mêmes scores. Le modèle doit avoir sa copie : weight.copy_(...) sous "
        "torch.no_grad(), ou .clone() ; .data = ... et nn.Parameter(...) partagent la mémoire.",
        en="A step of the model changed the parameters given to make_model: a second model, made of the "
        "same ones, no longer gives the same scores. The model must have its own copy: weight.copy_(...) "
        "under torch.no_grad(), or .clone(); .data = ... and nn.Parameter(...) share the memory.",
    )


@pytest.mark.check(points=1, task="autograd_backward")
def test_autograd_shapes(student, reference, rng):
    """Autograd : un seul exemple, un seul neurone caché, dix classes ; aussi souvent qu'on appelle.
    --
    Autograd: a single example, a single hidden neuron, ten classes; as often as it is called."""
    for n, nx, nh, ny in ((1, 4, 3, 2), (7, 1, 5, 3), (5, 3, 1, 4), (12, 6, 4, 10), (3, 3, 3, 3)):
        params, (inputs, targets) = network(rng, nx, nh, ny, 0.7), examples(rng, n, nx, ny)
        expected = reference.autograd_backward(params, inputs, targets)
        for _ in range(2):
            close(slopes(student, params, inputs, targets), expected, operations=50)


@pytest.mark.check(points=1.25, task="model_step")
def test_stages(student, reference, rng):
    """Les quatre étapes, du même départ, mènent au même réseau en trois pas ; la première sans autograd.
    --
    The four stages, from the same start, lead to the same network in three steps; the first without autograd."""
    for n, nx, nh, ny in ((4, 3, 5, 2), (1, 2, 3, 4), (6, 4, 4, 4)):
        params, lr = network(rng, nx, nh, ny), float(rng.uniform(0.1, 0.4))
        (inputs, targets), lots = (
            examples(rng, 5, nx, ny),
            [examples(rng, n, nx, ny) for _ in "123"],
        )
        other = reference.make_model(params)
        for x, y in lots:
            reference.model_step(other, x, y, lr)
        scores = reference.predict(other, inputs), other(inputs)
        by_hand = by_autograd = params
        bare, net = student.make_model(params), student.make_model(params)
        optimizer = student.make_optimizer(net, lr)
        for x, y in lots:
            _, outputs = student.forward(by_hand, x)
            by_hand = student.sgd(by_hand, student.backward(by_hand, outputs, y), lr)
            by_autograd = student.sgd(by_autograd, slopes(student, by_autograd, x, y), lr)
            student.model_step(bare, x, y, lr)
            student.train_step(net, optimizer, x, y)
        for end in (by_hand, by_autograd):
            close(student.forward(end, inputs)[1]["ytilde"], scores[1], **SOME)
        for end in (bare, net):
            close(end(inputs), scores[1], **SOME)
            close(student.predict(end, inputs), scores[0])
    given = params, reference.forward(params, inputs)[1], targets
    asked = asks_autograd(student, params, student.backward, *given)
    if asked:
        student.backward(*given)  # the call that is shown is this one
    require(
        not asked,
        fr="Avec autograd coupé (torch.no_grad()), backward ne répond plus : elle lui demande les "
        "gradients. L'énoncé veut que celle-ci s'écrive à la main, avec les formules.",
        en="With autograd switched off (torch.no_grad()), backward answers no more: it asks autograd for "
        "the gradients. The statement wants this one written by hand, with the formulas.",
    )


@pytest.mark.check(points=1, task="train")
def test_train_batches(student, reference, rng):
    """Entraînement : dernier lot court, lots plus grands que l'ensemble, `report` à chaque époque.
    --
    Training: a short last batch, batches larger than the set, `report` in each epoch."""
    params, valid = network(rng, 4, 3, 5), examples(rng, 9, 4, 5)
    inputs, targets = examples(rng, 6, 4, 5)
    same = np.tile(inputs[:1], (9, 1)), np.tile(targets[:1], (9, 1))
    for data, epochs, batch_size in (
        ((inputs, targets), 1, 6),
        ((inputs, targets), 4, 100),
        (same, 2, 1),
        (same, 2, 4),
        (same, 1, 9),
    ):
        net, other = student.make_model(params), reference.make_model(params)
        optimizer, theirs = student.make_optimizer(net, 0.2), reference.make_optimizer(other, 0.2)
        args = (*data, *valid, epochs, batch_size, 3)
        expected = reference.train(other, theirs, *args)
        told = []
        report = callback(lambda epoch, loss: told.append((int(epoch), float(loss))), "report")  # noqa: B023
        followed(student.train(net, optimizer, *args, report), expected)
        agree(net, other, inputs, **SOME)
        require(
            [epoch for epoch, _ in told] == list(range(1, epochs + 1)),
            fr="`report` doit être appelée une fois après chaque époque, comptée à partir de 1.",
            en="`report` must be called once after each epoch, counted from 1.",
        )
        close([loss for _, loss in told], expected["loss"][1:], rtol=1e-6, atol=1e-6)


@pytest.mark.check(points=0.75, task="train")
def test_validation(student, reference, rng):
    """La validation est mesurée, sans graphe, rien n'en est appris ; chaque époque a son propre ordre.
    --
    Validation is measured, without a graph, nothing is learned; each epoch has an order of its own."""
    params, (inputs, targets) = network(rng, 2, 4, 2, 0.8), examples(rng, 8, 2, 2)
    seed = int(rng.integers(2**31))

    def end(valid, epochs, each):
        net = student.make_model(params)
        optimizer = student.make_optimizer(net, 0.4)
        history = student.train(net, optimizer, inputs, targets, *valid, epochs, 2, each)
        return net, history

    other = inputs[:5] + 1.0, targets[:5, ::-1].copy()
    net, _ = end((inputs, targets), 3, seed)
    again, history = end(other, 3, seed)
    require(
        np.array_equal(array(net(inputs), shape=(8, 2)), array(again(inputs), shape=(8, 2))),
        fr="Avec d'autres données de validation et la même graine, le modèle appris change. La "
        "validation se mesure, rien ne s'apprend d'elle.",
        en="With other validation data and the same seed, the learned model changes. Validation is "
        "measured, nothing is learned from it.",
    )
    for prefix, (x, y) in (("", (inputs, targets)), ("valid_", other)):
        z = array(again(x), shape=y.shape)
        total = np.log(np.sum(np.exp(z), axis=1))
        last = number(history[prefix + "loss"][-1]), number(history[prefix + "accuracy"][-1])
        close(last[0], float(np.mean(total - np.sum(z * y, axis=1))), rtol=1e-6, atol=1e-6)
        close(last[1], float(np.mean(z.argmax(axis=1) == y.argmax(axis=1))), **SHARE)
    value = student.model_loss_accuracy(net, *other)
    require(
        not any(
            getattr(part, "requires_grad", False)
            for part in (value if isinstance(value, (tuple, list)) else ())
        ),
        fr="La perte que model_loss_accuracy renvoie traîne son graphe avec elle : gardée dans un "
        "historique, elle garderait tout le calcul en mémoire. Mesurez sous torch.no_grad(), ou "
        "renvoyez loss.item().",
        en="The loss that model_loss_accuracy returns drags its graph along: kept in a history, it "
        "would keep the whole computation in memory. Measure under torch.no_grad(), or return "
        "loss.item().",
    )
    # Two epochs in one training, against two trainings of one epoch with the same seed: an epoch
    # that starts from the seed again repeats its order (by chance once in 2520, twice in 6e6).
    repeated = []
    for each in (seed, seed + 1):
        two, _ = end(other, 2, each)
        one = student.make_model(params)
        optimizer = student.make_optimizer(one, 0.4)
        for _ in range(2):
            student.train(one, optimizer, inputs, targets, *other, 1, 2, each)
        scores = array(two(inputs), shape=(8, 2)), array(one(inputs), shape=(8, 2))
        repeated.append(np.allclose(*scores, rtol=1e-9, atol=1e-12))
    require(
        not all(repeated),
        fr="Toutes les époques suivent le même ordre : ou bien chacune repart de la même graine, ou "
        "bien vous ne mélangez qu'une fois, avant la boucle. Tirez une nouvelle permutation à chaque "
        "époque, d'un seul générateur.",
        en="All epochs follow the same order: either each starts from the same seed, or you shuffle "
        "only once, before the loop. Draw a new permutation in each epoch, from one generator.",
    )


@pytest.mark.check(points=0.5, task="make_model")
def test_float32_digits(student, reference, rng):
    """float32 en entrée, float32 en sortie, à chaque étape ; un modèle pour des chiffres de 8 x 8.
    --
    float32 in, float32 out, in each stage; a model for digits of 8 x 8."""
    images, labels = digits()
    chosen = rng.permutation(len(images))[:6]
    inputs = (images[chosen].reshape(6, 64) / 16.0).astype(np.float32)
    targets = np.eye(10, dtype=np.float32)[labels[chosen]]
    params = {name: w.astype(np.float32) for name, w in network(rng, 64, 7, 10, 0.1).items()}
    yhat, outputs = reference.forward(params, inputs)
    agree(student.forward, reference.forward, params, inputs, operations=100)
    agree(student.backward, reference.backward, params, outputs, targets, operations=100)
    args = (params, inputs, targets)
    close(slopes(student, *args), reference.autograd_backward(*args), operations=200)
    grads = reference.backward(params, outputs, targets)
    agree(student.sgd, reference.sgd, params, grads, 0.3, operations=50)
    net, other = student.make_model(params), reference.make_model(params)
    close(scores_of(net, inputs, params), other(inputs), operations=200)
    optimizer, theirs = student.make_optimizer(net, 0.3), reference.make_optimizer(other, 0.3)
    student.train_step(net, optimizer, inputs, targets)
    reference.train_step(other, theirs, inputs, targets)
    agree(net, other, inputs, operations=500)
    close(student.predict(net, inputs), reference.predict(other, inputs))


@pytest.mark.check(points=0.75, task="conventions", declared=True)
def test_kept(student, reference, rng):
    """Les tenseurs donnés sont laissés intacts, et les résultats restent sur leur appareil.
    --
    The tensors given are left as they are, and results stay on their device."""
    params, (inputs, targets) = network(rng, 2, 3, 2), examples(rng, 5, 2, 2)
    yhat, outputs = reference.forward(params, inputs)
    close(untouched(student.softmax, outputs["ytilde"]), outputs["yhat"], operations=20)
    untouched(student.forward, params, inputs)
    untouched(student.loss_accuracy, yhat, targets)
    untouched(student.backward, params, outputs, targets)
    untouched(student.sgd, params, reference.backward(params, outputs, targets), 0.5)
    untouched(student.autograd_backward, params, inputs, targets)
    net = untouched(student.make_model, params)
    untouched(student.model_step, net, inputs, targets, 0.5)
    optimizer = student.make_optimizer(net, 0.5)
    untouched(student.train, net, optimizer, inputs, targets, inputs[:2], targets[:2], 2, 2, 1)
    untouched(student.decision_grid, net, np.linspace(0.0, 1.0, 3), np.linspace(0.0, 1.0, 2))
    copies(student, inputs, targets)
    keeps_device(student.softmax, rng.normal(size=(3, 4)))
