"""Where tasks are played: in this process, in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from sim.base.errors import SimError
from sim.runs import ensemble

EXECUTORS = ("processes", "dask", "serial")
CONNECT_SECONDS = 10

P = ParamSpec("P")
T = TypeVar("T")


class Serial(Executor):
    """Plays what it is given at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call, and keep what came of it."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:  # the future hands it on, as any executor's does
            future.set_exception(fault)
        return future


class Workers:
    """An executor that can be had anew when its processes have died.

    Attributes:
        executor: the one in use.
        window: tasks to hand out at a time, so that few are begun when a run is interrupted.
    """

    def __init__(self, make: Callable[[ExitStack], tuple[Executor, int]]) -> None:
        self._make = make
        self._stack = ExitStack()
        self.executor, self.window = make(self._stack)

    def renew(self) -> None:
        """A fresh executor in place of a broken one."""
        self._stack.close()
        self.executor, self.window = self._make(self._stack)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, fault, trace)


def open_workers(name: str, n_tasks: int, jobs: int | None = None, scheduler: str | None = None) -> Workers:
    """Somewhere to play.

    Args:
        name: one of `EXECUTORS`.
        n_tasks: how many there are; own processes are started only where they pay.
        jobs: processes; by default as many as pay for their start.
        scheduler: address of a Dask scheduler.

    Raises:
        SimError: if Dask is asked for and not there.
    """
    if name == "dask":
        return _dask(scheduler)
    count = min(jobs if jobs is not None else ensemble.default_jobs(n_tasks), max(1, n_tasks))
    if name == "serial" or count <= 1:
        return Workers(lambda _stack: (Serial(), 1))
    return Workers(lambda stack: (stack.enter_context(ensemble.process_pool(count)), 2 * count + 1))


def require_scheduler(scheduler: str | None) -> None:
    """Refuse an address at which nothing answers.

    Raises:
        SimError: if there is no scheduler, or no Dask here.
    """
    if scheduler is None:
        raise SimError(
            "--executor dask needs --scheduler, the address of a Dask scheduler such as tcp://127.0.0.1:8786"
        )
    try:
        from distributed.comm.core import connect  # noqa: PLC0415  # an extra, and slow to import
    except ImportError:
        raise SimError("--executor dask needs Dask; install it with: pip install 'sim[cluster]'") from None

    async def knock() -> None:
        comm = await connect(scheduler, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        await comm.close()

    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook's thread has a loop running already
            aside.submit(lambda: asyncio.run(knock())).result()
    except (OSError, ValueError) as fault:
        raise _not_there(scheduler, fault) from None


def _not_there(scheduler: str, fault: Exception) -> SimError:
    return SimError(f"--scheduler {scheduler}: found no Dask scheduler there ({fault})")


def _dask(scheduler: str | None) -> Workers:
    def connect(stack: ExitStack) -> tuple[Executor, int]:
        # A client that cannot connect complains once more, with a traceback, when it is thrown away.
        require_scheduler(scheduler)
        from distributed import Client  # noqa: PLC0415

        try:
            client: Any = stack.enter_context(
                Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
            )
        except (OSError, ValueError) as fault:
            raise _not_there(str(scheduler), fault) from None
        threads = sum(client.nthreads().values())
        # Not pure: a task that failed is to be played again, not its failure looked up.
        return client.get_executor(pure=False), 2 * max(1, threads) + 1

    return Workers(connect)
