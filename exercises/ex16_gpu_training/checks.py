"""Public checks of ex16 (training on a GPU).

Nearly everything is judged on the processor. The witnesses of `support.py` change a network's
numbers according to what the student's code does (a reading in the loop, a precision, a second
call), so that values alone tell. Networks are built in the worker, through the `torch` that the
student's file imports: see `tool`.
"""

import numpy as np
import pytest

from grader.checks.api import array, callback, close, progress, raises, require, support, take
from grader.checks.figures import curve
from grader.sandbox.tensors import META, placed
from grader.texts import Text

SINGLE = {
    "rtol": 2e-4,
    "atol": 2e-5,
    "reason": Text("Tout est calculé en float32.", "Everything is computed in float32."),
}
# bfloat16 keeps 8 bits (0.4 %), float16 11; right ways of computing differ by a few roundings.
HALF = {
    "rtol": 2e-2,
    "atol": 1e-2,
    "reason": Text(
        "Le réseau est calculé sur 16 bits, à 0,4 % près.",
        "The network is computed in 16 bits (0.4 %).",
    ),
}


# --- what is given to the student's functions -----------------------------------------------------


def tool(subject, name):
    """A function of `support.py`, to be called by the check where the student's code runs.

    `torch.enable_grad()` decorates a function and leaves what it does as it is: what comes back is
    a function that stays there.
    """
    return subject.get_("torch").enable_grad()(support(name))


def nowhere(values):
    """Arrays of these shapes on the device where nothing has a value."""
    if isinstance(values, (list, tuple)):
        return [nowhere(value) for value in values]
    return placed(np.zeros_like(values), META)  # zeros are what is read back of them


def normal(rng, *shape):
    """Random numbers of law N(0, 1), float32."""
    return rng.normal(size=shape).astype(np.float32)


def weights(rng, *sizes):
    """Weights (out, in) and biases of the layers between these sizes."""
    pairs = zip(sizes, sizes[1:], strict=False)
    return [(normal(rng, out, into) * np.float32(0.5), normal(rng, out)) for into, out in pairs]


def batch_of(rng, n, into=3, out=2):
    """A batch whose targets the network can't reach: its gradients are not small."""
    return normal(rng, n, into), rng.uniform(2.0, 3.0, size=(n, out)).astype(np.float32)


def network(subject, values, witness=None):
    """The network of `support.py` with these weights."""
    net = tool(subject, "network")(values)
    return net if witness is None else tool(subject, witness)(net)


def ready(subject, values, lr, witness=None, stale=True):
    """A network, and its optimiser; gradients of another batch are left over in it."""
    net = network(subject, values, witness)
    if stale:
        tool(subject, "stale_gradients")(net)
    return net, tool(subject, "sgd")(net, lr)


def both(student, reference, values, lr, witness=None):
    """The same network and optimiser at the student's and at the reference's."""
    return ready(student, values, lr, witness), ready(reference, values, lr, witness)


def held(net):
    """The values of a network's weights, in order, all of them float32 tensors."""
    found = list(net.state_().values())
    for value in found:
        require(
            getattr(value, "dtype_name", "") == "" and value.dtype == np.float32,
            fr="Les poids du réseau ne sont plus en float32. Sous autocast ils y restent : ne convertissez "
            "ni le réseau (.half(), .bfloat16(), .to(dtype)) ni ses poids.",
            en="The network's weights are no longer float32. Under autocast they stay so: convert "
            "neither the network (.half(), .bfloat16(), .to(dtype)) nor its weights.",
        )
    return found


def scalar(loss):
    """The loss that a step returned: a float32 tensor without dimensions."""
    require(
        loss is not None,
        fr="Le pas rend None : il lui manque un return. Rendez la perte d'avant le pas, détachée.",
        en="The step returns None: a return is missing. Return the loss before the step, detached.",
    )
    require(
        not isinstance(loss, (float, int)),
        fr="Le pas rend un float de Python : pour le connaître, il a fallu attendre le GPU (.item()). "
        "Rendez le tenseur, loss.detach(), qui reste sur l'appareil.",
        en="The step returns a Python float: to know it, one had to wait for the GPU (.item()). "
        "Return the tensor, loss.detach(), which stays on the device.",
    )
    array(loss, (), np.float32)
    return loss


