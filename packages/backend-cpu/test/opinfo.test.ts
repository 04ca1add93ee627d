import { cpu } from '@cresset/backend-cpu';
import { runOpInfo } from '@cresset/testing';

runOpInfo(cpu());
