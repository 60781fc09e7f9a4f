"""Hidden checks of ex09 (autoencoders): other shapes, modes, seeds, and data never seen."""

import numpy as np
import pytest

from grader.checks.api import agree, array, callback, close, learns, raises, require, take, trains
from grader.checks.data import digits
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


# --- models with weights of our choice ------------------------------------------------------------


def dense_layers(inputs, hidden, latent):
    """The names and shapes of a DenseAutoencoder's state, in the order of the layers."""
    sizes = {
        "encoder.0": (hidden, inputs),
        "encoder.2": (latent, hidden),
        "decoder.0": (hidden, latent),
        "decoder.2": (inputs, hidden),
    }
    return linear_layers(sizes)


def vae_layers(inputs, hidden, latent):
    """The same of a VAE."""
    sizes = {
        "body.0": (hidden, inputs),
        "mu": (latent, hidden),
        "logvar": (latent, hidden),
        "decoder.0": (hidden, latent),
        "decoder.2": (inputs, hidden),
    }
    return linear_layers(sizes)


def linear_layers(sizes):
    """Weights (out, in) and biases (out,), by name."""
    layers = {}
    for name, (out, into) in sizes.items():
        layers |= {f"{name}.weight": (out, into), f"{name}.bias": (out,)}
    return layers


def conv_layers(channels):
    """The same of a ConvAutoencoder."""
    c = channels
    layers = {"encoder.0.weight": (c, 1, 3, 3), "encoder.0.bias": (c,)}
    layers |= norm_layer("encoder.1", c)
    layers |= {"encoder.3.weight": (2 * c, c, 3, 3), "encoder.3.bias": (2 * c,)}
    layers |= {"decoder.0.weight": (2 * c, c, 3, 3), "decoder.0.bias": (c,)}
    layers |= norm_layer("decoder.1", c)
    return layers | {"decoder.3.weight": (c, 1, 3, 3), "decoder.3.bias": (1,)}


def norm_layer(name, c):
    """The state of a batch normalisation."""
    names = ("weight", "bias", "running_mean", "running_var")
    return {f"{name}.{each}": (c,) for each in names} | {f"{name}.num_batches_tracked": ()}


def weights(rng, layers, scale=0.5):
    """A random state of these layers, float32; a batch normalisation's variance is positive."""
    state = {}
    for name, shape in layers.items():
        if name.endswith("num_batches_tracked"):
            state[name] = np.array(1, dtype=np.int64)
        else:
            value = rng.normal(scale=scale, size=shape)
            positive = name.endswith("running_var")
            state[name] = (np.exp(value) if positive else value).astype(np.float32)
    return state


def loaded(subject, called, sizes, state):
    """A model of the student (or of the reference) with this state, given in the layers' order."""
    net = getattr(subject, called)(*sizes)
    shapes = subject.set_weights(net, list(state.values()))
    wanted = [list(np.shape(value)) for value in state.values()]
    require(
        shapes,
        fr=f"{called}(...) n'a aucun paramètre : {called} doit hériter de nn.Module, et chaque couche "
        "être gardée dans un attribut (self.encoder = ...) par __init__.",
        en=f"{called}(...) has no parameters: {called} must inherit from nn.Module, and __init__ keep "
        "each layer in an attribute (self.encoder = ...).",
    )
    require(
        shapes == wanted,
        fr=f"Les poids de {called} n'ont pas, dans l'ordre, les formes {wanted} ; les vôtres ont "
        f"{shapes}. Comparez avec le tableau de l'énoncé : les couches, l'ordre dans lequel elles "
        "sont déclarées, leurs tailles.",
        en=f"The weights of {called} do not have, in order, the shapes {wanted}; yours have "
        f"{shapes}. Compare with the statement's table: the layers, the order in which they are "
        "declared, their sizes.",
    )
    return net


def dense(rng, student, reference, inputs, hidden, latent, scale=0.5):
    """The student's dense autoencoder and the reference's, with the same random weights."""
    state = weights(rng, dense_layers(inputs, hidden, latent), scale)
    return pair(student, reference, "DenseAutoencoder", (inputs, hidden, latent), state)


def conv(rng, student, reference, channels, scale=0.5):
    """The same of the convolutional one."""
    state = weights(rng, conv_layers(channels), scale)
    return pair(student, reference, "ConvAutoencoder", (channels,), state)


