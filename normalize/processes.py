"""How a worker process behaves."""

__all__ = ["stay_while_wanted"]


def stay_while_wanted() -> None:
    """Leave interruptions to the process that started it, and end when that is gone, even if killed."""
    import signal
    from multiprocessing import parent_process
    from os import _exit
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def outlive() -> None:
        parent.join()
        _exit(1)

    Thread(target=outlive, daemon=True).start()
