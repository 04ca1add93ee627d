export { BasicBlock } from './basic-block.js';
export { LeNet, type LeNetOptions } from './lenet.js';
export { ResNet, type ResNetOptions, resnet18, resnet34 } from './resnet.js';
