import { spawn } from 'node:child_process';

/**
 * Runs a program in the foreground and resolves to its exit code.
 *
 * The terminal sends Ctrl-C to parent and child alike. The parent only waits, so that the child can save and stop
 * in its own time; signals sent to the parent alone (by a supervisor, by `timeout`) are passed on.
 */
export function foreground(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const ignore = () => {};
    const passOn = (signal) => child.kill(signal);
    process.on('SIGINT', ignore);
    process.on('SIGTERM', passOn);
    process.on('SIGHUP', passOn);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', passOn);
      process.off('SIGHUP', passOn);
      resolve(
        signal === null
          ? code
          : 128 + ({ SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }[signal] ?? 0),
      );
    });
  });
}