def vae(rng, student, reference, inputs, hidden, latent, scale=0.5):
    """The same of the variational one."""
    state = weights(rng, vae_layers(inputs, hidden, latent), scale)
    return pair(student, reference, "VAE", (inputs, hidden, latent), state)


def pair(student, reference, called, sizes, state):
    """The student's model and the reference's, with one state."""
    net = loaded(student, called, sizes, state)
    return net, loaded(reference, called, sizes, state)


def pixels(rng, *shape):
    """Random values in [0, 1], float32."""
    return rng.uniform(size=shape).astype(np.float32)


def normal(rng, *shape):
    """Random values of law N(0, 1), float32."""
    return rng.normal(size=shape).astype(np.float32)


def moved_digits(rng, n):
    """`n` of the bundled digits (n, 8, 8) in [0, 1], each moved by a part of a pixel; labels.

    None of them is one of the bundled images. All values are multiples of 1/256.
    """
    pictures, labels = digits()
    chosen = rng.permutation(len(pictures))[:n]
    moved = pictures[chosen] / 16.0
    for axis in (1, 2):
        share = rng.choice([-0.5, -0.25, 0.25, 0.5], size=(n, 1, 1))
        beside = np.where(share > 0, np.roll(moved, 1, axis), np.roll(moved, -1, axis))
        moved = (1 - np.abs(share)) * moved + np.abs(share) * beside
    return moved.astype(np.float32), labels[chosen]


def same_weights(student, net, reference, other):
    """After training, two models of the same layers must hold the same numbers."""
    close(student.get_weights(net), reference.get_weights(other), **LOSSES)


def unchanged(before, after):
    """Whether twice the weights of one model are the same numbers."""
    return all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def live(rng, layers):
    """A random state whose hidden neurons are alive and whose outputs are not saturated."""
    state = weights(rng, layers, 0.3)
    for name in ("encoder.0.bias", "body.0.bias", "decoder.0.bias"):
        if name in state:
            state[name] = rng.uniform(0.8, 1.2, size=layers[name]).astype(np.float32)
    return state


def spread(losses):
    """How far the losses of the epochs lie apart."""
    return max(losses) - min(losses)


def listed(losses, called, epochs):
    """The history that `called` returned: a list of Python floats, one for each epoch."""
    require(
        isinstance(losses, list) and len(losses) == epochs,
        fr=f"{called} renvoie une liste : une perte par époque.",
        en=f"{called} returns a list: one loss for each epoch.",
    )
    require(
        all(isinstance(loss, float) for loss in losses),
        fr=f"{called} renvoie une liste de float de Python, pas de tenseurs : le pas rend loss.item().",
        en=f"{called} returns a list of Python floats, not of tensors: the step returns loss.item().",
    )
    return losses


def reported(train, *args):
    """The history that a training returned; it must have reported each epoch."""
    said = []
    note = callback(lambda epoch, loss: said.append((int(epoch), float(loss))), "report")
    value = train(*args, note)
    history = list(take(value, 100))
    require(
        [epoch for epoch, _ in said] == list(range(1, len(history) + 1))
        and np.allclose([loss for _, loss in said], history, rtol=1e-6),
        fr="report(epoch, loss) doit être appelée une fois après chaque époque, comptée à partir de "
        f"1, avec la perte de l'historique. En {len(history)} époques, voici ses appels : {said[:5]}.",
        en="report(epoch, loss) must be called once after each epoch, counted from 1, with the "
        f"history's loss. In {len(history)} epochs, these were its calls: {said[:5]}.",
    )
    return value


@pytest.mark.check(points=0.75, task="DenseAutoencoder")
def test_dense_other(student, reference, rng):
    """Modèles denses : un seul pixel, un seul neurone, un code plus grand que l'entrée, un exemple.
    --
    Dense models: a single pixel, a single neuron, a code larger than the input, one example."""
    for n, sizes in ((3, (1, 4, 2)), (1, (5, 1, 3)), (4, (3, 6, 5))):
        net, other = dense(rng, student, reference, *sizes, 1.0)
        agree(net, other, 3.0 * normal(rng, n, sizes[0]), **SOME)
        net, other = vae(rng, student, reference, *sizes, 1.0)
        agree(net, other, 3.0 * normal(rng, n, sizes[0]), normal(rng, n, sizes[2]), **SOME)


