/**
 * Sends each experiment to whoever listens to a WebSocket, and writes it to Parquet; the features are computed once.
 *
 *     npm install ws
 *     node fan-out.js [experiment.h5 ...]
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { basename, extname } from 'node:path';
import { type CompletedExperiment, loadConfiguration, threadPool } from 'oect-features';
import { openExperiments, writeParquet } from 'oect-features/operators';
import { extractFeatures } from 'oect-features/pipelines';
import { connect, from, ignoreElements, map, merge, tap } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { givenFiles } from './simulated.js';

const files = await givenFiles({ experiments: 4, steps: 10 });
const configuration = await loadConfiguration('v2_quick_analysis');
await using pool = threadPool({ size: 2 });

const server = new WebSocketServer({ port: 0 });
await once(server, 'listening');

/** A dashboard, which would be another program. */
const dashboard = new WebSocket(`ws://localhost:${(server.address() as AddressInfo).port}`);
dashboard.on('message', (message) => console.log(`dashboard: ${message}`));
await once(dashboard, 'open');

await from(files)
  .pipe(
    openExperiments({ pool }),
    extractFeatures(configuration, pool),
    // One branch only looks; the other one, which writes, closes the experiment.
    connect((completed) =>
      merge(
        completed.pipe(map(summary), tap(broadcast), ignoreElements()),
        completed.pipe(writeParquet('features', { pool })),
      ),
    ),
  )
  .forEach(({ experiment, output }) => {
    console.log(`${extname(output)} written: ${basename(experiment.file)}`);
  });

dashboard.close();
server.close();

function summary({ file, counts, table }: CompletedExperiment) {
  return { experiment: basename(file), rows: table.rows, ...counts };
}

function broadcast(message: object): void {
  for (const client of server.clients) client.send(JSON.stringify(message));
}
