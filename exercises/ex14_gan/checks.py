"""Public checks of ex14 (GAN).

Networks are compared with the same weights, given in the order of the layers, whatever the student
calls them. What depends on random numbers is never compared value by value: a generator that is
deaf to its noise makes them irrelevant; elsewhere only properties are asked for.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    differentiates,
    keeps_device,
    progress,
    raises,
    require,
    trains,
    untouched,
)
from grader.checks.figures import curve, scatter
from grader.texts import Text

EPOCH, LOSS = Text("époque", "epoch"), Text("perte", "loss")

# Rounding of a few hundred operations in float32.
SOME = {"operations": 200}
# Losses and weights of a training in float32: rounding, a little amplified by each step.
LOSSES = {
    "rtol": 1e-4,
    "atol": 1e-5,
    "reason": Text(
        "En float32, chaque pas amplifie un peu les arrondis.",
        "In float32, each step amplifies rounding a little.",
    ),
}
BOTH = ("discriminator", "generator")


# --- networks with weights of our choice ----------------------------------------------------------


def layers(*sizes):
    """The names and shapes of a network's state: linear layers between these sizes."""
    shapes = {}
    for i, (into, out) in enumerate(zip(sizes, sizes[1:], strict=False)):
        shapes |= {f"layers.{2 * i}.weight": (out, into), f"layers.{2 * i}.bias": (out,)}
    return shapes


def weights(rng, shapes, scale=0.7):
    """A random state of these layers, float32."""
    return {
        n: rng.normal(scale=scale, size=shape).astype(np.float32) for n, shape in shapes.items()
    }


def generator_state(rng, noise_size, hidden, classes=0):
    """A random state of a Generator."""
    return weights(rng, layers(noise_size + classes, hidden, hidden, 2))


def discriminator_state(rng, hidden, classes=0):
    """A random state of a Discriminator."""
    return weights(rng, layers(2 + classes, hidden, hidden, 1))


def loaded(subject, called, sizes, state):
    """A network of the student (or of the reference) with this state, in the layers' order."""
    net = getattr(subject, called)(*sizes)
    shapes = subject.set_weights(net, list(state.values()))
    wanted = [list(np.shape(value)) for value in state.values()]
    require(
        shapes,
        fr=f"{called}(...) n'a aucun paramètre : {called} doit hériter de nn.Module, et chaque couche "
        "être gardée dans un attribut (self.layers = ...) par __init__.",
        en=f"{called}(...) has no parameters: {called} must inherit from nn.Module, and __init__ keep "
        "each layer in an attribute (self.layers = ...).",
    )
    require(
        shapes == wanted,
        fr=f"Les poids de {called} n'ont pas, dans l'ordre, les formes {wanted} ; les vôtres ont "
        f"{shapes}. Comparez avec le tableau de l'énoncé : les couches, l'ordre dans lequel elles "
        "sont déclarées, leurs tailles (les classes s'ajoutent à l'entrée), et rien de plus, pas même "
        "un tampon (register_buffer).",
        en=f"The weights of {called} do not have, in order, the shapes {wanted}; yours have "
        f"{shapes}. Compare with the statement's table: the layers, the order in which they are "
        "declared, their sizes (the classes add to the input), and nothing more, not even a buffer "
        "(register_buffer).",
    )
    return net


def pair(student, reference, called, sizes, state):
    """The student's network and the reference's, with one state."""
    net = loaded(student, called, sizes, state)
    return net, loaded(reference, called, sizes, state)


def players(rng, student, reference, noise_size, hidden, classes=0):
    """Generator and discriminator of the student, then of the reference, with the same weights."""
    ours, theirs = pair(
        student,
        reference,
        "Generator",
        (noise_size, hidden, classes),
        generator_state(rng, noise_size, hidden, classes),
    )
    judge, other = pair(
        student,
        reference,
        "Discriminator",
        (hidden, classes),
        discriminator_state(rng, hidden, classes),
    )
    return (ours, judge), (theirs, other)


