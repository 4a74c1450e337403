/** Where a catalog looks for files, and for which. */
export interface CatalogSettings {
  /** Absolute paths of folders with experiment files; they must be there. */
  readonly roots: readonly string[];
  /** Of folders with feature files, which the first extraction may be yet to make. Either kind is found in both. */
  readonly featureRoots: readonly string[];
  /** Names of files, as globs. */
  readonly patterns: { readonly experiment: readonly string[]; readonly features: readonly string[] };
  /** Names of files and folders that are passed over, as globs. */
  readonly ignore: readonly string[];
  /** Folders below each other that are searched; 0 for the roots alone. */
  readonly maxDepth: number;
}

/** What is looked for where nothing else is said. */
export const DEFAULT_SETTINGS: Omit<CatalogSettings, 'roots'> = {
  featureRoots: [],
  patterns: { experiment: ['*-test_*.h5'], features: ['*-feat_*.parquet', '*-feat_*.arrow'] },
  ignore: ['*.tmp', '.*', '_*'],
  maxDepth: 10,
};
