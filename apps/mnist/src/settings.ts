import { UserError } from './errors.js';
import type { DatasetName, ModelName, Options } from './options.js';

/** All that decides the result of a training, apart from the device. Stored in checkpoints. */
export interface Settings {
  readonly dataset: DatasetName;
  readonly model: ModelName;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the learning rate. */
  readonly lr: number;
  readonly seed: number;
  /** Number of training images; null for all. */
  readonly limit: number | null;
}

/** What may not change in the middle of a training: positions in it would mean something else. */
const fixed = [
  'dataset',
  'model',
  'batchSize',
  'lr',
  'seed',
  'limit',
] as const satisfies readonly (keyof Settings)[];

const optionName = (field: string): string => `--${field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/**
 * The user's options over those of the checkpoint, if there is one, over the defaults.
 *
 * @param hasData whether CRESSET_DATA names a folder of data sets
 * @throws UserError for an option that contradicts the checkpoint
 */
export function resolveSettings(options: Options, hasData: boolean, resumed: Settings | null): Settings {
  if (resumed !== null) {
    for (const field of fixed) {
      const asked = options[field];
      if (asked !== undefined && asked !== resumed[field]) {
        throw new UserError(
          `${optionName(field)} ${asked} contradicts the checkpoint, which was made with ${resumed[field] ?? 'none'}`,
        );
      }
    }
    return { ...resumed, epochs: options.epochs ?? resumed.epochs };
  }
  const model = options.model ?? 'lenet';
  return {
    dataset: options.dataset ?? (hasData || options.data !== undefined ? 'mnist' : 'digits'),
    model,
    epochs: options.epochs ?? 2,
    batchSize: options.batchSize ?? 64,
    lr: options.lr ?? (model === 'resnet18' ? 1e-3 : 3e-3),
    seed: options.seed ?? 0,
    limit: options.limit ?? null,
  };
}
