import { opInfoPart } from './part.js';

await opInfoPart(2);
