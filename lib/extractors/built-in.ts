import type { Extractor } from './extractor.js';
import { absIMax } from './transfer/abs-i-max.js';
import { gmMax } from './transfer/gm-max.js';
import { gmMaxCoords } from './transfer/gm-max-coords.js';
import { von } from './transfer/von.js';
import { vonCoords } from './transfer/von-coords.js';
import { cycles } from './transient/cycles.js';
import { decayTime } from './transient/decay-time.js';
import { peakCurrent } from './transient/peak-current.js';
import { tauOnOff } from './transient/tau-on-off.js';

/** Each by itself, for programs that want one of them alone. */
export { absIMax, cycles, decayTime, gmMax, gmMaxCoords, peakCurrent, tauOnOff, von, vonCoords };

/** The extractors of this package: the list to which a new one is added. */
export const builtInExtractors: readonly Extractor[] = [
  gmMax,
  von,
  absIMax,
  gmMaxCoords,
  vonCoords,
  cycles,
  peakCurrent,
  decayTime,
  tauOnOff,
];
