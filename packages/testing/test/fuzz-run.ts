import { autograd } from '@cresset/autograd';
import { cpu } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { use } from '@cresset/tensor';
import type { FuzzReport } from '@cresset/testing';
import { deviceOf, fuzz } from '@cresset/testing';

export function run(
  name: string,
  seconds: number,
  seed: number,
  onCall: (call: string) => void,
): Promise<FuzzReport> {
  use(autograd());
  const devices = [deviceOf(reference()), deviceOf(cpu())];
  const device = devices.find((d) => d.name === name)!;
  const other = devices.find((d) => d.name !== name)!;
  return fuzz({ device, other, seconds, seed, onCall });
}