def same_step(
    student, reference, name, ours, theirs, *args, tolerance=SINGLE, loss="weighted_error"
):
    """One step of both: the same loss before it, the same weights after it."""
    (net, optimizer), (other, other_optimizer) = ours, theirs
    loss_function = support(loss)
    expected = getattr(reference, name)(other, other_optimizer, loss_function, *args)
    loss = getattr(student, name)(net, optimizer, loss_function, *args)
    close(scalar(loss), expected, **tolerance)
    close(held(net), held(other), **tolerance)


def device_type(value):
    """The type of the torch.device that came back."""
    require(
        getattr(value, "type_name", "") == "device",
        fr="choose_device rend un torch.device, par exemple torch.device('cpu').",
        en="choose_device returns a torch.device, for instance torch.device('cpu').",
    )
    return value.get_("type")


def loader_of(student, inputs, targets, batch_size, device, seed):
    """The DataLoader that make_loader returned."""
    loader = student.make_loader(inputs, targets, batch_size, device, seed)
    require(
        hasattr(loader, "handle_"),
        fr="make_loader rend un torch.utils.data.DataLoader.",
        en="make_loader returns a torch.utils.data.DataLoader.",
    )
    return loader


def rows(loader, most=60):
    """The sizes of a loader's batches, and all its rows as tuples (inputs, then targets)."""
    # A new iterator for each pass, as a `for` makes one.
    found = take(loader.subject_.ask("call", loader.handle_, "__iter__"), most)
    sizes, together = [], []
    for batch in found:
        require(
            isinstance(batch, (list, tuple)) and len(batch) == 2,
            fr="Un lot est un couple (inputs, targets).",
            en="A batch is a pair (inputs, targets).",
        )
        inputs, targets = (np.asarray(array(part)) for part in batch)
        sizes.append(len(inputs))
        together += [tuple(row) for row in np.hstack([inputs, targets]).tolist()]
    return sizes, together


def pinned_for(student, inputs, targets, device):
    """Whether make_loader pins the batches that go to this device."""
    return bool(loader_of(student, inputs, targets, 4, device, 0).get_("pin_memory"))


def history_of(value, epochs):
    """The list that train returned: one Python float per epoch."""
    require(
        isinstance(value, (list, tuple)) and len(value) == epochs,
        fr=f"train rend une liste d'une perte par époque, {epochs} ici.",
        en=f"train returns a list of one loss per epoch, {epochs} here.",
    )
    require(
        all(isinstance(loss, float) for loss in value),
        fr="train rend des float de Python : .item() sur la moyenne, à la fin de chaque époque.",
        en="train returns Python floats: .item() on the mean, at the end of each epoch.",
    )
    return list(value)


def same_training(student, reference, values, batches, epochs, accumulate=1, witness=None):
    """One training of both: the same history, the same weights. Returns the history."""
    (net, optimizer), (other, other_optimizer) = both(student, reference, values, 0.1, witness)
    loss, options = support("weighted_error"), (epochs, accumulate)
    expected = reference.train(other, other_optimizer, loss, batches, *options)
    history = history_of(student.train(net, optimizer, loss, batches, *options), epochs)
    if witness == "with_meter":
        readings, right = net.get_("readings"), other.get_("readings")
        require(
            readings == right or abs(history[0] - expected[0]) < 1e-3,
            fr=f"Votre boucle a lu une valeur du GPU {readings} fois en une époque (.item(), float(), "
            "if, print, .cpu()...) : à chaque fois, le processeur s'arrête pour l'attendre. Gardez les "
            "pertes en tenseurs et ne lisez que leur moyenne, une fois l'époque finie.",
            en=f"Your loop has read a value of the GPU {readings} times in an epoch (.item(), float(), "
            "if, print, .cpu()...): each time, the processor stops to wait for it. Keep the losses as "
            "tensors and read only their mean, once the epoch is over.",
        )
    close(history, expected, **SINGLE)
    close(held(net), held(other), **SINGLE)
    return history


def checkpointed(subject, blocks):
    """The module that Checkpointed made of these blocks."""
    made = subject.Checkpointed(blocks)
    require(
        tool(subject, "is_module")(made),
        fr="Checkpointed doit hériter de nn.Module : sans cela il n'a ni parameters(), ni to(device), et "
        "rien de ce qu'il contient n'apprend.",
        en="Checkpointed has to inherit from nn.Module: else it has neither parameters() nor to(device), "
        "and nothing of what it holds learns.",
    )
    return made


