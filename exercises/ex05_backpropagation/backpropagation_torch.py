"""Rétropropagation (exercice ex05, parcours PyTorch).

Les mêmes dérivées deux fois : à la main, sur des tenseurs, puis par autograd ; elles doivent être
égales. Ensuite deux opérations dont vous écrivez vous-même l'aller et le retour, et qui entrent
dans le graphe d'autograd comme celles de PyTorch ; enfin de quoi mesurer une pente et tirer les
poids.

Conventions : un exemple par ligne, `x` de forme (n, d) ; les poids d'une couche ont la forme
(entrées, sorties), donc une couche calcule x @ w + b ; les gradients des paramètres sont des
moyennes sur le lot ; les arguments ne sont jamais modifiés ; le type (float32 ou float64) et
l'appareil des tenseurs reçus sont gardés.
--
Backpropagation (exercise ex05, PyTorch track).

The same derivatives twice: by hand, on tensors, then by autograd; they must be equal. Then two
operations whose forward and backward you write yourself, and which enter autograd's graph as
PyTorch's own do; at last what it takes to measure a slope and to draw the weights.

Conventions: one example per row, `x` of shape (n, d); the weights of a layer have the shape
(inputs, outputs), so a layer computes x @ w + b; the gradients of the parameters are means over
the batch; arguments are never modified; the dtype (float32 or float64) and the device of the
tensors received are kept.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def activate(name: str, z: Tensor) -> Tensor:
    """Applique une activation, élément par élément (fournie : c'était l'exercice ex02).

    name : "relu", "tanh", "sigmoid" ou "identity" (qui renvoie z).
    z : pré-activations, un tenseur de forme quelconque, float32 ou float64.
    Renvoie la même forme et le même type que z ; autograd sait dériver. Un autre nom : ValueError.
    Source : livre, section 3.2.
    --
    Applies an activation, element by element (given: it was exercise ex02).

    name: "relu", "tanh", "sigmoid" or "identity" (which returns z).
    z: pre-activations, a tensor of any shape, float32 or float64.
    Returns the same shape and dtype as z; autograd can differentiate it. Another name: ValueError.
    Source: textbook, section 3.2.
    """
    if name == "relu":
        return torch.relu(z)
    if name == "tanh":
        return torch.tanh(z)
    if name == "sigmoid":
        return torch.sigmoid(z)
    if name == "identity":
        return z
    raise ValueError(f"unknown activation: {name}")


def activation_derivative(name: str, z: Tensor) -> Tensor:
    """Dérivée d'une activation à la pré-activation z, pas à la sortie (fournie).

    name : comme pour `activate`. z : un tenseur de forme quelconque, float32 ou float64.
    Renvoie la même forme et le même type que z ; pour "relu", 1 où z > 0 et 0 ailleurs (0 en 0).
    Un autre nom : ValueError. Source : livre, section 3.2.
    --
    Derivative of an activation at the pre-activation z, not at the output (given).

    name: as for `activate`. z: a tensor of any shape, float32 or float64.
    Returns the same shape and dtype as z; for "relu", 1 where z > 0 and 0 elsewhere (0 at 0).
    Another name: ValueError. Source: textbook, section 3.2.
    """
    if name == "relu":
        return (z > 0).to(z.dtype)
    if name == "tanh":
        return 1 - torch.tanh(z) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s * (1 - s)
    if name == "identity":
        return torch.ones_like(z)
    raise ValueError(f"unknown activation: {name}")


def mse(prediction: Tensor, y: Tensor) -> Tensor:
    """Erreur quadratique moyenne sur tous les nombres du tenseur, sans 1/2 (fournie : ex03).

    prediction, y : forme (n, d), même type. Renvoie un tenseur sans axe (forme ()), de ce type ;
    autograd sait dériver. Source : livre, section 4.2.
    --
    Mean squared error over all the numbers of the tensor, without 1/2 (given: ex03).

    prediction, y: shape (n, d), same dtype. Returns a tensor without axes (shape ()), of that
    dtype; autograd can differentiate it. Source: textbook, section 4.2.
    """
    return ((prediction - y) ** 2).mean()


def chain_forward(x: Tensor, parameters: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Propagation avant dans la chaîne 1-1-1-1 : trois sigmoïdes, celle de la sortie comprise.

    x : l'entrée, un tenseur de forme (). parameters : six tenseurs de forme (), aux clés "w1" "b1"
    "w2" "b2" "w3" "b3". Renvoie (a1, a2, p), trois tenseurs de forme () et du type de x : les deux
    activations cachées, puis la prédiction. Aucune erreur n'est attendue.
    Source : livre, section 4.4.3.
    --
    Forward pass through the 1-1-1-1 chain: three sigmoids, that of the output included.

    x: the input, a tensor of shape (). parameters: six tensors of shape (), under the keys "w1"
    "b1" "w2" "b2" "w3" "b3". Returns (a1, a2, p), three tensors of shape () and of the dtype of x:
    the two hidden activations, then the prediction. No error is expected.
    Source: textbook, section 4.4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def chain_backward(x: Tensor, y: Tensor, parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    """Les six dérivées de J = (y - p)^2 / 2 dans la chaîne 1-1-1-1, à la main, sans autograd.

    x : l'entrée, y : la cible, deux tenseurs de forme (). parameters : comme pour `chain_forward`.
    Renvoie un dictionnaire de six tenseurs de forme () aux mêmes clés : sous "w1", dJ/dw1, etc.
    Aucune erreur n'est attendue. Source : livre, section 4.4.3 (dont dJ/dp a le mauvais signe).
    --
    The six derivatives of J = (y - p)^2 / 2 in the 1-1-1-1 chain, by hand, without autograd.

    x: the input, y: the target, two tensors of shape (). parameters: as for `chain_forward`.
    Returns a dictionary of six tensors of shape () under the same keys: under "w1", dJ/dw1, etc.
    No error is expected. Source: textbook, section 4.4.3 (whose dJ/dp has the wrong sign).
    """
    # À compléter / Your code here
    raise NotImplementedError()


def chain_autograd(x: Tensor, y: Tensor, parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    """Les mêmes six dérivées, calculées par autograd : `chain_forward`, J, puis backward().

    x, y, parameters : comme pour `chain_backward` ; aucun de ces tenseurs ne demande de gradient,
    et ils restent ainsi. Renvoie un dictionnaire comme celui de `chain_backward`.
    Aucune erreur n'est attendue. Source : livre, section 4.4.3.
    --
    The same six derivatives, computed by autograd: `chain_forward`, J, then backward().

    x, y, parameters: as for `chain_backward`; none of these tensors requires a gradient, and they
    stay like that. Returns a dictionary like that of `chain_backward`.
    No error is expected. Source: textbook, section 4.4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dense_forward(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
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


def dense_backward(delta: Tensor, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Rétropropagation à travers une couche dense, à la main.

    delta : forme (n, d_out) ; la ligne i est le gradient de la perte de l'exemple i, et d'elle
    seule (sans 1/n), par rapport aux pré-activations de cet exemple.
    x : les entrées de la couche, forme (n, d_in). w : ses poids, forme (d_in, d_out). Même type.
    Renvoie (dx, dw, db) : dx, forme (n, d_in), une ligne par exemple, sans 1/n ; dw, forme
    (d_in, d_out), et db, forme (d_out,), moyennes sur les n exemples. Même type.
    Aucune erreur n'est attendue. Source : livre, section 4.4 ; rapport de TP 3-4.
    --
    Backpropagation through a dense layer, by hand.

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
    Vous écrivez forward, backward, autograd, step, train_step, fit et gradient_norms.
    Source : livre, sections 3.4 et 4.4.
    --
    A multilayer perceptron: dense layers, an activation between them, a linear output.

    The cost is the MSE (without 1/2), a mean over all the numbers of the output.
    You write forward, backward, autograd, step, train_step, fit and gradient_norms.
    Source: textbook, sections 3.4 and 4.4.
    """

    def __init__(self, weights: list[Tensor], biases: list[Tensor], activation: str):
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

    def parameters(self) -> tuple[list[Tensor], list[Tensor]]:
        """Renvoie (poids, biais), deux listes de L tenseurs, comme le constructeur (fourni).
        --
        Returns (weights, biases), two lists of L tensors, as in the constructor (given).
        """
        return self.weights, self.biases

    def forward(self, x: Tensor) -> Tensor:
        """Propagation avant : la prédiction pour chaque ligne de x.

        x : forme (n, d0). Renvoie un tenseur (n, dL) du type de x : l'activation s'applique après
        chaque couche, sauf la dernière. Retenez dans `self` ce dont `backward` aura besoin.
        Aucune erreur n'est attendue. Source : livre, sections 3.4 et 4.4.
        --
        Forward pass: the prediction for each row of x.

        x: shape (n, d0). Returns a tensor (n, dL) of the dtype of x: the activation is applied
        after each layer but the last. Keep in `self` what `backward` will need.
        No error is expected. Source: textbook, sections 3.4 and 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def backward(self, x: Tensor, y: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Gradients de la MSE par rapport à tous les paramètres, à la main, sans autograd.

        x : forme (n, d0). y : cibles, forme (n, dL), même type.
        Renvoie (gradients des poids, gradients des biais), deux listes de L tenseurs, de la
        première couche à la dernière, chacun de la forme et du type de son paramètre. Fait
        elle-même la propagation avant de x, quoi que `forward` ait vu auparavant, et ne change
        aucun paramètre. Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        Gradients of the MSE with respect to all the parameters, by hand, without autograd.

        x: shape (n, d0). y: targets, shape (n, dL), same dtype.
        Returns (gradients of the weights, gradients of the biases), two lists of L tensors, from
        the first layer to the last, each of the shape and dtype of its parameter. Makes the
        forward pass of x itself, whatever `forward` saw before, and changes no parameter.
        No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def autograd(self, x: Tensor, y: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Les mêmes gradients que `backward`, calculés par autograd.

        x, y : comme pour `backward`. Renvoie ce que `backward` renvoie, aussi souvent qu'on
        appelle : un appel ne laisse rien derrière lui qui s'ajouterait au suivant, et ne change
        aucun paramètre. Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        The same gradients as `backward`, computed by autograd.

        x, y: as for `backward`. Returns what `backward` returns, as often as it is called: a call
        leaves nothing behind that would add up to the next, and changes no parameter.
        No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def step(self, gradients: tuple[list[Tensor], list[Tensor]], lr: float) -> None:
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

    def train_step(self, x: Tensor, y: Tensor, lr: float) -> float:
        """Un pas d'apprentissage complet sur un lot : avant, arrière, mise à jour.

        x, y : comme pour `backward`. lr : le taux, un flottant positif. Prenez les gradients de
        `backward` ou d'`autograd`, ce sont les mêmes : ceux des paramètres d'avant le pas.
        Renvoie la MSE d'avant le pas, un flottant Python (ou un tenseur de forme ()).
        Aucune erreur n'est attendue. Source : livre, section 4.4.
        --
        One whole training step on a batch: forward, backward, update.

        x, y: as for `backward`. lr: the rate, a positive float. Take the gradients of `backward`
        or of `autograd`, they are the same: those of the parameters before the step.
        Returns the MSE before the step, a Python float (or a tensor of shape ()).
        No error is expected. Source: textbook, section 4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def fit(self, x: Tensor, y: Tensor, lr: float, steps: int) -> list[float]:
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

    def gradient_norms(self, x: Tensor, y: Tensor) -> list[float]:
        """La norme du gradient des poids de chaque couche, de la première à la dernière.

        x, y : comme pour `backward`. Renvoie L flottants positifs ou nuls (ou un tenseur (L,)) :
        pour chaque matrice dw, la racine de la somme des carrés de ses éléments. Ne change aucun
        paramètre. Aucune erreur n'est attendue. Source : livre, section 4.4.4.
        --
        The norm of the gradient of each layer's weights, from the first to the last.

        x, y: as for `backward`. Returns L non-negative floats (or a tensor (L,)): for each matrix
        dw, the square root of the sum of the squares of its elements. Changes no parameter.
        No error is expected. Source: textbook, section 4.4.4.
        """
        # À compléter / Your code here
        raise NotImplementedError()


class DenseFunction(torch.autograd.Function):
    """La couche dense comme opération d'autograd, aller et retour écrits par vous.

    Appelez-la par `dense`, jamais par forward : c'est `apply` qui l'inscrit dans le graphe.
    Source : livre, section 4.4.
    --
    The dense layer as an operation of autograd, its forward and backward written by you.

    Call it through `dense`, never through forward: it is `apply` that enters it into the graph.
    Source: textbook, section 4.4.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        """L'aller : x @ w + b ; retient dans ctx ce que le retour relira.

        ctx : le carnet de l'opération (ctx.save_for_backward). x : forme (n, d_in). w : forme
        (d_in, d_out). b : forme (d_out,). Renvoie un tenseur (n, d_out) du type de x.
        --
        The forward pass: x @ w + b; keeps in ctx what the backward pass will read.

        ctx: the notebook of the operation (ctx.save_for_backward). x: shape (n, d_in). w: shape
        (d_in, d_out). b: shape (d_out,). Returns a tensor (n, d_out) of the dtype of x.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Le retour : les gradients par rapport à x, w et b, dans l'ordre de forward.

        grad_output : forme (n, d_out), le gradient de ce qu'on dérive (un seul nombre, quel qu'il
        soit) par rapport à la sortie. Si ce nombre est une moyenne, le 1/n y est déjà.
        Renvoie (dx, dw, db), des formes de x, w et b.
        --
        The backward pass: the gradients with respect to x, w and b, in the order of forward.

        grad_output: shape (n, d_out), the gradient of what is differentiated (one number, whatever
        it is) with respect to the output. If that number is a mean, the 1/n is in it already.
        Returns (dx, dw, db), of the shapes of x, w and b.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def dense(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Votre couche dense, dérivable par votre retour (fournie ; ne la changez pas).

    x, w, b, résultat : comme pour `dense_forward`.
    --
    Your dense layer, differentiable through your backward (given; do not change it).

    x, w, b, result: as for `dense_forward`.
    """
    return DenseFunction.apply(x, w, b)


class SignFunction(torch.autograd.Function):
    """Le signe, avec un gradient choisi : celui qui le laisse passer tout droit entre -1 et 1.

    La vraie dérivée du signe est nulle partout : aucun réseau n'apprendrait à travers lui.
    --
    The sign, with a chosen gradient: the one that goes straight through between -1 and 1.

    The true derivative of the sign is zero everywhere: no network would learn through it.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """L'aller : -1, 0 ou 1 selon le signe de x.

        x : forme quelconque, float32 ou float64. Renvoie la même forme et le même type.
        --
        The forward pass: -1, 0 or 1, after the sign of x.

        x: any shape, float32 or float64. Returns the same shape and dtype.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        """Le retour : grad_output là où -1 <= x <= 1 (bornes comprises), 0 ailleurs.

        grad_output : la forme et le type de x. Renvoie la même forme et le même type.
        --
        The backward pass: grad_output where -1 <= x <= 1 (ends included), 0 elsewhere.

        grad_output: the shape and dtype of x. Returns the same shape and dtype.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def straight_through_sign(x: Tensor) -> Tensor:
    """Votre signe, dérivable par votre retour (fournie ; ne la changez pas).

    x : forme quelconque, float32 ou float64. Renvoie la même forme et le même type.
    --
    Your sign, differentiable through your backward (given; do not change it).

    x: any shape, float32 or float64. Returns the same shape and dtype.
    """
    return SignFunction.apply(x)


def xavier_init(seed: int, fan_in: int, fan_out: int) -> Tensor:
    """Poids initiaux de Xavier (Glorot) : loi uniforme sur [-m, m], m = sqrt(6 / (in + out)).

    seed : la graine, un entier ; commencez par generator = torch.Generator().manual_seed(seed), ou
    par torch.manual_seed(seed). fan_in, fan_out : les tailles de la couche, des entiers.
    Renvoie un tenseur float64 de forme (fan_in, fan_out), sur le processeur.
    Aucune erreur n'est attendue. Source : livre, sections 4.3 et 4.4.4.
    --
    Xavier's (Glorot's) initial weights: uniform law on [-m, m], m = sqrt(6 / (in + out)).

    seed: an integer; begin with generator = torch.Generator().manual_seed(seed), or with
    torch.manual_seed(seed). fan_in, fan_out: the sizes of the layer, integers.
    Returns a float64 tensor of shape (fan_in, fan_out), on the CPU.
    No error is expected. Source: textbook, sections 4.3 and 4.4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def he_init(seed: int, fan_in: int, fan_out: int) -> Tensor:
    """Poids initiaux de He (Kaiming) : loi normale de moyenne 0 et d'écart-type sqrt(2 / in).

    seed, fan_in, fan_out : comme pour `xavier_init`.
    Renvoie un tenseur float64 de forme (fan_in, fan_out), sur le processeur ; la loi n'est pas
    tronquée. Aucune erreur n'est attendue. Source : livre, section 4.4.4.
    --
    He's (Kaiming's) initial weights: normal law of mean 0 and standard deviation sqrt(2 / in).

    seed, fan_in, fan_out: as for `xavier_init`.
    Returns a float64 tensor of shape (fan_in, fan_out), on the CPU; the law is not truncated.
    No error is expected. Source: textbook, section 4.4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def gradient_check(f: Callable[[Tensor], float], x: Tensor, h: float = 1e-5) -> Tensor:
    """Gradient numérique de f en x, par différences centrées, une coordonnée à la fois.

    f : une fonction d'un tenseur de la forme de x, qui renvoie un flottant ; autograd ne voit pas
    dedans. x : float64, forme quelconque (au moins un axe), laissé intact. h : le pas, un flottant
    positif. Renvoie un tenseur float64 de la forme de x : (f(x + h e) - f(x - h e)) / (2 h) à
    chaque place. Aucune erreur n'est attendue. Source : livre, section 4.4.
    --
    Numerical gradient of f at x, by central differences, one coordinate at a time.

    f: a function of a tensor of the shape of x, which returns a float; autograd cannot see inside.
    x: float64, any shape (at least one axis), left as it is. h: the step, a positive float.
    Returns a float64 tensor of the shape of x: (f(x + h e) - f(x - h e)) / (2 h) in each place.
    No error is expected. Source: textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()
