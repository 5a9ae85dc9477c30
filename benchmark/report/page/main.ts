import type { PageData } from '../page-data';
import { drawDistribution, drawLatency, drawThroughput } from './charts';
import { drawPage } from './draw-page';

drawPage<PageData>({
  throughput: drawThroughput,
  latency: drawLatency,
  distribution: drawDistribution,
});
