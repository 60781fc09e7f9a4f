"""Exercice 1 : le perceptron, avec PyTorch.

Un neurone, une règle d'apprentissage, et ce qu'une droite peut (ou ne peut pas) séparer.
Conventions : un exemple par ligne, tenseurs (n, d) ; étiquettes entières 0 ou 1 ; dtype et
appareil sont ceux des tenseurs reçus, qui ne sont jamais modifiés.
--
Exercise 1: the perceptron, with PyTorch.

One neuron, one learning rule, and what a straight line can (and cannot) separate.
Conventions: one example per row, tensors (n, d); integer labels 0 or 1; dtype and device are
those of the tensors received, which are never modified.
"""

import torch
from torch import Tensor


def weighted_sum(x: Tensor, w: Tensor, b: float | Tensor) -> Tensor:
    """Calcule le score d'un neurone, x·w + b, pour un exemple ou pour un lot.

    x : un exemple de forme (d,), ou un lot de forme (n, d), un exemple par ligne ; flottants.
    w : les poids, forme (d,), de même type que x.
    b : le biais, un float Python ou un tenseur de forme (), ajouté à chaque score.
    Renvoie un tenseur de même type que x (float32 donne float32) et sur le même appareil, traversé
    par autograd : de forme () pour un exemple, (n,) pour un lot, (0,) s'il est vide. Sans unité.
    Aucune erreur n'est attendue.
    Source : livre, sections 3.1 et 3.3.
    --
    Computes the score of a neuron, x·w + b, for one example or for a batch.

    x: one example of shape (d,), or a batch of shape (n, d), one example per row; floats.
    w: the weights, shape (d,), of the same dtype as x.
    b: the bias, a Python float or a tensor of shape (), added to each score.
    Returns a tensor of the dtype of x (float32 gives float32) and on its device, which autograd
    goes through: of shape () for one example, (n,) for a batch, (0,) if it is empty. No unit.
    No error is expected.
    Source: textbook, sections 3.1 and 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict(x: Tensor, w: Tensor, b: float | Tensor) -> Tensor | int:
    """Prédit l'étiquette : l'échelon appliqué au score, 1 si score >= 0, sinon 0.

    x, w, b : comme pour `weighted_sum`.
    Renvoie, pour un lot, un tenseur d'entiers 0 ou 1 de forme (n,), (0,) s'il est vide, sur le même
    appareil que x ; pour un exemple, un tenseur de forme () ou un entier Python. Ni booléens, ni
    flottants. Un score exactement nul donne 1.
    Aucune erreur n'est attendue.
    Source : livre, sections 3.1 et 3.3.
    --
    Predicts the label: the step applied to the score, 1 if score >= 0, else 0.

    x, w, b: as for `weighted_sum`.
    Returns, for a batch, a tensor of integers 0 or 1 of shape (n,), (0,) if it is empty, on the
    device of x; for one example, a tensor of shape () or a Python integer. Neither booleans nor
    floats. A score of exactly zero gives 1.
    No error is expected.
    Source: textbook, sections 3.1 and 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def perceptron_update(
    w: Tensor, b: float | Tensor, x: Tensor, y: int | Tensor, lr: float
) -> tuple[Tensor, float | Tensor]:
    """Applique une fois la règle de Rosenblatt, pour un seul exemple.

    w : les poids, forme (d,), flottants. b : le biais, un float Python ou un tenseur de forme ().
    x : un seul exemple, forme (d,), de même type que w. y : son étiquette, 0 ou 1, un entier Python
    ou un tenseur d'entiers de forme ().
    lr : le taux d'apprentissage, un flottant positif.
    Renvoie (nouveaux poids, nouveau biais) : un tenseur (d,) de même type que w (float32 donne
    float32), et un float Python ou un tenseur de forme () de ce type. Si la prédiction est juste,
    les valeurs sont celles reçues. `w`, `b` et `x` restent intacts. Aucune erreur n'est attendue.
    Source : cours magistral, règle du perceptron ; livre, section 3.3.
    --
    Applies Rosenblatt's rule once, for a single example.

    w: the weights, shape (d,), floats. b: the bias, a Python float or a tensor of shape ().
    x: a single example, shape (d,), of the dtype of w. y: its label, 0 or 1, a Python integer or
    a tensor of integers of shape ().
    lr: the learning rate, a positive float.
    Returns (new weights, new bias): a tensor (d,) of the dtype of w (float32 gives float32), and
    a Python float or a tensor of shape () of that dtype. If the prediction is right, the values
    are those received. `w`, `b`
    and `x` stay as they are. No error is expected.
    Source: lecture deck, perceptron rule; textbook, section 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_perceptron(
    X: Tensor, y: Tensor, lr: float, epochs: int
) -> tuple[Tensor, float | Tensor, list[int]]:
    """Entraîne un perceptron, un exemple après l'autre, à partir de zéro.

    X : les exemples, forme (n, d), flottants. y : les étiquettes, forme (n,), entiers 0 ou 1.
    lr : le taux d'apprentissage, un flottant positif. epochs : le nombre d'époques, un entier.
    Départ : poids et biais nuls, de même type et sur le même appareil que X. Chaque époque parcourt
    les lignes dans l'ordre 0, 1, ..., n - 1, sans mélange, et corrige après chaque exemple.
    Toutes les époques sont faites : pas d'arrêt anticipé.
    Renvoie (poids, biais, erreurs) : un tenseur (d,) de même type que X ; un float Python ou un
    tenseur de forme () de ce type ; une liste de `epochs` entiers : à chaque époque, le nombre
    d'exemples mal prédits au moment de leur passage, juste avant leur correction. Aucune erreur
    n'est attendue.
    Source : cours magistral, règle du perceptron ; livre, section 3.3.
    --
    Trains a perceptron, one example after the other, starting from zero.

    X: the examples, shape (n, d), floats. y: the labels, shape (n,), integers 0 or 1.
    lr: the learning rate, a positive float. epochs: the number of epochs, an integer.
    Start: zero weights and bias, of the dtype and on the device of X. Each epoch visits the
    rows in the order 0, 1, ..., n - 1, without shuffling, and corrects after each example.
    All the epochs are done: no early stopping.
    Returns (weights, bias, errors): a tensor (d,) of the dtype of X; a Python float or a tensor
    of shape () of that dtype; a list of `epochs` integers: in each epoch, the number of examples
    predicted wrongly at the moment of their visit, just before their correction. No error is
    expected.
    Source: lecture deck, perceptron rule; textbook, section 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()
