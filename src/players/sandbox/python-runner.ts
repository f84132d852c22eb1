/**
 * What Python is started with: it reads one JSON value, `{ program, duration, rate, seed, most }`, from stdin, calls the
 * program's `render`, and writes one line of JSON and then, where that says so, its samples to the stdout it was
 * started with: little-endian 32-bit floats, channel after channel. What the program prints goes to stderr.
 *
 * It is no wall: whatever runs in this process can write what it likes there. The host reads it as it reads any
 * stranger's bytes, under a cap; what the program may do is the sandbox's affair.
 *
 * Chance that a program draws from the modules' own generators is seeded too, so that the same program gives the same
 * samples; `PYTHONHASHSEED` and one thread for BLAS come with the environment.
 */
export const pythonRunner = String.raw`
import io, json, os, sys
sys.path[:] = [p for p in sys.path if p not in ('', '.')]
out = os.fdopen(os.dup(1), 'wb')
os.dup2(2, 1)
sys.stdout = io.TextIOWrapper(os.fdopen(1, 'wb', closefd=False), encoding='utf-8', errors='backslashreplace', line_buffering=True)
asked = json.loads(sys.stdin.buffer.read())
sys.stdin = io.StringIO('')

def say(head, samples=()):
    out.write(json.dumps(head).encode() + b'\n')
    for one in samples:
        out.write(one.tobytes())
    out.flush()
    os._exit(0)

def fault(criterion, evidence):
    say({'fault': criterion, 'evidence': evidence[:2000]})

def place(error):
    at = None
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == 'program.py':
            at = frame.tb_lineno
        frame = frame.tb_next
    return '' if at is None else ' (program.py:%d)' % at

import random
import numpy as np
import scipy
random.seed(asked['seed'])
np.random.seed(asked['seed'] % 2**32)
np.seterr(all='ignore')
rate = asked['rate']

try:
    code = compile(asked['program'], 'program.py', 'exec')
except SyntaxError as error:
    line = (error.text or '').strip()[:200]
    fault('the program is Python', 'program.py:%s: %s%s' % (error.lineno, error.msg, ': ' + line if line else ''))
except (ValueError, RecursionError, MemoryError) as error:
    fault('the program is Python', '%s: %s' % (type(error).__name__, error))

space = {'__name__': 'program', '__builtins__': __builtins__}
try:
    exec(code, space)
    render = space.get('render')
    if not callable(render):
        fault('the program has a render', 'no function render(duration, sample_rate, rng) is defined')
    made = render(asked['duration'], rate, np.random.Generator(np.random.PCG64(asked['seed'])))
except MemoryError as error:
    fault('the program runs', 'MemoryError: it wants more memory than it may have%s' % place(error))
except SystemExit as error:
    fault('the program runs', 'it ended its own process with %r%s' % (error.code, place(error)))
except BaseException as error:
    fault('the program runs', '%s: %s%s' % (type(error).__name__, error, place(error)))

try:
    kind = type(made).__name__
    made = np.asarray(made)
    shape = 'x'.join(str(n) for n in made.shape)
    if made.dtype.kind not in 'fiub':
        fault('render returns samples', 'it returned %s of %s; expected real numbers' % (kind, made.dtype))
    if made.ndim == 1:
        made = made[None, :]
    elif not (made.ndim == 2 and made.shape[0] in (1, 2)):
        fault('render returns samples', 'it returned an array of shape %s; expected n or 2xn' % (shape or 'no dimension'))
    if made.shape[1] > asked['most']:
        fault('render returns samples', 'it returned %d samples where %d were asked for' % (made.shape[1], round(asked['duration'] * rate)))
    made = np.ascontiguousarray(made, dtype='<f4')
except BaseException as error:
    fault('render returns samples', '%s: %s' % (type(error).__name__, error))
say({'channels': int(made.shape[0]), 'samples': int(made.shape[1])}, made)
`;

/** What an interpreter says of itself: asked with \`-s\`, so that what a person installed for themselves alone does not count. */
export const pythonSays = String.raw`
import importlib.metadata, json, sys
def version(name):
    try:
        return importlib.metadata.version(name)
    except Exception:
        return None
print(json.dumps({
    'executable': sys.executable, 'path': [p for p in sys.path if p], 'version': '%d.%d' % sys.version_info[:2],
    'numpy': version('numpy'), 'scipy': version('scipy'),
}))
`;
