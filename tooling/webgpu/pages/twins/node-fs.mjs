export const writeSync = (_, text) => console.log(text);
