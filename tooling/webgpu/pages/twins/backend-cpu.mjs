/** The umbrella asks for the native backend in Node only. */
export function cpu() {
  throw new Error('the native backend is not there in a page');
}
