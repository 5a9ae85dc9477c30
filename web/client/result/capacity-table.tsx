import type { Capacity } from '../../../benchmark/capacity/capacity';
import { formatMs, formatNumber } from '../../../report/html';

/** How the highest rate that is held was found. */
export function CapacityTable({ capacity }: { readonly capacity: Capacity }) {
  const { steps, capacity_ops_sec: found, p99_limit_ms: limit } = capacity;
  return (
    <section>
      <h2>Capacity</h2>
      <p class="note">
        {found === 0
          ? 'No rate was held.'
          : `${formatNumber(found)} statements a second are held with p99 under ${formatMs(limit)}.`}
      </p>
      <div class="scroll" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">
                rate
              </th>
              <th scope="col" class="number">
                p99
              </th>
              <th scope="col" class="number">
                dropped
              </th>
              <th scope="col" class="number">
                errors
              </th>
              <th scope="col">held</th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.rate}>
                <td class="number">{formatNumber(step.rate)}/s</td>
                <td class="number">{formatMs(step.p99_ms)}</td>
                <td class="number">{formatNumber(step.dropped)}</td>
                <td class="number">{formatNumber(step.errors)}</td>
                <td>{step.held ? 'yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
