import { BatchNorm2d, Conv2d, Module, ReLU, type Sequential } from '@cresset/nn';
import type { Tensor } from '@cresset/tensor';

/** Two 3×3 convolutions beside a shortcut: the block of the smaller residual networks. */
export class BasicBlock extends Module {
  conv1: Conv2d;
  bn1: BatchNorm2d;
  relu = new ReLU({ inplace: true });
  conv2: Conv2d;
  bn2: BatchNorm2d;
  downsample: Sequential | null;

  /** @param downsample brings the input to the shape of the output, where that differs */
  constructor(inChannels: number, channels: number, stride: number, downsample: Sequential | null) {
    super();
    this.conv1 = new Conv2d(inChannels, channels, 3, { stride, padding: 1, bias: false });
    this.bn1 = new BatchNorm2d(channels);
    this.conv2 = new Conv2d(channels, channels, 3, { padding: 1, bias: false });
    this.bn2 = new BatchNorm2d(channels);
    this.downsample = downsample;
  }

  /** @param x [N, in, H, W] */
  forward(x: Tensor): Tensor {
    const y = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    const shortcut: Tensor = this.downsample === null ? x : this.downsample.forward(x);
    return this.relu.forward(this.bn2.forward(this.conv2.forward(y)).add(shortcut));
  }
}