def deaf(rng, noise_size, hidden, classes=0):
    """A state of a Generator that answers the same whatever its noise, even after training.

    The neurons of its first layer are silent: their weights are zero and their biases negative.
    """
    state = generator_state(rng, noise_size, hidden, classes)
    state["layers.0.weight"] = np.zeros_like(state["layers.0.weight"])
    state["layers.0.bias"] = -np.ones_like(state["layers.0.bias"])
    return state


def copying(classes=0):
    """A state of a Generator(2, 4) that returns its noise: relu(z) - relu(-z) = z."""
    signs = np.concatenate([np.eye(2), -np.eye(2)]).astype(np.float32)
    deaf_to_classes = np.zeros((4, classes), np.float32)
    state = {
        "layers.0.weight": np.concatenate([signs, deaf_to_classes], axis=1),
        "layers.0.bias": np.zeros(4, np.float32),
    }
    state |= {
        "layers.2.weight": np.eye(4, dtype=np.float32),
        "layers.2.bias": np.zeros(4, np.float32),
    }
    return state | {
        "layers.4.weight": signs.T.copy(),
        "layers.4.bias": np.zeros(2, np.float32),
    }


def reading(column, watched):
    """A state of a Discriminator(2, 2) whose score is a column of the points; 40 more elsewhere.

    So only the points of the class watched count in the generator's loss. A LeakyReLU is undone by
    two neurons: leaky(s) - leaky(-s) = 1.2 s.
    """
    row = np.zeros(4, np.float32)
    row[column], row[3 - watched] = 1.0, 40.0
    back = np.array([[1.0, -1.0]], np.float32)
    return {
        "layers.0.weight": back.T * row / np.float32(1.2),
        "layers.0.bias": np.zeros(2, np.float32),
        "layers.2.weight": back.T * back / np.float32(1.2),
        "layers.2.bias": np.zeros(2, np.float32),
        "layers.4.weight": back,
        "layers.4.bias": np.zeros(1, np.float32),
    }


def noise_read(student, seed, batch_size, column, watched, epochs=16):
    """The noise that `train` drew for the one point of a class: its column, epoch by epoch.

    The generator returns its noise, the score is that noise, and at a rate of 0 nothing changes:
    the generator's loss tells the noise.
    """
    forger = loaded(student, "Generator", (2, 4, 2), copying(2))
    expert = loaded(student, "Discriminator", (2, 2), reading(column, watched))
    real, labels = np.zeros((2, 2), np.float32), np.arange(2)
    value = student.train(forger, expert, real, labels, epochs, batch_size, 0.0, seed)
    history = history_of(value, epochs)
    losses = 2 * np.array(history["generator"])
    require(
        np.all(np.isfinite(losses)) and np.all(losses > 0) and np.all(losses < 40),
        fr="Les pertes de train ne sont pas celles que rendent les pas, avec les classes de chaque lot.",
        en="The losses of train are not those that the steps return, with the classes of each batch.",
    )
    require(
        len(np.unique(history["discriminator"])) > epochs // 2,
        fr="Sans apprendre (lr = 0), la perte du discriminateur est la même à chaque époque : il voit "
        "toujours le même bruit. Le bruit est nouveau pour chaque lot, à chaque époque.",
        en="Without learning (lr = 0), the discriminator's loss is the same in each epoch: it always "
        "sees the same noise. The noise is new for each batch, in each epoch.",
    )
    return -np.log(np.expm1(losses))


def noises(student, seed, batch_size, column):
    """The noise that `train` drew for two points, read in two trainings of one seed: (2, epochs)."""
    z = np.stack([noise_read(student, seed, batch_size, column, watched) for watched in (0, 1)])
    require(
        min(len(np.unique(row)) for row in z) > 0.9 * z.shape[1],
        fr="Sans apprendre (lr = 0), la perte du générateur est la même à chaque époque : le bruit "
        "n'est pas nouveau. Tirez-le pour chaque lot, dans la boucle, d'une source faite une seule "
        "fois, avant elle.",
        en="Without learning (lr = 0), the generator's loss is the same in each epoch: the noise is "
        "not new. Draw it for each batch, inside the loop, from a source made once, before it.",
    )
    shared = np.mean(np.abs(z[0] - z[1]) < 1e-5) > 0.1
    require(
        not shared or batch_size > 1,
        fr="Deux lots d'une même époque reçoivent le même bruit : tirez-le pour chaque lot, dans la "
        "boucle des lots, et non une fois par époque.",
        en="Two batches of one epoch receive the same noise: draw it for each batch, inside the loop "
        "over the batches, not once per epoch.",
    )
    require(
        not shared,
        fr="Les exemples d'un lot reçoivent tous le même bruit : il en faut un par exemple, de forme "
        "(len(lot), generator.noise_size).",
        en="The examples of a batch all receive the same noise: one for each example is needed, of "
        "shape (len(batch), generator.noise_size).",
    )
    return z