def same_checkpointed(student, reference, values, x):
    """Blocks behind checkpoints: value, gradients of plain blocks, and those of drifting ones."""
    results = []
    for subject in (reference, student):
        gradients = tool(subject, "gradients_of")
        plain = checkpointed(subject, network(subject, values))
        drifting = checkpointed(subject, network(subject, values, "with_drift"))
        results.append((plain(x), gradients(plain, x), gradients(drifting, x), len(plain.state_())))
    (value, plain, drifting, count), (mine, my_plain, my_drifting, my_count) = results
    require(
        my_count == count,
        fr=f"Votre module connaît {my_count} tenseurs de poids, et les blocs en ont {count} : "
        "gardez-les dans un nn.ModuleList (ou un nn.Sequential), qu'une liste ordinaire ne remplace pas.",
        en=f"Your module knows {my_count} tensors of weights, and the blocks have {count}: keep them in "
        "an nn.ModuleList (or an nn.Sequential), for which an ordinary list is no substitute.",
    )
    close(mine, value, **SINGLE)
    require(
        isinstance(my_plain, list) and all(g is not None for g in my_plain),
        fr="Des poids ne reçoivent aucun gradient quand x lui-même n'en demande pas, ce qui est le cas "
        "des données : demandez use_reentrant=False à checkpoint.",
        en="Some weights receive no gradient when x itself requires none, which is the case of data: "
        "ask checkpoint for use_reentrant=False.",
    )
    close(my_plain, plain, **SINGLE)
    require(
        len(my_drifting) == len(drifting)
        and all(
            np.allclose(a, b, rtol=1e-2, atol=1e-3)
            for a, b in zip(my_drifting, drifting, strict=True)
        ),
        fr="Les gradients sont justes, mais un bloc (le dernier ?) est appelé directement, ou plusieurs "
        "sont sous un même checkpoint : chaque bloc, le dernier compris, est appelé par checkpoint, un "
        "checkpoint par bloc (voir with_drift dans support.py).",
        en="The gradients are right, but a block (the last one?) is called directly, or several are under "
        "one checkpoint: each block, the last one included, is called by checkpoint, one checkpoint per "
        "block (see with_drift in support.py).",
    )


def queued_gpu(launch, work, slow, first):
    """A pretended GPU with a queue, of which time is known: function, synchronize, clock.

    A call takes `launch` seconds of the processor, and `work` in the queue, an eighth of it more at
    each call; the first `slow` calls take `first` more. The clock tells the processor's time.
    """
    state = {"now": 0.0, "free": 0.0, "calls": 0}

    def function():
        state["calls"] += 1
        state["now"] += launch
        cost = work * (1 + state["calls"] / 8) + (first if state["calls"] <= slow else 0.0)
        state["free"] = max(state["free"], state["now"]) + cost

    def synchronize():
        state["now"] = max(state["now"], state["free"])

    given = [(function, "function"), (synchronize, "synchronize"), (lambda: state["now"], "clock")]
    return [callback(each, name) for each, name in given]


def times(student, reference, rng, *counts):
    """Time a pretended GPU: the warm-up is slower, and each call returns before it is done."""
    warmup = counts[1] if len(counts) > 1 else 3
    launch, work, first = rng.uniform(0.01, 0.02), rng.uniform(0.2, 0.4), rng.uniform(3.0, 5.0)
    seconds = student.timed(*queued_gpu(launch, work, warmup, first), *counts)
    repeats = counts[0] if counts else 10
    close(
        float(close_to_number(seconds)),
        (launch + sum(work * (1 + n / 8) for n in range(warmup + 1, warmup + repeats + 1)))
        / repeats,
        rtol=1e-6,
    )


def close_to_number(value):
    """A number that came back."""
    require(
        isinstance(value, (int, float)) and not isinstance(value, bool),
        fr="timed rend un nombre de secondes, un float de Python.",
        en="timed returns a number of seconds, a Python float.",
    )
    return value


def peaks(student, rng):
    """The peak of a pretended memory: what was there before, and an earlier record, don't count."""
    before, peak = (int(n) for n in rng.integers(1000, 5000, size=2))
    memory = tool(student, "pretend_memory")(before, peak, before + 3 * peak)
    close(student.peak_memory(memory.get_("work"), memory), peak)


