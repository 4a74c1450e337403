import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Catalog } from '../../lib/catalog/catalog.js';
import type { OpenCatalogOptions } from '../../lib/catalog/open-catalog.js';
import { scanProgress } from './scan-progress.js';

/** Which catalog is meant. */
export interface CatalogOptions {
  readonly catalog?: string;
  readonly root?: readonly string[];
  readonly index?: string;
}

/** What a file is called that says where the files of a catalog are. */
const CONFIGURATION = 'catalog_config.yaml';

/** Adds the options by which a command is told which catalog is meant. */
export function addCatalogOptions(command: Command): Command {
  return command
    .option('--catalog <file>', `says where files are (default: ${CONFIGURATION}, if it is there)`)
    .option('--root <dir...>', 'folders with experiment and feature files instead (default: the working folder)')
    .option(
      '--index <file>',
      'where the index is kept (default: .oect-catalog.json beside that file, or in the first root)',
    );
}

/** Opens that catalog. What is to be remarked goes to stderr. */
export async function openGivenCatalog(
  { catalog, root, index }: CatalogOptions,
  others: Omit<OpenCatalogOptions, 'config' | 'roots' | 'index'> = {},
): Promise<Catalog> {
  const { openCatalog } = await import('../../lib/catalog/open-catalog.js');
  const isThere = catalog === undefined && root === undefined && existsSync(CONFIGURATION);
  const config = isThere ? CONFIGURATION : catalog;
  using progress = scanProgress();
  return await openCatalog({
    onProgress: progress.onProgress,
    onRemark: (remark) => process.stderr.write(`${remark}\n`),
    ...(config !== undefined && { config }),
    ...(root !== undefined && { roots: root }),
    ...(index !== undefined && { index }),
    ...others,
  });
}
