import type { DataName, DeviceName, NetworkName, OptimizerName, Settings } from '../protocol.js';
import { byId } from './dom.js';
import { whole } from './numbers.js';

/** A learning rate that suits each optimizer to begin with. */
const usualRates: Readonly<Record<OptimizerName, string>> = {
  sgd: '0.03',
  adam: '0.001',
  adamw: '0.001',
  rmsprop: '0.001',
};

const layers: Readonly<Record<string, string>> = {
  Linear: '784 → 10, a weight for each pixel and digit',
  MLP: '784 → 128 → 10, with ReLU between',
  LeNet: 'two convolutions with pooling, three linear layers',
};

/** The form of the settings. */
export class SettingsForm {
  private readonly form = byId('settings', HTMLFormElement);

  constructor(changed: () => void) {
    this.form.addEventListener('submit', (e) => e.preventDefault());
    this.form.addEventListener('change', (e) => {
      const { name, type } = e.target as HTMLInputElement;
      if (type === 'file') return;
      if (name === 'optimizer') {
        this.control('learningRate').value = usualRates[this.read().optimizer];
      }
      this.showDrop();
      changed();
    });
    this.showDrop();
  }

  private control(name: string): HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLSelectElement;
  }

  private showDrop(): void {
    byId('drop', HTMLElement).hidden = this.read().data !== 'mnist';
  }

  read(): Settings {
    const value = (name: string): string => this.control(name).value;
    return {
      data: value('data') as DataName,
      network: value('network') as NetworkName,
      optimizer: value('optimizer') as OptimizerName,
      learningRate: Number(value('learningRate')),
      batchSize: Number(value('batchSize')),
      device: value('device') as DeviceName,
    };
  }

  chooseMnist(): void {
    this.control('data').value = 'mnist';
    this.showDrop();
  }

  /** The device that is used, where it isn't the one that was asked for. */
  showDevice(device: DeviceName): void {
    this.control('device').value = device;
  }

  describe(network: string, parameters: number): void {
    byId('network-note', HTMLElement).textContent = `${layers[network]}: ${whole(parameters)} parameters.`;
  }
}

/** Calls `f` with the files that are chosen; the same file may be chosen twice. */
export function filesOf(input: HTMLInputElement, f: (files: readonly File[]) => void): void {
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) f(files);
  });
}

/** Files may be dropped anywhere on the page; `mark` shows that they are welcome. */
export function acceptDrops(mark: HTMLElement, f: (files: readonly File[]) => void): void {
  addEventListener('dragover', (e) => {
    if (!e.dataTransfer?.types.includes('Files')) return;
    e.preventDefault();
    mark.classList.add('over');
  });
  addEventListener('dragleave', () => mark.classList.remove('over'));
  addEventListener('drop', (e) => {
    mark.classList.remove('over');
    const files = [...(e.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    e.preventDefault();
    f(files);
  });
}
