import type { Configuration } from '../config/configuration.js';
import type { FieldName } from './fields.js';

/** A value to be met exactly, or several of which one must be. */
export type OneOf<T> = T | readonly T[];

/** Of a number; both ends belong to it. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** What a parameter of the workflow must be. */
export type WorkflowCondition = OneOf<string | number | boolean> | Range;

/** ISO 8601; without a time zone UTC, and so are the times of files that have none. */
export type Time = string | Date;

/** A flat key of workflows, such as `workflow_step_1_2_param_topTime`. */
export type WorkflowKey = `workflow_${string}`;

/**
 * Which experiments to find: those that meet all conditions. What an experiment does not say meets none.
 *
 * @example
 * ```ts
 * const query: CatalogQuery = {
 *   chip_id: '#20250804008',
 *   device_type: 'P',
 *   status: 'completed',
 *   workflow_step_1_2_param_topTime: { min: 50 },
 *   missing_features: 'transient_tau',
 *   order_by: 'created_at',
 * };
 * ```
 */
export interface CatalogQuery {
  readonly chip_id?: OneOf<string>;
  /** The attribute `device_number`. */
  readonly device_id?: OneOf<string | number>;
  readonly test_id?: OneOf<string>;
  readonly batch_id?: OneOf<string>;
  readonly status?: OneOf<string>;
  /** `N`, `P`, `N-type` and `P-type` are the same in whatever way they are written. */
  readonly device_type?: OneOf<string>;
  readonly description?: OneOf<string>;
  /** At this time or later. */
  readonly created_after?: Time;
  /** Before this time. */
  readonly created_before?: Time;
  readonly completed_after?: Time;
  readonly completed_before?: Time;
  /** Transfer and transient steps together that are recorded in the file. */
  readonly min_steps?: number;
  readonly max_steps?: number;
  /** Percent. */
  readonly min_completion?: number;
  readonly max_completion?: number;
  readonly has_transfer_data?: boolean;
  readonly has_transient_data?: boolean;
  /** Words, each of which some attribute or the name of the file contains, in whatever case. */
  readonly text_search?: string;
  /** A configuration, by name or path or as it is, of which there is a feature file made from the experiment as it is now. */
  readonly has_features?: string | Configuration;
  /** One of which there is none. */
  readonly missing_features?: string | Configuration;
  readonly [key: WorkflowKey]: WorkflowCondition;
  /** A field or a workflow key; experiments that do not say come last. @defaultValue by their paths, as people count */
  readonly order_by?: FieldName | WorkflowKey;
  readonly order_desc?: boolean;
  /** The most experiments to find. */
  readonly limit?: number;
  /** So many of those that would be found first are left out. */
  readonly offset?: number;
}

export function isWorkflowKey(key: string): key is WorkflowKey {
  return key.startsWith('workflow_');
}
