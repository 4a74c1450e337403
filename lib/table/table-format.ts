/** Parquet, or an Arrow IPC file (Feather). Also the extension of its files. */
export type TableFormat = 'parquet' | 'arrow';
