import { InternalError } from '@cresset/tensor/backend';

/** Frames of a call's stack that are kept: those of the framework come first. */
const FRAMES = 50;

function stackOf(): string {
  const errors = Error as { stackTraceLimit?: number };
  const before = errors.stackTraceLimit;
  errors.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  errors.stackTraceLimit = before;
  // The message, this function, `run` and the backend.
  return stack.split('\n').slice(4).join('\n');
}

/** Ties what the device says to the call that caused it: each command runs in error scopes of its own. */
export class DebugScope {
  constructor(
    private readonly device: GPUDevice,
    private readonly failed: (error: Error) => void,
  ) {}

  /** @param op whose command `body` submits */
  run(op: string, body: () => void): void {
    const { device } = this;
    const stack = stackOf();
    device.pushErrorScope('internal');
    device.pushErrorScope('validation');
    try {
      body();
    } finally {
      for (const scope of [device.popErrorScope(), device.popErrorScope()]) {
        // A lost device answers with a rejection: that it is lost is told elsewhere.
        void scope.catch(() => null).then((error) => error !== null && this.report(op, error, stack));
      }
    }
  }

  private report(op: string, { message }: GPUError, stack: string): void {
    const error = new InternalError(`${op}: the device refused it: ${message}`);
    // Where the op was called, and not where the device's answer arrived.
    error.stack = `${error.name}: ${error.message}\n${stack}`;
    this.failed(error);
  }
}
