"""Misconceptions of ex06 (project 1, the calculator): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name.
"""

# ruff: noqa: F821  # names of the solution

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from grader.checks.api import misconception

# --- the data -------------------------------------------------------------------------------------


@misconception(
    "product-scaled-as-sum",
    replaces="target_scale",
    see="5.1.7",
    fr="L'échelle est 2 high pour la multiplication aussi, comme dans la fonction de test du manuel. Le "
    "plus grand produit est high², c'est l'échelle à prendre, à l'aller comme au retour ; 2 high est "
    "celle de l'addition. Servez-vous partout de target_scale(operation, high).",
    en="The scale is 2 high for the multiplication too, as in the textbook's test function. The "
    "largest product is high², that is the scale to take, on the way in as on the way out; 2 high is "
    "the one of the addition. Use target_scale(operation, high) everywhere.",
)
def scale_of_sums(operation, high):
    if operation not in ("add", "multiply"):
        raise ValueError(operation)
    return 2 * high


@misconception(
    "unknown-operation-accepted",
    replaces="target_scale",
    see="5.1.3",
    fr='Tout ce qui n\'est pas "add" est pris pour une multiplication. Une opération inconnue doit '
    "lever une ValueError : sans elle, une faute de frappe entraîne un autre réseau que le vôtre.",
    en='Whatever is not "add" is taken for a multiplication. An unknown operation has to raise a '
    "ValueError: without it, a slip of the keyboard trains another network than yours.",
)
def scale_of_anything(operation, high):
    return 2 * high if operation == "add" else high**2


