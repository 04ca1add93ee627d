import { conformancePart } from './part.js';

await conformancePart(2);
