"""python3 -m numpy_graphs <jobs.json> <folder or -> <processes>: renders every graph of a file, and prints a JSON line for
each, then one for all: seconds of wall time, with interpreter and packages already loaded."""

import json
import os
import sys
import time

# one core for each process: NumPy's own threads would fight over them
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from multiprocessing import Pool  # noqa: E402

import numpy as np  # noqa: E402
import scipy  # noqa: E402

from .graph import finished, play  # noqa: E402

shared = {}


def render(index):
    job = shared["graphs"][index]
    begun = time.perf_counter()
    channels = finished(play(job["graph"], shared["tables"], job["seed"]), job["graph"])
    took = time.perf_counter() - begun
    if shared["folder"] != "-":
        np.stack(channels).T.astype("<f4").tofile(os.path.join(shared["folder"], f"{job['id']}.f32"))
    return {"id": job["id"], "seconds": job["graph"]["duration"], "took": took}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        shared.update(json.load(file), folder=sys.argv[2])
    processes = int(sys.argv[3])
    order = range(len(shared["graphs"]))
    np.seterr(all="ignore")
    with Pool(processes) as pool:
        pool.map(abs, range(processes))
        begun = time.perf_counter()
        for result in pool.imap(render, order, chunksize=1):
            print(json.dumps(result), flush=True)
        took = time.perf_counter() - begun
    print(json.dumps({"took": took, "numpy": np.__version__, "scipy": scipy.__version__}))


if __name__ == "__main__":
    main()
