/** The op whose kernels are being launched: for the messages of a device that says later what was wrong with them. */
export const running = { op: '' };
