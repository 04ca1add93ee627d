// A page that trains when told to: for tests with several pages, lost devices and browsers without WebGPU.
import {
  defaultDevice,
  functional as F,
  init,
  manualSeed,
  nn,
  optim,
  rand,
  randint,
  setDefaultDevice,
  tensor,
} from 'cresset';

let model;
let optimizer;
let data;

const network = () => new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 4));

globalThis.tab = {
  /** What `init` decides here; the errors of all devices when none can be had. */
  init: (options) => init(options),

  /** A network and data from a seed, on the default device. */
  async begin(seed) {
    manualSeed(seed);
    model = network();
    optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
    data = [rand([64, 16]), randint(0, 4, [64])];
  },

  /** Losses of so many steps; an error as { name, message } beside the losses until then. */
  async train(steps) {
    const losses = [];
    try {
      for (let i = 0; i < steps; i++) {
        optimizer.zeroGrad();
        const loss = F.crossEntropy(model.forward(data[0]), data[1]);
        loss.backward();
        optimizer.step();
        losses.push(await loss.item());
      }
      return { losses, error: null };
    } catch ({ name, message }) {
      return { losses, error: { name, message } };
    }
  },

  /** The weights, as a program keeps them. */
  async save() {
    const state = Object.entries(model.stateDict());
    return Object.fromEntries(await Promise.all(state.map(async ([k, t]) => [k, await t.toArray()])));
  },

  lose() {
    (defaultDevice().registered ?? defaultDevice().backend).device.destroy();
  },

  /** A new device under the old name, the model from its saved weights, the data anew. */
  async recover(seed, saved) {
    const { device } = await init({ devices: ['webgpu'] });
    setDefaultDevice(device);
    await this.begin(seed);
    model.loadStateDict(Object.fromEntries(Object.entries(saved).map(([k, v]) => [k, tensor(v)])));
  },

  /** Where the model is. */
  device: () => [...model.parameters()][0].device.name,
};
document.body.dataset.result = 'ready';
