"""Misconceptions of ex07 (project 2, digits): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name.
"""

# ruff: noqa: F821  # names of the solution

import copy
import math

import torch
from torch import nn

from grader.checks.api import misconception


@misconception(
    "little-endian-sizes",
    replaces="read_idx",
    see="5.2",
    fr="Vous lisez les tailles à l'envers, le poids faible en tête : 3 devient 50 331 648. Le "
    "format IDX met l'octet de poids fort en premier (« big »).",
    en="You read the sizes backwards, least significant byte first: 3 becomes 50,331,648. The "
    'IDX format puts the most significant byte first ("big").',
)
def idx_little(data):
    if len(data) < 4 or data[:3] != b"\x00\x00\x08":
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[at : at + 4], "little") for at in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:].reshape(shape)


@misconception(
    "idx-beginning-unchecked",
    replaces="read_idx",
    see="5.2",
    fr="Vous ne vérifiez pas le début du fichier, deux octets nuls puis 8 : un autre fichier passe "
    "pour des images. Levez une ValueError.",
    en="You don't check the beginning of the file, two zero bytes and then 8: another file passes "
    "for images. Raise a ValueError.",
)
def idx_beginning_unchecked(data):
    start = 4 + 4 * int.from_bytes(data[3:4], "big")
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:].reshape(shape)


@misconception(
    "idx-length-unchecked",
    replaces="read_idx",
    see="5.2",
    fr="Vous ne comptez pas les valeurs : quand le fichier n'en a pas autant qu'annoncé, c'est reshape "
    "(ou view) qui se plaint, d'une RuntimeError. Comptez-les et levez une ValueError.",
    en="You don't count the values: when the file has not as many as announced, it is reshape (or "
    "view) that complains, by a RuntimeError. Count them and raise a ValueError.",
)
def idx_length_unchecked(data):
    if data[:3] != b"\x00\x00\x08":
        raise ValueError
    start = 4 + 4 * int.from_bytes(data[3:4], "big")
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4)]
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:].reshape(shape)


@misconception(
    "idx-rest-ignored",
    replaces="read_idx",
    see="5.2",
    fr="Ce qui suit les valeurs annoncées est ignoré : un fichier trop long passe pour bon. Levez une "
    "ValueError, qu'il soit trop long ou trop court.",
    en="What follows the values announced is ignored: a file that is too long passes for a good one. "
    "Raise a ValueError, whether it is too long or too short.",
)
def idx_rest_ignored(data):
    if data[:3] != b"\x00\x00\x08":
        raise ValueError
    start = 4 + 4 * int.from_bytes(data[3:4], "big")
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4)]
    if len(data) - start < math.prod(shape):
        raise ValueError
    values = torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:]
    return values[: math.prod(shape)].reshape(shape)


@misconception(
    "absent-classes-lost",
    replaces="class_counts",
    see="5.2",
    fr="Les classes absentes à la fin n'ont pas de case : donnez minlength=num_classes à bincount.",
    en="Classes that are absent at the end have no cell: give bincount minlength=num_classes.",
)
def counts_short(labels, num_classes):
    return torch.bincount(labels)


