"""Rétropropagation (exercice ex05, parcours NumPy).

D'abord une chaîne de trois neurones, dont les six dérivées s'écrivent à la main ; puis une
couche dense, sur un lot ; puis un réseau de profondeur quelconque, qui apprend ; enfin de quoi
vérifier un gradient, bien tirer les poids, et mesurer un gradient qui s'évanouit.

Conventions : un exemple par ligne, `x` de forme (n, d) ; les poids d'une couche ont la forme
(entrées, sorties), donc une couche calcule x @ w + b ; les gradients des paramètres sont des
moyennes sur le lot ; les arguments ne sont jamais modifiés ; float32 donne float32.
--
Backpropagation (exercise ex05, NumPy track).

First a chain of three neurons, whose six derivatives can be written by hand; then a dense
layer, on a batch; then a network of any depth, which learns; at last what it takes to check a
gradient, to draw good weights, and to measure a gradient that vanishes.

Conventions: one example per row, `x` of shape (n, d); the weights of a layer have the shape
(inputs, outputs), so a layer computes x @ w + b; the gradients of the parameters are means over
the batch; arguments are never modified; float32 gives float32.
"""

from collections.abc import Callable

import numpy as np


def activate(name: str, z: np.ndarray | float) -> np.ndarray | float:
    """Applique une activation, élément par élément (fournie : c'était l'exercice ex02).

    name : "relu", "tanh", "sigmoid" ou "identity" (qui renvoie z).
    z : pré-activations, un tableau de forme quelconque, float32 ou float64, ou un flottant.
    Renvoie la même forme et le même type que z. Un autre nom : ValueError.
    Source : livre, section 3.2.
    --
    Applies an activation, element by element (given: it was exercise ex02).

    name: "relu", "tanh", "sigmoid" or "identity" (which returns z).
    z: pre-activations, an array of any shape, float32 or float64, or a float.
    Returns the same shape and dtype as z. Another name: ValueError.
    Source: textbook, section 3.2.
    """
    if name == "relu":
        return np.maximum(z, 0.0)
    if name == "tanh":
        return np.tanh(z)
    if name == "sigmoid":
        return 0.5 * (1.0 + np.tanh(z / 2.0))
    if name == "identity":
        return z
    raise ValueError(f"unknown activation: {name}")


def activation_derivative(name: str, z: np.ndarray) -> np.ndarray:
    """Dérivée d'une activation à la pré-activation z, pas à la sortie (fournie).

    name : comme pour `activate`. z : un tableau de forme quelconque, float32 ou float64.
    Renvoie la même forme et le même type que z ; pour "relu", 1 où z > 0 et 0 ailleurs (0 en 0).
    Un autre nom : ValueError. Source : livre, section 3.2.
    --
    Derivative of an activation at the pre-activation z, not at the output (given).

    name: as for `activate`. z: an array of any shape, float32 or float64.
    Returns the same shape and dtype as z; for "relu", 1 where z > 0 and 0 elsewhere (0 at 0).
    Another name: ValueError. Source: textbook, section 3.2.
    """
    if name == "relu":
        return (z > 0.0).astype(z.dtype)
    if name == "tanh":
        return 1.0 - np.tanh(z) ** 2
    if name == "sigmoid":
        s = activate("sigmoid", z)
        return s * (1.0 - s)
    if name == "identity":
        return np.ones_like(z)
    raise ValueError(f"unknown activation: {name}")


def mse(prediction: np.ndarray, y: np.ndarray) -> float:
    """Erreur quadratique moyenne sur tous les nombres du tableau, sans 1/2 (fournie : ex03).

    prediction, y : forme (n, d), même type. Renvoie un scalaire NumPy de ce type.
    Source : livre, section 4.2.
    --
    Mean squared error over all the numbers of the array, without 1/2 (given: ex03).

    prediction, y: shape (n, d), same dtype. Returns a NumPy scalar of that dtype.
    Source: textbook, section 4.2.
    """
    return np.mean((prediction - y) ** 2)


