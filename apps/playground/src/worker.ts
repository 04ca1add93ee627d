import type { Command, Report } from './protocol.js';
import { Session } from './training/session.js';
import { Inbox } from './training/turns.js';

interface WorkerScope {
  postMessage(report: Report, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}

const port = self as unknown as WorkerScope;
const inbox = new Inbox<Command>();
port.onmessage = ({ data }) => inbox.push(data);

void new Session((report, transfer = []) => port.postMessage(report, transfer)).run(inbox);