@misconception(
    "validation-from-all",
    replaces="split",
    see="5.2",
    fr="Votre validation est un cinquième de tout ; l'énoncé demande un cinquième de ce qui "
    "reste quand le test est mis de côté.",
    en="Your validation set is a fifth of everything; the statement asks for a fifth of what "
    "is left once the test set is put aside.",
)
def split_of_all(n, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    fifth = n // 5
    return order[2 * fifth :], order[fifth : 2 * fifth], order[:fifth]


@misconception(
    "test-set-in-training",
    replaces="split",
    see="5.2",
    fr="Vos ensembles se recouvrent : des numéros de la validation sont aussi dans "
    "l'entraînement. Ce que le réseau a appris par cœur ne peut plus le juger.",
    en="Your sets overlap: some numbers of validation are in training too. What the network "
    "has learned by heart can no longer judge it.",
)
def split_leaking(n, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    test = n // 5
    valid = (n - test) // 5
    return order[test:], order[test : test + valid], order[:test]


@misconception(
    "half-for-everything",
    replaces="pixel_statistics",
    see="5.2",
    fr="Vous normalisez avec 0,5 et 0,5, comme le manuel : ces nombres supposent des pixels "
    "entre 0 et 1, et ne les centrent même pas. Mesurez la moyenne et l'écart-type des "
    "images d'entraînement.",
    en="You normalise with 0.5 and 0.5, as the textbook does: these numbers suppose pixels "
    "between 0 and 1, and don't even centre them. Measure the mean and the standard "
    "deviation of the training images.",
)
def statistics_half(images):
    return 0.5, 0.5


@misconception(
    "corrected-deviation",
    replaces="pixel_statistics",
    see="5.2",
    fr="Votre écart-type divise par le nombre de pixels moins 1, le réglage par défaut de "
    "torch.std ; l'énoncé le veut sans (correction=0).",
    en="Your standard deviation divides by the number of pixels minus 1, the default of "
    "torch.std; the statement wants it without (correction=0).",
)
def statistics_corrected(images):
    pixels = images.float()
    return pixels.mean().item(), pixels.std().item()


@misconception(
    "normalised-by-itself",
    replaces="prepare",
    see="5.2",
    fr="Vous normalisez chaque ensemble avec ses propres statistiques, sans regarder mean et "
    "std. Le même chiffre aurait d'autres valeurs à l'entraînement et au test : ce sont les "
    "statistiques d'entraînement qui servent partout.",
    en="You normalise each set with its own statistics, without looking at mean and std. The "
    "same digit would have other values in training and in the test: the statistics of the "
    "training set serve everywhere.",
)
def prepare_itself(images, mean, std):
    x = images.float().flatten(start_dim=1)
    return (x - x.mean()) / x.std(correction=0)


@misconception(
    "pixels-divided-first",
    replaces="prepare",
    see="5.2",
    fr="Vous divisez les pixels par 255 avant de les normaliser : mean et std ont été mesurés sur les "
    "pixels tels qu'ils arrivent. Seul (pixel - mean) / std est demandé.",
    en="You divide the pixels by 255 before you normalise them: mean and std were measured on the "
    "pixels as they come. Only (pixel - mean) / std is asked for.",
)
def prepare_divided(images, mean, std):
    return (images.float().flatten(start_dim=1) / 255 - mean) / std


@misconception(
    "weights-without-classes",
    replaces="class_weights",
    see="5.2",
    fr="Vos poids sont n / effectif : avec des classes égales ils valent le nombre de classes "
    "au lieu de 1. Divisez aussi par num_classes.",
    en="Your weights are n / count: with equal classes they are the number of classes instead "
    "of 1. Divide by num_classes too.",
)
def weights_unscaled(labels, num_classes):
    return len(labels) / class_counts(labels, num_classes)


@misconception(
    "frequencies-as-weights",
    replaces="class_weights",
    see="5.2",
    fr="Vos poids sont les fréquences des classes : la plus nombreuse pèse encore plus. Il en "
    "faut l'inverse.",
    en="Your weights are the frequencies of the classes: the most frequent weighs even more. "
    "The inverse is needed.",
)
def weights_frequencies(labels, num_classes):
    return num_classes * class_counts(labels, num_classes) / len(labels)


@misconception(
    "originals-resampled",
    replaces="oversample",
    see="5.2",
    fr="Vous tirez tous les exemples avec remise, les originaux compris : certains "
    "disparaissent. Gardez-les tous, et ne tirez que ce qui manque.",
    en="You draw all examples with replacement, the originals included: some disappear. Keep "
    "all of them, and draw only what is missing.",
)
def oversample_all(labels, seed):
    generator = torch.Generator().manual_seed(seed)
    most = int(labels.bincount().max())
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero().squeeze(1)
        chosen.append(places[torch.randint(len(places), (most,), generator=generator)])
    return torch.cat(chosen)


@misconception(
    "softmax-before-the-loss",
    replaces="MLP.forward",
    see="5.2",
    fr="Votre réseau finit par un softmax, et cross_entropy en applique un second : les "
    "probabilités se ressemblent toutes, et l'apprentissage traîne. Rendez les logits.",
    en="Your network ends with a softmax, and cross_entropy applies a second one: all "
    "probabilities look alike, and learning crawls. Return the logits.",
)
def forward_softmax(self, x):
    return self.layers(x).softmax(dim=1)


@misconception(
    "log-softmax-before-the-loss",
    replaces="MLP.forward",
    see="5.2",
    fr="Votre réseau finit par un log_softmax. cross_entropy le fait déjà : rendez les logits, sans "
    "rien derrière la dernière couche.",
    en="Your network ends with a log_softmax. cross_entropy does it already: return the logits, with "
    "nothing behind the last layer.",
)
def forward_log_softmax(self, x):
    return self.layers(x).log_softmax(dim=1)


@misconception(
    "no-activation",
    replaces="MLP.forward",
    see="5.1.4",
    fr="Rien entre vos couches : mises bout à bout, des couches linéaires n'en font qu'une. Il faut un "
    "ReLU après chaque couche cachée.",
    en="Nothing between your layers: end to end, linear layers make only one. A ReLU is needed after "
    "each hidden layer.",
)
def forward_linear(self, x):
    for layer in self.layers:
        x = layer(x) if isinstance(layer, nn.Linear) else x
    return x


@misconception(
    "activation-on-the-output",
    replaces="MLP.forward",
    see="5.2",
    fr="Un ReLU suit aussi la dernière couche : aucun logit ne peut être négatif, et le réseau perd le "
    "moyen de dire non. Laissez la sortie telle quelle.",
    en="A ReLU follows the last layer too: no logit can be negative, and the network loses the means to "
    "say no. Leave the output as it is.",
)
def forward_relu_last(self, x):
    return self.layers(x).relu()


@misconception(
    "one-layer-too-many",
    replaces="MLP.__init__",
    see="5.1.4",
    fr="Votre réseau a une couche cachée de trop : la première, celle qui reçoit les pixels, "
    "en est déjà une. num_hidden_layers les compte toutes (le listing du manuel en compte "
    "une de moins).",
    en="Your network has one hidden layer too many: the first one, which receives the pixels, "
    "is one already. num_hidden_layers counts all of them (the textbook's listing counts "
    "one less).",
)
def mlp_deeper(self, input_size, num_hidden_layers, hidden_size, num_classes=10):
    nn.Module.__init__(self)
    layers = [nn.Linear(input_size, hidden_size), nn.ReLU()]
    for _ in range(num_hidden_layers):
        layers += [nn.Linear(hidden_size, hidden_size), nn.ReLU()]
    self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, num_classes))


