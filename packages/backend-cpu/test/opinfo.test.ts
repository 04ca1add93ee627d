import { cpu } from '@cresset/backend-cpu';
import { runOpInfo } from '@cresset/testing';

runOpInfo(cpu(), { percent: 98.5 });
