import { delimiter } from 'node:path';
import { Option } from 'commander';

/** Folders of configurations, as {@link configDirectories} reads them. */
export const configDirOption = () =>
  new Option(
    '--config-dir <dir...>',
    'folders with configurations of your own, found there by name before the built-in ones (default: those of OECT_CONFIG_DIR)',
  );

/** The folders of the option, or else those of the environment. */
export function configDirectories(given: readonly string[] | undefined): readonly string[] {
  return given ?? (process.env.OECT_CONFIG_DIR ?? '').split(delimiter).filter((folder) => folder !== '');
}
