import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Conv2d,
  init,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '@cresset/nn';
import type { Tensor } from '@cresset/tensor';
import { checkBoolean, checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { BasicBlock } from './basic-block.js';

export interface ResNetOptions {
  /** Outputs (default 1000, the classes of ImageNet). */
  numClasses?: number;
  /** Channels of the images (default 3). */
  inChannels?: number;
  /** Start every block as the identity, by zeros in its last batch norm (default false; Goyal et al., 2017). */
  zeroInitResidual?: boolean;
}

/**
 * Residual network of basic blocks (He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015). Fields,
 * keys of the state dict and initial distributions are torchvision's, so that its checkpoints load unchanged.
 */
export class ResNet extends Module {
  conv1: Conv2d;
  bn1 = new BatchNorm2d(64);
  relu = new ReLU({ inplace: true });
  maxpool = new MaxPool2d(3, { stride: 2, padding: 1 });
  layer1: Sequential;
  layer2: Sequential;
  layer3: Sequential;
  layer4: Sequential;
  avgpool = new AdaptiveAvgPool2d([1, 1]);
  fc: Linear;

  /** @param layers blocks of each of the four stages */
  constructor(layers: readonly [number, number, number, number], options: ResNetOptions = {}) {
    super();
    const o = parseOptions('ResNet', options, { numClasses: 1000, inChannels: 3, zeroInitResidual: false });
    checkInteger('ResNet', 'numClasses', o.numClasses, 1);
    checkInteger('ResNet', 'inChannels', o.inChannels, 1);
    this.conv1 = new Conv2d(o.inChannels, 64, 7, { stride: 2, padding: 3, bias: false });
    this.layer1 = stage(64, 64, layers[0], 1);
    this.layer2 = stage(64, 128, layers[1], 2);
    this.layer3 = stage(128, 256, layers[2], 2);
    this.layer4 = stage(256, 512, layers[3], 2);
    this.fc = new Linear(512, o.numClasses);
    this.resetParameters(checkBoolean('ResNet', 'zeroInitResidual', o.zeroInitResidual));
  }

  private resetParameters(zeroInitResidual: boolean): void {
    for (const module of this.modules()) {
      if (module instanceof Conv2d) {
        init.kaimingNormal_(module.weight, { mode: 'fan_out', nonlinearity: 'relu' });
      }
      if (zeroInitResidual && module instanceof BasicBlock) init.zeros_(module.bn2.weight!);
    }
  }

  /**
   * @param x images, [N, C, H, W] with H and W from about 32 on
   * @returns logits, [N, numClasses]
   */
  forward(x: Tensor): Tensor {
    let y = this.maxpool.forward(this.relu.forward(this.bn1.forward(this.conv1.forward(x))));
    y = this.layer4.forward(this.layer3.forward(this.layer2.forward(this.layer1.forward(y))));
    return this.fc.forward(this.avgpool.forward(y).flatten(1));
  }
}

function stage(inChannels: number, channels: number, blocks: number, stride: number): Sequential {
  const list: BasicBlock[] = [];
  for (let i = 0; i < blocks; i++) {
    const first = i === 0;
    const downsample =
      first && (stride !== 1 || inChannels !== channels)
        ? new Sequential(
            new Conv2d(inChannels, channels, 1, { stride, bias: false }),
            new BatchNorm2d(channels),
          )
        : null;
    list.push(new BasicBlock(first ? inChannels : channels, channels, first ? stride : 1, downsample));
  }
  return new Sequential(...list);
}

/** ResNet-18: 11.7 million parameters. */
export function resnet18(options?: ResNetOptions): ResNet {
  return new ResNet([2, 2, 2, 2], options);
}

/** ResNet-34: 21.8 million parameters. */
export function resnet34(options?: ResNetOptions): ResNet {
  return new ResNet([3, 4, 6, 3], options);
}