@misconception(
    "targets-one-dimension",
    replaces="make_dataset",
    see="5.1.3",
    fr="Vos cibles ont la forme (n,), la sortie du réseau la forme (n, 1) : leur différence devient un "
    "tableau (n, n), et la perte compare chaque prédiction à toutes les cibles. Donnez aux cibles "
    "la forme (n, 1), avec unsqueeze(1).",
    en="Your targets have the shape (n,), the output of the network (n, 1): their difference becomes "
    "an array (n, n), and the loss compares each prediction with all targets. Give the targets the "
    "shape (n, 1), with unsqueeze(1).",
)
def dataset_flat(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    side = high - low + 1
    if n > side**2:
        raise ValueError(n)
    number = torch.randperm(side**2, generator=torch.Generator().manual_seed(seed))[:n]
    pairs = torch.stack([number // side, number % side], dim=1) + low
    results = pairs.sum(dim=1) if operation == "add" else pairs.prod(dim=1)
    return pairs / high, results / scale


@misconception(
    "pairs-with-replacement",
    replaces="make_dataset",
    see="5.1.7",
    fr="Vos couples sont tirés avec remise : certains reviennent, et les mêmes se retrouvent dans "
    "l'entraînement et dans la validation, qui n'est plus faite de couples jamais vus. Tirez sans "
    "remise, par exemple avec torch.randperm sur les numéros des couples.",
    en="Your pairs are drawn with replacement: some come again, and the same ones end up in training "
    "and in validation, which no longer consists of pairs never seen. Draw without replacement, for "
    "instance with torch.randperm on the numbers of the pairs.",
)
def dataset_with_replacement(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    if n > (high - low + 1) ** 2:
        raise ValueError(n)
    generator = torch.Generator().manual_seed(seed)
    pairs = torch.randint(low, high + 1, (n, 2), generator=generator)
    results = pairs.sum(dim=1) if operation == "add" else pairs.prod(dim=1)
    return pairs / high, results.unsqueeze(1) / scale


@misconception(
    "inputs-not-divided",
    replaces="make_dataset",
    see="5.1.3",
    fr="Les entrées sont restées telles quelles : divisez-les par high. Des entrées jusqu'à 100 font "
    "des gradients cent fois trop grands, et la descente diverge.",
    en="The inputs have stayed as they are: divide them by high. Inputs up to 100 make gradients a "
    "hundred times too large, and the descent diverges.",
)
def dataset_raw(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    side = high - low + 1
    if n > side**2:
        raise ValueError(n)
    number = torch.randperm(side**2, generator=torch.Generator().manual_seed(seed))[:n]
    pairs = torch.stack([number // side, number % side], dim=1) + low
    results = pairs.sum(dim=1) if operation == "add" else pairs.prod(dim=1)
    return pairs.float(), results.unsqueeze(1) / scale


@misconception(
    "scaled-before-the-operation",
    replaces="make_dataset",
    see="5.1.3",
    fr="Vous calculez le résultat à partir des entrées déjà divisées par high, puis vous le divisez "
    "encore par l'échelle. Calculez-le avec les nombres entiers, puis divisez une fois.",
    en="You compute the result from inputs that are divided by high already, then divide it by the "
    "scale again. Compute it with the whole numbers, then divide once.",
)
def dataset_divided_twice(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    side = high - low + 1
    if n > side**2:
        raise ValueError(n)
    number = torch.randperm(side**2, generator=torch.Generator().manual_seed(seed))[:n]
    inputs = (torch.stack([number // side, number % side], dim=1) + low) / high
    results = inputs.sum(dim=1) if operation == "add" else inputs.prod(dim=1)
    return inputs, results.unsqueeze(1) / scale


@misconception(
    "last-batch-dropped",
    replaces="make_loaders",
    see="5.1.3",
    fr="Le dernier lot, plus court, est jeté (drop_last=True) : ces exemples ne servent pas. Gardez-le.",
    en="The last, shorter batch is dropped (drop_last=True): these examples serve nothing. Keep it.",
)
def loaders_dropping(inputs, targets, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(inputs), generator=generator)
    n_valid = len(inputs) // 5
    train = TensorDataset(inputs[order[n_valid:]], targets[order[n_valid:]])
    valid = TensorDataset(inputs[order[:n_valid]], targets[order[:n_valid]])
    return (
        DataLoader(train, batch_size, shuffle=True, generator=generator, drop_last=True),
        DataLoader(valid, batch_size, drop_last=True),
    )


@misconception(
    "validation-in-training",
    replaces="make_loaders",
    see="5.1.3",
    fr="L'entraînement contient aussi les exemples de validation : la validation ne mesure plus rien "
    "de nouveau. Partagez d'abord, et ne donnez que les 80 % à l'entraînement.",
    en="Training also contains the examples of validation: validation no longer measures anything "
    "new. Split first, and give training the 80 % only.",
)
def loaders_leaking(inputs, targets, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(inputs), generator=generator)
    valid = order[: len(inputs) // 5]
    return (
        DataLoader(TensorDataset(inputs, targets), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(inputs[valid], targets[valid]), batch_size),
    )


@misconception(
    "training-not-shuffled",
    replaces="make_loaders",
    see="5.1.3",
    fr="Le chargeur d'entraînement donne toujours le même ordre : il lui faut shuffle=True.",
    en="The training loader always gives the same order: it needs shuffle=True.",
)
def loaders_unshuffled(inputs, targets, batch_size, seed):
    order = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(seed))
    n_valid = len(inputs) // 5
    train, valid = order[n_valid:], order[:n_valid]
    return (
        DataLoader(TensorDataset(inputs[train], targets[train]), batch_size),
        DataLoader(TensorDataset(inputs[valid], targets[valid]), batch_size),
    )


@misconception(
    "split-without-chance",
    replaces="make_loaders",
    see="5.1.3",
    fr="Vous prenez toujours les premières lignes pour l'entraînement et les dernières pour la "
    "validation. Si les données sont rangées, la validation ne leur ressemble pas : tirez une "
    "permutation avec seed.",
    en="You always take the first rows for training and the last ones for validation. When the data "
    "is in order, validation does not look like it: draw a permutation with seed.",
)
def loaders_in_order(inputs, targets, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    n_train = len(inputs) - len(inputs) // 5
    return (
        DataLoader(
            TensorDataset(inputs[:n_train], targets[:n_train]),
            batch_size,
            shuffle=True,
            generator=generator,
        ),
        DataLoader(TensorDataset(inputs[n_train:], targets[n_train:]), batch_size),
    )


# --- the model ------------------------------------------------------------------------------------


@misconception(
    "one-layer-too-many",
    replaces="MLP.__init__",
    see="5.1.4",
    fr="Votre réseau a une couche cachée de trop : la première couche, celle qui reçoit les deux "
    "entrées, est déjà une couche cachée. num_hidden_layers les compte toutes (le manuel, lui, "
    "change de compte d'un listing à l'autre).",
    en="Your network has one hidden layer too many: the first layer, the one that receives the two "
    "inputs, is a hidden layer already. num_hidden_layers counts all of them (the textbook changes "
    "its count from listing to listing).",
)
def mlp_deeper(self, num_hidden_layers, hidden_size, activation="relu"):
    nn.Module.__init__(self)
    if activation not in ACTIVATIONS:
        raise ValueError(activation)
    layers = [nn.Linear(2, hidden_size), ACTIVATIONS[activation]()]
    for _ in range(num_hidden_layers):
        layers += [nn.Linear(hidden_size, hidden_size), ACTIVATIONS[activation]()]
    self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, 1))


@misconception(
    "activation-on-the-output",
    replaces="MLP.forward",
    see="5.1.4",
    fr="Votre sortie passe par ReLU : le réseau ne peut plus répondre de nombre négatif, et son "
    "gradient s'éteint dès qu'il devrait en répondre un. La couche de sortie d'une régression est "
    "linéaire.",
    en="Your output goes through ReLU: the network can no longer answer a negative number, and its "
    "gradient dies as soon as it should. The output layer of a regression is linear.",
)
def forward_clipped(self, x):
    return torch.relu(self.layers(x))


@misconception(
    "no-activation",
    replaces="MLP.__init__",
    see="5.1.4",
    fr="Il n'y a pas d'activation entre vos couches : ce ne sont que des fonctions affines composées, "
    "c'est-à-dire une seule. nn.Linear ne contient pas l'activation.",
    en="There is no activation between your layers: they are only affine functions composed, that is "
    "to say a single one. nn.Linear does not contain the activation.",
)
def mlp_linear(self, num_hidden_layers, hidden_size, activation="relu"):
    nn.Module.__init__(self)
    if activation not in ACTIVATIONS:
        raise ValueError(activation)
    sizes = [2] + [hidden_size] * num_hidden_layers + [1]
    self.layers = nn.Sequential(*(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])))


@misconception(
    "always-relu",
    replaces="MLP.__init__",
    see="5.1.4",
    fr="Le paramètre activation ne sert à rien : votre réseau utilise toujours ReLU.",
    en="The parameter activation has no effect: your network always uses ReLU.",
)
def mlp_relu(self, num_hidden_layers, hidden_size, activation="relu"):
    nn.Module.__init__(self)
    if activation not in ACTIVATIONS:
        raise ValueError(activation)
    layers = [nn.Linear(2, hidden_size), nn.ReLU()]
    for _ in range(num_hidden_layers - 1):
        layers += [nn.Linear(hidden_size, hidden_size), nn.ReLU()]
    self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, 1))


# --- learning -------------------------------------------------------------------------------------


@misconception(
    "learning-rate-ignored",
    replaces="make_optimizer",
    see="5.1.5",
    fr="Votre optimiseur garde son taux par défaut (1e-3) : passez-lui lr=learning_rate.",
    en="Your optimiser keeps its default rate (1e-3): hand it lr=learning_rate.",
)
def optimizer_default(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters())
    if name == "adam":
        return torch.optim.Adam(model.parameters())
    raise ValueError(name)


@misconception(
    "sgd-with-momentum",
    replaces="make_optimizer",
    see="5.1.5",
    fr="Votre SGD a une inertie (momentum=0.9) ; l'énoncé le veut sans.",
    en="Your SGD has momentum (momentum=0.9); the statement wants it without.",
)
def optimizer_momentum(model, name, learning_rate):
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(name)


@misconception(
    "zero-grad-forgotten",
    replaces="train",
    see="5.1.5",
    fr="Les gradients ne sont pas remis à zéro : PyTorch ajoute ceux de chaque lot aux précédents, et "
    "vos pas suivent leur somme. Appelez optimizer.zero_grad() avant backward(), à chaque lot.",
    en="The gradients are not set back to zero: PyTorch adds those of each batch to the ones before, "
    "and your steps follow their sum. Call optimizer.zero_grad() before backward(), for each batch.",
)
def train_accumulating(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "zero-grad-once-per-epoch",
    replaces="train",
    see="5.1.5",
    fr="Les gradients ne sont remis à zéro qu'une fois par époque : à partir du deuxième lot, vos pas "
    "suivent la somme des gradients. zero_grad() va dans la boucle sur les lots.",
    en="The gradients are set back to zero only once per epoch: from the second batch on, your steps "
    "follow the sum of the gradients. zero_grad() belongs in the loop over the batches.",
)
def train_zero_per_epoch(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        optimizer.zero_grad()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "step-forgotten",
    replaces="train",
    see="5.1.5",
    fr="optimizer.step() manque : les gradients sont calculés, mais aucun poids ne bouge.",
    en="optimizer.step() is missing: the gradients are computed, but no weight moves.",
)
def train_without_step(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "mean-of-batch-means",
    replaces="mean_loss",
    see="5.1.5",
    fr="Vous faites la moyenne des moyennes des lots, comme le manuel : un dernier lot d'un seul "
    "exemple y pèse autant qu'un lot de 64. Pondérez chaque lot par sa taille.",
    en="You take the mean of the means of the batches, as the textbook does: a last batch of a single "
    "example weighs as much as one of 64. Weight each batch by its size.",
)
def mean_of_means(model, loader):
    model.eval()
    with torch.no_grad():
        losses = [nn.functional.mse_loss(model(x), y).item() for x, y in loader]
    return sum(losses) / len(losses)


@misconception(
    "mean-of-batch-means-in-training",
    replaces="train",
    see="5.1.5",
    fr="La perte d'entraînement de l'époque est la moyenne des moyennes des lots, comme dans le manuel. "
    "Pondérez chaque lot par sa taille : le dernier est plus court.",
    en="The training loss of the epoch is the mean of the means of the batches, as in the textbook. "
    "Weight each batch by its size: the last one is shorter.",
)
def train_mean_of_means(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        losses = []
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history["train"].append(sum(losses) / len(losses))
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "eval-forgotten",
    replaces="mean_loss",
    see="5.1.5",
    fr="model.eval() manque : la perte est mesurée en mode entraînement. Ici le réseau n'a ni dropout "
    "ni normalisation par lots, et cela ne se verrait pas ; avec eux, vos mesures seraient fausses.",
    en="model.eval() is missing: the loss is measured in training mode. Here the network has neither "
    "dropout nor batch normalisation, and it would not show; with them your measures would be wrong.",
)
def mean_loss_training_mode(model, loader):
    total, count = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            total += nn.functional.mse_loss(model(inputs), targets, reduction="sum").item()
            count += len(inputs)
    return total / count


@misconception(
    "no-grad-forgotten",
    replaces="mean_loss",
    see="5.1.5",
    fr="torch.no_grad() manque : PyTorch garde en mémoire de quoi calculer des gradients dont la "
    "mesure n'a aucun besoin. model.eval() ne s'en charge pas, ce sont deux choses.",
    en="torch.no_grad() is missing: PyTorch keeps in memory what it takes to compute gradients that "
    "the measure does not need. model.eval() does not see to it, these are two things.",
)
def mean_loss_with_gradients(model, loader):
    model.eval()
    total, count = 0.0, 0
    for inputs, targets in loader:
        total += nn.functional.mse_loss(model(inputs), targets, reduction="sum").item()
        count += len(inputs)
    return total / count


@misconception(
    "training-mode-not-restored",
    replaces="train",
    see="5.1.5",
    fr="model.train() est appelé une fois au plus, avant la boucle : la validation de la première époque "
    "passe le réseau en mode évaluation, et toutes les époques suivantes y apprennent. Appelez "
    "model.train() au début de chaque époque.",
    en="model.train() is called at most once, before the loop: the validation of the first epoch puts "
    "the network in evaluation mode, and all later epochs learn in it. Call model.train() at the "
    "beginning of each epoch.",
)
def train_mode_once(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    model.train()
    for epoch in range(1, epochs + 1):
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "learning-from-validation",
    replaces="train",
    see="5.1.5",
    fr="Votre boucle fait aussi des pas sur les lots de validation : le réseau apprend ce qui devait "
    "le juger. La validation se mesure, rien ne s'apprend d'elle.",
    en="Your loop takes steps on the batches of validation too: the network learns what was to judge "
    "it. Validation is measured, nothing is learned from it.",
)
def train_on_validation(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        for name, loader in (("train", train_loader), ("valid", valid_loader)):
            total, count = 0.0, 0
            for inputs, targets in loader:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(inputs), targets)
                loss.backward()
                optimizer.step()
                total += loss.item() * len(inputs)
                count += len(inputs)
            history[name].append(total / count)
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "broadcast-in-the-loss",
    replaces="train",
    see="5.1.5",
    fr="Vous comparez des prédictions aplaties, de forme (n,), à des cibles de forme (n, 1) : la "
    "différence est un tableau (n, n), et chaque prédiction est tirée vers la moyenne de toutes les "
    "cibles. Gardez (n, 1) des deux côtés.",
    en="You compare flattened predictions, of shape (n,), with targets of shape (n, 1): the difference "
    "is an array (n, n), and each prediction is pulled towards the mean of all targets. Keep (n, 1) "
    "on both sides.",
)
def train_broadcasting(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = ((model(inputs).squeeze(1) - targets) ** 2).mean()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "loss-after-the-step",
    replaces="train",
    see="5.1.5",
    fr="La perte retenue est mesurée après le pas, avec un nouveau passage dans le réseau. Gardez "
    "celle qui a servi au pas, loss.item() : elle est mesurée avant lui, et ne coûte rien de "
    "plus.",
    en="The loss that is kept is measured after the step, with another pass through the network. "
    "Keep the one that served for the step, loss.item(): it is measured before it, and costs "
    "nothing more.",
)
def train_loss_after(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += nn.functional.mse_loss(model(inputs), targets).item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "loss-summed",
    replaces="train",
    see="5.1.5",
    fr='Vous apprenez sur la somme des erreurs au carré (reduction="sum") et non sur leur moyenne, '
    "la MSE : un lot de 64 exemples fait des pas 64 fois trop grands, et la perte, multipliée "
    "encore par la taille du lot, est trop grande aussi. Prenez la moyenne.",
    en='You learn from the sum of the squared errors (reduction="sum") and not from their mean, the '
    "MSE: a batch of 64 examples takes steps 64 times too large, and the loss, multiplied by the "
    "size of the batch once more, is too large as well. Take the mean.",
)
def train_summed(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets, reduction="sum")
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "steps-along-the-summed-loss",
    replaces="train",
    see="5.1.5",
    fr="Vos pertes sont bien comptées, mais backward() part de la somme des erreurs au carré "
    '(reduction="sum") : un lot de 64 exemples fait des pas 64 fois trop grands. Le pas suit la '
    "MSE, donc la moyenne du lot.",
    en="Your losses are counted right, but backward() starts from the sum of the squared errors "
    '(reduction="sum"): a batch of 64 examples takes steps 64 times too large. The step follows '
    "the MSE, that is, the mean of the batch.",
)
def train_summed_steps(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets, reduction="sum")
            loss.backward()
            optimizer.step()
            total += loss.item()
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "absolute-loss",
    replaces="train",
    see="5.1.5",
    fr="Vous apprenez avec l'erreur absolue (L1) : l'énoncé demande la MSE, la moyenne des erreurs "
    "au carré, nn.functional.mse_loss.",
    en="You learn with the absolute error (L1): the statement asks for the MSE, the mean of the "
    "squared errors, nn.functional.mse_loss.",
)
def train_absolute(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.l1_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "validation-before-training",
    replaces="train",
    see="5.1.5",
    fr="La perte de validation est mesurée au début de l'époque, avant les lots d'entraînement : "
    "elle a une époque de retard. Mesurez-la à la fin de l'époque.",
    en="The validation loss is measured at the beginning of the epoch, before the batches of "
    "training: it is one epoch late. Measure it at the end of the epoch.",
)
def train_validated_first(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        history["valid"].append(mean_loss(model, valid_loader))
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        if report is not None:
            report(epoch, history["train"][-1])
    return history


@misconception(
    "forward-in-training",
    replaces="train",
    see="5.1.4",
    fr="Votre boucle d'entraînement appelle model.forward(x) : les hooks attachés au réseau ne sont "
    "pas exécutés. Appelez model(x).",
    en="Your training loop calls model.forward(x): the hooks attached to the network are not run. "
    "Call model(x).",
)
def train_by_forward(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model.forward(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


# --- using it -------------------------------------------------------------------------------------


@misconception(
    "evaluated-on-the-network-scale",
    replaces="evaluate",
    see="5.1.6",
    fr="Vos MSE et MAE sont mesurées à l'échelle du réseau : une MAE de 0,005 y veut dire une erreur "
    "de 1 sur une somme. Multipliez prédictions et cibles par scale d'abord.",
    en="Your MSE and MAE are measured on the network's scale: an MAE of 0.005 there means an error of "
    "1 in a sum. Multiply predictions and targets by scale first.",
)
def evaluate_scaled(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        error = model(inputs) - targets
    spread = targets - targets.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "mse-scaled-once",
    replaces="evaluate",
    see="5.1.6",
    fr="Vous multipliez la MSE par scale : c'est un carré, il lui faut scale². Le plus sûr est de "
    "multiplier prédictions et cibles, puis de mesurer.",
    en="You multiply the MSE by scale: it is a square, it takes scale². The safest is to multiply "
    "predictions and targets, then to measure.",
)
def evaluate_once(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        error = model(inputs) - targets
    spread = targets - targets.mean()
    return {
        "mse": (error**2).mean().item() * scale,
        "mae": error.abs().mean().item() * scale,
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "r2-of-the-predictions",
    replaces="evaluate",
    see="5.1.6",
    fr="Votre R2 divise par les écarts des prédictions à leur moyenne : ce sont ceux des cibles "
    "qu'il faut. Les arguments sont sans doute échangés (r2_score attend les cibles d'abord).",
    en="Your R2 divides by the distances of the predictions from their mean: those of the targets are "
    "needed. The arguments are probably exchanged (r2_score expects the targets first).",
)
def evaluate_exchanged(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        predicted = model(inputs) * scale
    error = predicted - targets * scale
    spread = predicted - predicted.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "broadcast-in-the-metrics",
    replaces="evaluate",
    see="5.1.6",
    fr="Vous soustrayez un tableau (n,) d'un tableau (n, 1) : la différence a la forme (n, n), et "
    "chaque prédiction est comparée à toutes les cibles. Aplatissez les deux, ou aucun.",
    en="You subtract an array (n,) from an array (n, 1): the difference has the shape (n, n), and each "
    "prediction is compared with all targets. Flatten both, or none.",
)
def evaluate_broadcasting(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        predicted = model(inputs).squeeze(1) * scale
    expected = targets * scale
    error = predicted - expected
    spread = expected - expected.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "eval-forgotten-in-evaluate",
    replaces="evaluate",
    see="5.1.6",
    fr="model.eval() manque dans evaluate : les mesures sont prises dans le mode où le réseau se "
    "trouve, ici l'entraînement. Avec du dropout ou une normalisation par lots, elles seraient "
    "fausses.",
    en="model.eval() is missing in evaluate: the measures are taken in the mode in which the network"
    " happens to be, here training. With dropout or batch normalisation they would be wrong.",
)
def evaluate_training_mode(model, inputs, targets, scale):
    with torch.no_grad():
        predicted = model(inputs) * scale
    expected = targets * scale
    error = predicted - expected
    spread = expected - expected.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "forward-in-evaluate",
    replaces="evaluate",
    see="5.1.4",
    fr="evaluate appelle model.forward(x) : les hooks attachés au réseau ne sont pas exécutés. "
    "Appelez model(x).",
    en="evaluate calls model.forward(x): the hooks attached to the network are not run. Call model(x).",
)
def evaluate_by_forward(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        predicted = model.forward(inputs) * scale
    expected = targets * scale
    error = predicted - expected
    spread = expected - expected.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


@misconception(
    "pair-not-divided",
    replaces="predict_pair",
    see="5.1.7",
    fr="Vous donnez au réseau les nombres tels quels. Il a appris sur des entrées divisées par high : "
    "divisez de même.",
    en="You give the network the numbers as they are. It has learned from inputs divided by high: "
    "divide likewise.",
)
def predict_raw(model, a, b, operation, high):
    model.eval()
    with torch.no_grad():
        return model(torch.tensor([[float(a), float(b)]])).item() * target_scale(operation, high)


@misconception(
    "answer-not-rescaled",
    replaces="predict_pair",
    see="5.1.7",
    fr="La réponse est restée à l'échelle du réseau : multipliez-la par target_scale(operation, high).",
    en="The answer has stayed on the network's scale: multiply it by target_scale(operation, high).",
)
def predict_scaled(model, a, b, operation, high):
    target_scale(operation, high)
    model.eval()
    with torch.no_grad():
        return model(torch.tensor([[a, b]]) / high).item()