@pytest.mark.check(points=1, task="ConvAutoencoder")
def test_conv_modes(student, reference, rng):
    """Autoencodeur convolutif : deux pas d'apprentissage, puis les erreurs, image par image.
    --
    Convolutional autoencoder: two steps of training, then the errors, image by image."""
    net, other = conv(rng, student, reference, 3)
    ours, theirs = student.make_sgd(net, 0.2), reference.make_sgd(other, 0.2)
    for _ in range(2):
        inputs, targets = pixels(rng, 3, 1, 4, 8), pixels(rng, 3, 1, 4, 8)
        other.eval()
        net.eval()
        still = float(np.mean((np.asarray(other(inputs)) - targets) ** 2))
        expected = reference.train_step(other, theirs, inputs, targets)
        loss = student.train_step(net, ours, inputs, targets)
        require(
            isinstance(loss, float),
            fr="train_step rend un float de Python (return loss.item()), pas un tenseur.",
            en="train_step returns a Python float (return loss.item()), no tensor.",
        )
        require(
            np.allclose(loss, expected, rtol=1e-4) or not np.allclose(loss, still, rtol=1e-4),
            fr="La perte est celle du modèle en mode évaluation : train_step commence par model.train().",
            en="The loss is that of the model in evaluation mode: train_step begins with model.train().",
        )
        close(loss, expected, **LOSSES)
    same_weights(student, net, reference, other)
    net, other = conv(rng, student, reference, 1)
    x = pixels(rng, 4, 1, 12, 8)
    expected = np.asarray(reference.reconstruction_errors(other, x))
    before = student.get_weights(net)
    for i in range(4):
        close(student.reconstruction_errors(net, x[i : i + 1]), expected[i : i + 1], **SOME)
    require(
        unchanged(before, student.get_weights(net)),
        fr="reconstruction_errors a changé l'état du modèle : mesurer n'est pas apprendre. Passez "
        "en mode évaluation avant d'appeler le modèle.",
        en="reconstruction_errors changed the state of the model: measuring is not learning. Put it "
        "into evaluation mode before you call it.",
    )


@pytest.mark.check(points=1, task="train")
def test_train_noise(student, reference, rng):
    """Débruiteur : le modèle reçoit un bruit nouveau, que la graine décide ; l'appel de report.
    --
    Denoiser: the model receives a new noise, which the seed decides; the call of report."""
    seed = int(rng.integers(2**31))
    state = live(rng, dense_layers(6, 8, 3))
    x = pixels(rng, 8, 6)

    def history(seed, lr, noise, batch_size=8, x=x):
        net = loaded(student, "DenseAutoencoder", (6, 8, 3), state)
        losses = listed(reported(student.train, net, x, 3, batch_size, lr, seed, noise), "train", 3)
        return losses, student.get_weights(net)

    still, _ = history(seed, 0.0, 0.0)
    first, _ = history(seed, 0.0, 0.5)
    require(
        max(abs(a - b) for a, b in zip(still, first, strict=True)) > 1e-6,
        fr="Avec et sans bruit, la perte est la même : le bruit n'arrive pas à l'entrée du modèle.",
        en="With and without noise the loss is the same: the noise does not reach the model's input.",
    )
    # All rows are the same, so their order plays no part: only the noise is left.
    alike = np.repeat(x[:1], 4, axis=0)
    pairs, _ = history(seed, 0.0, 0.5, 2, alike)
    require(
        spread(first) > 1e-7 and spread(pairs) > 1e-7,
        fr="Sans apprendre (lr = 0), un débruiteur a la même perte à chaque époque : son bruit n'est "
        "pas nouveau. Faites le générateur une seule fois, avant la boucle, et donnez-le à add_noise.",
        en="Without learning (lr = 0), a denoiser has the same loss in each epoch: its noise is not "
        "new. Make the generator only once, before the loop, and give it to add_noise.",
    )
    single, _ = history(seed, 0.0, 0.5, 2, alike[:2])
    require(
        not np.allclose(pairs, single, rtol=1e-7, atol=0),
        fr="Les deux lots d'une époque reçoivent le même bruit : tirez-en un nouveau pour chaque lot, "
        "d'un générateur fait une seule fois, avant la boucle.",
        en="Both batches of an epoch receive the same noise: draw a new one for each batch, from a "
        "generator made only once, before the loop.",
    )
    for noise in (0.0, 0.3):
        (losses, end), (same, other_end) = (history(seed, 0.05, noise, 3) for _ in range(2))
        require(
            losses == same and unchanged(end, other_end),
            fr="La même graine et les mêmes poids doivent donner deux fois le même entraînement.",
            en="The same seed and the same weights must give the same training twice.",
        )
        ends = [history(seed + k, 0.05, noise, 3)[1] for k in (1, 2)]
        require(
            not all(unchanged(end, each) for each in ends),
            fr="D'autres graines donnent le même entraînement : l'ordre et le bruit viennent de seed.",
            en="Other seeds give the same training: the order and the noise come from seed.",
        )


