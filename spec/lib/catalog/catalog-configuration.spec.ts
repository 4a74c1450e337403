import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogConfiguration, parseCatalogConfiguration } from '../../../lib/catalog/catalog-configuration.js';
import { openCatalog } from '../../../lib/catalog/open-catalog.js';
import { DEFAULT_SETTINGS } from '../../../lib/catalog/settings.js';
import { inlinePool } from '../../../lib/pool/inline-pool.js';
import { writeRun } from '../../support/laboratory.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** As oect-infra has it, all of it. */
const ORIGINAL = `
roots:
  raw_data: data/raw            # relative to this file
  features: data/features
  features_v2: data/features_v2

database:
  path: catalog.db
  auto_backup: true
  backup_interval: 86400
  connection_pool_size: 10

sync:
  auto_sync: false
  auto_sync_interval: 3600
  conflict_strategy: timestamp
  batch_size: 100
  timeout: 300

discovery:
  recursive: true
  max_depth: 7
  parallel_workers: 4
  file_patterns:
    raw: '*-test_*.h5'
    features: '*-feat_*.h5'
  ignore_patterns: ['*.tmp', '.*', '_*', 'old']

logging:
  level: INFO
  file: catalog.log
  rotation: 10 MB
  retention: 30 days
`;

const FILE = '/lab/catalog_config.yaml';
const parsed = (text: string, environment = {}) => parseCatalogConfiguration(text, FILE, { environment });
const mistakes = (text: string) => {
  try {
    parsed(text);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  throw new Error('nothing is wrong with it');
};

describe('parseCatalogConfiguration', () => {
  it('reads what the original has, and says what has no meaning here', () => {
    const { settings, index, workers, warnings } = parsed(ORIGINAL);
    expect(settings).toEqual({
      roots: ['/lab/data/raw'],
      featureRoots: ['/lab/data/features_v2'],
      patterns: { experiment: ['*-test_*.h5'], features: ['*-feat_*.parquet', '*-feat_*.arrow'] },
      ignore: ['*.tmp', '.*', '_*', 'old'],
      maxDepth: 7,
    });
    expect({ index, workers }).toEqual({ index: '/lab/.oect-catalog.json', workers: 4 });
    expect(warnings).toEqual([
      `${FILE}:4:3: "roots.features" is ignored: HDF5 feature files are not read; those of this program lie where features_v2 says`,
      `${FILE}:7:1: "database" is ignored: there is no database, but an index that can be made anew`,
      `${FILE}:13:1: "sync" is ignored: the files are the truth, and nothing has to agree with them`,
      `${FILE}:26:5: "discovery.file_patterns.features" is ignored: HDF5 feature files are not read`,
      `${FILE}:29:1: "logging" is ignored: nothing is logged but what --log asks for`,
    ]);
  });

  it('needs nothing but the folder of the experiments', () => {
    const { settings, warnings, ...others } = parsed('roots: { raw_data: /data }');
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, roots: ['/data'] });
    expect(warnings).toEqual([]);
    expect(others).toEqual({ index: '/lab/.oect-catalog.json' });
    expect(parsed('roots: { raw_data: /data, features_v2: }\ndiscovery:\nsync:').settings).toEqual(settings);
  });

  it('takes other patterns, several of them, and no folders below', () => {
    const { settings } = parsed(`
roots: { raw_data: . }
discovery: { recursive: false, max_depth: 3, file_patterns: { raw: [a.h5, b.h5], features: '*.parquet' } }`);
    expect(settings).toMatchObject({
      roots: ['/lab'],
      patterns: { experiment: ['a.h5', 'b.h5'], features: ['*.parquet'] },
      maxDepth: 0,
    });
  });

  it('puts variables of the environment in', () => {
    const { settings } = parsed(`roots: { raw_data: '\${LAB}/raw', features_v2: 'x/\${NAME}-\${NAME}' }`, {
      LAB: '/mnt',
      NAME: 'a',
    });
    expect(settings).toMatchObject({ roots: ['/mnt/raw'], featureRoots: ['/lab/x/a-a'] });
    expect(mistakes(`roots:\n  raw_data: '\${LAB}/raw'\n  features_v2: '\${NAME}'`)).toEqual([
      `${FILE}:2:3: roots.raw_data: \${LAB} is not set in the environment`,
      `${FILE}:3:3: roots.features_v2: \${NAME} is not set in the environment`,
    ]);
  });

  it.each([
    ['', [`${FILE}:1:1: configuration: is empty; it must be a mapping`]],
    ['roots: data', [`${FILE}:1:1: roots: is "data"; it must be a mapping`]],
    ['discovery: {}', [`${FILE}:1:1: roots: is missing; it must be a mapping`]],
    [
      'roots:\n  raw: data',
      [
        `${FILE}:1:1: roots.raw_data: is missing; it must be text`,
        `${FILE}:2:3: unknown key "raw"; did you mean "raw_data"?`,
      ],
    ],
    [
      'roots: { raw_data: x }\ndiscovery:\n  max_depth: -1\n  recursive: yes please\n  ignore_patterns: .*',
      [
        `${FILE}:3:3: discovery.max_depth: is -1; it must be at least 0`,
        `${FILE}:4:3: discovery.recursive: is "yes please"; it must be true or false`,
        `${FILE}:5:3: discovery.ignore_patterns: is ".*"; it must be a list`,
      ],
    ],
    [
      'roots: { raw_data: x }\ndiscovery: { file_patterns: { raw: 7 } }',
      [
        `${FILE}:2:31: discovery.file_patterns.raw: is 7; it must be a glob for the names of files, such as '*-test_*.h5', or a list of them`,
      ],
    ],
    ['roots: { raw_data: x', [expect.stringMatching(/^\/lab\/catalog_config.yaml:1:\d+: .*flow map/i)]],
  ])('says where a mistake is, in %j', (text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });

  it('warns of unknown keys, or refuses them', () => {
    const text = 'roots: { raw_data: x }\ndiscover: { recursive: true }';
    const line = `${FILE}:2:1: unknown key "discover"; did you mean "discovery"?`;
    expect(parsed(text).warnings).toEqual([line]);
    expect(() => parseCatalogConfiguration(text, FILE, { doubts: 'refuse' })).toThrow(line);
  });
});

