import { catalogBench } from './catalog.js';
import { extractBench } from './extract.js';
import { memoryBench } from './memory.js';
import { overheadBench } from './overhead.js';
import { scalingBench } from './scaling.js';
import { schedulerBench } from './scheduler.js';
import { tauBench } from './tau.js';

const benches = {
  catalog: catalogBench,
  extract: extractBench,
  memory: memoryBench,
  overhead: overheadBench,
  scaling: scalingBench,
  scheduler: schedulerBench,
  tau: tauBench,
} as const;

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`no bench "${unknown.join(', ')}"; there are ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stdout.write(`\n## ${name}\n\n${await bench()}\n`);
}