@pytest.mark.check(points=0.5, task="anomaly_threshold")
def test_threshold_edges(student, reference, rng):
    """Seuil : les parts 0 et 1, une seule erreur ; une erreur égale au seuil n'alerte pas.
    --
    Threshold: the fractions 0 and 1, a single error; an error equal to the threshold is no alert."""
    errors = rng.gamma(2.0, size=12)
    close(student.anomaly_threshold(errors, 0.0), errors.max())
    close(student.anomaly_threshold(errors, 1.0), errors.min())
    close(student.anomaly_threshold(errors[:1], 0.4), errors[0])
    agree(student.anomaly_threshold, reference.anomaly_threshold, errors[:5], 0.37)
    # A network of zeros answers 0.5: the error of a black image is 0.25 exactly, of a grey one 0.
    zero = {name: np.zeros(shape, np.float32) for name, shape in dense_layers(4, 3, 2).items()}
    net = loaded(student, "DenseAutoencoder", (4, 3, 2), zero)
    x = np.repeat(np.array([[0.0], [0.5], [1.0], [0.25]], dtype=np.float32), 4, axis=1)
    close(student.detect(net, x, 0.25), np.zeros(4, dtype=bool))
    close(student.detect(net, x, 0.2), np.array([True, False, True, False]))
    close(student.detect(net, x, np.array(0.01)), np.array([True, False, True, True]))


@pytest.mark.check(points=0.75, task="vae_step")
def test_vae_step_other(student, reference, rng):
    """Un pas du VAE : un seul exemple, un code d'un nombre, beta nul ; une perte qui n'est pas finie.
    --
    One step of the VAE: one example, a code of one number, beta zero; a loss that is not finite."""
    for n, sizes, beta in ((1, (4, 5, 1), 2.0), (6, (3, 4, 2), 0.0)):
        net, other = vae(rng, student, reference, *sizes)
        ours, theirs = student.make_sgd(net, 0.05), reference.make_sgd(other, 0.05)
        for _ in range(2):
            x, noise = pixels(rng, n, sizes[0]), normal(rng, n, sizes[2])
            expected = reference.vae_step(other, theirs, x, noise, beta)
            loss = student.vae_step(net, ours, x, noise, beta)
            require(
                isinstance(loss, float),
                fr="vae_step rend un float de Python (return loss.item()), pas un tenseur.",
                en="vae_step returns a Python float (return loss.item()), no tensor.",
            )
            close(loss, expected, **LOSSES)
        same_weights(student, net, reference, other)
    before = student.get_weights(net)
    for bad in (np.nan, np.inf):
        x[0, 0] = bad
        raises(
            student.vae_step,
            net,
            ours,
            x,
            noise,
            0.5,
            error="ValueError",
            fr=f"Avec {bad} dans le lot, la perte n'est pas finie : il fallait lever ValueError.",
            en=f"With {bad} in the batch, the loss is not finite: ValueError had to be raised.",
        )
    require(
        unchanged(before, student.get_weights(net)),
        fr="La perte n'est pas finie, et pourtant les poids ont changé.",
        en="The loss is not finite, and yet the weights changed.",
    )


