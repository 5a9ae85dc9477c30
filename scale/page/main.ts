import { drawPage } from '../../report/page/draw-page';
import type { ScaleResult } from '../../results/scale-result';
import { chartsOf } from './charts';

const data = document.getElementById('data')?.textContent ?? 'null';
drawPage<ScaleResult>(chartsOf(JSON.parse(data) as ScaleResult));
