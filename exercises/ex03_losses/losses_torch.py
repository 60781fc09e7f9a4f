"""Fonctions de perte et leurs gradients (PyTorch).

Chaque fonction de coût reçoit la prédiction d'abord, la cible ensuite, et renvoie un seul nombre,
un tenseur sans axe : la moyenne sur les exemples. Elle est dérivable par autograd par rapport à la
prédiction. Chaque gradient est calculé à la main, par rapport à la prédiction, et en a la forme.
Les tenseurs donnés ne sont jamais modifiés ; le résultat garde leur type et leur appareil.
--
Loss functions and their gradients (PyTorch).

Each cost function takes the prediction first, the target second, and returns a single number, a
tensor without axes: the mean over the examples. Autograd can differentiate it with respect to the
prediction. Each gradient is computed by hand, with respect to the prediction, and has its shape.
The tensors given are never modified; the result keeps their dtype and their device.
"""

import torch

# Probabilities are clipped to [EPSILON, 1 - EPSILON] before any logarithm or division.
EPSILON = 1e-7


def mae(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Erreur absolue moyenne.

    y_hat : prédictions, forme (n,) ou (n, d), flottants. y : cibles, même forme, même unité.
    Renvoie la moyenne de abs(y_hat - y) sur tous les nombres du tenseur (scalaire, même unité
    que y). Source : manuel 4.2.
    Erreur : ValueError si y_hat et y n'ont pas la même forme.
    --
    Mean absolute error.

    y_hat: predictions, shape (n,) or (n, d), floats. y: targets, same shape, same unit.
    Returns the mean of abs(y_hat - y) over all the numbers of the tensor (a scalar, same unit
    as y). Source: textbook 4.2.
    Error: ValueError if y_hat and y do not have the same shape.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def mae_gradient(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `mae` par rapport à y_hat.

    Mêmes arguments que `mae`. Renvoie un tenseur de la forme de y_hat ; là où y_hat == y, 0.
    Source : manuel 4.2.
    --
    Gradient of `mae` with respect to y_hat.

    Same arguments as `mae`. Returns a tensor of the shape of y_hat; where y_hat == y, 0.
    Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def mse(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Erreur quadratique moyenne, sans facteur 1/2.

    y_hat : prédictions, forme (n,) ou (n, d), flottants. y : cibles, même forme, même unité.
    Renvoie la moyenne de (y_hat - y)**2 sur tous les nombres du tenseur (scalaire, unité de y
    au carré). Source : manuel 4.2.
    Erreur : ValueError si y_hat et y n'ont pas la même forme.
    --
    Mean squared error, without any factor 1/2.

    y_hat: predictions, shape (n,) or (n, d), floats. y: targets, same shape, same unit.
    Returns the mean of (y_hat - y)**2 over all the numbers of the tensor (a scalar, unit of y
    squared). Source: textbook 4.2.
    Error: ValueError if y_hat and y do not have the same shape.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def mse_gradient(y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `mse` par rapport à y_hat.

    Mêmes arguments que `mse`. Renvoie un tenseur de la forme de y_hat. Source : manuel 4.2, 4.3.
    --
    Gradient of `mse` with respect to y_hat.

    Same arguments as `mse`. Returns a tensor of the shape of y_hat. Source: textbook 4.2, 4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def huber(y_hat: torch.Tensor, y: torch.Tensor, delta: float = 1.0) -> torch.Tensor:
    """Perte de Huber : quadratique pour les petites erreurs, linéaire pour les grandes.

    y_hat : prédictions, forme (n,) ou (n, d), flottants. y : cibles, même forme.
    delta : seuil strictement positif, un nombre Python, dans l'unité de y.
    Pour une erreur e = y_hat - y : e**2 / 2 si abs(e) <= delta, delta * (abs(e) - delta / 2) sinon.
    Renvoie la moyenne sur tous les nombres du tenseur (scalaire). Source : manuel 4.2.
    Erreur : ValueError si y_hat et y n'ont pas la même forme.
    --
    Huber loss: quadratic for small errors, linear for large ones.

    y_hat: predictions, shape (n,) or (n, d), floats. y: targets, same shape.
    delta: strictly positive threshold, a Python number, in the unit of y.
    For an error e = y_hat - y: e**2 / 2 if abs(e) <= delta, else delta * (abs(e) - delta / 2).
    Returns the mean over all the numbers of the tensor (a scalar). Source: textbook 4.2.
    Error: ValueError if y_hat and y do not have the same shape.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def huber_gradient(y_hat: torch.Tensor, y: torch.Tensor, delta: float = 1.0) -> torch.Tensor:
    """Gradient de `huber` par rapport à y_hat.

    Mêmes arguments que `huber`. Renvoie un tenseur de la forme de y_hat. Source : manuel 4.2.
    --
    Gradient of `huber` with respect to y_hat.

    Same arguments as `huber`. Returns a tensor of the shape of y_hat. Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def binary_cross_entropy(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Entropie croisée binaire (logarithme népérien).

    p : probabilités de la classe 1, forme (n,) ou (n, d), flottants de [0, 1] ; elles sont
    ramenées dans [EPSILON, 1 - EPSILON]. y : étiquettes 0.0 ou 1.0, même forme.
    Renvoie la moyenne sur tous les nombres du tenseur (scalaire, positif). Source : manuel 4.2.2.
    Erreur : ValueError si p et y n'ont pas la même forme.
    --
    Binary cross-entropy (natural logarithm).

    p: probabilities of class 1, shape (n,) or (n, d), floats in [0, 1]; they are clipped to
    [EPSILON, 1 - EPSILON]. y: labels 0.0 or 1.0, same shape.
    Returns the mean over all the numbers of the tensor (a scalar, positive).
    Source: textbook 4.2.2.
    Error: ValueError if p and y do not have the same shape.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def binary_cross_entropy_gradient(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `binary_cross_entropy` par rapport à p.

    Mêmes arguments. La formule du gradient est évaluée en la probabilité écrêtée (le gradient
    n'est donc pas nul là où l'écrêtage agit). Renvoie un tenseur de la forme de p.
    Source : manuel 4.2.2.
    --
    Gradient of `binary_cross_entropy` with respect to p.

    Same arguments. The formula of the gradient is evaluated at the clipped probability (so the
    gradient is not zero where clipping acts). Returns a tensor of the shape of p.
    Source: textbook 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def categorical_cross_entropy(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Entropie croisée catégorielle (logarithme népérien).

    p : probabilités, forme (n, c), une ligne par exemple, flottants de [0, 1] ; elles sont
    ramenées dans [EPSILON, 1 - EPSILON]. y : étiquettes one-hot (0.0 ou 1.0), forme (n, c).
    Somme sur les classes, moyenne sur les n exemples (scalaire, positif). Source : manuel 4.2.2.
    --
    Categorical cross-entropy (natural logarithm).

    p: probabilities, shape (n, c), one row per example, floats in [0, 1]; they are clipped to
    [EPSILON, 1 - EPSILON]. y: one-hot labels (0.0 or 1.0), shape (n, c).
    Sum over the classes, mean over the n examples (a scalar, positive). Source: textbook 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def categorical_cross_entropy_gradient(p: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `categorical_cross_entropy` par rapport à p.

    Mêmes arguments. La formule du gradient est évaluée en la probabilité écrêtée.
    Renvoie un tenseur (n, c). Source : manuel 4.2.2.
    --
    Gradient of `categorical_cross_entropy` with respect to p.

    Same arguments. The formula of the gradient is evaluated at the clipped probability.
    Returns a tensor (n, c). Source: textbook 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def negative_log_likelihood(log_p: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Log-vraisemblance négative.

    log_p : logarithmes (népériens) des probabilités, forme (n, c), finis ; ni logarithme ni
    écrêtage ici. labels : numéros des bonnes classes, entiers de 0 à c - 1, forme (n,).
    Renvoie la moyenne sur les n exemples (scalaire). Source : manuel 4.2.
    --
    Negative log-likelihood.

    log_p: (natural) logarithms of the probabilities, shape (n, c), finite; no logarithm and no
    clipping here. labels: numbers of the right classes, integers from 0 to c - 1, shape (n,).
    Returns the mean over the n examples (a scalar). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def negative_log_likelihood_gradient(log_p: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Gradient de `negative_log_likelihood` par rapport à log_p.

    Mêmes arguments. Renvoie un tenseur (n, c) du type de log_p. Source : manuel 4.2.
    --
    Gradient of `negative_log_likelihood` with respect to log_p.

    Same arguments. Returns a tensor (n, c) with the dtype of log_p. Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def hinge(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Perte charnière (à marge).

    scores : scores réels, forme (n,), flottants. y : étiquettes -1.0 ou +1.0, forme (n,).
    Renvoie la moyenne de max(0, 1 - y * score) sur les n exemples (scalaire). Source : manuel 4.2.
    --
    Hinge (margin) loss.

    scores: real scores, shape (n,), floats. y: labels -1.0 or +1.0, shape (n,).
    Returns the mean of max(0, 1 - y * score) over the n examples (a scalar). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def hinge_gradient(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `hinge` par rapport aux scores.

    Mêmes arguments. Là où y * score vaut exactement 1, la valeur retenue est 0.
    Renvoie un tenseur (n,). Source : manuel 4.2.
    --
    Gradient of `hinge` with respect to the scores.

    Same arguments. Where y * score is exactly 1, the chosen value is 0.
    Returns a tensor (n,). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Distance L1 moyenne entre deux lots de vecteurs.

    a : vecteurs prédits, forme (n, d), flottants. b : vecteurs cibles, forme (n, d).
    Somme des abs(a - b) sur les coordonnées, moyenne sur les n lignes (scalaire).
    Source : manuel 4.2.
    --
    Mean L1 distance between two batches of vectors.

    a: predicted vectors, shape (n, d), floats. b: target vectors, shape (n, d).
    Sum of abs(a - b) over the coordinates, mean over the n rows (a scalar). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_distance_gradient(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Gradient de `l1_distance` par rapport à a.

    Mêmes arguments. Là où une coordonnée de a égale celle de b, 0. Renvoie un tenseur (n, d).
    Source : manuel 4.2.
    --
    Gradient of `l1_distance` with respect to a.

    Same arguments. Where a coordinate of a equals that of b, 0. Returns a tensor (n, d).
    Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l2_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Distance L2 (euclidienne) moyenne entre deux lots de vecteurs.

    a : vecteurs prédits, forme (n, d), flottants. b : vecteurs cibles, forme (n, d).
    Racine de la somme des carrés pour chaque ligne, moyenne sur les n lignes (scalaire).
    Source : manuel 4.2.
    --
    Mean L2 (Euclidean) distance between two batches of vectors.

    a: predicted vectors, shape (n, d), floats. b: target vectors, shape (n, d).
    Root of the sum of squares for each row, mean over the n rows (a scalar).
    Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l2_distance_gradient(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Gradient de `l2_distance` par rapport à a.

    Mêmes arguments. Une ligne où a et b sont égaux donne une ligne de zéros.
    Renvoie un tenseur (n, d). Source : manuel 4.2.
    --
    Gradient of `l2_distance` with respect to a.

    Same arguments. A row where a and b are equal gives a row of zeros.
    Returns a tensor (n, d). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def cosine_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Distance cosinus moyenne entre deux lots de vecteurs non nuls.

    a : vecteurs prédits, forme (n, d), flottants, aucune ligne nulle. b : vecteurs cibles, de
    même. 1 - cos(a, b) pour chaque ligne, moyenne sur les n lignes (scalaire de [0, 2]).
    Source : manuel 4.2.
    --
    Mean cosine distance between two batches of nonzero vectors.

    a: predicted vectors, shape (n, d), floats, no zero row. b: target vectors, likewise.
    1 - cos(a, b) for each row, mean over the n rows (a scalar in [0, 2]). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def cosine_distance_gradient(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Gradient de `cosine_distance` par rapport à a.

    Mêmes arguments. Renvoie un tenseur (n, d). Source : manuel 4.2.
    --
    Gradient of `cosine_distance` with respect to a.

    Same arguments. Returns a tensor (n, d). Source: textbook 4.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def softmax_cross_entropy(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Softmax puis entropie croisée, en une seule formule stable.

    z : scores (logits), forme (n, c), flottants, jusqu'à 1e4 en valeur absolue.
    y : étiquettes one-hot (0.0 ou 1.0), forme (n, c).
    Pour un exemple : log(somme des exp(z_k)) - somme des y_k * z_k, sans débordement et sans
    écrêtage ; moyenne sur les n exemples (scalaire). Source : manuel 3.2.6 et 4.2.2.
    --
    Softmax then cross-entropy, in one stable formula.

    z: scores (logits), shape (n, c), floats, up to 1e4 in absolute value.
    y: one-hot labels (0.0 or 1.0), shape (n, c).
    For one example: log(sum of exp(z_k)) - sum of y_k * z_k, with no overflow and no clipping;
    mean over the n examples (a scalar). Source: textbook 3.2.6 and 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def softmax_cross_entropy_gradient(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Gradient de `softmax_cross_entropy` par rapport aux scores z.

    Mêmes arguments. Renvoie un tenseur (n, c) : (y_hat - y) / n, où y_hat = softmax(z).
    Source : manuel 4.2.2, compte rendu du TP 3-4.
    --
    Gradient of `softmax_cross_entropy` with respect to the scores z.

    Same arguments. Returns a tensor (n, c): (y_hat - y) / n, where y_hat = softmax(z).
    Source: textbook 4.2.2, lab report of TP 3-4.
    """
    # À compléter / Your code here
    raise NotImplementedError()
