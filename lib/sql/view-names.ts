import { distinctNames } from './distinct-names.js';

export const EXPERIMENTS = 'experiments';
export const STEPS = 'steps';

/**
 * What the views of configurations are called, in their order: as they are. One whose name has another meaning, `steps`, is
 * `steps_features`; of those that differ in nothing but case the later ones get a number.
 */
export function viewNames(configs: readonly string[]): readonly string[] {
  const taken = [EXPERIMENTS, STEPS];
  const wanted = configs.map((config) => (taken.includes(config.toLowerCase()) ? `${config}_features` : config));
  return distinctNames(wanted, taken);
}

/** The views that a statement names; all of them if it names none, as `show tables`. */
export function mentionedViews(sql: string, views: readonly string[]): readonly string[] {
  const mentioned = views.filter((view) =>
    new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(view)}(?![\\p{L}\\p{N}_])`, 'iu').test(sql),
  );
  return mentioned.length === 0 ? views : mentioned;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