@misconception(
    "zero-grad-forgotten",
    replaces="train",
    see="5.2",
    fr="Les gradients ne sont pas remis à zéro : chaque pas suit la somme de tous ceux "
    "d'avant. Appelez optimizer.zero_grad() à chaque lot.",
    en="The gradients are not set back to zero: each step follows the sum of all those before. "
    "Call optimizer.zero_grad() for each batch.",
)
def train_zero_grad_forgotten(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.randperm(len(train_x), generator=generator).to(train_x.device)
        for batch in order.split(batch_size):
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "best-weights-not-copied",
    replaces="train",
    see="6",
    fr="Vous gardez model.state_dict() sans le copier : ce sont les poids eux-mêmes, qui "
    "continuent de changer. À la fin, vous rechargez les derniers poids, pas les meilleurs. "
    "Copiez-les (copy.deepcopy).",
    en="You keep model.state_dict() without copying it: these are the weights themselves, "
    "which go on changing. In the end you load the last weights again, not the best ones. "
    "Copy them (copy.deepcopy).",
)
def train_best_weights_not_copied(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            best_loss, best_state, waited = valid_loss, model.state_dict(), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "no-early-stopping",
    replaces="train",
    see="6",
    fr="L'entraînement va toujours jusqu'à max_epochs : patience ne sert à rien. Arrêtez-vous "
    "après patience époques de suite sans nouvelle meilleure perte de validation.",
    en="The training always goes to max_epochs: patience has no effect. Stop after patience "
    "epochs in a row without a new best validation loss.",
)
def train_no_early_stopping(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
    model.load_state_dict(best_state)
    return history


@misconception(
    "one-epoch-too-many",
    replaces="train",
    see="6",
    fr="Vous attendez une époque de trop : l'arrêt vient quand le nombre d'époques sans "
    "progrès atteint patience, pas quand il le dépasse.",
    en="You wait for one epoch too many: the stop comes when the number of epochs without "
    "progress reaches patience, not when it exceeds it.",
)
def train_one_epoch_too_many(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience + 1:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "patience-never-reset",
    replaces="train",
    see="6",
    fr="Le compte des époques sans progrès n'est pas remis à zéro quand la validation "
    "s'améliore : patience compte des époques de suite.",
    en="The count of epochs without progress isn't set back to zero when validation improves: "
    "patience counts epochs in a row.",
)
def train_patience_never_reset(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            best_loss, best_state = valid_loss, copy.deepcopy(model.state_dict())
            waited -= 1
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "stopping-on-the-training-loss",
    replaces="train",
    see="6",
    fr="Vous surveillez la perte d'entraînement : elle baisse encore quand le réseau n'apprend "
    "plus que par cœur. C'est la validation qui dit quand s'arrêter.",
    en="You watch the training loss: it still falls when the network only learns by heart. "
    "Validation tells when to stop.",
)
def train_stopping_on_the_training_loss(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
        if history["train"][-1] < best_loss:
            best_loss, best_state, waited = (
                history["train"][-1],
                copy.deepcopy(model.state_dict()),
                0,
            )
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "eval-forgotten",
    replaces="train",
    see="5.2",
    fr="model.eval() manque avant la validation : elle est mesurée en mode entraînement. Sans "
    "dropout cela ne se voit pas, avec lui vos pertes de validation seraient fausses.",
    en="model.eval() is missing before validation: it is measured in training mode. Without "
    "dropout it doesn't show, with it your validation losses would be wrong.",
)
def train_eval_forgotten(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
        with torch.no_grad():
            valid_loss = nn.functional.cross_entropy(model(valid_x), valid_y).item()
        history["valid"].append(valid_loss)
        if report is not None:
            report(epoch, history["train"][-1])
        waited += 1
        if valid_loss < best_loss:
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "training-mode-not-restored",
    replaces="train",
    see="5.2",
    fr="model.train() n'est appelé qu'une fois, avant la boucle : après la première "
    "validation, tout l'entraînement se fait en mode évaluation. Rappelez-le à chaque "
    "époque.",
    en="model.train() is called only once, before the loop: after the first validation, all "
    "the training is done in evaluation mode. Call it again in each epoch.",
)
def train_training_mode_not_restored(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    model.train()
    for epoch in range(1, max_epochs + 1):
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "weights-in-validation",
    replaces="train",
    see="5.2",
    fr="Vous pondérez aussi la perte de validation. Les poids servent à apprendre ; la "
    "validation se mesure telle qu'elle est.",
    en="You weight the validation loss too. The weights serve to learn; validation is measured "
    "as it is.",
)
def train_weights_in_validation(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            valid_loss = nn.functional.cross_entropy(model(valid_x), valid_y, weight=weights).item()
        history["valid"].append(valid_loss)
        if report is not None:
            report(epoch, history["train"][-1])
        waited += 1
        if valid_loss < best_loss:
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "training-not-shuffled",
    replaces="train",
    see="5.2",
    fr="Les exemples passent toujours dans le même ordre : tirez une permutation à chaque époque.",
    en="The examples always come in the same order: draw a permutation in each epoch.",
)
def train_training_not_shuffled(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.arange(len(train_x))
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "last-batch-dropped",
    replaces="train",
    see="5.2",
    fr="Le dernier lot, plus court, est jeté : ces exemples ne servent pas. Gardez-le.",
    en="The last, shorter batch is dropped: these examples serve nothing. Keep it.",
)
def train_last_batch_dropped(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.randperm(len(train_x), generator=generator).to(train_x.device)
        for batch in order[: len(order) // batch_size * batch_size].split(batch_size):
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "batches-not-weighted",
    replaces="train",
    see="5.2",
    fr="Votre perte d'entraînement est la moyenne simple des pertes des lots : le dernier, plus court, "
    "compte autant que les autres. Pesez chaque lot par sa taille.",
    en="Your training loss is the plain mean of the losses of the batches: the last, shorter one counts "
    "as much as the others. Weigh each batch by its size.",
)
def train_batches_not_weighted(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            total += loss.item()
        history["train"].append(total / len(order.split(batch_size)))
        model.eval()
        with torch.no_grad():
            valid_loss = nn.functional.cross_entropy(model(valid_x), valid_y).item()
        history["valid"].append(valid_loss)
        if report is not None:
            report(epoch, history["train"][-1])
        waited += 1
        if valid_loss < best_loss:
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "softmax-in-training",
    replaces="train",
    see="5.2",
    fr="Vous donnez à cross_entropy des probabilités : elle attend les logits, et fait le softmax "
    "elle-même. Deux softmax de suite, et l'apprentissage traîne.",
    en="You give probabilities to cross_entropy: it expects the logits, and does the softmax itself. "
    "Two softmaxes in a row, and learning crawls.",
)
def train_softmax(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.randperm(len(train_x), generator=generator).to(train_x.device)
        for batch in order.split(batch_size):
            optimizer.zero_grad()
            logits = model(train_x[batch]).softmax(dim=1)
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "optimiser-made-again",
    replaces="train",
    see="5.2",
    fr="Vous refaites l'optimiseur à chaque époque : Adam oublie ses moyennes. Faites-le une seule "
    "fois, avant la boucle.",
    en="You make the optimiser again in each epoch: Adam forgets its averages. Make it once only, "
    "before the loop.",
)
def train_optimiser_again(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    history = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "plain-gradient-descent",
    replaces="train",
    see="5.2",
    fr="Vous entraînez avec torch.optim.SGD ; l'énoncé demande torch.optim.Adam.",
    en="You train with torch.optim.SGD; the statement asks for torch.optim.Adam.",
)
def train_sgd(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "loss-after-the-step",
    replaces="train",
    see="5.2",
    fr="Vous mesurez la perte d'un lot après le pas, avec les nouveaux poids. L'énoncé veut celle d'avant "
    "le pas : celle dont on a pris le gradient, sans second calcul.",
    en="You measure the loss of a batch after the step, with the new weights. The statement wants the one "
    "before the step: the one whose gradient was taken, without a second computation.",
)
def train_loss_after(
    model,
    train_x,
    train_y,
    valid_x,
    valid_y,
    learning_rate,
    batch_size,
    max_epochs,
    patience,
    seed,
    weights=None,
    report=None,
):
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = {"train": [], "valid": []}
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
            loss = nn.functional.cross_entropy(
                model(train_x[batch]), train_y[batch], weight=weights
            )
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
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


@misconception(
    "prediction-in-training-mode",
    replaces="predict",
    see="5.2",
    fr="predict n'appelle pas model.eval() : un réseau laissé en mode entraînement, avec du dropout par "
    "exemple, répondrait au hasard.",
    en="predict doesn't call model.eval(): a network that was left in training mode, with dropout for "
    "example, would answer at random.",
)
def predict_in_training(model, x):
    with torch.no_grad():
        return model(x).argmax(dim=1)


@misconception(
    "prediction-with-gradients",
    replaces="predict",
    see="5.2",
    fr="predict prépare encore des gradients, dont personne ne se servira : mettez l'appel du réseau "
    "sous with torch.no_grad().",
    en="predict still prepares gradients that nobody will use: put the call of the network under "
    "with torch.no_grad().",
)
def predict_with_gradients(model, x):
    model.eval()
    return model(x).argmax(dim=1)


@misconception(
    "confusion-transposed",
    replaces="confusion_matrix",
    see="5.2",
    fr="Votre matrice est transposée : la ligne est la vraie classe, la colonne la classe "
    "prédite. Précision et rappel s'échangeraient.",
    en="Your matrix is transposed: the row is the true class, the column the predicted class. "
    "Precision and recall would be exchanged.",
)
def confusion_transposed(labels, predicted, num_classes):
    number = predicted * num_classes + labels
    return number.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


@misconception(
    "repeated-pairs-counted-once",
    replaces="confusion_matrix",
    see="5.2",
    fr="m[labels, predicted] += 1 n'ajoute qu'un 1 à chaque case, même si le couple revient : ce qui est "
    "répété est perdu. Faites une boucle, ou numérotez les couples et comptez-les (bincount).",
    en="m[labels, predicted] += 1 adds only one 1 to each cell, even if the pair comes again: what is "
    "repeated is lost. Write a loop, or number the pairs and count them (bincount).",
)
def confusion_once(labels, predicted, num_classes):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    matrix[labels, predicted] += 1
    return matrix


@misconception(
    "accuracy-as-precision",
    replaces="scores",
    see="5.2",
    fr="Ce que vous appelez précision est l'exactitude, comme dans le manuel. La précision "
    "d'une classe est la part de bonnes réponses parmi les exemples qui lui sont attribués "
    "; on en prend la moyenne des classes.",
    en="What you call precision is the accuracy, as in the textbook. The precision of a class "
    "is the fraction of right answers among the examples that are given to it; its mean "
    "over the classes is taken.",
)
def scores_accuracy_as_precision(confusion):
    confusion = confusion.double()
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    precision = right / predicted.clamp(min=1)
    recall = right / true.clamp(min=1)
    f1 = 2 * right / (true + predicted).clamp(min=1)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": (right.sum() / confusion.sum()).item(),
        "recall": recall.mean().item(),
        "f1": f1.mean().item(),
    }


@misconception(
    "precision-recall-swapped",
    replaces="scores",
    see="5.2",
    fr="Précision et rappel sont échangés : le rappel divise par la somme de la ligne (les "
    "vraies), la précision par celle de la colonne (les prédites).",
    en="Precision and recall are exchanged: recall divides by the sum of the row (the true "
    "ones), precision by that of the column (the predicted ones).",
)
def scores_precision_recall_swapped(confusion):
    confusion = confusion.double()
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    precision = right / true.clamp(min=1)
    recall = right / predicted.clamp(min=1)
    f1 = 2 * right / (true + predicted).clamp(min=1)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": precision.mean().item(),
        "recall": recall.mean().item(),
        "f1": f1.mean().item(),
    }


