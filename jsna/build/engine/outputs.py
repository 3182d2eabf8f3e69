"""Where a cell's messages become its outputs, by the rules that nbclient follows."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import output_from_msg

_SHOWN = ("execute_result", "display_data", "update_display_data")


class Desk:
    """Takes the messages of the cell that is running; a message between cells is dropped."""

    def __init__(self) -> None:
        self.kernel_needed = ""
        """Why the notebook turned out to need an ordinary kernel."""
        self._cell: NotebookNode | None = None
        self._count = 0
        self._clear_first = False
        self._displays: dict[str, list[tuple[NotebookNode, NotebookNode]]] = {}
        """For each display id the (cell, output) pairs that show it."""

    def begin(self, cell: NotebookNode, count: int) -> None:
        """Let the outputs of a cell begin; `count` is what its prompt would show."""
        self._cell, self._count, self._clear_first = cell, count, False
        cell["execution_count"] = count

    def end(self) -> None:
        """Take no more messages for the cell."""
        self._cell = None

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Turn one message into an output, an update of earlier ones, or a cleared cell.

        Args:
            kind: the message type as a kernel names it.
            content: the message's content, plain JSON data.
        """
        if self._cell is None:
            return
        if kind == "clear_output":
            self._clear(wait=content.get("wait", False))
            return
        if kind not in (*_SHOWN, "stream", "error"):
            return
        display_id = (content.get("transient") or {}).get("display_id")
        if display_id and kind in _SHOWN:
            self._update(display_id, content)
        if kind != "update_display_data":
            self._append(kind, content, display_id)

    def _append(self, kind: str, content: dict[str, Any], display_id: str | None) -> None:
        assert self._cell is not None
        if self._clear_first:
            self._clear(wait=False)
        if kind == "execute_result":
            # The shell has counted on by now; the result belongs to the cell's own number.
            content = {**content, "execution_count": self._count}
        if kind == "stream" and (before := self._stream_to_go_on(content["name"])):
            before["text"] += content["text"]
            return
        output = output_from_msg({"header": {"msg_type": kind}, "content": content})
        self._cell["outputs"].append(output)
        if display_id:
            self._displays.setdefault(display_id, []).append((self._cell, output))

    def _stream_to_go_on(self, name: str) -> NotebookNode | None:
        """Return the output that text of a stream is added to: since the last display, if any.

        A kernel begins a new output whenever a clock says so; here every run divides text alike.
        """
        assert self._cell is not None
        outputs: list[NotebookNode] = self._cell["outputs"]
        for output in reversed(outputs):
            if output["output_type"] != "stream":
                return None
            if output["name"] == name:
                return output
        return None

    def _update(self, display_id: str, content: dict[str, Any]) -> None:
        for _, output in self._displays.get(display_id, []):
            fresh = output_from_msg({"header": {"msg_type": "display_data"}, "content": content})
            output["data"], output["metadata"] = fresh["data"], fresh["metadata"]

    def _clear(self, *, wait: bool) -> None:
        self._clear_first = wait
        if wait:
            return
        assert self._cell is not None
        self._cell["outputs"][:] = []
        for shown in self._displays.values():
            shown[:] = [pair for pair in shown if pair[0] is not self._cell]
