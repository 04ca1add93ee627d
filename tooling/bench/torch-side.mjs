import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./torch_side.py', import.meta.url));

/** PyTorch in a Python process of its own, asked over its standard input and answering by lines of JSON. */
class Torch {
  #child;
  #lines;
  version = '';

  constructor(program) {
    this.#child = spawn(program, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @returns why PyTorch can't be had, or undefined */
  async start() {
    let complaint = '';
    this.#child.stderr.on('data', (text) => {
      complaint += text;
    });
    const failed = new Promise((resolve) => this.#child.once('error', (error) => resolve(error.message)));
    const first = await Promise.race([this.#lines.next(), failed]);
    if (typeof first === 'string') return first;
    if (first.done) return complaint.trim().split('\n').pop() || 'it ended at once';
    this.version = JSON.parse(first.value).version;
    return undefined;
  }

  async #ask(request) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#lines.next();
    if (answer.done) throw new Error('the Python side ended in the middle of the bench');
    return JSON.parse(answer.value);
  }

  /** Builds the program of a case. */
  async prepare(benchCase, threads) {
    await this.#ask({ case: benchCase, threads });
  }

  /** Seconds that so many iterations take. */
  async measure(iterations) {
    return (await this.#ask({ iterations })).seconds;
  }

  end() {
    this.#child.stdin.end();
  }
}

/**
 * Starts PyTorch where it is installed.
 *
 * @param {string} program the Python interpreter
 * @returns the running side, or a sentence that says why there is none
 */
export async function findTorch(program) {
  const torch = new Torch(program);
  const reason = await torch.start();
  if (reason === undefined) return torch;
  return `PyTorch isn't found by '${program}' (${reason}); name another interpreter in CRESSET_PYTHON.`;
}
