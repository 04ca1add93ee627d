import { functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** Channels dealt out between groups (Zhang et al., "ShuffleNet", 2018). */
export class ChannelShuffle extends Module {
  readonly groups: number;

  constructor(groups: number) {
    super();
    this.groups = checkInteger('ChannelShuffle', 'groups', groups, 1);
  }

  /** @param input [N, C, *] */
  forward(input: Tensor): Tensor {
    return F.channelShuffle(input, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}