def standard_normal(z):
    """The law of 64 draws: 5.4 deviations of their mean, and of their standard deviation."""
    mean, deviation = float(z.mean()), float(z.std())
    require(
        abs(mean) < 0.68 and 0.55 < deviation < 1.5,
        fr="Le bruit de l'entraînement devait suivre N(0, 1), de torch.randn. Le vôtre a pour moyenne "
        f"{mean:.2f} et pour écart-type {deviation:.2f} (torch.rand donnerait 0,5 et 0,29).",
        en="The noise of the training should follow N(0, 1), from torch.randn. Yours has the mean "
        f"{mean:.2f} and the standard deviation {deviation:.2f} (torch.rand would give 0.5 and 0.29).",
    )


def taken(loss):
    """The loss that a step returned: a Python float."""
    require(
        isinstance(loss, float),
        fr="Le pas doit rendre un float de Python, et non un tenseur ni autre chose : return loss.item().",
        en="The step has to return a Python float, not a tensor or anything else: return loss.item().",
    )
    return loss


def normal(rng, *shape):
    """Random values of law N(0, 1), float32."""
    return rng.normal(size=shape).astype(np.float32)


def same_weights(student, net, reference, other):
    """After training, two networks of the same layers must hold the same numbers."""
    close(student.get_weights(net), reference.get_weights(other), **LOSSES)


def unchanged(before, after):
    """Whether twice the weights of one network are the same numbers."""
    return all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def history_of(value, epochs):
    """The two lists of losses that `train` returned."""
    require(
        isinstance(value, dict)
        and set(value) == set(BOTH)
        and all(isinstance(value[name], list) and len(value[name]) == epochs for name in BOTH),
        fr="train renvoie un dictionnaire {'discriminator': [...], 'generator': [...]}, de listes "
        f"d'une perte par époque (ici {epochs}).",
        en="train returns a dictionary {'discriminator': [...], 'generator': [...]} of lists with "
        f"one loss for each epoch (here {epochs}).",
    )
    require(
        all(isinstance(loss, float) for name in BOTH for loss in value[name]),
        fr="Les listes que rend train contiennent des float de Python, ceux que rendent les pas.",
        en="The lists that train returns hold Python floats, those that the steps return.",
    )
    return value


def mixture(rng, n, centres, deviation):
    """`n` points around the centres, each class equally often; and their classes."""
    labels = np.arange(n) % len(centres)
    points = centres[labels] + rng.normal(scale=deviation, size=(n, 2))
    return points.astype(np.float32), labels


def on_circle(rng, k, radius):
    """`k` centres at even distances on a circle, turned at random."""
    angle = rng.uniform(0, 2 * np.pi) + 2 * np.pi * np.arange(k) / k
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def follows_the_gradient(rng, student, reference):
    """A short training that can be compared, before a long one that can't (and takes its time)."""
    state, judge = deaf(rng, 2, 4, 3), discriminator_state(rng, 4, 3)
    ours, theirs = pair(student, reference, "Generator", (2, 4, 3), state)
    expert, other = pair(student, reference, "Discriminator", (4, 3), judge)
    real, labels = normal(rng, 6, 2), np.arange(6) % 3
    expected = reference.train(theirs, other, real, labels, 3, 6, 0.02, 1)
    history = history_of(student.train(ours, expert, real, labels, 3, 6, 0.02, 1), 3)
    for name in BOTH:
        close(history[name], expected[name], **LOSSES)


