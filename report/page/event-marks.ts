import type uPlot from 'uplot';
import type { RunEvent } from '../../results/metrics';
import { EVENT_COLOUR, inTheme } from './colours';

/** Least distance between two labels, device pixels. */
const LABEL_DISTANCE = 14;

/** Marks what happened to the cluster: a dashed line at its moment, and what it was beside it. */
export function eventMarks(events: readonly RunEvent[]): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => {
        const { ctx, bbox } = chart;
        ctx.save();
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.textAlign = 'right';
        ctx.textBaseline = 'bottom';
        let lastX = -Infinity;
        for (const { t_s, kind, label } of events) {
          const x = chart.valToPos(t_s, 'x', true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.strokeStyle = inTheme(EVENT_COLOUR[kind]);
          ctx.fillStyle = ctx.strokeStyle;
          ctx.lineWidth = devicePixelRatio;
          ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          // Labels that would lie on each other are left out; the table below has them all.
          if (x - lastX < LABEL_DISTANCE * devicePixelRatio) continue;
          lastX = x;
          ctx.save();
          ctx.translate(x - 2 * devicePixelRatio, bbox.top + 4 * devicePixelRatio);
          ctx.rotate(-Math.PI / 2);
          ctx.fillText(fitted(ctx, label, bbox.height - 8 * devicePixelRatio), 0, 0);
          ctx.restore();
        }
        ctx.restore();
      },
    },
  };
}

/** As much of a text as there is room for. */
function fitted(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  let length = text.length;
  const part = (): string => (length === text.length ? text : `${text.slice(0, length)}…`);
  while (length > 0 && ctx.measureText(part()).width > room) length -= 1;
  return part();
}
