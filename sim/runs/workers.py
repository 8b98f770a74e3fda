"""Where wars are played: in this process, in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from threading import Event, Lock, Thread, local
from typing import Any, ParamSpec, TypeVar

from sim.base.errors import SimError
from sim.base.extras import missing
from sim.runs import starting

EXECUTORS = ("processes", "dask", "serial")
CONNECT_SECONDS = 10
SILENT_SECONDS = 30
"""Without a sign of life for so long, a worker process counts as stuck. A week of war takes some hundredths of a second."""
STARTING_SECONDS = 600
"""The same for the first sign of life, before which the worker imports what it needs: minutes on a machine that has ten
other things to do."""
DASK_WINDOW = 256
"""Tasks handed to a cluster at a time: more than it has workers, and it may still be growing."""

P = ParamSpec("P")
T = TypeVar("T")


class WorkerLostError(Exception):
    """A worker process died, or was ended because it gave no sign of life."""


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


class Processes(ThreadPoolExecutor):
    """Worker processes of this machine, each served by a thread of its own.

    A process that dies or gives no sign of life is ended and replaced; only what it was playing fails. Leaving the
    context ends all of them at once, whatever they do.

    Args:
        n: processes.
    """

    def __init__(self, n: int) -> None:
        super().__init__(n, initializer=_block_interrupts)
        starting.begin()
        self._serving = local()
        self._workers: set[_Worker] = set()
        self._lock = Lock()
        self._ending = Event()
        Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker process call a function; both must be importable there."""
        return super().submit(self._call, fn, args, kwargs)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._ending.set()
            for worker in self._workers:
                worker.process.kill()
        self.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.process.join(1.0)

    def _call(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        worker: _Worker | None = getattr(self._serving, "worker", None)
        if worker is None:
            with self._lock:
                if self._ending.is_set():
                    raise WorkerLostError("the workers are being ended")
                worker = self._serving.worker = _Worker()
                self._workers.add(worker)
        try:
            return worker.call(fn, args, kwargs)  # type: ignore[no-any-return]
        except WorkerLostError:
            self._serving.worker = None
            with self._lock:
                self._workers.discard(worker)
            raise

    def _watch(self) -> None:
        """End what has been silent for too long, in rounds: a machine that sleeps does not count them."""
        while not self._ending.wait(1.0):
            with self._lock:
                for worker in self._workers:
                    worker.count_second()


class _Worker:
    """A process and the pipe to it."""

    def __init__(self) -> None:
        context = starting.context()
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, dict(os.environ)), daemon=True)
        self.process.start()
        theirs.close()
        self._silent: int | None = None
        self._patience = STARTING_SECONDS
        self._stuck = False

    def call(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the function returns there; an exception there is raised here."""
        content = pickle.dumps((fn, args, kwargs))
        self._silent = 0
        try:
            self._pipe.send_bytes(content)
            while (answer := self._pipe.recv()) is None:
                self._silent, self._patience = 0, SILENT_SECONDS
        except (EOFError, OSError):
            self.process.kill()
            self.process.join(1.0)
            stuck = f"a worker process did not answer for {self._patience} s"
            raise WorkerLostError(stuck if self._stuck else "a worker process died") from None
        finally:
            self._silent = None
        result, fault = answer
        if fault is not None:
            raise fault
        return result

    def count_second(self) -> None:
        """End the process when it has owed a sign of life for too long."""
        if self._silent is not None:
            self._silent += 1
            if self._silent > self._patience:
                self._stuck = True
                self.process.kill()  # which a stopped process obeys, too


class _Parent:
    """The process that waits for this one's work, if there is one."""

    pipe: Connection | None = None
    told = 0.0


def give_sign_of_life() -> None:
    """Tell the process that waits for this one's work that it goes on, once a second at most."""
    now = time.monotonic()
    if _Parent.pipe is not None and now - _Parent.told >= 1.0:
        _Parent.told = now
        _Parent.pipe.send(None)


def _serve(pipe: Connection, environment: Mapping[str, str]) -> None:
    """Do what the parent asks for until it is gone; its environment may have changed since what is copied began."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment)
    _Parent.pipe = pipe
    try:
        while True:
            pipe.send(_answer(pipe.recv_bytes()))
    except (EOFError, OSError):
        return


def _answer(content: bytes) -> tuple[Any, BaseException | None]:
    try:
        fn, args, kwargs = pickle.loads(content)  # made by the parent
        return fn(*args, **kwargs), None
    except Exception as fault:
        fault.add_note("".join(traceback.format_exception(fault)))
        try:
            pickle.loads(pickle.dumps(fault))
        except Exception:  # it cannot be sent
            return None, RuntimeError("".join(traceback.format_exception(fault)))
        return None, fault


def _block_interrupts() -> None:
    """Keep Ctrl-C from the processes that this thread starts: their parent hears it and ends them in silence."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


@dataclass(frozen=True)
class Place:
    """Where wars are played.

    Attributes:
        jobs: processes; None for as many as pay for their start.
        executor: one of `EXECUTORS`.
        scheduler: address of a Dask scheduler.
    """

    jobs: int | None = None
    executor: str = "processes"
    scheduler: str | None = None

    def count(self, n_tasks: int) -> int:
        """Processes for a number of tasks: by default one for four, because each takes two seconds to start."""
        most = self.jobs if self.jobs is not None else min(os.cpu_count() or 1, n_tasks // 4)
        return max(1, min(most, n_tasks))

    def ready_for(self, n_tasks: int) -> Place:
        """The same place, where processes are being made ready while the command does other things.

        They are not worth it for less than two tasks, nor where each would have to start afresh.
        """
        if self.executor != "processes" or not starting.copies():
            return self
        chosen = self if self.jobs is not None else replace(self, jobs=min(os.cpu_count() or 1, n_tasks))
        if chosen.count(n_tasks) > 1:
            starting.begin()
        return chosen

    @contextmanager
    def aside(self, n_tasks: int) -> Iterator[Executor]:
        """An executor for short work on files of this machine: processes only where they start at once."""
        if self.executor == "processes" and starting.copies() and self.count(n_tasks) > 1:
            with Processes(self.count(n_tasks)) as executor:
                yield executor
        else:
            yield Serial()

    @contextmanager
    def open(self, n_tasks: int) -> Iterator[tuple[Executor, int]]:
        """An executor, and how many tasks to hand out at a time, so that few are begun when a command is interrupted.

        Raises:
            SimError: if Dask is asked for and not there.
        """
        n = self.count(n_tasks)
        if self.executor == "dask":
            with _cluster(self.scheduler) as executor:
                yield executor, DASK_WINDOW
        elif self.executor == "serial" or n == 1:
            yield Serial(), 1
        else:
            with Processes(n) as executor:
                yield executor, 2 * n + 1


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[Executor]:
    # A client that cannot connect complains once more, with a traceback, when it is thrown away.
    require_scheduler(scheduler)
    from distributed import Client  # noqa: PLC0415

    try:
        client: Any = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except Exception as fault:  # every protocol has words of its own
        raise _not_there(str(scheduler), fault) from None
    with client:
        # Not pure: a task that failed is to be played again, not its failure looked up.
        yield client.get_executor(pure=False)


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
        raise missing("--executor dask needs Dask", "cluster") from None

    async def knock() -> None:
        comm = await connect(scheduler, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        await comm.close()

    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook's thread has a loop running already
            aside.submit(lambda: asyncio.run(knock())).result()
    except Exception as fault:  # every protocol has words of its own
        raise _not_there(scheduler, fault) from None


def _not_there(scheduler: str, fault: Exception) -> SimError:
    return SimError(f"--scheduler {scheduler}: found no Dask scheduler there ({fault})")
