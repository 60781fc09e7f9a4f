"""The course's worked numbers, each reproduced by the solution that students are held against."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent


def solution(exercise, name):
    """The solution's file `name` of an exercise, as a module."""
    (path,) = (ROOT / "solutions").glob(f"{exercise}_*/{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def near(value, expected, digits):
    """Equal to a number that is printed with so many digits."""
    np.testing.assert_allclose(value, expected, atol=0.5000001 * 10.0**-digits, rtol=0)


# --- ex04: gradient descent -----------------------------------------------------------------------

X, Y = np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 3.0, 4.0, 5.0])


@pytest.fixture(scope="module")
def descent():
    return solution("ex04", "gradient_descent")


def test_slope_alone(descent):
    """The costs before and the slopes after each of the first steps, then steps 10 and 100."""
    w, history = descent.fit_slope(X, Y, 0.0, 0.1, 100)
    printed = [
        (13.5, 2.0),
        (3.5, 1.0),
        (1.0, 1.5),
        (0.375, 1.25),
        (0.2188, 1.375),
        (0.1797, 1.3125),
    ]
    near(history[:6], printed, 4)
    near(history[9], (0.1667, 1.332), 4)
    near(history[99], (0.1667, 1.3333), 4)
    near(w, 4 / 3, 12)


def test_first_gradients(descent):
    """-20 for the slope alone; -20 and -7 with an intercept."""
    near(descent.fit_slope(X, Y, 0.0, 1.0, 1)[0], 20.0, 12)
    w, b, _ = descent.fit_line(X, Y, 0.0, 0.0, 1.0, 1)
    near((w, b), (20.0, 7.0), 12)


def test_slope_and_intercept(descent):
    """The book's trace: cost before, slope and intercept after, up to step 233."""
    _, _, history = descent.fit_line(X, Y, 0.0, 0.0, 0.1, 233)
    printed = {
        1: (13.5, 2.0, 0.7),
        2: (6.09, 0.65, 0.26),
        3: (2.761, 1.545, 0.583),
        4: (1.265, 0.936, 0.394),
        5: (0.592, 1.335, 0.547),
        6: (0.288, 1.059, 0.47),
        10: (0.044, 1.127, 0.556),
        15: (0.025, 1.13, 0.626),
        20: (0.018, 1.109, 0.678),
    }
    for step, numbers in printed.items():
        near(history[step - 1], numbers, 3)
    near(history[232], (0.0, 1.0, 1.0), 2)


def test_per_example_updates(descent):
    """100 epochs on three examples end at 1.9999999999999236, and predict 8 for 4."""
    w = descent.fit_slope_online(
        np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), 1.0, 0.01, 100
    )
    assert float(w) == pytest.approx(1.9999999999999236, abs=1e-14)
    near(4 * w, 8.0, 10)


def test_the_slides_line(descent):
    """True a = 3.0, b = 0.5 from 0.58 and 0.25; the slides' rate 0.01 is 0.005 with the MSE."""
    x = np.linspace(0.0, 2.0, 40)
    w, b, history = descent.fit_line(x, 3.0 * x + 0.5, 0.58, 0.25, 0.005, 30_000)
    near((w, b), (3.0, 0.5), 6)
    half = np.mean((0.58 * x + 0.25 - (3.0 * x + 0.5)) * x)  # the slides' dL/da
    near(history[0][1], 0.58 - 0.01 * half, 12)


def test_largest_rates(descent):
    """2/15 for the slope alone, just under 0.1198 with the intercept; the regimes around them."""
    near(descent.largest_safe_rate(X[:, None], False), 2 / 15, 12)
    near(descent.largest_safe_rate(X[:, None], True), 0.1198, 4)
    regimes = [descent.learning_rate_regime(15.0, lr) for lr in (0.01, 0.1, 0.14)]
    assert regimes == ["converges", "oscillates", "diverges"]


# --- ex05: backpropagation ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def backprop():
    return solution("ex05", "backpropagation")


def test_forward_pass_of_the_book(backprop):
    """Weight 70 and age 25 through three ReLU layers."""
    w1 = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    w2 = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]])
    w3, b = np.array([[0.1], [0.2], [0.3]]), np.array([0.1, 0.2, 0.3])
    one = np.maximum(backprop.dense_forward(np.array([[70.0, 25.0]]), w1, b), 0)
    two = np.maximum(backprop.dense_forward(one, w2, b), 0)
    near(one, [[17.1, 26.7, 36.3]], 10)
    near(two, [[37.9, 46.01, 54.12]], 10)
    near(backprop.dense_forward(two, w3, b[:1]), [[29.328]], 10)
    net = backprop.MLP([w1, w2, w3], [b, b, b[:1]], "relu")
    near(net.forward(np.array([[70.0, 25.0]])), [[29.328]], 10)


