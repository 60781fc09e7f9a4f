"""Misconceptions of ex14 (GAN): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions and classes by name.
"""

# ruff: noqa: F821  # names of the solution

import torch
from torch.nn import functional as F

from grader.checks.api import misconception

# --- networks -------------------------------------------------------------------------------------


@misconception(
    "scores-squashed",
    replaces="Discriminator.forward",
    see="Cours magistral, GAN",
    fr="Votre discriminateur finit par une sigmoïde, alors que les pertes attendent des scores : la "
    "sigmoïde est appliquée deux fois, et les scores ne sortent plus de ]0, 1[.",
    en="Your discriminator ends with a sigmoid, while the losses expect scores: the sigmoid is "
    "applied twice, and the scores no longer leave ]0, 1[.",
)
def discriminator_sigmoid(self, x, labels=None):
    return torch.sigmoid(self.layers(condition(x, labels, self.classes)).squeeze(dim=1))


@misconception(
    "scores-as-column",
    replaces="Discriminator.forward",
    see="Manuel, 5.1.5",
    fr="Vos scores ont la forme (n, 1) au lieu de (n,) : à côté d'un tenseur (n,), ils se diffusent "
    "en un tableau (n, n) sans que rien ne le dise. Retirez le dernier axe : .squeeze(dim=1).",
    en="Your scores have the shape (n, 1) instead of (n,): next to a tensor (n,) they broadcast to a "
    "table (n, n) and nothing says so. Remove the last axis: .squeeze(dim=1).",
)
def discriminator_column(self, x, labels=None):
    return self.layers(condition(x, labels, self.classes))


@misconception(
    "squeeze-without-axis",
    replaces="Discriminator.forward",
    see="Manuel, 5.1.5",
    fr="squeeze() sans axe retire tous les axes de longueur 1 : pour un lot d'un seul exemple, celui "
    "du lot part aussi, et il reste () au lieu de (1,). Dites lequel : .squeeze(dim=1).",
    en="squeeze() without an axis removes all axes of length 1: for a batch of a single example that "
    "of the batch goes too, and () is left instead of (1,). Say which one: .squeeze(dim=1).",
)
def discriminator_squeezed(self, x, labels=None):
    return self.layers(condition(x, labels, self.classes)).squeeze()


@misconception(
    "points-squashed",
    replaces="Generator.forward",
    see="Cours magistral, GAN",
    fr="Votre générateur finit par une tanh : ses points ne peuvent pas sortir de [-1, 1], ceux de "
    "l'énoncé peuvent être n'importe où.",
    en="Your generator ends with a tanh: its points cannot leave [-1, 1], those of the statement may "
    "lie anywhere.",
)
def generator_tanh(self, noise, labels=None):
    return torch.tanh(self.layers(condition(noise, labels, self.classes)))


@misconception(
    "class-on-the-left",
    replaces="condition",
    see="Cours magistral, GAN",
    fr="Vous collez la classe à gauche ; l'énoncé la met à droite, après les colonnes de x.",
    en="You append the class on the left; the statement puts it on the right, after the columns of x.",
)
def condition_left(x, labels, classes):
    if labels is None:
        return x
    return torch.cat([F.one_hot(labels, classes).to(x.dtype), x], dim=1)


# --- losses ---------------------------------------------------------------------------------------


@misconception(
    "targets-swapped",
    replaces="discriminator_loss",
    see="Cours magistral, GAN",
    fr="Vos cibles sont échangées : l'expert apprend à donner un grand score aux faux et un petit "
    "aux vrais. La cible est 1 pour les vrais, 0 pour les faux.",
    en="Your targets are swapped: the expert learns to give a large score to the fakes and a small "
    "one to the real ones. The target is 1 for the real ones, 0 for the fakes.",
)
def discriminator_swapped(real_scores, fake_scores):
    return F.softplus(real_scores).mean() + F.softplus(-fake_scores).mean()


@misconception(
    "loss-halved",
    replaces="discriminator_loss",
    see="Cours magistral, GAN",
    fr="Vous faites la moyenne des deux termes (ou de tous les exemples réunis) ; l'énoncé demande "
    "leur somme : moyenne sur les vrais plus moyenne sur les faux.",
    en="You average the two terms (or all the examples together); the statement asks for their sum: "
    "mean over the real ones plus mean over the fakes.",
)
def discriminator_halved(real_scores, fake_scores):
    return (F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()) / 2


@misconception(
    "fakes-forgotten",
    replaces="discriminator_loss",
    see="Cours magistral, GAN",
    fr="Votre perte ne regarde que les vrais exemples : l'expert apprend à tout accepter. Il manque "
    "le terme des faux.",
    en="Your loss only looks at the real examples: the expert learns to accept everything. The term "
    "of the fakes is missing.",
)
def discriminator_real_only(real_scores, fake_scores):
    return F.softplus(-real_scores).mean()


