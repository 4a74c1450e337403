/** Where things stand in an experiment file: the only place that knows its paths, rows and column names. */
export const WORKFLOW = '/raw/workflow';

export const GROUPS = { transfer: '/transfer', transient: '/transient' } as const;

/** float64; transfer `[step, 2, point]`, transient `[3, sample]`. */
export const MEASUREMENTS = {
  transfer: '/transfer/measurement_data',
  transient: '/transient/measurement_data',
} as const;

/** Compound, one record per step. */
export const STEP_TABLES = {
  transfer: '/transfer/step_info_table',
  transient: '/transient/step_info_table',
} as const;

/** Vg and Id. */
export const TRANSFER_ROWS = 2;

/** Row of `/transient/measurement_data`; row 1 is the step's own time, which nothing needs. */
export const TRANSIENT_ROWS = { time: 0, Id: 2, count: 3 } as const;

/** Columns of `/transient/step_info_table`: sample indices, inclusive and exclusive. */
export const START_COLUMN = 'start_data_index';
export const STOP_COLUMN = 'end_data_index';

/** Parameters of a transient step, in ms. In the steps' table their names begin with `param_`. */
export const TIMING_PARAMETERS = ['topTime', 'bottomTime', 'timeStep'] as const;
export const PARAMETER_PREFIX = 'param_';

/** Whether this program reads files of a `format_version`. */
export function isKnownVersion(version: string): boolean {
  return version.startsWith('2.0_') && version.includes('new_storage');
}
