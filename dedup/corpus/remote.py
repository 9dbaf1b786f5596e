"""Files that are not of this machine: `s3://`, `hf://`, `https://` and what else fsspec or Arrow can open.

fsspec is used where it is installed with the package that the protocol needs (`s3fs` for s3, `huggingface_hub` for hf,
`aiohttp` for https); else Arrow's own file systems, which know s3, gs, abfs and hdfs without another package.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Buffer  # type: ignore[attr-defined, unused-ignore]  # Python 3.12

_PROTOCOL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BUFFER = 1 << 20
_PATIENCE_S = 30


class RemoteFile(NamedTuple):
    """A file elsewhere: what opens it, its name within the folder that was given, its size in bytes (0: unknown)."""

    url: str
    name: str
    size: int


def is_remote(path: str) -> bool:
    """Whether a path names its protocol.

    >>> is_remote("s3://bucket/key"), is_remote("C:/news"), is_remote("-")
    (True, False, False)
    """
    return _PROTOCOL.match(path) is not None


def list_remote(url: str) -> tuple[list[RemoteFile], bool]:
    """The files that a url means, in order of name, and whether it is a folder.

    A folder gives all that is in it, a pattern with `*` what it matches, anything else itself. Of http there are
    neither folders nor patterns.

    Raises
    ------
    InputError
        Where nothing is there, or no package that is installed can look.
    """
    place = _place(url)
    try:
        found, folder = place.list()
    except InputError:
        raise
    except Exception as error:
        raise _unreadable(url, error) from error
    if not found:
        raise InputError("no file matches" if "*" in url else "there is no such file or folder", path=url)
    return sorted(found), folder


def open_remote(url: str) -> BinaryIO:
    """Open a file for reading, buffered.

    Raises
    ------
    InputError
        Where it cannot be opened; and from its `read`, where the connection breaks.
    """
    place = _place(url)
    try:
        raw = place.open()
    except Exception as error:
        raise _unreadable(url, error) from error
    return cast(BinaryIO, io.BufferedReader(_Guarded(raw, url), _BUFFER))


class _Guarded(io.RawIOBase):
    """A file whose errors are ours, whatever package it is of."""

    def __init__(self, raw: Any, url: str) -> None:
        self._file, self._url = raw, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        self._file.seek(offset, whence)
        return int(self._file.tell())

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, into: Buffer) -> int:
        view = memoryview(into)
        try:
            data = self._file.read(len(view))
        except Exception as error:
            raise _unreadable(self._url, error) from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _unreadable(url: str, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError("there is no such file or folder", path=url)
    first = (str(error) or type(error).__name__).splitlines()[0]
    return InputError(f"cannot be read: {first}", path=url)


class _Fsspec:
    """A url by fsspec."""

    def __init__(self, files: Any, path: str, url: str) -> None:
        self._files, self._path, self._url = files, path, url

    def list(self) -> tuple[list[RemoteFile], bool]:
        if self._url.startswith(("http://", "https://")):
            size = self._files.info(self._path).get("size") or 0
            return [RemoteFile(self._url, _last(self._path), size)], False
        if "*" in self._path:
            root = self._path[: self._path.index("*")].rpartition("/")[0]
            return list(self._named(self._files.glob(self._path, detail=True).values(), root)), False
        if self._files.isdir(self._path):
            return list(self._named(self._files.find(self._path, detail=True).values(), self._path)), True
        return list(self._named([self._files.info(self._path)], self._path.rpartition("/")[0])), False

    def _named(self, infos: Any, root: str) -> Iterator[RemoteFile]:
        for info in infos:
            if info["type"] == "file":
                url = str(self._files.unstrip_protocol(info["name"]))
                yield RemoteFile(url, _within(info["name"], root), info.get("size") or 0)

    def open(self) -> Any:
        return self._files.open(self._path, "rb")


class _Arrow:
    """A url by one of Arrow's own file systems."""

    def __init__(self, files: Any, path: str, url: str) -> None:
        self._files, self._path, self._url = files, path, url

    def list(self) -> tuple[list[RemoteFile], bool]:
        import pyarrow.fs as pf

        if "*" in self._path:
            raise InputError("patterns need fsspec; name a folder or a file", path=self._url)
        info = self._files.get_file_info(self._path)
        start = self._url[: self._url.index("://") + 3]
        if info.type == pf.FileType.Directory:
            inside = self._files.get_file_info(pf.FileSelector(self._path, recursive=True))
            files = [file for file in inside if file.type == pf.FileType.File]
            return [RemoteFile(start + f.path, _within(f.path, self._path), f.size or 0) for f in files], True
        if info.type == pf.FileType.NotFound:
            return [], False
        return [RemoteFile(self._url, _last(self._path), info.size or 0)], False

    def open(self) -> Any:
        return self._files.open_input_file(self._path)


def _place(url: str) -> _Fsspec | _Arrow:
    """By fsspec, else by Arrow.

    Raises
    ------
    InputError
        Where neither knows the protocol; the message says what to install.
    """
    missing = "fsspec is not installed: pip install fsspec"
    try:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(url)
        return _Fsspec(files, str(path), url)
    except (ImportError, ValueError) as error:  # no fsspec, no package for this protocol, no such protocol
        if not isinstance(error, ModuleNotFoundError) or error.name != "fsspec":
            missing = str(error).splitlines()[0]
    try:
        files, path = _by_arrow(url)
    except Exception as error:
        said = str(error).splitlines()[0]
        more = "" if "Unrecognized filesystem" in said else f"; Arrow says: {said}"
        raise InputError(f"cannot be opened: {missing}{more}", path=url) from error
    return _Arrow(files, str(path), url)


def _by_arrow(url: str) -> tuple[Any, str]:
    """Arrow's file system for a url, and the path within it."""
    import pyarrow.fs as pf

    protocol, _, rest = url.partition("://")
    if protocol.lower() in ("gs", "gcs"):  # which else tries for a quarter of an hour where there is no network
        return pf.GcsFileSystem(retry_time_limit=dt.timedelta(seconds=_PATIENCE_S)), rest
    files, path = pf.FileSystem.from_uri(url)
    return files, str(path)


def _within(path: str, root: str) -> str:
    root = root.rstrip("/") + "/"
    return path[len(root) :] if path.startswith(root) else _last(path)


def _last(path: str) -> str:
    return path.split("?")[0].rstrip("/").rpartition("/")[2] or path