@pytest.mark.check(points=1, task="train_vae")
def test_train_vae(student, reference, rng):
    """Entraînement du VAE : l'historique, le dernier lot, un bruit nouveau à chaque lot, la graine.
    --
    Training of the VAE: the history, the last batch, a new noise in each batch, the seed."""
    seed = int(rng.integers(2**31))
    sizes = (6, 5, 2)
    x = pixels(rng, 7, 6) ** 4
    x[0] = 1.0
    # A log-variance of -30 makes the code certain: whatever the noise, the loss is the same.
    state = live(rng, vae_layers(*sizes))
    certain = state | {
        "logvar.weight": np.zeros((2, 5), np.float32),
        "logvar.bias": np.full(2, -30.0, np.float32),
    }
    for epochs, batch_size, lr in ((3, 3, 0.0), (3, 7, 0.02)):
        net, other = pair(student, reference, "VAE", sizes, certain)
        expected = reference.train_vae(other, x, epochs, batch_size, lr, 0.01, seed)
        close(student.train_vae(net, x, epochs, batch_size, lr, 0.01, seed), expected, **LOSSES)

    def history(seed, lr, batch_size=3, x=x):
        net = loaded(student, "VAE", sizes, state)
        losses = reported(student.train_vae, net, x, 3, batch_size, lr, 0.5, seed)
        return listed(losses, "train_vae", 3), student.get_weights(net)

    # All rows are the same, so their order plays no part: only the noise is left.
    alike = np.repeat(x[1:2], 4, axis=0)
    pairs = history(seed, 0.0, 2, alike)[0]
    require(
        spread(pairs) > 1e-6,
        fr="Sans apprendre (lr = 0), la perte est la même à chaque époque : le bruit du VAE n'est "
        "pas nouveau. Tirez-le pour chaque lot, d'un générateur fait une seule fois.",
        en="Without learning (lr = 0), the loss is the same in each epoch: the noise of the VAE is "
        "not new. Draw it for each batch, from a generator made only once.",
    )
    require(
        not np.allclose(pairs, history(seed, 0.0, 2, alike[:2])[0], rtol=1e-7, atol=0),
        fr="Les deux lots d'une époque reçoivent le même bruit : tirez-en un nouveau pour chaque lot, "
        "d'un générateur fait une seule fois, avant la boucle.",
        en="Both batches of an epoch receive the same noise: draw a new one for each batch, from a "
        "generator made only once, before the loop.",
    )
    (losses, end), (same, other_end) = history(seed, 0.05), history(seed, 0.05)
    require(
        losses == same and unchanged(end, other_end),
        fr="La même graine et les mêmes poids doivent donner deux fois le même entraînement.",
        en="The same seed and the same weights must give the same training twice.",
    )
    require(
        losses != history(seed + 1, 0.05)[0],
        fr="Une autre graine donne le même entraînement : l'ordre et le bruit viennent de seed.",
        en="Another seed gives the same training: the order and the noise come from seed.",
    )


@pytest.mark.check(points=1, task="sample")
def test_sample(student, reference, rng):
    """Échantillons du VAE : des codes tirés selon N(0, 1), indépendants, que la graine décide.
    --
    Samples of the VAE: codes drawn from N(0, 1), independent, which the seed decides."""
    seed = int(rng.integers(2**31))
    # relu(z) - relu(-z) = z: this decoder gives sigmoid(z), from which z can be read. Its encoder
    # is far from N(0, 1): sampling must not ask it.
    state = weights(rng, vae_layers(3, 6, 3))
    both = np.concatenate([np.eye(3), -np.eye(3)]).astype(np.float32)
    state |= {"decoder.0.weight": both, "decoder.0.bias": np.zeros(6, np.float32)}
    state |= {"decoder.2.weight": both.T.copy(), "decoder.2.bias": np.zeros(3, np.float32)}
    net = loaded(student, "VAE", (3, 6, 3), state)
    made = array(net.sample(600, seed), shape=(600, 3), dtype="float32").astype(np.float64)
    require(
        bool(np.all((made > 0) & (made < 1))),
        fr="Les échantillons sortent du décodeur, donc d'une sigmoïde : ils sont entre 0 et 1.",
        en="Samples come out of the decoder, so out of a sigmoid: they lie between 0 and 1.",
    )
    require(
        len(np.unique(made[:, 0])) > 1,
        fr="Tous vos échantillons sont la même image : chacun a son propre code. Si vous les tirez dans "
        "une boucle, faites le générateur une seule fois, avant la boucle.",
        en="All your samples are the same image: each has a code of its own. If you draw them in a "
        "loop, make the generator only once, before the loop.",
    )
    z = np.log(made / (1 - made))
    # 5 sigma of 600 draws: the mean within 0.2, the deviation within 0.15 of 1, correlations
    # within 0.2 of 0; of 1800 values, 68.3 % within one deviation, up to 5.5 %.
    require(
        bool(np.all(np.abs(z.mean(axis=0)) < 0.21) and np.all(np.abs(z.std(axis=0) - 1) < 0.15))
        and bool(np.all(np.abs(np.corrcoef(z.T) - np.eye(3)) < 0.21))
        and abs(float(np.mean(np.abs(z) < 1)) - 0.683) < 0.055,
        fr="Les codes décodés ne suivent pas N(0, 1) : moyennes "
        f"{z.mean(axis=0).round(2)}, écarts-types {z.std(axis=0).round(2)}.",
        en="The decoded codes do not follow N(0, 1): means "
        f"{z.mean(axis=0).round(2)}, standard deviations {z.std(axis=0).round(2)}.",
    )
    require(
        len(np.unique(made[:, 0])) > 550 and np.array_equal(made, net.sample(600, seed)),
        fr="Chaque échantillon doit avoir son propre code, et la même graine redonner les mêmes.",
        en="Each sample must have a code of its own, and the same seed must give the same ones.",
    )
    require(
        not np.array_equal(made, net.sample(600, seed + 1)),
        fr="Une autre graine donne les mêmes échantillons.",
        en="Another seed gives the same samples.",
    )
    array(net.sample(1, seed), shape=(1, 3))


