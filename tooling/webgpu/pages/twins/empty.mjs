// Stands in for modules of Node whose functions only the replaced part of the suite calls.
const absent = (name) => () => {
  throw new Error(`${name} is not there in a page`);
};
export const gunzipSync = absent('gunzipSync');
export const fileURLToPath = absent('fileURLToPath');
