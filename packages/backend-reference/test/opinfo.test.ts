import { reference } from '@cresset/backend-reference';
import { runOpInfo } from '@cresset/testing';

runOpInfo(reference(), { percent: 98.5 });
