"""The embedded language model as a process of its own: ``python -m qa.embedded_server``.

llama.cpp's server listens on a free loopback port behind a random key. It gets its settings as one JSON line on
standard input (a key on the command line would stand in the process list), prints its address as one JSON line, and
ends when standard input closes: it can never outlive the program that started it, and a crash in it takes nobody along.
"""

from __future__ import annotations

import json
import os
import sys

# The server keeps prompts it has read; without a bound that grows with every prompt (its default is 8 GiB).
PROMPT_CACHE_MIB = 512


def main() -> None:
    settings = json.loads(sys.stdin.readline())
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = settings["model"]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [settings["key"]]
    parameters.cors_origins = "null"
    parameters.ui = False
    parameters.endpoint_slots = True  # saving and restoring what was read; behind the key
    parameters.endpoint_metrics = False
    parameters.slot_save_path = settings["states"] + os.sep
    parameters.n_ctx = settings["context_tokens"]
    parameters.n_parallel = 1
    parameters.n_predict = settings["max_tokens"]
    parameters.cache_ram_mib = PROMPT_CACHE_MIB
    # All processors for reading. For writing one is left free: two threads that wait for each other at every step fall
    # to a twentieth of their speed as soon as anything else runs (measured on two cores: 30 tokens a second to 0.3;
    # with one thread 19, whatever else runs).
    processors = os.cpu_count() or 1
    parameters.cpuparams.n_threads = max(1, processors - 1)
    parameters.cpuparams_batch.n_threads = processors
    parameters.warmup = False
    parameters.verbosity = -1
    try:
        server = xllamacpp.Server(parameters)
    except (RuntimeError, ValueError) as cause:
        print(json.dumps({"error": str(cause)}), flush=True)
        os._exit(1)
    print(json.dumps({"address": server.listening_address}), flush=True)
    sys.stdin.read()
    # Destroying the server waits for its threads, which may be in the middle of a long prompt.
    os._exit(0)


if __name__ == "__main__":
    main()
