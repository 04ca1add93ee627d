/** Functions of functions and of modules, as `torch.func` has them. */

export * from '@cresset/autograd/func';
export { functionalCall, stackModuleState } from '@cresset/nn';
