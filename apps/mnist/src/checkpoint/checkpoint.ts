import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  decodeSafetensors,
  encodeSafetensors,
  fromRaw,
  type RawTensor,
  SafetensorsError,
  toRaw,
} from '@cresset/checkpoint';
import type { Module } from '@cresset/nn';
import type { Optimizer, OptimizerStateDict } from '@cresset/optim';
import { Tensor } from '@cresset/tensor';
import { UserError } from '../errors.js';
import type { Progress } from '../train.js';

/** The optimizer's numbers; its tensors stand among those of the file, as `optimizer.<parameter>.<name>`. */
interface OptimizerNumbers {
  readonly groups: OptimizerStateDict['param_groups'];
  readonly numbers: Record<string, Record<string, number>>;
}

export interface Checkpoint extends Progress {
  /** Tensors by PyTorch's names. */
  readonly model: Record<string, Tensor>;
  readonly optimizer: OptimizerStateDict;
}

/** A checkpoint of another program would load as one of ours up to the first missing key; this tells them apart. */
const FORMAT = 'cresset-mnist 1';

/** Writes model, optimizer and progress. The file is complete or absent: an old one stays until the new one is written. */
export async function saveCheckpoint(
  file: string,
  model: Module,
  optimizer: Optimizer,
  progress: Progress,
): Promise<void> {
  const tensors = new Map<string, RawTensor>();
  for (const [name, t] of Object.entries(model.stateDict())) tensors.set(`model.${name}`, await toRaw(t));
  const state = optimizer.stateDict();
  const numbers: OptimizerNumbers['numbers'] = {};
  for (const [parameter, entries] of Object.entries(state.state)) {
    for (const [name, v] of Object.entries(entries)) {
      if (v instanceof Tensor) tensors.set(`optimizer.${parameter}.${name}`, await toRaw(v));
      else numbers[parameter] = { ...numbers[parameter], [name]: v as number };
    }
  }
  const optimizerNumbers: OptimizerNumbers = { groups: state.param_groups, numbers };
  const metadata = {
    format: FORMAT,
    progress: JSON.stringify(progress),
    optimizer: JSON.stringify(optimizerNumbers),
  };
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  await writeFile(partial, encodeSafetensors({ tensors, metadata }));
  await rename(partial, file);
}

/** @throws UserError in one sentence for a file that isn't there, isn't readable or isn't a checkpoint of this program */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const { tensors, metadata } = await readFileOf(file);
  if (metadata.format !== FORMAT) throw new UserError(`${file} is no checkpoint of this program`);
  const progress = JSON.parse(metadata.progress!) as Progress;
  const { groups, numbers } = JSON.parse(metadata.optimizer!) as OptimizerNumbers;
  const model: Record<string, Tensor> = {};
  const state: Record<string, Record<string, unknown>> = { ...numbers };
  for (const [name, raw] of tensors) {
    const [owner, parameter, ...rest] = name.split('.');
    if (owner === 'model') model[name.slice('model.'.length)] = fromRaw(raw);
    else state[parameter!] = { ...state[parameter!], [rest.join('.')]: fromRaw(raw) };
  }
  return { ...progress, model, optimizer: { state, param_groups: groups } };
}

async function readFileOf(file: string) {
  try {
    return decodeSafetensors(await readFile(file));
  } catch (error) {
    if (error instanceof SafetensorsError)
      throw new UserError(`${file} can't be read as a checkpoint: ${error.message}`);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === 'ENOENT' ? `there is no checkpoint ${file}` : `${file} can't be read: ${message}`,
    );
  }
}
