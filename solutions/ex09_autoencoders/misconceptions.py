"""Misconceptions of ex09 (autoencoders): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions and classes by name.
"""

# ruff: noqa: F821  # names of the solution

import torch
from torch import nn
from torch.nn import functional as F

from grader.checks.api import misconception

# --- models ---------------------------------------------------------------------------------------


@misconception(
    "code-activated",
    replaces="DenseAutoencoder.encode",
    see="Cours magistral, autoencodeurs",
    fr="Vous appliquez une ReLU au code aussi : il ne peut plus être négatif, et un neurone du code "
    "qui s'éteint est une dimension perdue. Rien ne suit la dernière couche de l'encodeur.",
    en="You apply a ReLU to the code too: it can no longer be negative, and a neuron of the code "
    "that dies is a dimension lost. Nothing follows the encoder's last layer.",
)
def encode_activated(self, x):
    return torch.relu(self.encoder(x))


@misconception(
    "no-output-sigmoid",
    replaces="DenseAutoencoder.decode",
    see="Cours magistral, autoencodeurs",
    fr="Votre décodeur rend les scores de sa dernière couche, sans sigmoïde : ses pixels peuvent "
    "sortir de [0, 1]. L'énoncé demande une sigmoïde à la sortie.",
    en="Your decoder returns the scores of its last layer, without a sigmoid: its pixels may leave "
    "[0, 1]. The statement asks for a sigmoid at the output.",
)
def decode_scores(self, z):
    return self.decoder[:-1](z)


@misconception(
    "no-output-padding",
    replaces="ConvAutoencoder.__init__",
    see="Cours magistral, convolution",
    fr="Sans output_padding=1, une convolution transposée de noyau 3, pas 2 et bourrage 1 fait 3 "
    "pixels de 2, puis 5 de 3 : (côté - 1) x 2 - 2 + 3. Il en manque un à chaque fois.",
    en="Without output_padding=1, a transposed convolution of kernel 3, stride 2 and padding 1 makes "
    "3 pixels of 2, then 5 of 3: (side - 1) x 2 - 2 + 3. One is missing each time.",
)
def conv_without_output_padding(self, channels):
    nn.Module.__init__(self)
    self.encoder = nn.Sequential(
        nn.Conv2d(1, channels, 3, stride=2, padding=1),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, 2 * channels, 3, stride=2, padding=1),
    )
    self.decoder = nn.Sequential(
        nn.ConvTranspose2d(2 * channels, channels, 3, stride=2, padding=1),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.ConvTranspose2d(channels, 1, 3, stride=2, padding=1),
        nn.Sigmoid(),
    )


@misconception(
    "mu-and-logvar-swapped",
    replaces="VAE.encode",
    see="Cours magistral, autoencodeur variationnel",
    fr="Votre encodeur rend logvar d'abord, mu ensuite ; l'énoncé demande mu, puis logvar (et "
    "déclare leurs couches dans cet ordre).",
    en="Your encoder returns logvar first, then mu; the statement asks for mu, then logvar (and "
    "declares their layers in this order).",
)
def encode_swapped(self, x):
    hidden = self.body(x)
    return self.logvar(hidden), self.mu(hidden)


# --- learning -------------------------------------------------------------------------------------


@misconception(
    "noise-not-clipped",
    replaces="add_noise",
    see="Cours magistral, débruitage",
    fr="Après le bruit, des valeurs sortent de [0, 1] : il manque le retour dans cet intervalle "
    "(clamp).",
    en="After the noise some values lie outside [0, 1]: the return into that interval is missing "
    "(clamp).",
)
def add_noise_unclipped(x, std, seed):
    generator = make_generator(seed, x.device)
    return x + std * torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)


