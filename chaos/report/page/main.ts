import { drawPage } from '../../../benchmark/report/page/draw-page';
import type { ChaosTimeseries } from '../../result';
import { drawReads, drawWrites } from './charts';

drawPage<ChaosTimeseries>({ writes: drawWrites, reads: drawReads });
