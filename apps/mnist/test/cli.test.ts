import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAvailable } from '@cresset/backend-cpu';
import { decodeSafetensors } from '@cresset/checkpoint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The program as users run it; `npm test` compiles it first. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let folder: string;

beforeAll(() => {
  if (!existsSync(program)) throw new Error(`${program} isn't there: compile with \`npx tsc -b\``);
  folder = mkdtempSync(join(tmpdir(), 'cresset-mnist-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param watch called with all output so far whenever there is more */
function run(
  args: readonly string[],
  env: Record<string, string> = {},
  watch?: (stdout: string, kill: () => void) => void,
): Promise<Ended> {
  const { CRESSET_DATA: _, ...rest } = process.env;
  const child = spawn(process.execPath, [program, ...args], { env: { ...rest, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
    watch?.(stdout, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const small = '--device reference --dataset digits --model mlp --limit 640 --batch-size 32 --seed 3'.split(
  ' ',
);

describe('the program', () => {
  it('trains, tests, saves and reports', async () => {
    const output = join(folder, 'whole');
    const { code, stdout, stderr } = await run([...small, '--epochs', '2', '--output', output]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('device: reference (pure TypeScript');
    expect(stdout).toContain('data: drawn digits, 640 images to train and 4,000 to test');
    expect(stdout).toMatch(/initial loss: \d\.\d{6}\n/);
    expect(stdout).toMatch(/epoch 1\/2 {3}50 % {2}loss \d\.\d{4} {2}[\d,]+ images\/s {2}\d+:\d\d left\n/);
    expect(stdout).toMatch(/test accuracy: \d+\.\d\d % \(\d+ of 4000\)/);
    expect(stdout).toMatch(/worst two classes:\n {2}\d: .* recognised, taken for .*\n {2}\d: /);
    expect(stdout).not.toMatch(/\r/);
    const { tensors } = decodeSafetensors(readFileSync(join(output, 'mlp-digits.safetensors')));
    expect(tensors.get('model.fc2.weight')!.shape).toEqual([10, 128]);
    const page = readFileSync(join(output, 'mlp-digits.html'), 'utf8');
    expect(page).toContain('<h1>mlp on drawn digits</h1>');
    expect(page.match(/data:image\/png;base64,/g)!.length).toBe(24);
    expect(page).toContain('aria-label="Loss over 40 training steps');
  });

  it('saves and stops at Ctrl-C, and goes on from there', async () => {
    const output = join(folder, 'stopped');
    const endless = [...small, '--epochs', '500', '--output', output];
    const stopped = await run(endless, {}, (stdout, interrupt) => {
      if (stdout.includes('epoch 1/500   50 %') && !stdout.includes('stopping')) interrupt();
    });
    expect(stopped.stderr).toBe('');
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toContain('stopping after this step …');
    expect(stopped.stdout).toMatch(
      /stopped in epoch \d+, after batch \d+ of 20; saved to .*mlp-digits\.safetensors/,
    );
    expect(stopped.stdout).not.toContain('test accuracy');

    const file = join(output, 'mlp-digits.safetensors');
    const where = /stopped in epoch (\d+), after batch (\d+)/.exec(stopped.stdout)!;
    const epochs = where[1]!;
    const resumed = await run([
      '--device',
      'reference',
      '--resume',
      file,
      '--epochs',
      epochs,
      '--output',
      output,
    ]);
    expect(resumed.stderr).toBe('');
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain(`going on at epoch ${epochs}, batch ${where[2]} of 20`);
    expect(resumed.stdout).not.toContain('initial loss');
    expect(resumed.stdout).toContain('test accuracy');
  });

  it.skipIf(!isAvailable())('starts from the same loss on every device', async () => {
    const losses = await Promise.all(
      ['reference', 'cpu'].map(async (device) => {
        const args = [
          '--dataset',
          'digits',
          '--limit',
          '128',
          '--epochs',
          '1',
          '--output',
          join(folder, device),
        ];
        const { stdout } = await run(['--device', device, ...args]);
        return /initial loss: (\S+)/.exec(stdout)![1];
      }),
    );
    expect(losses[0]).toMatch(/^2\.\d{6}$/);
    expect(losses[1]).toBe(losses[0]);
  });

  it('prints its options', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--resume FILE      go on from a checkpoint');
  });
});

describe("the user's mistakes", () => {
  const refused = async (args: readonly string[], message: string, env = {}): Promise<void> => {
    const { code, stderr } = await run(args, env);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  };

  it('an unknown device', () =>
    refused(['--device', 'tpu'], "--device must be one of cpu, reference, got 'tpu'"));

  it('an unknown option', () => refused(['--fast'], "Unknown option '--fast'"));

  it('a folder that is not there', async () => {
    const missing = join(folder, 'nowhere');
    await refused(['--data', missing], missing);
    await refused([], missing, { CRESSET_DATA: missing });
  });

  it('a folder without the files', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await refused(['--data', empty], 'train-images-idx3-ubyte');
  });

  it('a checkpoint that is none', async () => {
    const file = join(folder, 'text.safetensors');
    await refused(['--resume', file], `there is no checkpoint ${file}`);
    writeFileSync(file, 'not a checkpoint, only words');
    await refused(['--resume', file], `${file} can't be read as a checkpoint`);
  });

  it('an output folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await refused([...small, '--output', file], `--output ${file} can't be made`);
  });

  it('a native backend that is not built', () =>
    refused(['--device', 'cpu', '--dataset', 'digits'], "--device cpu can't be used", {
      CRESSET_CPU_ADDON: join(folder, 'no-addon.node'),
    }));
});
