"""Compiling a program with the compiler of this machine, and keeping what came of it in a private folder."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.base.errors import SimError
from sim.base.files import write_whole

COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-O2", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-shared", "-fPIC")
"""Nothing that moves a digit: no contraction, no reordering; square roots may not set errno."""
COMPILE_SECONDS = 600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class NoCompilerError(SimError):
    """Nothing here can compile; NumPy can play instead."""


@dataclass(frozen=True)
class Compiler:
    """A compiler of this machine."""

    path: str
    version: str

    @property
    def identity(self) -> str:
        """What decides the machine code beside the source."""
        return f"{self.path} {self.version} {platform.machine()} {_cpu()}"


@cache
def compiler() -> Compiler:
    """The first compiler on the path.

    Raises:
        NoCompilerError: if there is none that answers.
    """
    for name in COMPILERS:
        path = shutil.which(name)
        if path is None:
            continue
        try:
            asked = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        return Compiler(path, asked.stdout.partition("\n")[0])
    raise NoCompilerError(f"found no C compiler ({', '.join(COMPILERS)}) on the path")


@cache
def _cpu() -> str:
    """What the processor can do: code for one may not run on another."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), platform.processor())


def private_folder() -> Path:
    """Folder for what has been compiled; only its owner can get at it.

    Raises:
        NoCompilerError: if it cannot be had, or others could write there: what is loaded runs as the user.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "sim" / "kernels"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError) as fault:
        raise NoCompilerError(f"{folder}: cannot keep what is compiled ({fault})") from None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & OTHERS):
        raise NoCompilerError(f"{folder}: found a folder that others can get at, expected one of mode 700")
    return folder


def library(source: str, flags: tuple[str, ...] = FLAGS) -> Path:
    """The compiled source, as it was built here before or is built now.

    Args:
        source: plain C.
        flags: for the compiler.

    Raises:
        NoCompilerError: if it cannot be compiled here.
    """
    by = compiler()
    folder = private_folder()
    built = folder / f"{hashlib.sha256(f'{by.identity} {flags} {source}'.encode()).hexdigest()}.so"
    if not is_whole(built):
        code = _compile(source, by, folder, flags)
        _write(seal_of(built), hashlib.sha256(code).hexdigest().encode())
        _write(built, code)
    return built


def seal_of(path: Path) -> Path:
    """File with the hash of a library."""
    return path.with_suffix(".sha256")


def is_whole(path: Path) -> bool:
    """Whether a library is there and is what was built."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == seal_of(path).read_text(encoding="utf-8")
    except OSError:
        return False


def loaded(path: Path) -> ctypes.CDLL:
    """A library in this process.

    Raises:
        NoCompilerError: if it is not what was built, or cannot be loaded.
    """
    if not is_whole(path):
        raise NoCompilerError(f"{path}: found another file than was built")
    try:
        return ctypes.CDLL(str(path))
    except OSError as fault:
        raise NoCompilerError(f"{path}: cannot be loaded ({fault})") from None


def _compile(source: str, by: Compiler, folder: Path, flags: tuple[str, ...]) -> bytes:
    text, code = (folder / f".{os.getpid()}.{kind}" for kind in ("c", "so"))
    try:
        _write(text, source.encode())
        command = [by.path, *flags, "-o", str(code), str(text)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS, check=False)
        if done.returncode:
            raise NoCompilerError(f"{by.path}: cannot compile ({_first_line(done.stderr)})")
        return code.read_bytes()
    except (OSError, subprocess.SubprocessError) as fault:
        raise NoCompilerError(f"{by.path}: cannot compile ({fault})") from None
    finally:
        for path in (text, code):
            path.unlink(missing_ok=True)


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if "error" in line] or text.splitlines()
    return lines[0] if lines else "it says nothing"


def _write(path: Path, content: bytes) -> None:
    try:
        with write_whole(path) as file:
            file.write(content)
    except OSError as fault:
        raise NoCompilerError(f"{path}: cannot be written ({fault.strerror})") from None