# --- devices and batches --------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="choose_device")
def test_choose_device(student, reference, rng):
    """L'appareil : "auto" avec et sans GPU, "cpu", "cuda", et ce qu'il faut refuser.
    --
    The device: "auto" with and without a GPU, "cpu", "cuda", and what has to be refused."""
    for preferred, available, expected in (
        ("auto", False, "cpu"),
        ("auto", True, "cuda"),
        ("cpu", True, "cpu"),
        ("cpu", False, "cpu"),
        ("cuda", True, "cuda"),
    ):
        found = device_type(student.choose_device(preferred, available))
        require(
            found == expected,
            fr=f"choose_device({preferred!r}, {available}) devrait donner {expected}, et donne {found}.",
            en=f"choose_device({preferred!r}, {available}) should give {expected}, and gives {found}.",
        )
    raises(
        student.choose_device,
        "cuda",
        False,
        error="ValueError",
        fr='"cuda" sans GPU doit lever une ValueError : sinon l\'erreur vient plus tard, moins claire.',
        en='"cuda" without a GPU has to raise a ValueError: else the error comes later, less clear.',
    )
    for available in (True, False):
        raises(
            student.choose_device,
            "gpu",
            available,
            error="ValueError",
            fr="Un nom inconnu doit lever une ValueError.",
            en="An unknown name has to raise a ValueError.",
        )


@pytest.mark.check(points=0.75, task="move")
def test_move_structure(student, reference, rng):
    """Porter un lot : tenseurs, listes, tuples, dictionnaires imbriqués ; le reste tel quel.
    --
    Moving a batch: tensors, nested lists, tuples, dictionaries; the rest as it is."""
    x, y, mask = normal(rng, 2, 3), np.arange(1, 5), np.array([True, False])
    # On the device where nothing has a value, what was not moved shows.
    for batch in (
        x,
        (x, y),
        [x, [y, "name"]],
        {"image": x, "more": {"mask": mask, "n": 3, "none": None}},
        ({"a": [x, (y,)]}, 0.5, True, "text"),
    ):
        moved = student.move(batch, META)
        check_moved(moved, batch)


def check_moved(moved, batch, way="batch"):
    """Whether a batch came back whole, with its tensors on the device without values."""
    here = f"{way}: "
    if isinstance(batch, np.ndarray):
        array(moved, batch.shape, batch.dtype)
        require(
            not np.any(moved),  # nothing has a value there
            fr=f"{here}ce tenseur n'a pas été porté sur l'appareil demandé.",
            en=f"{here}this tensor was not moved to the device that was asked for.",
        )
        return
    require(
        type(moved) is type(batch),
        fr=f"{here}un {type(batch).__name__} était attendu, et c'est un {type(moved).__name__}.",
        en=f"{here}a {type(batch).__name__} was expected, and what came is a {type(moved).__name__}.",
    )
    if isinstance(batch, dict):
        require(
            moved.keys() == batch.keys(),
            fr=f"{here}le dictionnaire n'a plus les mêmes clés.",
            en=f"{here}the dictionary no longer has the same keys.",
        )
        for key, value in batch.items():
            check_moved(moved[key], value, f"{way}[{key!r}]")
    elif isinstance(batch, (list, tuple)):
        require(
            len(moved) == len(batch),
            fr=f"{here}{len(batch)} éléments étaient attendus, et il y en a {len(moved)}.",
            en=f"{here}{len(batch)} items were expected, and there are {len(moved)}.",
        )
        for i, value in enumerate(batch):
            check_moved(moved[i], value, f"{way}[{i}]")
    else:
        require(
            moved == batch,
            fr=f"{here}ce qui n'est pas un tenseur reste tel quel.",
            en=f"{here}what is no tensor stays as it is.",
        )


@pytest.mark.check(points=0.5, task="train_step", declared=True)
def test_devices(student, reference, rng):
    """Le lot suit le réseau sans attendre, et la perte reste sur l'appareil (sans GPU : "meta").
    --
    The batch follows the network without waiting; the loss stays on the device (no GPU: "meta")."""
    stays_there(student, weights(rng, 3, 4, 2), batch_of(rng, 5))
    require(
        tool(student, "asks_not_to_wait")(student.get_("move"), normal(rng, 2)),
        fr="move devrait demander une copie asynchrone : tensor.to(device, non_blocking=True).",
        en="move should ask for an asynchronous copy: tensor.to(device, non_blocking=True).",
    )