def judged(points, labels, centres, deviation):
    """Fraction of the points within four deviations of their class's centre; least spread."""
    distance = np.linalg.norm(points - centres[labels], axis=1)
    spread = min(points[labels == k].std(axis=0).max() for k in range(len(centres)))
    near = float(np.mean(distance < 4 * deviation))
    require(
        near > 0.85,
        fr=f"{100 * near:.0f} % des points inventés tombent près du centre de la classe demandée ; il "
        "en faut 85 %.",
        en=f"{100 * near:.0f} % of the invented points fall near the centre of the class asked for; "
        "85 % are needed.",
    )
    require(
        spread > 1e-3,
        fr="Pour une des classes, tous les points inventés sont le même : le générateur n'écoute pas "
        "son bruit.",
        en="For one of the classes, all the invented points are the same: the generator does not "
        "listen to its noise.",
    )


def losses_finite(losses):
    """The losses of a training, when they are finite numbers."""
    values = np.asarray(losses, dtype=np.float64)
    require(
        bool(np.all(np.isfinite(values))),
        fr="Une perte de l'entraînement n'est pas finie.",
        en="A loss of the training is not finite.",
    )


# --- the two networks -----------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="condition")
def test_condition(student, reference, rng):
    """Condition : la classe en one-hot, collée à droite ; sans classe, rien ne change.
    --
    Condition: the class, one-hot, appended on the right; without classes nothing changes."""
    x = np.array([[0.5, -1.0], [2.0, 3.0]])
    wanted = np.array([[0.5, -1.0, 0.0, 0.0, 1.0], [2.0, 3.0, 1.0, 0.0, 0.0]])
    close(student.condition(x, np.array([2, 0]), 3), wanted)
    x, labels = normal(rng, 6, 3), rng.integers(4, size=6)
    agree(student.condition, reference.condition, x, labels, 4)
    agree(student.condition, reference.condition, x, None, 0)


@pytest.mark.check(points=0.75, task="Generator", needs=["condition"])
def test_generator(student, reference, rng):
    """Générateur : du bruit aux points, sans puis avec des classes, avec des poids donnés.
    --
    Generator: from noise to points, without then with classes, with given weights."""
    for classes in (0, 3):
        state = generator_state(rng, 4, 5, classes)
        net, other = pair(student, reference, "Generator", (4, 5, classes), state)
        labels = rng.integers(classes, size=6) if classes else None
        agree(net, other, normal(rng, 6, 4), labels, **SOME)


@pytest.mark.check(points=0.75, task="Discriminator", needs=["condition"])
def test_discriminator(student, reference, rng):
    """Discriminateur : des points aux scores, de forme (n,), sans puis avec des classes.
    --
    Discriminator: from points to scores, of shape (n,), without then with classes."""
    for classes in (0, 3):
        state = discriminator_state(rng, 5, classes)
        net, other = pair(student, reference, "Discriminator", (5, classes), state)
        labels = rng.integers(classes, size=6) if classes else None
        agree(net, other, 2 * normal(rng, 6, 2), labels, **SOME)


# --- the two losses -------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="discriminator_loss")
def test_discriminator_loss(student, reference, rng):
    """Perte du discriminateur : les nombres de l'énoncé, un lot au hasard, le gradient.
    --
    The discriminator's loss: the statement's numbers, a random batch, the gradient."""
    close(student.discriminator_loss(np.zeros(2), np.zeros(2)), 2 * np.log(2))
    close(
        student.discriminator_loss(np.array([2.0]), np.array([-1.0])),
        np.log1p(np.exp(-2.0)) + np.log1p(np.exp(-1.0)),
    )
    scores = 2 * rng.normal(size=5), 2 * rng.normal(size=5)
    agree(student.discriminator_loss, reference.discriminator_loss, *scores, operations=50)
    differentiates(student.discriminator_loss, reference.discriminator_loss, *scores, operations=50)


@pytest.mark.check(points=1, task="generator_loss")
def test_generator_loss(student, reference, rng):
    """Perte du générateur, non saturante : les nombres de l'énoncé, un lot au hasard, le gradient.
    --
    The generator's loss, non-saturating: the statement's numbers, a random batch, the gradient."""
    close(student.generator_loss(np.zeros(3)), np.log(2))
    close(student.generator_loss(np.array([-1.0])), np.log1p(np.exp(1.0)))
    scores = 2 * rng.normal(size=6)
    agree(student.generator_loss, reference.generator_loss, scores, operations=50)
    differentiates(student.generator_loss, reference.generator_loss, scores, operations=50)


