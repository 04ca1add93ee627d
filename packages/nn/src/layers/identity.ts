import { Module } from '../module/module.js';

/** Gives back its argument. Takes any arguments when made, so that it can stand in for another layer. */
export class Identity extends Module {
  constructor(..._ignored: unknown[]) {
    super();
  }

  forward<T>(input: T): T {
    return input;
  }
}