def stays_there(student, values, batch):
    """A step of a network on the device without values, its batch elsewhere."""
    net, optimizer = ready(student, nowhere(values), 0.1, stale=False)
    loss = student.train_step(net, optimizer, support("weighted_error"), batch)
    require(
        getattr(loss, "device", None) == META,
        fr="Le réseau est sur un appareil, et la perte rendue n'y est pas : ne la ramenez pas sur le "
        "processeur (.cpu(), .item()), et ne déplacez pas le réseau.",
        en="The network is on a device, and the loss that is returned is not: don't bring it back to the "
        "processor (.cpu(), .item()), and don't move the network.",
    )
    require(
        not getattr(loss, "requires_grad", False),
        fr="La perte rendue tient encore à son graphe : la garder garderait toutes les activations. "
        "Rendez loss.detach().",
        en="The loss that is returned still holds its graph: keeping it would keep all activations. "
        "Return loss.detach().",
    )


@pytest.mark.check(points=0.5, task="make_loader")
def test_loader_rows(student, reference, rng):
    """Chargeur : chaque exemple une fois avec sa cible, le dernier lot gardé, l'ordre de la graine.
    --
    Loader: each example once with its target, the last batch kept, the order of the seed."""
    check_loader(student, rng, 23, 5)


def check_loader(student, rng, n, batch_size):
    """The batches of a loader on data of this size."""
    inputs, targets = batch_of(rng, n)
    seed = int(rng.integers(2**30))
    loader = loader_of(student, inputs, targets, batch_size, "cpu", seed)
    (sizes, first), (_, second) = rows(loader), rows(loader)
    given = [tuple(row) for row in np.hstack([inputs, targets]).tolist()]
    require(
        sorted(first) == sorted(given),
        fr=f"De {n} exemples, le chargeur en donne {len(first)} : chacun doit passer une fois par "
        "parcours, avec sa propre cible, et le dernier lot, plus court, est gardé.",
        en=f"Of {n} examples, the loader gives {len(first)}: each has to come once per pass, with its "
        "own target, and the last, shorter batch is kept.",
    )
    full, rest = divmod(n, batch_size)
    wanted = [batch_size] * full + [rest] * (rest > 0)
    require(
        sizes == wanted,
        fr=f"{n} exemples par lots de {batch_size} : des lots de {wanted}, et non de {sizes}.",
        en=f"{n} examples in batches of {batch_size}: batches of {wanted}, not of {sizes}.",
    )
    require(
        first != given and first != second,
        fr="L'ordre devrait être au hasard, et nouveau à chaque parcours (shuffle=True).",
        en="The order should be random, and new in each pass (shuffle=True).",
    )
    again = rows(loader_of(student, inputs, targets, batch_size, "cpu", seed))[1]
    other = rows(loader_of(student, inputs, targets, batch_size, "cpu", seed + 1))[1]
    require(
        again == first and other != first,
        fr="L'ordre doit venir de seed, et d'elle seule : la même graine donne le même, une autre un "
        "autre. Donnez au DataLoader son propre générateur.",
        en="The order has to come from seed, and from it alone: the same seed gives the same one, "
        "another one another. Give the DataLoader a generator of its own.",
    )


@pytest.mark.check(points=0.5, task="make_loader")
def test_loader_pinning(student, reference, rng):
    """Mémoire verrouillée : du processeur vers un GPU seulement, jamais pour des données déjà dessus.
    --
    Pinned memory: from the processor to a GPU only, never for data that lies on one already."""
    inputs, targets = batch_of(rng, 6)
    here, there = placed((inputs, targets), "cpu"), nowhere([inputs, targets])
    for data, device, expected in (
        (here, "cuda", True),
        (here, "cuda:1", True),
        (here, "cpu", False),
        (there, "cuda", False),
        (there, "cpu", False),
    ):
        found = pinned_for(student, *data, device)
        where = "cpu" if data is here else "meta"
        require(
            found is expected,
            fr=f"Données sur {where}, réseau sur {device} : pin_memory devrait être {expected}, et vaut "
            f"{found}. Ne se verrouille que la mémoire du processeur, et cela ne sert qu'à partir vers "
            "un GPU ; la réponse dépend des arguments seuls, pas de cette machine.",
            en=f"Data on {where}, network on {device}: pin_memory should be {expected}, and is {found}. "
            "Only the processor's memory can be pinned, and that helps only on the way to a GPU; the "
            "answer depends on the arguments alone, not on this machine.",
        )