# --- the two steps --------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="discriminator_step", needs=["generator", "discriminator"])
def test_discriminator_step(student, reference, rng):
    """Deux pas du discriminateur : ses pertes, ses poids, et le générateur qui ne bouge pas.
    --
    Two steps of the discriminator: its losses, its weights, and the generator that stays put."""
    (forger, expert), (other, rival) = players(rng, student, reference, 3, 5)
    ours, theirs = student.make_sgd(expert, 0.2), reference.make_sgd(rival, 0.2)
    for _ in range(2):
        real, noise = normal(rng, 6, 2), normal(rng, 6, 3)
        expected = reference.discriminator_step(other, rival, theirs, real, noise)
        loss = taken(student.discriminator_step(forger, expert, ours, real, noise))
        close(loss, expected, **LOSSES)
    same_weights(student, expert, reference, rival)
    same_weights(student, forger, reference, other)


@pytest.mark.check(points=1, task="generator_step", needs=["generator", "discriminator"])
def test_generator_step(student, reference, rng):
    """Deux pas du générateur : ses pertes, ses poids, et le discriminateur qui ne bouge pas.
    --
    Two steps of the generator: its losses, its weights, and the discriminator that stays put."""
    (forger, expert), (other, rival) = players(rng, student, reference, 3, 5)
    ours, theirs = student.make_sgd(forger, 0.2), reference.make_sgd(other, 0.2)
    for _ in range(2):
        noise, before = normal(rng, 6, 3), student.get_weights(forger)
        rules = student.get_weights(expert)
        expected = reference.generator_step(other, rival, theirs, noise)
        close(taken(student.generator_step(forger, expert, ours, noise)), expected, **LOSSES)
        require(
            not unchanged(before, student.get_weights(forger)),
            fr="Après son pas, le générateur n'a pas changé : l'erreur n'arrive pas jusqu'à lui. Un "
            "detach() ou un no_grad() entre le générateur et la perte coupe le chemin du gradient.",
            en="After its step the generator has not changed: the error does not reach it. A "
            "detach() or a no_grad() between the generator and the loss cuts the gradient's path.",
        )
        require(
            unchanged(rules, student.get_weights(expert)),
            fr="Après le pas du générateur, le discriminateur a changé : c'est le tour du faussaire, "
            "l'expert attend. Seul l'optimiseur reçu fait un pas.",
            en="After the generator's step the discriminator has changed: it is the forger's turn, "
            "the expert waits. Only the optimiser received makes a step.",
        )
    same_weights(student, forger, reference, other)
    same_weights(student, expert, reference, rival)


@pytest.mark.check(points=1, task="discriminator_step", needs=["generator", "discriminator"])
def test_turns(student, reference, rng):
    """Tour à tour : aucun pas ne laisse de gradient à celui de l'autre.
    --
    In turn: no step leaves a gradient to the other's."""
    (forger, expert), (other, rival) = players(rng, student, reference, 2, 4, 3)
    ours = student.make_sgd(forger, 0.2), student.make_sgd(expert, 0.2)
    theirs = reference.make_sgd(other, 0.2), reference.make_sgd(rival, 0.2)
    for _ in range(2):
        real, noise, labels = normal(rng, 5, 2), normal(rng, 5, 2), rng.integers(3, size=5)
        expected = reference.discriminator_step(other, rival, theirs[1], real, noise, labels)
        loss = student.discriminator_step(forger, expert, ours[1], real, noise, labels)
        close(taken(loss), expected, **LOSSES)
        expected = reference.generator_step(other, rival, theirs[0], noise, labels)
        loss = student.generator_step(forger, expert, ours[0], noise, labels)
        close(taken(loss), expected, **LOSSES)
    same_weights(student, expert, reference, rival)
    same_weights(student, forger, reference, other)


