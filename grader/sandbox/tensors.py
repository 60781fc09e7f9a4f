"""Tensors across the boundary: plain buffers, with what makes them more than arrays.

The grader never needs PyTorch to read one: a `Tensor` is an array that says on which device it
was and whether it carried gradients. Where PyTorch is loaded (a worker, or the solution's own
process) `to_torch` and `from_torch` go to and fro. Device and gradients are what the worker says;
the values are judged.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

__all__ = [
    "META",
    "Tensor",
    "compute_as_workers_do",
    "explain_limits",
    "from_torch",
    "held",
    "is_tensor",
    "look_at_the_processor",
    "placed",
    "pull_back",
    "random_state",
    "seed",
    "set_random_state",
    "to_torch",
]

META = "meta"  # PyTorch's device of tensors that have no data
_BFLOAT16 = "bfloat16"


class Tensor(np.ndarray[Any, Any]):
    """The values of a tensor, with its device, whether it required a gradient, and its dtype.

    `dtype_name` is empty where the array's own dtype says it; "bfloat16" values come as float32.
    """

    # Here, since NumPy's own attribute of that name can't be written.
    device: str = "cpu"  # type: ignore[assignment]
    requires_grad = False
    dtype_name = ""

    def __new__(
        cls, values: Any, device: str = "cpu", requires_grad: bool = False, dtype_name: str = ""
    ) -> Self:
        """An array seen as a tensor: nothing is copied."""
        tensor = np.asarray(values).view(cls)
        tensor.device, tensor.requires_grad, tensor.dtype_name = device, requires_grad, dtype_name
        return tensor

    def __array_finalize__(self, origin: Any) -> None:
        """What is computed from a tensor has its device and carries no gradient."""
        self.device = getattr(origin, "device", "cpu")
        self.requires_grad = False
        self.dtype_name = ""

    def __copy__(self) -> Tensor:
        """Other memory, the same facts."""
        return Tensor(np.array(self), self.device, self.requires_grad, self.dtype_name)

    def __deepcopy__(self, known: Any) -> Tensor:
        """The same as a copy: there is nothing deeper."""
        return self.__copy__()

    def __reduce__(self) -> Any:
        """Copied and pickled whole, between processes of the grader."""
        facts = (self.device, self.requires_grad, self.dtype_name)
        return Tensor, (np.asarray(self), *facts)


def placed(value: Any, device: str) -> Any:
    """`value` with each array in it, in lists, tuples and dicts too, as a tensor on `device`."""
    if isinstance(value, np.ndarray):
        return value if isinstance(value, Tensor) else Tensor(value, device)
    if type(value) in (list, tuple):
        return type(value)(placed(item, device) for item in value)
    if type(value) is dict:
        return {key: placed(item, device) for key, item in value.items()}
    return value


# --- where PyTorch is loaded ------------------------------------------------------------------------


def is_tensor(value: Any) -> bool:
    """Tell whether `value` is a tensor of PyTorch, whatever it says of its class."""
    torch = sys.modules.get("torch")
    return torch is not None and issubclass(type(value), torch.Tensor)


def to_torch(value: Tensor) -> Any:
    """The tensor of PyTorch with a copy of these values, on its device, with its dtype."""
    import torch

    array = np.asarray(value)
    if value.device == META:
        empty = torch.from_numpy(np.zeros(1, array.dtype))
        return torch.empty(array.shape, dtype=empty.dtype, device=META)
    dtype = torch.bfloat16 if value.dtype_name == _BFLOAT16 else None
    made = torch.from_numpy(array.copy()).to(device=value.device, dtype=dtype)
    return made.requires_grad_() if value.requires_grad else made


def from_torch(tensor: Any) -> Tensor:
    """A tensor's values as the grader gets them; dense, whatever the layout was."""
    import torch

    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():  # noqa: SLF001
        plain = torch.Tensor.detach(tensor)
        device, requires_grad = str(plain.device), bool(tensor.requires_grad)
        if plain.device.type == META:
            return Tensor(_without_data(plain), device, requires_grad)
        if plain.layout is not torch.strided:
            plain = plain.to_dense()
        name = _BFLOAT16 if plain.dtype is torch.bfloat16 else ""
        if name:
            plain = plain.float()
        array = plain.cpu().resolve_conj().resolve_neg().numpy()
    return Tensor(array, device, requires_grad, name)


def _without_data(plain: Any) -> Any:
    """An array of the shape and dtype of a tensor that has no data."""
    import torch

    one = torch.zeros((), dtype=plain.dtype).numpy()
    return np.broadcast_to(one, tuple(plain.shape))


def held(value: Any) -> dict[str, Any] | None:
    """The named tensors that a module holds; None for what is no module."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.nn.Module):
        return None
    return dict(value.state_dict())


def pull_back(
    function: Any,
    args: Sequence[Any],
    kwargs: dict[str, Any],
    wrt: Sequence[int],
    cotangent: Any,
) -> list[Any] | None:
    """Gradients of ``(function(*args, **kwargs) * cotangent).sum()`` with respect to `wrt`.

    `wrt` are positions of arguments. One to which nothing flows is None; None in all when the
    result carries no gradient.
    """
    import torch

    given = list(args)
    for place in wrt:
        given[place] = given[place].detach().clone().requires_grad_()
    value = function(*given, **kwargs)
    if not is_tensor(value) or not value.requires_grad:
        return None
    leaves = [given[place] for place in wrt]
    return list(torch.autograd.grad(value, leaves, cotangent, allow_unused=True))


def seed(number: int) -> None:
    """Seed PyTorch's global generators, where it is loaded.

    `torch.manual_seed` notes the wish for every GPU that may be used one day, with the text of each
    line of the stack: half a millisecond in each check, and memory that is never given back. A
    PyTorch that is built for none needs its one generator seeded.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return
    if torch.accelerator.current_accelerator() is None:
        torch.default_generator.manual_seed(number)
    else:
        torch.manual_seed(number)


def explain_limits(no_processes: type[Exception], no_compiler: type[Exception]) -> None:
    """Have what can't work in a worker say so, instead of failing somewhere deep inside.

    A courtesy: what keeps it from working is the isolation. And float32 is float32 on a GPU too:
    its convolutions would round to 10 bits otherwise, and miss what the processor finds.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return

    def start(loader: Any) -> None:
        raise no_processes

    def compiled(*given: Any, **options: Any) -> None:
        raise no_compiler

    torch.backends.cudnn.allow_tf32 = False
    torch.utils.data.dataloader._MultiProcessingDataLoaderIter = start  # noqa: SLF001
    torch.compile = compiled


def look_at_the_processor() -> None:
    """Have PyTorch look at the processor while /proc can still be read, with one small sum.

    It would complain on the student's standard error later.
    """
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.ones(2).std()


def compute_as_workers_do() -> None:
    """PyTorch with one thread, so that sums have one order; Triton's kernels interpreted."""
    os.environ["TRITON_INTERPRET"] = "1"
    import torch

    torch.set_num_threads(1)
    torch.backends.cudnn.allow_tf32 = False


def random_state() -> Any:
    """The state of PyTorch's global generator on the processor."""
    import torch

    return torch.get_rng_state()


def set_random_state(state: Any) -> None:
    """Put the global generator back to a state."""
    import torch

    torch.set_rng_state(state)