# --- steps ----------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train_step")
def test_train_step(student, reference, rng):
    """Un pas : perte d'avant, poids d'après, gradients d'un autre lot oubliés.
    --
    One step: the loss before, the weights after, another batch's gradients forgotten."""
    for sizes, n in (((3, 4, 2), 5), ((2, 1), 1)):
        ours, theirs = both(student, reference, weights(rng, *sizes), 0.5)
        for _ in range(2):
            batch = batch_of(rng, n, sizes[0], sizes[-1])
            same_step(student, reference, "train_step", ours, theirs, batch)


@pytest.mark.check(points=1, task="bf16_step")
def test_bf16_step(student, reference, rng):
    """bfloat16 : réseau et perte sous autocast, backward dehors, poids en float32.
    --
    bfloat16: network and loss under autocast, backward outside, weights in float32."""
    # The second loss holds a matrix product: it tells whether it was computed under autocast.
    for sizes, n, loss in (((3, 4, 2), 5, "weighted_error"), ((4, 3), 1, "revealing_error")):
        values = weights(rng, *sizes)
        ours, theirs = both(student, reference, values, 0.5, "with_precision")
        given, how = (student, reference, "bf16_step", ours, theirs), {"tolerance": HALF}
        for _ in range(2):
            same_step(*given, batch_of(rng, n, sizes[0], sizes[-1]), **how, loss=loss)


@pytest.mark.check(points=1, task="fp16_step")
def test_fp16_step(student, reference, rng):
    """float16 : vrais gradients coupés à max_norm, échelle qui grandit, perte rendue non agrandie.
    --
    float16: true gradients clipped to max_norm, a scale that grows, the loss returned not enlarged."""
    # Small biases: no neuron is saturated, and the gradient is far from zero.
    values = [(w, b * np.float32(0.3)) for w, b in weights(rng, 3, 4, 2)]
    loss, batch = "revealing_error", batch_of(rng, 5)
    norm = true_norm(reference, values, batch, loss)
    # Twice the norm cuts nothing, unless the gradients are still enlarged. Two good steps double
    # the scale.
    given = clipping(student, reference, values, 0.5 / norm)
    scaled_step(*given, batch, 2 * norm, loss)
    scaled_step(*given, batch_of(rng, 5), 1e6, loss)
    # Of 26 gradients one is above a sixth of their norm: it would be cut by its value too.
    given = clipping(student, reference, values, 3.0 / norm)
    scaled_step(*given, batch, norm / 6, loss)


def clipping(student, reference, values, lr):
    """A network and a scaler of both, for `scaled_step`."""
    ours, theirs = both(student, reference, values, lr, "with_precision")
    subjects = ((student, ours), (reference, theirs))
    scalers = [tool(subject, "scaler_for")(net, 128.0, 2) for subject, (net, _) in subjects]
    return student, reference, ours, theirs, scalers


def true_norm(reference, values, batch, loss):
    """The norm of the gradients of a batch, all together: how far a step of rate 1 goes.

    Of 2000 draws 12 to 90, no value above 58: scaled by 128, none comes near 65504.
    """
    net, optimizer = ready(reference, values, 1.0, "with_precision")
    before, scaler = held(net), tool(reference, "scaler_for")(net, 128.0, 100)
    reference.fp16_step(net, optimizer, support(loss), batch, scaler, 1e6)
    squares = [np.sum((b - a) ** 2) for b, a in zip(before, held(net), strict=True)]
    return max(float(f"{np.sqrt(np.sum(squares)):.3g}"), 1e-3)


def scaled_step(student, reference, ours, theirs, scalers, batch, max_norm, loss="weighted_error"):
    """One step of `fp16_step` for both: loss, weights, and the scale after it."""
    (net, optimizer), (other, other_optimizer) = ours, theirs
    loss_function = support(loss)
    rest = (loss_function, batch)
    expected = reference.fp16_step(other, other_optimizer, *rest, scalers[1], max_norm)
    loss = student.fp16_step(net, optimizer, *rest, scalers[0], max_norm)
    close(scalar(loss), expected, **HALF)
    close(held(net), held(other), **HALF)
    mine, right = scalers[0].get_scale(), scalers[1].get_scale()
    require(
        mine == right,
        fr=f"Après ce pas l'échelle devrait valoir {right:g}, et vaut {mine:g} : scaler.update() la "
        "double après assez de bons pas, et la divise par deux quand un gradient déborde.",
        en=f"After this step the scale should be {right:g}, and is {mine:g}: scaler.update() doubles it "
        "after enough good steps, and halves it when a gradient overflows.",
    )


