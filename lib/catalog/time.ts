const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The instant that a text of ISO 8601 names, in ms since 1970; undefined if it is none.
 *
 * Instruments write no time zone, and neither do people who search. Without one it is taken as UTC on both sides: times are
 * compared as they are written, wherever that is done.
 */
export function timeOf(text: string): number | undefined {
  const [, date, clock = '00:00', zone = 'Z'] = ISO.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const instant = Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(instant) ? undefined : instant;
}
