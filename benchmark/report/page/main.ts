import type { PageData } from '../page-data';
import {
  drawContainers,
  drawDistribution,
  drawGenerator,
  drawLatency,
  drawThroughput,
} from './charts';
import { drawPage } from '../../../report/page/draw-page';

drawPage<PageData>({
  throughput: drawThroughput,
  latency: drawLatency,
  distribution: drawDistribution,
  // Not every run has looked at its containers.
  ...(document.getElementById('containers') !== null && { containers: drawContainers }),
  // Runs of earlier versions did not keep it.
  ...(document.getElementById('generator') !== null && { generator: drawGenerator }),
});