# --- whole trainings ------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train", seeds=100)
def test_denoising(student, reference, rng):
    """Débruitage : un autoencodeur convolutif nettoie des chiffres jamais vus.
    --
    Denoising: a convolutional autoencoder cleans digits never seen."""

    # A short one that can be compared, before a long one that can't (and takes its time).
    short, other = dense(rng, student, reference, 5, 4, 2)
    few = pixels(rng, 4, 5)
    expected = reference.train(other, few, 3, 4, 0.01, 1)
    close(student.train(short, few, 3, 4, 0.01, 1), expected, **LOSSES)

    # Of 60 seeds: 40 % is left (median), 47 % at worst.
    def trial(fresh):
        pictures, _ = moved_digits(fresh, 320)
        x, unseen = pictures[:120, None], pictures[120:, None]
        net = student.ConvAutoencoder(8)
        learns(student.train(net, x, 8, 12, 1e-2, int(fresh.integers(2**31)), 0.3))
        noisy = np.clip(unseen + fresh.normal(scale=0.3, size=unseen.shape), 0, 1)
        net.eval()
        cleaned = array(net(noisy.astype(np.float32)), shape=(200, 1, 8, 8))
        left, before = (float(np.mean((each - unseen) ** 2)) for each in (cleaned, noisy))
        require(
            left < 0.7 * before,
            fr=f"Sur des images jamais vues, l'écart quadratique à l'image propre est de "
            f"{before:.4f} avant le débruiteur et de {left:.4f} après ; il doit tomber sous 70 %.",
            en="On images never seen, the squared difference from the clean image is "
            f"{before:.4f} before the denoiser and {left:.4f} after; it must fall below 70 %.",
        )

    trains(trial, rng)


@pytest.mark.check(points=1, task="detect", seeds=100)
def test_anomalies(student, reference, rng):
    """Anomalies : appris sur un seul chiffre, l'autoencodeur reconnaît ceux qui n'en sont pas.
    --
    Anomalies: trained on one digit only, the autoencoder recognises those that are none of it."""

    # A short one that can be compared, before a long one that can't (and takes its time).
    short, other = dense(rng, student, reference, 5, 4, 2)
    few = pixels(rng, 4, 5)
    expected = reference.train(other, few, 3, 4, 0.01, 1)
    close(student.train(short, few, 3, 4, 0.01, 1), expected, **LOSSES)

    # Of 30 seeds: 99 % found (median), 94 % at worst; 8 % false alarms (median), 24 % at worst.
    def trial(fresh):
        pictures, labels = moved_digits(fresh, 1797)
        rows, usual = pictures.reshape(-1, 64), labels == int(fresh.choice([0, 2, 4, 6]))
        ones, others = rows[usual], rows[~usual][:200]
        net = student.DenseAutoencoder(64, 32, 6)
        learns(student.train(net, ones[:90], 20, 16, 1e-2, int(fresh.integers(2**31))))
        errors = array(student.reconstruction_errors(net, ones[90:140]), shape=(50,))
        threshold = float(array(student.anomaly_threshold(errors, 0.1)))
        found = array(student.detect(net, others, threshold), shape=(200,)).mean()
        false = array(student.detect(net, ones[140:], threshold), shape=(len(ones) - 140,)).mean()
        require(
            found > 0.7 and false < 0.5,
            fr=f"Sur des images jamais vues, {100 * found:.0f} % des anomalies sont trouvées (il en "
            f"faut 70 %), et {100 * false:.0f} % des images normales donnent l'alerte (50 % au plus).",
            en=f"On images never seen, {100 * found:.0f} % of the anomalies are found (70 % are "
            f"needed), and {100 * false:.0f} % of the normal images raise an alert (at most 50 %).",
        )

    trains(trial, rng)