def chain_forward(x: float, parameters: dict[str, float]) -> tuple[float, float, float]:
    """Propagation avant dans la chaîne 1-1-1-1 : trois sigmoïdes, celle de la sortie comprise.

    x : l'entrée, un flottant. parameters : six flottants, aux clés "w1" "b1" "w2" "b2" "w3" "b3".
    Renvoie (a1, a2, p), trois flottants entre 0 et 1 : les deux activations cachées, puis la
    prédiction. Aucune erreur n'est attendue. Source : livre, section 4.4.3.
    --
    Forward pass through the 1-1-1-1 chain: three sigmoids, that of the output included.

    x: the input, a float. parameters: six floats, under the keys "w1" "b1" "w2" "b2" "w3" "b3".
    Returns (a1, a2, p), three floats between 0 and 1: the two hidden activations, then the
    prediction. No error is expected. Source: textbook, section 4.4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def chain_backward(x: float, y: float, parameters: dict[str, float]) -> dict[str, float]:
    """Les six dérivées de J = (y - p)^2 / 2 dans la chaîne 1-1-1-1.

    x : l'entrée, y : la cible, deux flottants. parameters : comme pour `chain_forward`.
    Renvoie un dictionnaire de six flottants aux mêmes clés : sous "w1", dJ/dw1, etc.
    Aucune erreur n'est attendue. Source : livre, section 4.4.3 (dont dJ/dp a le mauvais signe).
    --
    The six derivatives of J = (y - p)^2 / 2 in the 1-1-1-1 chain.

    x: the input, y: the target, two floats. parameters: as for `chain_forward`.
    Returns a dictionary of six floats under the same keys: under "w1", dJ/dw1, and so on.
    No error is expected. Source: textbook, section 4.4.3 (whose dJ/dp has the wrong sign).
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dense_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Calcule une couche dense sans activation : x @ w + b.

    x : entrées, forme (n, d_in). w : poids, forme (d_in, d_out). b : biais, forme (d_out,).
    Même type partout, float32 ou float64. Renvoie les pré-activations, forme (n, d_out), de ce
    type. Aucune erreur n'est attendue. Source : livre, section 3.4.
    --
    Computes a dense layer without activation: x @ w + b.

    x: inputs, shape (n, d_in). w: weights, shape (d_in, d_out). b: biases, shape (d_out,).
    Same dtype everywhere, float32 or float64. Returns the pre-activations, shape (n, d_out), of
    that dtype. No error is expected. Source: textbook, section 3.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dense_backward(
    delta: np.ndarray, x: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rétropropagation à travers une couche dense.

    delta : forme (n, d_out) ; la ligne i est le gradient de la perte de l'exemple i, et d'elle
    seule (sans 1/n), par rapport aux pré-activations de cet exemple.
    x : les entrées de la couche, forme (n, d_in). w : ses poids, forme (d_in, d_out). Même type.
    Renvoie (dx, dw, db) : dx, forme (n, d_in), une ligne par exemple, sans 1/n ; dw, forme
    (d_in, d_out), et db, forme (d_out,), moyennes sur les n exemples. Même type.
    Aucune erreur n'est attendue. Source : livre, section 4.4 ; rapport de TP 3-4.
    --
    Backpropagation through a dense layer.

    delta: shape (n, d_out); row i is the gradient of the loss of example i, and of it alone
    (without 1/n), with respect to the pre-activations of that example.
    x: the inputs of the layer, shape (n, d_in). w: its weights, shape (d_in, d_out). Same dtype.
    Returns (dx, dw, db): dx, shape (n, d_in), one row per example, without 1/n; dw, shape
    (d_in, d_out), and db, shape (d_out,), means over the n examples. Same dtype.
    No error is expected. Source: textbook, section 4.4; TP 3-4 report.
    """
    # À compléter / Your code here
    raise NotImplementedError()


class MLP:
    """Un perceptron multicouche : des couches denses, une activation entre elles, sortie linéaire.

    Le coût est la MSE (sans 1/2), moyenne sur tous les nombres de la sortie.
    Vous écrivez forward, backward, step, train_step, fit et gradient_norms.
    Source : livre, sections 3.4 et 4.4.
    --
    A multilayer perceptron: dense layers, an activation between them, a linear output.

    The cost is the MSE (without 1/2), a mean over all the numbers of the output.
    You write forward, backward, step, train_step, fit and gradient_norms.
    Source: textbook, sections 3.4 and 4.4.
    """

    def __init__(self, weights: list[np.ndarray], biases: list[np.ndarray], activation: str):
        """Construit le réseau (fourni).

        weights : L matrices, de la première couche à la dernière, formes (d0, d1), (d1, d2), ...
        biases : L vecteurs, formes (d1,), (d2,), ... activation : un nom connu de `activate`,
        pour toutes les couches cachées.
        --
        Builds the network (given).

        weights: L matrices, from the first layer to the last, shapes (d0, d1), (d1, d2), ...
        biases: L vectors, shapes (d1,), (d2,), ... activation: a name known to `activate`, for
        all the hidden layers.
        """
        self.weights = list(weights)
        self.biases = list(biases)
        self.activation = activation

    def parameters(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Renvoie (poids, biais), deux listes de L tableaux, comme le constructeur (fourni).
        --
        Returns (weights, biases), two lists of L arrays, as in the constructor (given).
        """
        return self.weights, self.biases

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Propagation avant : la prédiction pour chaque ligne de x.

        x : forme (n, d0). Renvoie un tableau (n, dL) du type de x : l'activation s'applique après
        chaque couche, sauf la dernière. Retenez dans `self` ce dont `backward` aura besoin.
        Aucune erreur n'est attendue. Source : livre, sections 3.4 et 4.4.
        --
        Forward pass: the prediction for each row of x.

        x: shape (n, d0). Returns an array (n, dL) of the dtype of x: the activation is applied
        after each layer but the last. Keep in `self` what `backward` will need.
        No error is expected. Source: textbook, sections 3.4 and 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def backward(self, x: np.ndarray, y: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Gradients de la MSE par rapport à tous les paramètres, sans en changer aucun.

        x : forme (n, d0). y : cibles, forme (n, dL), même type.
        Renvoie (gradients des poids, gradients des biais), deux listes de L tableaux, de la
        première couche à la dernière, chacun de la forme et du type de son paramètre. Fait
        elle-même la propagation avant de x, quoi que `forward` ait vu auparavant.
        Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        Gradients of the MSE with respect to all the parameters, without changing any of them.

        x: shape (n, d0). y: targets, shape (n, dL), same dtype.
        Returns (gradients of the weights, gradients of the biases), two lists of L arrays, from
        the first layer to the last, each of the shape and dtype of its parameter. Makes the
        forward pass of x itself, whatever `forward` saw before.
        No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def step(self, gradients: tuple[list[np.ndarray], list[np.ndarray]], lr: float) -> None:
        """Un pas de descente : chaque paramètre moins lr fois son gradient.

        gradients : de la forme que `backward` renvoie. lr : le taux, un flottant positif.
        Ne renvoie rien : `parameters()` donne ensuite les nouvelles valeurs, du même type.
        Aucune erreur n'est attendue. Source : livre, section 4.3.
        --
        One step of descent: each parameter minus lr times its gradient.

        gradients: of the form that `backward` returns. lr: the rate, a positive float.
        Returns nothing: `parameters()` then gives the new values, of the same dtype.
        No error is expected. Source: textbook, section 4.3.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def train_step(self, x: np.ndarray, y: np.ndarray, lr: float) -> float:
        """Un pas d'apprentissage complet sur un lot : avant, arrière, mise à jour.

        x, y : comme pour `backward`. lr : le taux, un flottant positif.
        Tous les gradients sont ceux des paramètres d'avant le pas. Renvoie la MSE d'avant le pas,
        un flottant Python ou NumPy. Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        One whole training step on a batch: forward, backward, update.

        x, y: as for `backward`. lr: the rate, a positive float.
        All the gradients are those of the parameters before the step. Returns the MSE before the
        step, a Python or NumPy float. No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def fit(self, x: np.ndarray, y: np.ndarray, lr: float, steps: int) -> list[float]:
        """Apprend par `steps` pas sur le même lot entier.

        x, y, lr : comme pour `train_step`. steps : le nombre de pas, un entier.
        Renvoie la liste des `steps` coûts, chacun mesuré avant son pas.
        Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        Learns by `steps` steps on the same whole batch.

        x, y, lr: as for `train_step`. steps: the number of steps, an integer.
        Returns the list of the `steps` costs, each measured before its step.
        No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def gradient_norms(self, x: np.ndarray, y: np.ndarray) -> list[float]:
        """La norme du gradient des poids de chaque couche, de la première à la dernière.

        x, y : comme pour `backward`. Renvoie L flottants positifs ou nuls : pour chaque matrice
        dw, la racine de la somme des carrés de ses éléments. Ne change aucun paramètre.
        Aucune erreur n'est attendue. Source : livre, section 4.4.4.
        --
        The norm of the gradient of each layer's weights, from the first to the last.

        x, y: as for `backward`. Returns L non-negative floats: for each matrix dw, the square root
        of the sum of the squares of its elements. Changes no parameter.
        No error is expected. Source: textbook, section 4.4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def gradient_factors(slopes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Par quoi le gradient est multiplié en remontant une chaîne de L neurones.

    slopes : les dérivées des activations, weights : les poids, forme (L,), de la première couche
    à la dernière, même type. Remonter une couche multiplie par son poids et par sa dérivée.
    Renvoie un tableau (L,) : à l'indice l, le produit pour les couches de l à la dernière ; à
    l'indice 0, celui de toute la chaîne. Aucune erreur n'est attendue.
    Source : livre, section 4.4.4 (qui oublie les poids).
    --
    What the gradient is multiplied by on its way back through a chain of L neurons.

    slopes: the derivatives of the activations, weights: the weights, shape (L,), from the first
    layer to the last, same dtype. Going back through a layer multiplies by its weight and by its
    derivative. Returns an array (L,): at index l, the product for the layers from l to the last;
    at index 0, that of the whole chain. No error is expected.
    Source: textbook, section 4.4.4 (which forgets the weights).
    """
    # À compléter / Your code here
    raise NotImplementedError()


def xavier_init(rng: int | np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Poids initiaux de Xavier (Glorot) : loi uniforme sur [-m, m], m = sqrt(6 / (in + out)).

    rng : un entier (graine) ou un np.random.Generator ; commencez par
    rng = np.random.default_rng(rng). fan_in, fan_out : les tailles de la couche, des entiers.
    Renvoie un tableau float64 de forme (fan_in, fan_out).
    Aucune erreur n'est attendue. Source : livre, sections 4.3 et 4.4.4.
    --
    Xavier's (Glorot's) initial weights: uniform law on [-m, m], m = sqrt(6 / (in + out)).

    rng: an integer (seed) or an np.random.Generator; begin with rng = np.random.default_rng(rng).
    fan_in, fan_out: the sizes of the layer, integers.
    Returns a float64 array of shape (fan_in, fan_out).
    No error is expected. Source: textbook, sections 4.3 and 4.4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def he_init(rng: int | np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Poids initiaux de He : loi normale de moyenne 0 et d'écart-type sqrt(2 / fan_in).

    rng, fan_in, fan_out : comme pour `xavier_init`.
    Renvoie un tableau float64 de forme (fan_in, fan_out) ; la loi n'est pas tronquée.
    Aucune erreur n'est attendue. Source : livre, section 4.4.4.
    --
    He's initial weights: normal law of mean 0 and standard deviation sqrt(2 / fan_in).

    rng, fan_in, fan_out: as for `xavier_init`.
    Returns a float64 array of shape (fan_in, fan_out); the law is not truncated.
    No error is expected. Source: textbook, section 4.4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def gradient_check(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Gradient numérique de f en x, par différences centrées, une coordonnée à la fois.

    f : une fonction d'un tableau de la forme de x, qui renvoie un flottant. x : float64, forme
    quelconque (au moins une dimension), laissé intact. h : le pas, un flottant positif.
    Renvoie un tableau float64 de la forme de x : (f(x + h e) - f(x - h e)) / (2 h) à chaque place.
    Aucune erreur n'est attendue. Source : livre, section 4.4.
    --
    Numerical gradient of f at x, by central differences, one coordinate at a time.

    f: a function of an array of the shape of x, which returns a float. x: float64, any shape (at
    least one dimension), left as it is. h: the step, a positive float.
    Returns a float64 array of the shape of x: (f(x + h e) - f(x - h e)) / (2 h) in each place.
    No error is expected. Source: textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """Écart relatif de deux gradients : ||a - b|| / (||a|| + ||b||), norme de tout le tableau.

    a, b : même forme quelconque, float64. Renvoie un flottant entre 0 (égaux) et 1 (opposés,
    ou l'un d'eux nul) ; 0 si tous deux sont nuls partout. Aucune erreur n'est attendue. Source : livre, section 4.4.
    --
    Relative error of two gradients: ||a - b|| / (||a|| + ||b||), norms of the whole array.

    a, b: same shape, any, float64. Returns a float between 0 (equal) and 1 (opposite, or one of
    them zero); 0 if both are zero everywhere. No error is expected. Source: textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()
