import type {
  OperationPlan,
  OperationRouting,
  ServerEvidence,
} from '../../results/evidence-schema';
import { escapeHtml, formatMs, formatNumber } from '../../report/html';
import { section } from './server-sections';
import { columns, folded, renderTable } from '../../report/table';

/** Routing, statements by node and plans; nothing for a run that did not look. */
export function renderStatements(
  server: ServerEvidence | undefined,
  plans: readonly OperationPlan[],
): string {
  const parts: string[] = [];
  if (server !== undefined) {
    const { routing, statements } = server;
    if (routing.nodes !== null || routing.operations !== null) {
      parts.push(section('Routing', ROUTING_NOTE, renderRouting(routing)));
    }
    if (statements !== null) {
      parts.push(section('Statements by node', STATEMENTS_NOTE, renderByNode(statements)));
    }
  }
  if (plans.length > 0) parts.push(section('Plans', PLANS_NOTE, plans.map(renderPlan).join('\n')));
  return parts.join('\n');
}

const ROUTING_NOTE =
  "By each operation's plan, and as Citus counted it on the nodes that routed statements.";

const KIND: Readonly<Record<OperationRouting['kind'], string>> = {
  'single-shard': 'one shard',
  'multi-shard': 'several shards',
  none: 'this node alone',
  'by-row': 'each row to its shard',
};

function renderRouting({ nodes, operations }: ServerEvidence['routing']): string {
  const byOperation =
    operations === null || operations.length === 0
      ? ''
      : renderTable(columns(['operation', 'goes to', 'plan'], ['shards']), [
          ...operations.map(({ operation, kind, shards, plan_hash }) => [
            operation,
            KIND[kind],
            { html: `<code>${escapeHtml(plan_hash)}</code>` },
            shards === null ? '–' : formatNumber(shards),
          ]),
        ]);
  const byNode =
    nodes === null || nodes.length === 0
      ? ''
      : renderTable(
          columns(['node'], ['to one shard', 'to several', 'connections made', 'reused', 'failed']),
          nodes.map((of) => [
            of.node,
            ...[
              of.single_shard,
              of.multi_shard,
              of.connections_made,
              of.connections_reused,
              of.connections_failed,
            ].map((count) => formatNumber(count)),
          ]),
        );
  return byOperation + byNode;
}

const STATEMENTS_NOTE =
  'What pg_stat_statements counted in the measured time, most time first; values and shard numbers are left out.';

function renderByNode(byNode: NonNullable<ServerEvidence['statements']>): string {
  if (byNode.length === 0) return '<p class="lead">No node ran any statement.</p>';
  return byNode
    .map(({ node, statements }, i) => {
      const total = statements.reduce((sum, { total_ms }) => sum + total_ms, 0);
      const table = renderTable(
        columns(['statement'], ['calls', 'total', 'mean', 'rows', 'blocks hit', 'blocks read']),
        statements.map((of) => [
          { html: `<code>${escapeHtml(of.query)}</code>` },
          formatNumber(of.calls),
          formatMs(of.total_ms),
          formatMs(of.mean_ms),
          formatNumber(of.rows),
          formatNumber(of.shared_blocks_hit),
          formatNumber(of.shared_blocks_read),
        ]),
      );
      const summary = `<b>${escapeHtml(node)}</b> ${formatMs(total)} in ${statements.length} kind${statements.length === 1 ? '' : 's'} of statements`;
      return folded(summary, table, i === 0);
    })
    .join('\n');
}

const PLANS_NOTE =
  'Of one statement of each operation, before the warm-up. Reads were run, writes only planned.';

function renderPlan({ operation, sql, plan, hash }: OperationPlan): string {
  return folded(
    `<b>${escapeHtml(operation)}</b> <code>${escapeHtml(hash)}</code>`,
    `<pre>${escapeHtml(sql.trim())}</pre><pre>${escapeHtml(plan.join('\n'))}</pre>`,
  );
}
