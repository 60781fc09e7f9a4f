"""Hidden checks of ex14 (GAN): other shapes, edges, who is detached, and mixtures never seen."""

import numpy as np
import pytest

from grader.checks.api import agree, array, callback, close, differentiates, require, trains
from grader.subjects import Raised
from grader.texts import Text

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


def from_source(name, call, *args):
    """What a function that takes an integer seed does with a source in its place."""
    try:
        return call(*args)
    except Raised as raised:
        said = raised.exchange.outcome.message[:120]
        require(
            False,
            fr=f"{name} accepte une graine entière, et lève une erreur si seed est une source "
            f"(torch.Generator) : {said!r}. Commencez par make_rng(seed, ...), qui prend les deux.",
            en=f"{name} takes an integer seed, and raises an error if seed is a source "
            f"(torch.Generator): {said!r}. Begin with make_rng(seed, ...), which takes both.",
        )


def reported(train, epochs, *args):
    """The history that a training returned; it must have reported each epoch."""
    said = []
    note = callback(lambda epoch, loss: said.append((int(epoch), float(loss))), "report")
    value = train(*args, note)
    history = history_of(value, epochs)["generator"]
    require(
        [epoch for epoch, _ in said] == list(range(1, len(history) + 1))
        and np.allclose([loss for _, loss in said], history, rtol=1e-6),
        fr="report(epoch, loss) doit être appelée une fois après chaque époque, comptée à partir de "
        f"1, avec la perte du générateur. En {len(history)} époques, voici ses appels : {said[:5]}.",
        en="report(epoch, loss) must be called once after each epoch, counted from 1, with the "
        f"generator's loss. In {len(history)} epochs, these were its calls: {said[:5]}.",
    )
    return value


@pytest.mark.check(points=1, task="Generator")
def test_networks_other(student, reference, rng):
    """Les deux réseaux : un seul exemple, un bruit d'un nombre, un seul neurone, deux classes.
    --
    The two networks: one example, a noise of one number, a single neuron, two classes."""
    for n, noise_size, hidden, classes in ((1, 1, 4, 0), (5, 3, 1, 2), (3, 2, 6, 5)):
        (forger, expert), (other, rival) = players(
            rng, student, reference, noise_size, hidden, classes
        )
        labels = rng.integers(classes, size=n) if classes else None
        agree(forger, other, 2 * normal(rng, n, noise_size), labels, **SOME)
        agree(expert, rival, 3 * normal(rng, n, 2), labels, **SOME)
    # A generator's points may lie anywhere, a discriminator's scores too.
    net, other = pair(student, reference, "Generator", (2, 4), copying())
    agree(net, other, 100 * normal(rng, 4, 2), **SOME)


@pytest.mark.check(points=1, task="discriminator_loss")
def test_losses_edges(student, reference, rng):
    """Pertes : autant de faux que de vrais ou non, float32, scores de 1e4, et leur gradient.
    --
    Losses: as many fakes as real ones or not, float32, scores of 1e4, and their gradient."""
    for n, m in ((1, 1), (3, 7), (8, 2)):
        scores = 3 * rng.normal(size=n), 3 * rng.normal(size=m)
        agree(student.discriminator_loss, reference.discriminator_loss, *scores, operations=50)
        agree(student.generator_loss, reference.generator_loss, scores[1], operations=50)
        small = scores[0].astype(np.float32), scores[1].astype(np.float32)
        agree(student.discriminator_loss, reference.discriminator_loss, *small, operations=50)
        agree(student.generator_loss, reference.generator_loss, small[1], operations=50)
    far = np.array([1e4, -1e4, 0.5])
    agree(student.discriminator_loss, reference.discriminator_loss, far, far[::-1].copy())
    agree(student.generator_loss, reference.generator_loss, far)
    differentiates(student.discriminator_loss, reference.discriminator_loss, far, -far)
    differentiates(student.generator_loss, reference.generator_loss, far)