describe('loadCatalogConfiguration', () => {
  const folder = temporaryFolder();

  it('opens a catalog whose index lies beside it', async () => {
    const laboratory = join(folder, 'laboratory');
    await writeRun(join(laboratory, 'raw'), { chip: '#1', device: 1, test: 'test_1' });
    await writeRun(join(laboratory, 'elsewhere'), { chip: '#1', device: 2, test: 'test_2' });
    const config = join(laboratory, 'catalog_config.yaml');
    writeFileSync(config, 'roots: { raw_data: raw, features: old, features_v2: not-yet }');
    const remarks: string[] = [];
    const open = () => openCatalog({ config, pool: inlinePool(), onRemark: (remark) => remarks.push(remark) });
    const catalog = await open();
    expect(catalog.experiments).toHaveLength(1);
    expect(catalog.indexFile).toBe(join(laboratory, '.oect-catalog.json'));
    expect(remarks).toEqual([
      expect.stringMatching(/"roots.features" is ignored/),
      expect.stringMatching(/no index .*; scanning/),
    ]);

    remarks.length = 0;
    await open();
    expect(remarks).toHaveLength(1);
    writeFileSync(config, 'roots: { raw_data: elsewhere }');
    expect((await open()).experiments.map(({ file }) => file)).toEqual([expect.stringContaining('test_2')]);
    expect(remarks.at(-1)).toMatch(/is of other folders; scanning/);
  });

  it('refuses a file that cannot be read, and roots beside one', async () => {
    const missing = join(folder, 'missing.yaml');
    await expect(loadCatalogConfiguration(missing)).rejects.toMatchObject({ code: 'bad-configuration', file: missing });
    mkdirSync(join(folder, 'x'));
    await expect(openCatalog({ config: missing, roots: ['x'] })).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
