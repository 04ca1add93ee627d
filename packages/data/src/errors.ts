import { CressetError } from '@cresset/tensor';

/** A file or folder that can't be read or written; the message says which, and why. */
export class FileError extends CressetError {
  constructor(message: string) {
    super('FILE', message);
  }
}

/** Bytes that aren't what their format promises: truncated gzip, a wrong magic number, a short file. */
export class FormatError extends CressetError {
  constructor(message: string) {
    super('FORMAT', message);
  }
}

/** A file whose content isn't the expected one. */
export class ChecksumError extends CressetError {
  constructor(message: string) {
    super('CHECKSUM', message);
  }
}

/** A download that failed or was interrupted. What had arrived is kept, and the next try goes on from there. */
export class DownloadError extends CressetError {
  constructor(message: string) {
    super('DOWNLOAD', message);
  }
}

/** A worker thread failed, or its data set did. */
export class WorkerError extends CressetError {
  constructor(message: string) {
    super('WORKER', message);
  }
}