@misconception(
    "uniform-noise",
    replaces="add_noise",
    see="Cours magistral, débruitage",
    fr="torch.rand tire uniformément entre 0 et 1 : votre bruit n'est jamais négatif, et les images "
    "ne font que s'éclaircir. Le bruit gaussien vient de torch.randn, avec un n.",
    en="torch.rand draws uniformly between 0 and 1: your noise is never negative, and the images "
    "only get brighter. Gaussian noise comes from torch.randn, with an n.",
)
def add_noise_uniform(x, std, seed):
    generator = make_generator(seed, x.device)
    noise = torch.rand(x.shape, generator=generator, device=x.device, dtype=x.dtype)
    return (x + std * noise).clamp(0, 1)


@misconception(
    "gradients-accumulate",
    replaces="train_step",
    see="Manuel, 5.1.6",
    fr="Il manque optimizer.zero_grad() : backward() ajoute aux gradients qui sont déjà là, et votre "
    "deuxième pas suit la somme des deux premiers gradients.",
    en="optimizer.zero_grad() is missing: backward() adds to the gradients that are already there, "
    "and your second step follows the sum of the first two gradients.",
)
def train_step_accumulating(model, optimizer, inputs, targets):
    model.train()
    loss = F.mse_loss(model(inputs), targets)
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception("gradients-accumulate", replaces="vae_step")
def vae_step_accumulating(vae, optimizer, x, noise, beta):
    reconstruction, mu, logvar = vae(x, noise)
    loss = vae_loss(reconstruction, x, mu, logvar, beta)
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "loss-summed",
    replaces="train_step",
    see="Manuel, 4.2",
    fr="Vous additionnez les carrés de tout le lot au lieu d'en faire la moyenne : la perte et le "
    "pas grandissent avec la taille du lot et celle des images.",
    en="You add up the squares of the whole batch instead of averaging them: the loss and the step "
    "grow with the size of the batch and of the images.",
)
def train_step_summed(model, optimizer, inputs, targets):
    model.train()
    loss = F.mse_loss(model(inputs), targets, reduction="sum")
    if not loss.isfinite():
        raise ValueError("the loss is not finite")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "noisy-target",
    replaces="train",
    see="Cours magistral, débruitage",
    fr="Votre débruiteur apprend à rendre l'image bruitée qu'il a reçue : il apprend le bruit au "
    "lieu de l'enlever. Il reçoit l'image bruitée, et la cible est l'image propre.",
    en="Your denoiser learns to return the noisy image that it received: it learns the noise "
    "instead of removing it. It receives the noisy image, and the target is the clean one.",
)
def train_noisy_target(model, x, epochs, batch_size, lr, seed, noise=0.0, report=None):
    generator = make_generator(seed, x.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch in minibatches(x, batch_size, generator):
            noisy = add_noise(batch, noise, generator)
            total += train_step(model, optimizer, noisy, noisy) * len(batch)
        history.append(total / len(x))
        if report is not None:
            report(epoch, history[-1])
    return history


@misconception(
    "mean-of-batch-means",
    replaces="train",
    see="Manuel, 5.1.5",
    fr="La perte d'une époque est chez vous la moyenne des pertes des lots : le dernier, plus court, "
    "y compte autant que les autres. Pesez chaque lot par son nombre d'exemples.",
    en="Your loss of an epoch is the mean of the batches' losses: the last one, shorter, counts as "
    "much as the others. Weight each batch by its number of examples.",
)
def train_batch_means(model, x, epochs, batch_size, lr, seed, noise=0.0, report=None):
    generator = make_generator(seed, x.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        losses = [
            train_step(model, optimizer, add_noise(batch, noise, generator), batch)
            for batch in minibatches(x, batch_size, generator)
        ]
        history.append(sum(losses) / len(losses))
        if report is not None:
            report(epoch, history[-1])
    return history


@misconception(
    "new-optimizer-each-epoch",
    replaces="train",
    see="Manuel, 5.1.6",
    fr="Vous refaites l'optimiseur à chaque époque : Adam y perd ses moyennes de gradients et "
    "recommence chaque fois par des pas démesurés. Faites-le une seule fois, avant la boucle.",
    en="You make the optimiser again in each epoch: Adam loses its averages of gradients and starts "
    "over with outsized steps. Make it only once, before the loop.",
)
def train_new_optimizer(model, x, epochs, batch_size, lr, seed, noise=0.0, report=None):
    generator = make_generator(seed, x.device)
    history = []
    for epoch in range(1, epochs + 1):
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        total = 0.0
        for batch in minibatches(x, batch_size, generator):
            loss = train_step(model, optimizer, add_noise(batch, noise, generator), batch)
            total += loss * len(batch)
        history.append(total / len(x))
        if report is not None:
            report(epoch, history[-1])
    return history


# --- anomalies ------------------------------------------------------------------------------------


@misconception(
    "eval-forgotten",
    replaces="reconstruction_errors",
    see="Manuel, 6",
    fr="Il manque model.eval() : la normalisation par lot se sert alors des moyennes du lot, et "
    "l'erreur d'une image dépend de celles qui l'entourent (et l'état du modèle change).",
    en="model.eval() is missing: batch normalisation then uses the means of the batch, and the error "
    "of an image depends on those around it (and the state of the model changes).",
)
def errors_without_eval(model, x):
    with torch.no_grad():
        return (model(x) - x).square().flatten(start_dim=1).mean(dim=1)


@misconception(
    "errors-summed",
    replaces="reconstruction_errors",
    see="Cours magistral, détection d'anomalies",
    fr="Vous additionnez les écarts au carré de chaque image au lieu d'en faire la moyenne : un "
    "seuil ne vaudrait plus pour une autre taille d'image.",
    en="You add up the squared differences of each image instead of averaging them: a threshold "
    "would no longer hold for another size of image.",
)
def errors_summed(model, x):
    model.eval()
    with torch.no_grad():
        return (model(x) - x).square().flatten(start_dim=1).sum(dim=1)


@misconception(
    "threshold-at-rate",
    replaces="anomaly_threshold",
    see="Cours magistral, détection d'anomalies",
    fr="Vous prenez le quantile d'ordre rate : ce seuil est dépassé par presque toutes les erreurs "
    "normales. La part rate doit être au-dessus, donc la part 1 - rate au-dessous.",
    en="You take the quantile of order rate: nearly all normal errors exceed that threshold. The "
    "fraction rate must lie above, so the fraction 1 - rate below.",
)
def threshold_at_rate(errors, rate):
    return torch.quantile(errors, rate)


# --- variational ----------------------------------------------------------------------------------


@misconception(
    "std-without-half",
    replaces="reparameterise",
    see="Cours magistral, autoencodeur variationnel",
    fr="exp(logvar) est la variance, pas l'écart-type : il manque le 1/2. L'écart-type est "
    "exp(logvar / 2), la racine de la variance.",
    en="exp(logvar) is the variance, not the standard deviation: the 1/2 is missing. The standard "
    "deviation is exp(logvar / 2), the root of the variance.",
)
def reparameterise_variance(mu, logvar, noise):
    return mu + torch.exp(logvar) * noise


@misconception(
    "kl-sign",
    replaces="kl_divergence",
    see="Cours magistral, autoencodeur variationnel",
    fr="Votre divergence KL a le signe opposé : elle est négative, et l'apprentissage éloignerait les "
    "codes de N(0, 1) pour la faire baisser encore. C'est -1/2 fois la somme de "
    "1 + logvar - mu² - exp(logvar).",
    en="Your KL divergence has the opposite sign: it is negative, and training would push the codes "
    "away from N(0, 1) to lower it further. It is -1/2 times the sum of "
    "1 + logvar - mu² - exp(logvar).",
)
def kl_opposite(mu, logvar):
    return ((1 + logvar - mu.square() - logvar.exp()) / 2).sum(dim=1).mean()


@misconception(
    "kl-mean-over-code",
    replaces="kl_divergence",
    see="Cours magistral, autoencodeur variationnel",
    fr="Vous faites la moyenne sur les nombres du code aussi. La divergence d'un exemple est la "
    "somme sur son code ; la moyenne ne porte que sur les exemples.",
    en="You average over the numbers of the code too. The divergence of an example is the sum over "
    "its code; only the examples are averaged.",
)
def kl_mean(mu, logvar):
    return ((mu.square() + logvar.exp() - 1 - logvar) / 2).mean()


@misconception(
    "kl-summed-over-batch",
    replaces="kl_divergence",
    see="Cours magistral, autoencodeur variationnel",
    fr="Vous additionnez la divergence de tous les exemples du lot : son poids dépend alors de la "
    "taille du lot. Sommez sur le code, faites la moyenne sur les exemples.",
    en="You add up the divergence of all the examples of the batch: its weight then depends on the "
    "size of the batch. Sum over the code, average over the examples.",
)
def kl_summed(mu, logvar):
    return ((mu.square() + logvar.exp() - 1 - logvar) / 2).sum()


@misconception(
    "kl-log-std",
    replaces="kl_divergence",
    see="Cours magistral, autoencodeur variationnel",
    fr="Votre formule prend logvar pour le logarithme de l'écart-type. C'est celui de la variance : "
    "la variance est exp(logvar), sans facteur 2.",
    en="Your formula takes logvar for the logarithm of the standard deviation. It is that of the "
    "variance: the variance is exp(logvar), without a factor 2.",
)
def kl_of_log_std(mu, logvar):
    return ((mu.square() + (2 * logvar).exp() - 1 - 2 * logvar) / 2).sum(dim=1).mean()


@misconception(
    "mean-over-pixels",
    replaces="vae_loss",
    see="Cours magistral, autoencodeur variationnel",
    fr="Votre terme de reconstruction est une moyenne sur les pixels, alors que la divergence est "
    "une somme sur le code : elle l'emporte, et toutes les images finissent avec le même code. "
    "Sommez les carrés de chaque image, puis faites la moyenne sur les exemples.",
    en="Your reconstruction term is a mean over the pixels, while the divergence is a sum over the "
    "code: the divergence wins, and all images end up with the same code. Sum the squares of each "
    "image, then average over the examples.",
)
def vae_loss_mean(reconstruction, x, mu, logvar, beta):
    return F.mse_loss(reconstruction, x) + beta * kl_divergence(mu, logvar)


@misconception(
    "codes-uniform",
    replaces="VAE.sample",
    see="Cours magistral, autoencodeur variationnel",
    fr="Vous tirez les codes uniformément entre 0 et 1 (torch.rand) ; la divergence KL a appris au "
    "décodeur à attendre des codes de loi N(0, 1) : torch.randn, avec un n.",
    en="You draw the codes uniformly between 0 and 1 (torch.rand); the KL divergence taught the "
    "decoder to expect codes of law N(0, 1): torch.randn, with an n.",
)
def sample_uniform(self, n, seed):
    device = next(self.parameters()).device
    z = torch.rand(n, self.latent, generator=make_generator(seed, device), device=device)
    with torch.no_grad():
        return self.decode(z)


@misconception(
    "codes-all-zero",
    replaces="VAE.sample",
    see="Cours magistral, autoencodeur variationnel",
    fr="Vous décodez le code moyen, zéro, à chaque fois : tous vos échantillons sont la même image. "
    "Tirez un code de loi N(0, 1) pour chacun.",
    en="You decode the mean code, zero, each time: all your samples are the same image. Draw a code "
    "from N(0, 1) for each of them.",
)
def sample_zero(self, n, seed):
    with torch.no_grad():
        return self.decode(torch.zeros(n, self.latent, device=next(self.parameters()).device))
