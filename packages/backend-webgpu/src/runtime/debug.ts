import { InternalError } from '@cresset/tensor/backend';

/** Ties what the device says to the call that caused it: each command runs in error scopes of its own. */
export class DebugScope {
  constructor(
    private readonly device: GPUDevice,
    private readonly failed: (error: Error) => void,
  ) {}

  /** @param op whose command `body` submits */
  run(op: string, body: () => void): void {
    const { device } = this;
    const { stack = '' } = new Error();
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
    // Where the op was called, and not where the device's answer arrived. Two frames are this file and the backend.
    error.stack = `${error.name}: ${error.message}\n${stack.split('\n').slice(3).join('\n')}`;
    this.failed(error);
  }
}
