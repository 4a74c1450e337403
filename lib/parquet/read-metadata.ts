import { errnoOf } from '../errno.js';
import { messageOf, OectError } from '../errors.js';
import { type FeatureMetadata, parseTableMetadata } from '../table/metadata.js';

/**
 * Reads what a feature file says of itself; its columns stay unread.
 *
 * @throws OectError `file-not-found`, `permission-denied`; `wrong-layout` if it is not Parquet, not complete, or not a
 *   feature file
 */
export async function readFeatureMetadata(path: string): Promise<FeatureMetadata> {
  const keyValues = await readKeyValues(path);
  try {
    return parseTableMetadata(keyValues);
  } catch (cause) {
    throw new OectError('wrong-layout', `${path}: ${messageOf(cause)}`, { file: path, cause });
  }
}

async function readKeyValues(path: string): Promise<Readonly<Record<string, string>>> {
  const { default: parquet } = await import('parquetjs-lite');
  try {
    const reader = await parquet.ParquetEnvelopeReader.openFile(path);
    try {
      await reader.readHeader();
      const { key_value_metadata } = await reader.readFooter();
      return Object.fromEntries((key_value_metadata ?? []).map(({ key, value }) => [key, String(value ?? '')]));
    } finally {
      await reader.close();
    }
  } catch (cause) {
    throw readError(path, cause);
  }
}

function readError(path: string, cause: unknown): OectError {
  const code = errnoOf(cause);
  const details = { file: path, cause };
  if (code === 'ENOENT') return new OectError('file-not-found', `${path} does not exist`, details);
  if (code === 'EACCES' || code === 'EPERM') {
    return new OectError('permission-denied', `${path} may not be read; check its permissions`, details);
  }
  // The library throws its findings as bare strings.
  return new OectError('wrong-layout', `${path} is not a complete Parquet file: ${messageOf(cause)}`, details);
}