@pytest.mark.check(points=1.25, task="generator_step")
def test_steps_other(student, reference, rng):
    """Pas conditionnels : un seul exemple, deux classes, un grand lot ; pertes et poids.
    --
    Conditional steps: one example, two classes, a large batch; losses and weights."""
    for n, noise_size, hidden, classes in ((1, 2, 4, 2), (9, 1, 3, 4)):
        args = rng, student, reference, noise_size, hidden, classes
        (forger, expert), (other, rival) = players(*args)
        ours = student.make_sgd(forger, 0.1), student.make_sgd(expert, 0.1)
        theirs = reference.make_sgd(other, 0.1), reference.make_sgd(rival, 0.1)
        for _ in range(2):
            real, noise = normal(rng, n, 2), normal(rng, n, noise_size)
            labels = rng.integers(classes, size=n)
            expected = reference.generator_step(other, rival, theirs[0], noise, labels)
            loss = student.generator_step(forger, expert, ours[0], noise, labels)
            close(taken(loss), expected, **LOSSES)
            expected = reference.discriminator_step(other, rival, theirs[1], real, noise, labels)
            loss = student.discriminator_step(forger, expert, ours[1], real, noise, labels)
            close(taken(loss), expected, **LOSSES)
        same_weights(student, forger, reference, other)
        same_weights(student, expert, reference, rival)


@pytest.mark.check(points=1, task="discriminator_step")
def test_detached(student, reference, rng):
    """Qui est détaché : le pas du discriminateur ne laisse aucun gradient au générateur.
    --
    Who is detached: the discriminator's step leaves no gradient to the generator."""
    (forger, expert), (other, rival) = players(rng, student, reference, 3, 5)
    ours = student.make_sgd(forger, 0.5), student.make_sgd(expert, 0.1)
    theirs = reference.make_sgd(rival, 0.1)
    real, noise = normal(rng, 6, 2), normal(rng, 6, 3)
    before = student.get_weights(forger)
    expected = reference.discriminator_step(other, rival, theirs, real, noise)
    loss = taken(student.discriminator_step(forger, expert, ours[1], real, noise))
    close(loss, expected, **LOSSES)
    # With a gradient left over, this would move the generator.
    ours[0].step()
    require(
        unchanged(before, student.get_weights(forger)),
        fr="Après discriminator_step, les paramètres du générateur portent un gradient : l'erreur du "
        "discriminateur est remontée jusqu'à lui. Détachez les points inventés (detach) avant de les "
        "lui montrer.",
        en="After discriminator_step, the generator's parameters carry a gradient: the error of the "
        "discriminator went up to it. Detach the invented points (detach) before showing them.",
    )


@pytest.mark.check(points=1.25, task="train")
def test_train_seeds(student, reference, rng):
    """Entraînement : ce que la graine ou la source décide, d'autres lots, l'appel de report.
    --
    Training: what the seed or the source decides, other batches, the call of report."""
    seed = int(rng.integers(2**31))
    forger_state, expert_state = generator_state(rng, 3, 8, 2), discriminator_state(rng, 8, 2)
    real, labels = normal(rng, 9, 2), np.arange(9) % 2

    def run(seed, lr):
        forger = loaded(student, "Generator", (3, 8, 2), forger_state)
        expert = loaded(student, "Discriminator", (8, 2), expert_state)
        history = reported(student.train, 3, forger, expert, real, labels, 3, 4, lr, seed)
        return history, student.get_weights(forger), student.get_weights(expert)

    (history, *ends), (same, *others) = run(seed, 0.05), run(seed, 0.05)
    require(
        history == same and all(unchanged(a, b) for a, b in zip(ends, others, strict=True)),
        fr="La même graine et les mêmes poids doivent donner deux fois le même entraînement.",
        en="The same seed and the same weights must give the same training twice.",
    )
    require(
        history != run(seed + 1, 0.05)[0],
        fr="Une autre graine donne le même entraînement : l'ordre et le bruit viennent de seed.",
        en="Another seed gives the same training: the order and the noise come from seed.",
    )
    # Deaf to its noise, the generator makes all batch sizes and labels comparable at a rate of 0.
    state = deaf(rng, 3, 4, 2)
    for n, batch_size in ((5, 2), (4, 50), (3, 1)):
        ours, theirs = pair(student, reference, "Generator", (3, 4, 2), state)
        expert, other = pair(student, reference, "Discriminator", (8, 2), expert_state)
        args = 2 * normal(rng, n, 2), rng.integers(2, size=n), 2, batch_size, 0.0, seed
        expected = reference.train(theirs, other, *args)
        history = history_of(student.train(ours, expert, *args), 2)
        for name in BOTH:
            close(history[name], expected[name], **LOSSES)
    # The same draws from a source as from its seed; and a source goes on where it was.
    source = student.make_rng(seed, student.subject_.device)
    z = noise_read(student, seed, 1, 0, 0, 12)
    given = from_source("train", noise_read, student, source, 1, 0, 0, 12)
    after = noise_read(student, source, 1, 0, 0, 12)
    require(
        np.allclose(z, given, atol=1e-4),
        fr="seed peut être une source (torch.Generator) au lieu d'une graine entière : celle que rend "
        "make_rng pour cette graine doit donner le même entraînement.",
        en="seed may be a source (torch.Generator) instead of an integer seed: the one that make_rng "
        "returns for that seed must give the same training.",
    )
    require(
        np.mean(np.abs(after[:, None] - z).min(axis=1) < 1e-6) < 0.1,
        fr="D'une même source (torch.Generator), deux entraînements de suite tirent le même bruit : "
        "tirez de ce que rend make_rng, qui continue, et de rien d'autre.",
        en="From one source (torch.Generator), two trainings in a row draw the same noise: draw from "
        "what make_rng returns, which goes on, and from nothing else.",
    )


