import type { Device } from '@cresset/tensor';
import { CressetError } from '@cresset/tensor';
import { countStorages } from '../memory.js';
import type { PublicOp } from '../registry.js';
import { Maker } from '../sample/maker.js';
import { tensorsIn } from '../tree.js';
import { fail, mainDType, settle, withSamples } from './context.js';

/** Every declared error: its class, its message, and nothing that was allocated on the way is lost. */
export async function checkErrors(device: Device, op: PublicOp): Promise<void> {
  const maker = new Maker({ device, dtype: mainDType(op.op) });
  settle(device);
  for (const { args, error, message } of op.op.errors(maker)) {
    const count = countStorages(device);
    let thrown: unknown = null;
    let result: unknown = null;
    try {
      result = await op.call(...args);
      // What only the values tell (an index out of range), a device that can't block notices when they are read.
      for (const t of tensorsIn(result)) await t.data();
    } catch (e) {
      thrown = e;
    }
    release(result, args);
    const { live } = count.end();
    if (thrown === null) fail(op, args, '', 'was not refused');
    if (!(thrown instanceof CressetError)) throw thrown;
    const said: CressetError = thrown;
    const text = `${said.name}: ${said.message}`;
    if (!(said instanceof error)) fail(op, args, '', `${error.name} was expected instead of ${text}`);
    const matches = typeof message === 'string' ? said.message.includes(message) : message.test(said.message);
    if (!matches) fail(op, args, '', `the message is "${said.message}", expected "${String(message)}" in it`);
    if (live !== 0) fail(op, args, '', `${live} blocks of memory were lost by the refused call`);
  }
  maker.release();
}

/** What an op allocates beside its results is released by the op, not left to the garbage collector. */
export async function checkMemory(device: Device, op: PublicOp): Promise<void> {
  await withSamples(op, { device, dtype: mainDType(op.op) }, async (samples) => {
    for (const args of samples) {
      // Once before, for what an op makes on its first call and keeps.
      release(await op.call(...args), args);
      const count = countStorages(device);
      settle(device);
      release(await op.call(...args), args);
      const { live } = count.end();
      if (live !== 0) fail(op, args, '', `${live} blocks of temporary memory were not released`);
    }
  });
}

function release(result: unknown, args: readonly unknown[]): void {
  const mine = tensorsIn(args);
  for (const t of tensorsIn(result)) if (!mine.includes(t)) t.dispose();
}