@pytest.mark.check(points=0.5, task="discriminator_step", needs=["generator", "discriminator"])
def test_not_finite(student, reference, rng):
    """Une perte qui n'est pas finie lève ValueError, et les poids restent ce qu'ils étaient.
    --
    A loss that is not finite raises ValueError, and the weights stay what they were."""
    (forger, expert), _ = players(rng, student, reference, 3, 5)
    ours = student.make_sgd(forger, 0.1), student.make_sgd(expert, 0.1)
    before = student.get_weights(forger), student.get_weights(expert)
    real, noise = normal(rng, 4, 2), normal(rng, 4, 3)
    for bad in (np.nan, np.inf):
        broken = np.where(np.arange(4)[:, None] == 1, np.float32(bad), noise)
        words = {
            "fr": f"Avec {bad} dans le bruit, la perte n'est pas finie : il fallait lever ValueError.",
            "en": f"With {bad} in the noise, the loss is not finite: ValueError had to be raised.",
        }
        args = forger, expert, ours[1], real, broken
        raises(student.discriminator_step, *args, error="ValueError", **words)
        raises(student.generator_step, forger, expert, ours[0], broken, error="ValueError", **words)
    require(
        unchanged(before[0], student.get_weights(forger))
        and unchanged(before[1], student.get_weights(expert)),
        fr="La perte n'est pas finie, et pourtant les poids ont changé : vérifiez la perte avant "
        "optimizer.step().",
        en="The loss is not finite, and yet the weights changed: check the loss before "
        "optimizer.step().",
    )


# --- use ------------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train", needs=["discriminator_step", "generator_step"])
def test_train(student, reference, rng):
    """Entraînement : l'ordre des pas, l'historique, le dernier lot plus court.
    --
    Training: the order of the steps, the history, the shorter last batch."""
    follows_the_gradient(rng, student, reference)
    # A rate of 0 changes nothing: the losses of each epoch are those of the whole set.
    ours, theirs = pair(student, reference, "Generator", (2, 4), deaf(rng, 2, 4))
    judge = discriminator_state(rng, 5)
    expert, other = pair(student, reference, "Discriminator", (5,), judge)
    real = 3 * normal(rng, 7, 2)
    expected = reference.train(theirs, other, real, None, 2, 3, 0.0, 1)
    history = history_of(student.train(ours, expert, real, None, 2, 3, 0.0, 1), 2)
    for name in BOTH:
        close(history[name], expected[name], **LOSSES)


@pytest.mark.check(points=0.5, task="train", needs=["train"])
def test_train_noise(student, reference, rng):
    """Bruit de l'entraînement : de loi N(0, 1), nouveau pour chaque lot et pour chaque exemple.
    --
    Noise of the training: of law N(0, 1), new for each batch and for each example."""
    seed = int(rng.integers(2**31))
    standard_normal(np.stack([noises(student, seed, 1, 0), noises(student, seed, 2, 1)]))


@pytest.mark.check(points=0.75, task="sample", needs=["generator"])
def test_sample(student, reference, rng):
    """Échantillons : un bruit de loi N(0, 1), nouveau pour chaque point, que la graine décide.
    --
    Samples: a noise of law N(0, 1), new for each point, which the seed decides."""
    seed = int(rng.integers(2**31))
    net = loaded(student, "Generator", (2, 4), copying())
    z = array(student.sample(net, 400, seed), shape=(400, 2), dtype="float32").astype(np.float64)
    # 5 sigma of 400 draws: means within 0.25, deviations within 0.18 of 1, correlation within 0.25.
    require(
        bool(np.all(np.abs(z.mean(axis=0)) < 0.25) and np.all(np.abs(z.std(axis=0) - 1) < 0.18))
        and abs(float(np.corrcoef(z.T)[0, 1])) < 0.25
        and np.abs(z).max() > 1.8,
        fr="Ce générateur rend son bruit tel quel : il devait suivre N(0, 1). Moyennes "
        f"{z.mean(axis=0).round(2)}, écarts-types {z.std(axis=0).round(2)}.",
        en="This generator returns its noise as it is: it should follow N(0, 1). Means "
        f"{z.mean(axis=0).round(2)}, standard deviations {z.std(axis=0).round(2)}.",
    )
    again, other = student.sample(net, 400, seed), student.sample(net, 400, seed + 1)
    require(
        np.array_equal(z, again) and not np.array_equal(z, other),
        fr="La même graine doit donner les mêmes points, une autre graine d'autres : tirez de la "
        "source que rend make_rng, et de rien d'autre.",
        en="The same seed must give the same points, another seed others: draw from the source that "
        "make_rng returns, and from nothing else.",
    )


