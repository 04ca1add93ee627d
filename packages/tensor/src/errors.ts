/** Every error a user can meet has a code and a full sentence: what was asked, what was found, what to do. */
export class CressetError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Shapes, sizes or strides that an op can't take. */
export class ShapeError extends CressetError {
  constructor(message: string) {
    super('SHAPE', message);
  }
}

/** A dtype that an op has no rule for, or dtypes that can't be combined. */
export class DTypeError extends CressetError {
  constructor(message: string) {
    super('DTYPE', message);
  }
}

/** Tensors on different devices, or a device that isn't there. */
export class DeviceError extends CressetError {
  constructor(message: string) {
    super('DEVICE', message);
  }
}

/** An index or dimension out of range, or of the wrong type. */
export class IndexError extends CressetError {
  constructor(message: string) {
    super('INDEX', message);
  }
}

/** A tensor was used after `dispose()`. */
export class DisposedError extends CressetError {
  constructor(message: string) {
    super('DISPOSED', message);
  }
}

/** The device can't run this op; the message names op, dtype, device and a remedy. */
export class UnsupportedError extends CressetError {
  constructor(message: string) {
    super('UNSUPPORTED', message);
  }
}

/** A blocking read on a device that can't block. */
export class SyncReadError extends CressetError {
  constructor(message: string) {
    super('SYNC_READ', message);
  }
}

/** An argument or option of the wrong kind, or an unknown option name. */
export class ArgumentError extends CressetError {
  constructor(message: string) {
    super('ARGUMENT', message);
  }
}

/** The rules of automatic differentiation were broken (backward twice, a saved tensor changed in place …). */
export class GradientError extends CressetError {
  constructor(message: string) {
    super('GRADIENT', message);
  }
}

/** Memory that the device doesn't have. */
export class OutOfMemoryError extends CressetError {
  constructor(message: string) {
    super('OUT_OF_MEMORY', message);
  }
}

/** A matrix that has no such inverse or decomposition, or an iteration that didn't converge. */
export class LinAlgError extends CressetError {
  constructor(message: string) {
    super('LINALG', message);
  }
}

/** A broken invariant of Cresset itself: always our bug, never the user's. */
export class InternalError extends CressetError {
  constructor(message: string) {
    super('INTERNAL', `${message} (this is a bug in Cresset: please report it)`);
  }
}