@pytest.mark.check(points=1, task="accumulated_step")
def test_accumulated_step(student, reference, rng):
    """Accumulation : plusieurs lots de tailles inégales, le même pas que pour un seul grand lot.
    --
    Accumulation: several batches of unequal sizes, the same step as for a single large one."""
    values = weights(rng, 3, 4, 2)
    batches = [batch_of(rng, n) for n in (4, 2, 1)]
    whole = tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))
    ours, theirs = both(student, reference, values, 0.5)
    same_step(student, reference, "accumulated_step", ours, theirs, batches)
    same_step(student, reference, "accumulated_step", ours, theirs, [whole])
    one_at_a_time(student, reference, values, batches)


def one_at_a_time(student, reference, values, batches):
    """One batch after the other: each is moved when its turn comes, and calls the network once."""
    found = []
    for subject in (reference, student):
        net, optimizer = ready(subject, values, 0.5, "with_drift")
        step, loss = subject.get_("accumulated_step"), support("weighted_error")
        found.append(tool(subject, "step_in_turn")(step, net, optimizer, loss, batches))
    expected, loss = found
    calls = tool(student, "calls_of")(net)
    require(
        calls == len(batches),
        fr=f"Pour {len(batches)} lots, votre accumulated_step appelle le réseau {calls} fois : il faut un "
        "appel par lot. Mettre les lots bout à bout prendrait la mémoire que l'accumulation épargne.",
        en=f"For {len(batches)} batches, your accumulated_step calls the network {calls} times: one call "
        "per batch is needed. Putting the batches end to end would take the memory that accumulation "
        "saves.",
    )
    require(
        np.allclose(scalar(loss), expected, rtol=1e-3, atol=1e-4),
        fr="Tous les lots sont portés sur l'appareil avant que le réseau ne voie le premier : un seul doit "
        "y être à la fois. Portez chacun dans la boucle, juste avant de l'utiliser (voir step_in_turn dans "
        "support.py).",
        en="All batches are moved to the device before the network sees the first: only one may be there "
        "at a time. Move each inside the loop, just before it is used (see step_in_turn in support.py).",
    )


@pytest.mark.check(points=1, task="train")
def test_train(student, reference, rng):
    """La boucle : pertes par époque, poids d'après, et une seule lecture du GPU par époque.
    --
    The loop: losses per epoch, weights after it, and a single reading from the GPU per epoch."""
    values, batches = weights(rng, 3, 4, 2), [batch_of(rng, n) for n in (4, 4, 1)]
    weighs_examples(student, reference, values, batches)
    history = same_training(student, reference, values, batches, 4)
    curve(
        fr="Perte par époque",
        en="Loss per epoch",
        series={"loss": np.array(history)},
        x=Text("époque", "epoch"),
        y=Text("perte", "loss"),
    )
    same_training(student, reference, values, batches, 1, witness="with_meter")
    net, optimizer = ready(student, values, 0.1)
    told = student.train(net, optimizer, support("weighted_error"), batches, 2, 1, progress(2))
    close(history_of(told, 2), history[:2], **SINGLE)


def weighs_examples(student, reference, values, batches):
    """At a rate of 0 the losses are known: their mean is over the examples, not the batches."""
    loss, sizes = support("weighted_error"), [len(inputs) for inputs, _ in batches]
    fresh = [(ready(reference, values, 0.0), batch) for batch in batches]
    known = [float(reference.train_step(*net, loss, batch)) for net, batch in fresh]
    right, wrong = np.average(known, weights=sizes), np.mean(known)
    (found,) = history_of(student.train(*ready(student, values, 0.0), loss, batches, 1), 1)
    require(
        abs(found - wrong) > 1e-4 * abs(wrong) or abs(right - wrong) < 1e-3 * abs(right),
        fr=f"Des lots de {sizes} exemples ont pour pertes {np.round(known, 3).tolist()}. Vous en faites la "
        "moyenne par lot ; il la faut par exemple : chaque perte compte autant que son lot a d'exemples.",
        en=f"Batches of {sizes} examples have the losses {np.round(known, 3).tolist()}. You take the mean "
        "over the batches; it has to be over the examples: each loss counts as much as its batch has "
        "examples.",
    )


@pytest.mark.check(points=0.75, task="Checkpointed")
def test_checkpointed(student, reference, rng):
    """Recalcul : mêmes valeurs, mêmes gradients, et chaque bloc bien appelé une seconde fois.
    --
    Checkpointing: the same values, the same gradients, and each block really called a second time."""
    same_checkpointed(student, reference, weights(rng, 3, 5, 4, 2), normal(rng, 4, 3))