@pytest.mark.check(points=0.75, task="mode_counts")
def test_mode_counts(student, reference, rng):
    """Points par mode : l'exemple de l'énoncé, puis des points au hasard.
    --
    Points for each mode: the statement's example, then random points."""
    points = np.array([[0.1, 0.0], [0.9, 0.1], [1.2, 0.0], [5.0, 5.0]])
    centres = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    close(student.mode_counts(points, centres, 0.5), np.array([1, 2, 0]))
    # One point nearby, one exactly at the radius, one far away; the second centre has nobody.
    points = np.array([[0.0, 0.5], [3.0, 4.0], [-6.0, 0.0]])
    close(student.mode_counts(points, np.array([[0.0, 0.0], [9.0, 9.0]]), 5.0), np.array([1, 0]))
    for n, k, radius in ((30, 4, 1.0), (12, 6, 0.6)):
        args = rng.normal(size=(n, 2)), 1.5 * rng.normal(size=(k, 2)), radius
        agree(student.mode_counts, reference.mode_counts, *args)


@pytest.mark.check(points=0.25, task="conventions", declared=True)
def test_conventions(student, reference, rng):
    """Rien n'est modifié sur place, tout reste sur son appareil, et sample est sans gradient.
    --
    Nothing is modified in place, all stays on its device, and sample carries no gradient."""
    x, labels, scores = rng.normal(size=(4, 2)), np.array([1, 0, 2, 1]), rng.normal(size=4)
    array(untouched(student.condition, x, labels, 3), shape=(4, 5))
    untouched(student.discriminator_loss, scores, scores + 1)
    untouched(student.generator_loss, scores)
    untouched(student.mode_counts, x, x[:2] + 0.1, 1.0)
    keeps_device(student.discriminator_loss, scores, scores + 1)
    keeps_device(student.generator_loss, scores)
    net = loaded(student, "Generator", (2, 4), copying())
    require(
        not getattr(student.sample(net, 3, 1), "requires_grad", False),
        fr="Les points de sample ne gardent pas de gradient : calculez-les sous torch.no_grad().",
        en="The points of sample keep no gradient: compute them under torch.no_grad().",
    )


# --- a whole training -----------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train", needs=["train", "sample"], seeds=100)
def test_mixture(student, reference, rng):
    """GAN conditionnel : quatre nuages de points, inventés à la demande ; ils sont au rapport.
    --
    Conditional GAN: four clouds of points, invented on demand; they are in the report."""
    follows_the_gradient(rng, student, reference)

    # Of 100 seeds: 100 % near (median), 99.4 % at worst; deviations 0.045 (median), at least 0.033.
    def trial(fresh):
        centres = on_circle(fresh, 4, 1.0)
        real, labels = mixture(fresh, 256, centres, 0.15)
        forger, expert = student.Generator(4, 32, 4), student.Discriminator(32, 4)
        seed = int(fresh.integers(2**31))
        args = forger, expert, real, labels, 60, 64, 3e-3, seed, progress(60)
        history = history_of(student.train(*args), 60)
        # No loss of a GAN falls all the way: only that it stays finite.
        for name in BOTH:
            losses_finite(history[name])
        curve(
            fr="GAN : les deux pertes par époque",
            en="GAN: the two losses per epoch",
            series={name: history[name] for name in BOTH},
            x=EPOCH,
            y=LOSS,
        )
        wanted = np.arange(120) % 4
        made = array(student.sample(forger, 120, seed, wanted), shape=(120, 2))
        scatter(
            fr="GAN : les points inventés, par classe demandée",
            en="GAN: the invented points, by the class asked for",
            points=made,
            labels=wanted,
            x="x",
            y="y",
        )
        judged(made, wanted, centres, 0.15)

    trains(trial, rng)
