import type { Expr } from '@cresset/tensor/backend';
import type { Frame } from '../wgsl/frame.js';
import { type ParamSlot, slotWords } from '../wgsl/params.js';
import { type Leaves, type Printed, printExpr } from '../wgsl/print-expr.js';

export const expression = (expr: Expr, leaves: Leaves, prefix = 'v'): Printed =>
  printExpr(expr, leaves, prefix);

/** Reads parameters from the words of a kernel, `first` being that of the first slot. */
export function slotLeaf(f: Frame, slots: readonly ParamSlot[], first: number): Leaves['param'] {
  return (key) => {
    let at = first;
    for (const slot of slots) {
      if (slot.key === key) {
        switch (slot.as) {
          case 'f32':
            return `bitcast<f32>(${f.word(at)})`;
          case 'i32':
            return f.word(at);
          case 'bool':
            return `(${f.word(at)} != 0)`;
          case 'long':
          case 'counter':
            return `vec2<u32>(${f.unsigned(at)}, ${f.unsigned(at + 1)})`;
        }
      }
      at += slotWords(slot);
    }
    throw new Error(`no slot ${key}`);
  };
}