# --- measuring ------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="timed")
def test_timed(student, reference, rng):
    """Chronométrer un GPU qui fait la queue : échauffement non compté, attente avant chaque heure.
    --
    Timing a GPU with a queue: the warm-up not counted, a wait before each reading of the clock."""
    times(student, reference, rng)
    times(student, reference, rng, 4, 2)


@pytest.mark.check(points=0.25, task="training_bytes")
def test_training_bytes(student, reference, rng):
    """Mémoire : octets des poids, des gradients et de l'état de l'optimiseur, poids gelés compris.
    --
    Memory: bytes of weights, gradients and the optimiser's state, frozen weights included."""
    net = network(student, weights(rng, 3, 4, 2))  # 12 + 4 + 8 + 2 = 26 weights of 4 bytes
    for slots in (0, 1, 2):
        close(student.training_bytes(net, slots), 104 * (2 + slots))
    net.get_submodule("0").requires_grad_(False)  # 16 frozen, 10 not
    close(student.training_bytes(net, 2), 64 + 4 * 40)


@pytest.mark.check(points=0.25, task="peak_memory")
def test_peak_memory(student, reference, rng):
    """Mémoire : le plus haut d'un appel, sans ce qui était déjà pris ni le record d'avant.
    --
    Memory: the highest of a call, without what was taken already or the record from before."""
    peaks(student, rng)


@pytest.mark.check(points=0.25, task="compile_for")
def test_compile_for(student, reference, rng):
    """Compiler : seulement pour un GPU, avec le compilateur reçu.
    --
    Compiling: only for a GPU, with the compiler that was given."""
    check_compiled(student, reference, rng, [("cpu", 0.0), ("cuda", 1.0), ("cuda:0", 1.0)])


def check_compiled(student, reference, rng, devices):
    """A pretended compiler adds 1 to what the network answers."""
    values, x = weights(rng, 3, 2), normal(rng, 4, 3)
    for device, more in devices:
        given = (device, support("pretend_compiler"))
        compiled = student.compile_for(network(student, values), *given)
        right = reference.compile_for(network(reference, values), *given)
        require(
            hasattr(compiled, "handle_"),
            fr="compile_for rend un réseau.",
            en="compile_for returns a network.",
        )
        require(
            abs(float(np.mean(array(compiled(x)) - right(x)))) < 1e-3,
            fr=f"Sur {device}, compile_for devrait rendre "
            + ("compiler(model)." if more else "le réseau lui-même, sans le compiler."),
            en=f"On {device}, compile_for should return "
            + ("compiler(model)." if more else "the network itself, not compiled."),
        )


# --- on a GPU only ----------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train", gpu=True)
def test_gpu_like_cpu(student, reference, rng):
    """GPU : le même entraînement que sur le processeur, les lots restant en mémoire du processeur.
    --
    GPU: the same training as on the processor, the batches staying in the processor's memory."""
    values = weights(rng, 16, 32, 4)
    batches = placed([batch_of(rng, n, 16, 4) for n in (32, 32, 7)], "cpu")
    histories = []
    for where in ("cpu", student.subject_.device):
        net, optimizer = ready(student, placed(values, where), 0.1)
        found = student.train(net, optimizer, support("weighted_error"), batches, 5, 2)
        histories.append(history_of(found, 5))
    close(
        histories[1],
        histories[0],
        rtol=1e-3,
        atol=1e-4,
        reason=Text("Un GPU additionne dans un autre ordre.", "A GPU adds up in another order."),
    )


@pytest.mark.check(points=1, task="train_step", gpu=True)
def test_gpu_no_waiting(student, reference, rng):
    """GPU : aucun pas n'attend le GPU sans le dire (set_sync_debug_mode("error")).
    --
    GPU: no step waits for the GPU without saying so (set_sync_debug_mode("error"))."""
    strictly = tool(student, "without_waiting")
    batch = placed(batch_of(rng, 32, 16, 4), "cpu")
    loss_function = support("weighted_error")
    for name, given in (
        ("train_step", batch),
        ("bf16_step", batch),
        ("accumulated_step", [batch] * 3),
    ):
        net, optimizer = ready(student, weights(rng, 16, 32, 4), 0.1)
        # The first step loads kernels, which may wait.
        getattr(student, name)(net, optimizer, loss_function, given)
        scalar(strictly(student.get_(name), net, optimizer, loss_function, given))
