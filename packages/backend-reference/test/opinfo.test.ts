import { reference } from '@cresset/backend-reference';
import { runOpInfo } from '@cresset/testing';

runOpInfo(reference());
