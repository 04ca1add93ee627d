import type { Command, Report } from './protocol.js';
import { Page } from './view/page.js';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'training' });
const page = new Page((command: Command) => worker.postMessage(command));

worker.onmessage = ({ data }: MessageEvent<Report>) => page.receive(data);
worker.onerror = (event) => {
  const reason = event.message ? `: ${event.message}` : '';
  page.problem(`The training worker could not go on${reason}. Reload the page to start again.`);
};
page.start();
