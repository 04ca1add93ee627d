import type { MatmulSpec } from '@cresset/tensor/backend';
import { type Command, type Executable, geometryWords, product, type Runner } from '../command.js';
import type { Program } from '../wgsl/frame.js';
import { type RegisterTile, registers } from './matmul/registers.js';
import { MatmulText } from './matmul/text.js';
import { ADD_WORKGROUP, addChunks, TILE_M, TILE_N, tiled } from './matmul/tiled.js';

/**
 * Tiles for an adapter that is a processor. Its shaders are translated instruction by instruction, and a load with its
 * checks is about 90 of them: what counts is loads a product, as long as the loop fits into 32 KiB of code. CPU time of
 * 512³ on SwiftShader: 8 × 8 147 ms, 4 × 4 205 to 270 ms; with rows shared by a subgroup's four lanes, 8 × 4 by four
 * terms 102 ms.
 */
const processor: RegisterTile = { rows: 8, columns: 8, unroll: 1, lanes: 1, workgroup: 16 };
const processorSmall: RegisterTile = { rows: 4, columns: 4, unroll: 1, lanes: 1, workgroup: 16 };
const processorShared: RegisterTile = { rows: 8, columns: 4, unroll: 4, lanes: 4, workgroup: 16 };
/** For products too small for the tiles of a workgroup. */
const small: RegisterTile = { rows: 4, columns: 4, unroll: 1, lanes: 1, workgroup: 64 };

/** Results from which on 8 × 8 leaves enough invocations for a processor's threads. */
const LARGE = 64 * 64;
/** Workgroups that a GPU should have at least; fewer tiles of many terms are split by terms. */
const BUSY = 128;
/** Terms that are worth a workgroup of their own. */
const SPLIT_TERMS = 256;
const MAX_SPLITS = 64;

/**
 * Batched, strided matrix products: transposed operands are read where they lie. On a GPU, tiles go through workgroup
 * memory, and the terms of few tiles are split; on an adapter that is a processor, where a barrier costs more than the
 * memory it saves, each invocation reads what its registers need.
 */
export function prepareMatmul(spec: MatmulSpec): Executable {
  const { rank } = spec;
  const t = new MatmulText(spec);
  const { batch, m, n, k } = t;
  const direct = tiled(t, false);
  const partial = tiled(t, true);
  const add = addChunks(t);
  const tiles = new Map<RegisterTile, Program>();

  function byRegisters(c: Command, runner: Runner, matrices: number, tile: RegisterTile): void {
    let program = tiles.get(tile);
    if (program === undefined) tiles.set(tile, (program = registers(t, tile)));
    const across = Math.ceil(c.dims[n] / (tile.columns * tile.lanes));
    const down = Math.ceil(c.dims[m] / tile.rows);
    const units = matrices * across * down;
    const words = [...geometryWords(c, units), down, across, matrices, c.dims[k]];
    runner.dispatch(program, c.buffers, words, Math.ceil((units * tile.lanes) / tile.workgroup));
  }

  function byTiles(c: Command, runner: Runner, matrices: number): void {
    const [down, across] = [Math.ceil(c.dims[m] / TILE_M), Math.ceil(c.dims[n] / TILE_N)];
    const count = matrices * down * across;
    const splits =
      t.register === 'f32'
        ? Math.max(1, Math.min(Math.floor(BUSY / count), Math.floor(c.dims[k] / SPLIT_TERMS), MAX_SPLITS))
        : 1;
    const chunk = Math.ceil(c.dims[k] / splits);
    const words = [...geometryWords(c, count * splits), down, across, matrices, chunk];
    if (splits === 1) {
      runner.dispatch(direct, c.buffers, words, count);
      return;
    }
    const results = matrices * c.dims[m] * c.dims[n];
    const scratch = runner.scratch(splits * results * 4);
    runner.dispatch(partial, [scratch, c.buffers[1], c.buffers[2]], words, count * splits);
    words[t.tilesM] = splits;
    runner.dispatch(add, [c.buffers[0], scratch], words, Math.ceil(results / ADD_WORKGROUP));
    runner.release(scratch);
  }

  return {
    rank,
    operands: 3,
    params: 0,
    run(c, runner) {
      const matrices = product(c.dims.slice(0, batch));
      const [rows, columns] = [c.dims[m], c.dims[n]];
      if (matrices * rows * columns === 0) return;
      if (runner.software) {
        const tile =
          t.register === 'f32' && runner.subgroup === processorShared.lanes
            ? processorShared
            : rows * columns >= LARGE && rows >= processor.rows
              ? processor
              : processorSmall;
        byRegisters(c, runner, matrices, tile);
      } else if (rows * columns < TILE_M * TILE_N && c.dims[k] < 2 * SPLIT_TERMS)
        byRegisters(c, runner, matrices, small);
      else byTiles(c, runner, matrices);
    },
  };
}