@pytest.mark.check(points=0.5, task="sample")
def test_sample_labels(student, reference, rng):
    """Échantillons d'un GAN conditionnel : chaque point suit la classe demandée.
    --
    Samples of a conditional GAN: each point follows the class asked for."""
    state, labels = deaf(rng, 3, 4, 3), np.array([2, 0, 1, 1, 0])
    state["layers.0.weight"][:, 3:] = rng.uniform(1.5, 3.0, size=(4, 3)).astype(np.float32)
    net, other = pair(student, reference, "Generator", (3, 4, 3), state)
    expected = reference.sample(other, 5, 1, labels)
    close(student.sample(net, 5, 1, labels), expected, **SOME)
    net, other = pair(student, reference, "Generator", (1, 4), deaf(rng, 1, 4))
    close(student.sample(net, 1, 3), reference.sample(other, 1, 3), **SOME)
    net = loaded(student, "Generator", (2, 4), copying())
    source = student.make_rng(7, student.subject_.device)
    seeded = student.sample(net, 4, 7)
    first = from_source("sample", student.sample, net, 4, source)
    second = student.sample(net, 4, source)
    require(
        np.array_equal(first, seeded) and not np.array_equal(first, second),
        fr="seed peut être une source (torch.Generator) : sample en tire à la suite, comme make_rng la "
        "rend, et deux appels de suite donnent d'autres points.",
        en="seed may be a source (torch.Generator): sample goes on drawing from it, as make_rng returns "
        "it, and two calls in a row give other points.",
    )


@pytest.mark.check(points=0.75, task="mode_counts")
def test_edges(student, reference, rng):
    """Points par mode et condition : un seul centre, un rayon atteint exactement, une seule classe.
    --
    Points for each mode and condition: one centre, a radius met exactly, a single class."""
    points = np.array([[3.0, 4.0], [0.0, 0.0], [0.0, 4.9], [6.0, 0.0]])
    close(student.mode_counts(points, np.zeros((1, 2)), 5.0), np.array([2]))
    points = points[:3]
    close(student.mode_counts(points, np.array([[0.0, 0.0], [9.0, 9.0]]), 0.5), np.array([1, 0]))
    close(
        student.mode_counts(points[:1], np.zeros((3, 2)) + [[0.0], [5.0], [9.0]], 0.1),
        np.zeros(3, int),
    )
    agree(
        student.mode_counts,
        reference.mode_counts,
        rng.normal(size=(40, 2)),
        rng.normal(size=(7, 2)),
        0.8,
    )
    agree(student.condition, reference.condition, rng.normal(size=(1, 4)), np.array([0]), 1)
    agree(
        student.condition, reference.condition, rng.normal(size=(5, 1)), rng.integers(6, size=5), 6
    )


@pytest.mark.check(points=1.25, task="train", seeds=100)
def test_mixture_fresh(student, reference, rng):
    """GAN conditionnel : un mélange jamais vu, plus large, décalé, à trois ou cinq nuages.
    --
    Conditional GAN: a mixture never seen, wider, shifted, of three or five clouds."""
    follows_the_gradient(rng, student, reference)

    # Of 100 seeds: 100 % near (median), 99.2 % at worst; deviations at least 0.03.
    def trial(fresh):
        k = int(fresh.choice([3, 5]))
        centres = on_circle(fresh, k, 1.4) + fresh.uniform(-0.3, 0.3, size=2)
        real, labels = mixture(fresh, 240, centres, 0.15)
        forger, expert = student.Generator(3, 32, k), student.Discriminator(32, k)
        seed = int(fresh.integers(2**31))
        history = history_of(student.train(forger, expert, real, labels, 50, 40, 3e-3, seed), 50)
        for name in BOTH:
            losses_finite(history[name])
        wanted = np.arange(40 * k) % k
        made = array(student.sample(forger, 40 * k, seed, wanted), shape=(40 * k, 2))
        judged(made, wanted, centres, 0.15)

    trains(trial, rng)