def test_vanishing_and_exploding(backprop):
    """Five slopes of 0.1 leave 1e-5, five of 10 give 1e5; the sigmoid's slope is 0.25 at most."""
    for slope, product in [(0.1, 1e-5), (10.0, 1e5)]:
        factors = backprop.gradient_factors(np.full(5, slope), np.ones(5))
        extreme = min(factors) if slope < 1 else max(factors)
        assert extreme == pytest.approx(product)
    slopes = backprop.activation_derivative("sigmoid", np.linspace(-9, 9, 181))
    assert slopes.max() == pytest.approx(0.25)


# --- ex08: convolution ----------------------------------------------------------------------------

IMAGE = np.array(
    [[4, 0, 4, 3, 0], [1, 2, 7, 5, 2], [4, 8, 1, 6, 5], [1, 5, 0, 7, 8], [8, 2, 6, 3, 1]], float
)[None, None]
KERNEL = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]], float)[None, None]


@pytest.fixture(scope="module")
def convolution():
    return solution("ex08", "convolution")


@pytest.mark.parametrize(
    ("stride", "padding", "expected"),
    [
        (1, 0, [[15, 24, 15], [17, 20, 23], [24, 19, 20]]),
        (
            1,
            1,
            [
                [6, 8, 11, 12, 5],
                [9, 15, 24, 15, 11],
                [11, 17, 20, 23, 17],
                [11, 24, 19, 20, 17],
                [13, 3, 18, 11, 8],
            ],
        ),
        (2, 0, [[15, 15], [24, 20]]),
    ],
)
def test_convolution_of_the_lecture(convolution, stride, padding, expected):
    """The 5x5 image and the cross of the lecture deck."""
    out = convolution.conv2d(IMAGE, KERNEL, np.zeros(1), stride, padding)
    np.testing.assert_array_equal(out[0, 0], expected)


def test_pooling_and_sizes_of_the_lecture(convolution):
    """3x3 max pooling with stride 2; floor((W - k + 2p)/s) + 1; (kx ky I + 1) F; dense counts."""
    np.testing.assert_array_equal(convolution.max_pool2d(IMAGE, 3, 2)[0, 0], [[8, 7], [8, 8]])
    sizes = [
        convolution.output_size(*given) for given in [(9, 3), (7, 3, 2), (5, 3, 2), (5, 3, 1, 1)]
    ]
    assert sizes == [7, 3, 2, 5]
    assert convolution.parameter_count(3, 3, 3, 8) == (3 * 3 * 3 + 1) * 8
    assert convolution.dense_parameter_count([20, 128, 64, 1]) == 11_009
    assert convolution.dense_parameter_count([576, 288, 144, 1]) == 207_937
    assert convolution.dense_parameter_count([262_144, 131_072, 65_536, 1]) == 42_949_935_105


# --- ex10, ex13 -----------------------------------------------------------------------------------


def test_regularisation_of_the_book():
    """Weight decay shrinks by (1 - lr alpha); the penalties' gradients; alpha = 0 changes nothing."""
    ours = solution("ex10", "regularisation")
    w, grad = np.array([2.0, -4.0]), np.array([1.0, 0.5])
    near(ours.weight_decay_step(w, grad, 0.1, 0.5), 0.95 * w - 0.1 * grad, 12)
    near(ours.weight_decay_step(w, grad, 0.1, 0.0), w - 0.1 * grad, 12)
    params = {"W1": w, "b1": grad}
    near(ours.l2_penalty(params, 0.5), 0.5 * 0.5 * 20, 12)
    near(ours.l2_penalty_gradient(params, 0.5)["W1"], 0.5 * w, 12)
    near(ours.l1_penalty(params, 0.5), 0.5 * 6, 12)
    near(ours.l1_penalty_gradient(params, 0.5)["W1"], 0.5 * np.sign(w), 12)
    assert not ours.l2_penalty_gradient(params, 0.5)["b1"].any()


def test_lab_network():
    """The four gradients as the lab report's formulas give them, in the row convention."""
    ours, rng = solution("ex13", "lab_network"), np.random.default_rng(3)
    params = ours.init_params(2, 4, 2, 0)
    assert {name: value.shape for name, value in params.items()} == {
        "Wh": (2, 4),
        "bh": (4,),
        "Wy": (4, 2),
        "by": (2,),
    }
    x, y = rng.normal(size=(6, 2)), np.eye(2)[rng.integers(2, size=6)]
    yhat, outputs = ours.forward(params, x)
    h = np.tanh(x @ params["Wh"] + params["bh"])
    dy = yhat - y
    dh = (dy @ params["Wy"].T) * (1 - h**2)
    gradients = ours.backward(params, outputs, y)
    near(gradients["Wy"], h.T @ dy / 6, 12)
    near(gradients["by"], dy.mean(axis=0), 12)
    near(gradients["Wh"], x.T @ dh / 6, 12)
    near(gradients["bh"], dh.mean(axis=0), 12)