@misconception(
    "f1-of-the-means",
    replaces="scores",
    see="5.2",
    fr="Vous calculez le F1 à partir de la précision et du rappel moyens. Le F1 macro est la "
    "moyenne des F1 des classes.",
    en="You compute F1 from the mean precision and the mean recall. The macro F1 is the mean "
    "of the F1s of the classes.",
)
def scores_f1_of_the_means(confusion):
    confusion = confusion.double()
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    precision = right / predicted.clamp(min=1)
    recall = right / true.clamp(min=1)
    f1 = 2 * right / (true + predicted).clamp(min=1)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": precision.mean().item(),
        "recall": recall.mean().item(),
        "f1": (
            2
            * precision.mean()
            * recall.mean()
            / (precision.mean() + recall.mean()).clamp(min=1e-12)
        ).item(),
    }


@misconception(
    "zero-over-zero",
    replaces="scores",
    see="5.2",
    fr="Une classe jamais prédite, ou absente, donne 0/0 : nan. L'énoncé lui donne 0.",
    en="A class that is never predicted, or absent, gives 0/0: nan. The statement gives it 0.",
)
def scores_zero_over_zero(confusion):
    confusion = confusion.double()
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    precision = right / predicted
    recall = right / true
    f1 = 2 * right / (true + predicted)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": precision.mean().item(),
        "recall": recall.mean().item(),
        "f1": f1.mean().item(),
    }


@misconception(
    "no-augmentation",
    replaces="distort",
    see="5.2",
    fr="Votre réseau a appris les images telles quelles : il reconnaît celles-là, et se perd "
    "dès qu'elles sont décalées ou tournées. Apprenez-lui des copies déformées.",
    en="Your network has learned the images as they are: it recognises those, and is lost as "
    "soon as they are shifted or turned. Teach it distorted copies.",
)
def distort_nothing(images, generator):
    return images


@misconception(
    "classified-by-their-own-statistics",
    replaces="classify",
    see="5.2",
    fr="classify normalise avec les statistiques des images qu'elle reçoit : la même image a d'autres "
    "valeurs selon ses voisines. Gardez celles de l'entraînement, avec le réseau.",
    en="classify normalises with the statistics of the images that it receives: the same image has "
    "other values depending on its neighbours. Keep those of training, with the network.",
)
def classify_by_themselves(classifier, images):
    return predict(classifier[0], prepare(images, *pixel_statistics(images)))
