import * as v from 'valibot';
import { OectError } from '../errors.js';

/** Bounds what one step needs in memory: five arrays of so many numbers. */
const MAX_SAMPLES = 10_000_000;

const schema = v.pipe(
  v.strictObject({
    /** Devices, one file each. Default 8. */
    experiments: whole(1, 100_000, 8),
    /** Transfer sweeps of a device, and as many transient traces. Default 20. */
    steps: whole(1, 100_000, 20),
    /** Points of a transfer sweep, both branches together. Default 201. */
    points: whole(3, 1_000_001, 201),
    /** Gate pulses of a transient trace. Default 20. */
    cycles: whole(1, 1_000_000, 20),
    /** Samples of a pulse and the pause behind it, one a millisecond. Default 100. */
    periodPoints: whole(4, 1_000_000, 100),
    /** The same seed gives the same data. Default 7. */
    seed: whole(0, 2 ** 32 - 1, 7),
    /** Identifier of the chip the devices are on. Default `#20250804008`. */
    chip: v.optional(text(/^[#\w][#\w.]*$/, 'letters, digits, # _ and ., not beginning with .'), '#20250804008'),
    /** Whether sweeps miss up to 14 of their points, as those of a real instrument may: `varied` or `equal`. Default `equal`. */
    sweepLengths: v.optional(v.picklist(['equal', 'varied'], 'equal or varied'), 'equal'),
  }),
  v.forward(
    v.check(
      ({ cycles, periodPoints }) => cycles * periodPoints <= MAX_SAMPLES,
      `cycles times periodPoints at most ${MAX_SAMPLES}`,
    ),
    ['cycles'],
  ),
);

/** What to simulate. All have defaults. */
export type SimulationOptions = v.InferInput<typeof schema>;

/** {@link SimulationOptions} with nothing left open. */
export type SimulationParameters = Readonly<v.InferOutput<typeof schema>>;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws OectError `bad-argument` that names every option at fault, the value found and the values allowed.
 */
export function simulationParameters(options: SimulationOptions): SimulationParameters {
  const result = v.safeParse(schema, options, { abortPipeEarly: true });
  if (result.success) return result.output;
  throw new OectError('bad-argument', `cannot simulate: ${result.issues.map(fault).join('; ')}`);
}

function fault(issue: v.BaseIssue<unknown>): string {
  const option = v.getDotPath(issue);
  if (option === null) return `options must be an object, found ${JSON.stringify(issue.input)}`;
  if (issue.type === 'strict_object') return `there is no option "${option}"; there are ${known()}`;
  const value = issue.path?.at(-1)?.value;
  return `option "${option}" is ${JSON.stringify(value)}; allowed: ${issue.message}`;
}

function known(): string {
  return Object.keys(schema.pipe[0].entries).join(', ');
}

/** The message of each check says what is allowed. */
function whole(from: number, to: number, byDefault: number) {
  const allowed = `a whole number from ${from} to ${to}`;
  return v.optional(
    v.pipe(v.number(allowed), v.safeInteger(allowed), v.minValue(from, allowed), v.maxValue(to, allowed)),
    byDefault,
  );
}

function text(pattern: RegExp, allowed: string) {
  return v.pipe(v.string(allowed), v.regex(pattern, allowed));
}
