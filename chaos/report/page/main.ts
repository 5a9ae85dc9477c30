import { drawPage } from '../../../report/page/draw-page';
import type { ChaosTimeseries } from '../../../results/chaos-result';
import { drawReads, drawWrites } from './charts';

drawPage<ChaosTimeseries>({ writes: drawWrites, reads: drawReads });