@misconception(
    "saturating-loss",
    replaces="generator_loss",
    see="Cours magistral, GAN",
    fr="C'est la forme saturante, log(1 - sigmoïde) : quand l'expert reconnaît les faux, sa pente est "
    "presque nulle, et le faussaire n'apprend rien juste au moment où il en a besoin. La forme "
    "demandée est -log(sigmoïde).",
    en="This is the saturating form, log(1 - sigmoid): when the expert recognises the fakes its slope "
    "is nearly zero, and the forger learns nothing just when it needs to. The form asked for is "
    "-log(sigmoid).",
)
def generator_saturating(fake_scores):
    return -F.softplus(fake_scores).mean()


@misconception(
    "generator-helps-the-expert",
    replaces="generator_loss",
    see="Cours magistral, GAN",
    fr="Vous donnez aux faux la cible 0, comme l'expert : le faussaire apprend à se faire prendre. Sa "
    "cible à lui est 1.",
    en="You give the fakes the target 0, as the expert does: the forger learns to be caught. Its own "
    "target is 1.",
)
def generator_same_target(fake_scores):
    return F.softplus(fake_scores).mean()


# --- steps ----------------------------------------------------------------------------------------


@misconception(
    "generator-detached",
    replaces="generator_step",
    see="Cours magistral, GAN",
    fr="Vous détachez les points inventés dans le pas du générateur aussi : l'erreur ne revient plus "
    "jusqu'à lui, et il n'apprend rien. C'est dans le pas du discriminateur qu'on détache.",
    en="You detach the invented points in the generator's step too: the error no longer comes back to "
    "it, and it learns nothing. It is in the discriminator's step that one detaches.",
)
def generator_step_detached(generator, discriminator, optimizer, noise, labels=None):
    loss = generator_loss(discriminator(generator(noise, labels).detach(), labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "discriminator-not-detached",
    replaces="discriminator_step",
    see="Cours magistral, GAN",
    fr="Les points inventés ne sont pas détachés dans le pas du discriminateur : son erreur remonte "
    "jusqu'au générateur et y laisse des gradients, pour du calcul perdu et un pas faux si on "
    "l'oublie.",
    en="The invented points are not detached in the discriminator's step: its error goes up to the "
    "generator and leaves gradients there, computing for nothing and a wrong step if forgotten.",
)
def discriminator_step_attached(generator, discriminator, optimizer, real, noise, labels=None):
    fake = generator(noise, labels)
    loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "gradients-accumulate",
    replaces="discriminator_step",
    see="Manuel, 5.1.6",
    fr="Il manque optimizer.zero_grad() : backward() ajoute aux gradients qui sont déjà là, ceux du "
    "pas précédent, et pour le discriminateur ceux que le pas du générateur lui a laissés.",
    en="optimizer.zero_grad() is missing: backward() adds to the gradients that are already there, "
    "those of the last step, and for the discriminator those that the generator's step left it.",
)
def discriminator_step_accumulating(generator, discriminator, optimizer, real, noise, labels=None):
    fake = generator(noise, labels).detach()
    loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception("gradients-accumulate", replaces="generator_step")
def generator_step_accumulating(generator, discriminator, optimizer, noise, labels=None):
    loss = generator_loss(discriminator(generator(noise, labels), labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "zero-grad-after-the-step",
    replaces="discriminator_step",
    see="Manuel, 5.1.6",
    fr="Vous remettez les gradients à zéro après le pas seulement : or le pas du générateur passe par "
    "le discriminateur et lui laisse des gradients entre-temps. Remettez à zéro juste avant backward.",
    en="You set the gradients to zero only after the step: but the generator's step goes through the "
    "discriminator and leaves it gradients in between. Set them to zero right before backward.",
)
def discriminator_step_zero_late(generator, discriminator, optimizer, real, noise, labels=None):
    fake = generator(noise, labels).detach()
    loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


@misconception(
    "class-forgotten",
    replaces="generator_step",
    see="Cours magistral, GAN",
    fr="Dans le pas du générateur, le discriminateur ne reçoit pas les classes demandées (il les voit "
    "toutes comme la classe 0) : il ne peut pas exiger que le point suive la classe.",
    en="In the generator's step the discriminator does not receive the classes asked for (it sees "
    "them all as class 0): it cannot demand that the point follow the class.",
)
def generator_step_classless(generator, discriminator, optimizer, noise, labels=None):
    shown = None if labels is None else torch.zeros_like(labels)
    loss = generator_loss(discriminator(generator(noise, labels), shown))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "loss-after-the-step",
    replaces="discriminator_step",
    see="Manuel, 5.1.6",
    fr="La perte rendue est mesurée après le pas, avec les nouveaux poids ; l'énoncé demande celle "
    "d'avant, que vous avez déjà calculée pour backward().",
    en="The loss that is returned is measured after the step, with the new weights; the statement "
    "asks for the one before, which you have already computed for backward().",
)
def discriminator_step_late(generator, discriminator, optimizer, real, noise, labels=None):
    fake = generator(noise, labels).detach()
    loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return discriminator_loss(discriminator(real, labels), discriminator(fake, labels)).item()


@misconception("loss-after-the-step", replaces="generator_step")
def generator_step_late(generator, discriminator, optimizer, noise, labels=None):
    loss = generator_loss(discriminator(generator(noise, labels), labels))
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return generator_loss(discriminator(generator(noise, labels), labels)).item()


@misconception(
    "no-grad-in-the-generator-step",
    replaces="generator_step",
    see="Cours magistral, GAN",
    fr="Un no_grad() dans le pas du générateur coupe le chemin de l'erreur : elle doit traverser le "
    "discriminateur pour arriver jusqu'à lui. Le discriminateur ne bouge pas parce que "
    "l'optimiseur n'a pas ses paramètres, et cela suffit.",
    en="A no_grad() in the generator's step cuts the error's path: it has to pass through the "
    "discriminator to reach the generator. The discriminator stays put because the optimiser does "
    "not hold its parameters, and that is enough.",
)
def generator_step_no_grad(generator, discriminator, optimizer, noise, labels=None):
    fake = generator(noise, labels)
    with torch.no_grad():
        scores = discriminator(fake, labels)
    loss = generator_loss(scores)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# --- the training --------------------------------------------------------------------------------


@misconception(
    "noise-drawn-once",
    replaces="train",
    see="Cours magistral, GAN",
    fr="Le bruit est tiré une seule fois, avant les époques : le générateur n'apprend que ces "
    "quelques bruits-là, et ne sait que faire des autres. Tirez-le dans la boucle des lots.",
    en="The noise is drawn once, before the epochs: the generator only learns these few noises, and "
    "does not know what to make of others. Draw it inside the loop over the batches.",
)
def train_noise_once(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    fixed = torch.randn(batch_size, generator.noise_size, generator=rng, device=real.device)
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = fixed[: len(batch)]
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "noise-once-per-epoch",
    replaces="train",
    see="Cours magistral, GAN",
    fr="Le bruit est tiré une fois par époque, et tous les lots de l'époque le partagent. Tirez-le "
    "dans la boucle des lots : un bruit nouveau pour chacun.",
    en="The noise is drawn once per epoch, and all batches of the epoch share it. Draw it inside the "
    "loop over the batches: a new noise for each.",
)
def train_noise_each_epoch(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        fixed = torch.randn(batch_size, generator.noise_size, generator=rng, device=real.device)
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = fixed[: len(batch)]
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "betas-left-out",
    replaces="train",
    see="Cours magistral, GAN",
    fr="Vos Adam gardent betas=(0.9, 0.999) ; l'énoncé demande betas=(0.5, 0.999), une mémoire plus "
    "courte, pour un adversaire qui change.",
    en="Your Adams keep betas=(0.9, 0.999); the statement asks for betas=(0.5, 0.999), a shorter "
    "memory, for an opponent that changes.",
)
def train_default_betas(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr)
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr)
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = torch.randn(len(batch), generator.noise_size, generator=rng, device=real.device)
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "mean-over-the-batches",
    replaces="train",
    see="Manuel, 5.1.6",
    fr="La perte de l'époque est chez vous la moyenne des lots : le dernier, plus court, y pèse "
    "autant qu'un lot plein. Multipliez chaque perte par la taille de son lot, et divisez par le "
    "nombre d'exemples.",
    en="Your loss of the epoch is the mean over the batches: the last, shorter one weighs as much in "
    "it as a full one. Multiply each loss by the size of its batch, and divide by the number of "
    "examples.",
)
def train_mean_of_batches(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = torch.randn(len(batch), generator.noise_size, generator=rng, device=real.device)
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d)
            totals[1].append(g)
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(total))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "generator-first",
    replaces="train",
    see="Cours magistral, GAN",
    fr="Le générateur fait son pas avant le discriminateur ; l'énoncé demande l'ordre inverse : "
    "l'expert d'abord, puis le faussaire, face à l'expert qui vient d'apprendre.",
    en="The generator makes its step before the discriminator; the statement asks for the other "
    "order: the expert first, then the forger, who faces the expert that has just learned.",
)
def train_generator_first(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = torch.randn(len(batch), generator.noise_size, generator=rng, device=real.device)
            g = generator_step(generator, discriminator, forger, noise, classes)
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "expert-in-the-forgers-optimiser",
    replaces="train",
    see="Cours magistral, GAN",
    fr="L'optimiseur du générateur contient aussi les paramètres du discriminateur : dans le pas du "
    "faussaire, l'expert apprend à se laisser tromper. Un optimiseur par réseau, chacun avec les "
    "siens.",
    en="The generator's optimiser also holds the discriminator's parameters: in the forger's step "
    "the expert learns to be fooled. One optimiser for each network, each with its own "
    "parameters.",
)
def train_one_optimiser_too_large(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(
        [*generator.parameters(), *discriminator.parameters()], lr=lr, betas=(0.5, 0.999)
    )
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = torch.randn(len(batch), generator.noise_size, generator=rng, device=real.device)
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


# --- use ------------------------------------------------------------------------------------------


@misconception(
    "uniform-noise",
    replaces="sample",
    see="Cours magistral, GAN",
    fr="torch.rand tire uniformément entre 0 et 1 ; le générateur a été entraîné sur un bruit de loi "
    "N(0, 1) : torch.randn, avec un n.",
    en="torch.rand draws uniformly between 0 and 1; the generator was trained on a noise of law "
    "N(0, 1): torch.randn, with an n.",
)
def sample_uniform(generator, n, seed, labels=None):
    device = next(generator.parameters()).device
    noise = torch.rand(n, generator.noise_size, generator=make_rng(seed, device), device=device)
    with torch.no_grad():
        return generator(noise, labels)


@misconception("uniform-noise", replaces="train")
def train_uniform(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    history = {"discriminator": [], "generator": []}
    for epoch in range(1, epochs + 1):
        totals = ([], [])
        for batch in minibatches(len(real), batch_size, rng):
            classes = None if labels is None else labels[batch]
            noise = torch.rand(len(batch), generator.noise_size, generator=rng, device=real.device)
            d = discriminator_step(generator, discriminator, expert, real[batch], noise, classes)
            g = generator_step(generator, discriminator, forger, noise, classes)
            totals[0].append(d * len(batch))
            totals[1].append(g * len(batch))
        for name, total in zip(history, totals, strict=True):
            history[name].append(sum(total) / len(real))
        if report is not None:
            report(epoch, history["generator"][-1])
    return history


@misconception(
    "nearest-whatever-the-distance",
    replaces="mode_counts",
    see="Cours magistral, GAN",
    fr="Vous comptez pour le centre le plus proche même les points qui en sont loin : un générateur "
    "qui rate tous les modes aurait l'air de les couvrir. Seuls comptent les points à moins de "
    "radius.",
    en="You count for the nearest centre even the points that are far from it: a generator that "
    "misses all modes would seem to cover them. Only points at less than radius count.",
)
def mode_counts_anywhere(points, centres, radius):
    return torch.bincount(torch.cdist(points, centres).argmin(dim=1), minlength=len(centres))


@misconception(
    "squared-distance",
    replaces="mode_counts",
    see="Manuel, 4.2",
    fr="Vous comparez le carré de la distance à radius : prenez la racine, ou comparez à radius².",
    en="You compare the squared distance with radius: take the root, or compare with radius².",
)
def mode_counts_squared(points, centres, radius):
    distance, nearest = torch.cdist(points, centres).square().min(dim=1)
    return torch.bincount(nearest[distance < radius], minlength=len(centres))


@misconception(
    "radius-included",
    replaces="mode_counts",
    see="Cours magistral, GAN",
    fr="Vous comptez aussi les points à une distance exactement égale à radius (<=) ; l'énoncé dit "
    "strictement inférieure (<).",
    en="You also count the points at a distance of exactly radius (<=); the statement says strictly "
    "less (<).",
)
def mode_counts_radius_included(points, centres, radius):
    distance, nearest = torch.cdist(points, centres).min(dim=1)
    return torch.bincount(nearest[distance <= radius], minlength=len(centres))


@misconception(
    "last-centres-missing",
    replaces="mode_counts",
    see="Cours magistral, GAN",
    fr="bincount s'arrête au dernier centre qui a des points : les modes oubliés en fin de liste "
    "disparaissent du résultat, alors que c'est eux que l'on cherche. Demandez "
    "minlength=len(centres).",
    en="bincount stops at the last centre that has points: the forgotten modes at the end of the "
    "list vanish from the result, although they are what one is looking for. Ask for "
    "minlength=len(centres).",
)
def mode_counts_too_short(points, centres, radius):
    distance, nearest = torch.cdist(points, centres).min(dim=1)
    return torch.bincount(nearest[distance < radius])


@misconception(
    "counted-for-several-centres",
    replaces="mode_counts",
    see="Cours magistral, GAN",
    fr="Vous comptez un point pour tous les centres qui en sont proches ; il ne compte que pour le "
    "plus proche.",
    en="You count a point for all the centres that are near it; it counts for the nearest one only.",
)
def mode_counts_all_near(points, centres, radius):
    return (torch.cdist(points, centres) < radius).sum(dim=0)
