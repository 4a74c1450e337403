import { blockBytes } from '../../lib/pool/block-size.js';

/** Durations in ms, as they were measured with one worker. */
export interface Costs {
  /** The head of a file. */
  readonly open: number;
  /** A block, whatever its size. */
  readonly block: number;
  /** What each step adds to that: drawn from these, one after the other. */
  readonly steps: readonly number[];
  /** Encoding and writing an experiment's table. */
  readonly write: number;
  /** The main thread's work for one message to a worker and its answer. */
  readonly message: number;
}

export interface Workload {
  readonly experiments: number;
  readonly steps: number;
  /** Layers of the feature graph that read steps; the work of a step is shared out evenly. */
  readonly layers: number;
}

/** What is known when a block is to be cut. */
export interface Cutting {
  /** Steps of all open experiments that are still to be given out, of the layers that they are in. */
  readonly leftOfAll: number;
  readonly workers: number;
  /** What a block and each step of it are known to take, in ms. */
  readonly blockMs: number;
  readonly stepMs: number;
}

/** How many steps the next block gets. */
export type Policy = (cutting: Cutting) => number;

export interface Schedule {
  /** From the first message to the last table, ms. */
  readonly makespan: number;
  /** All that must be done, but for what cutting into blocks costs, spread over the workers without a gap, ms. */
  readonly ideal: number;
  /** Part of the workers' time in which they had nothing to do. */
  readonly idle: number;
  /** From the moment at which a worker found no step left to work on to the end, ms. */
  readonly tail: number;
  /** Part of the time in which the main thread was busy. */
  readonly main: number;
}

interface Job {
  readonly ms: number;
  readonly done: () => void;
}

interface Open {
  layer: number;
  /** Steps of the layer that are not given out yet, and steps that are not answered yet. */
  left: number;
  unanswered: number;
}

/**
 * The scheduler as a simulation of discrete events. As the real one it has one main thread, which serves answers and sends
 * jobs one after the other; workers that wait for their next job until then; at most `maxOpen` experiments; tables written
 * first, and all else in the order in which it came; blocks that are cut when a worker is free for them; a barrier after
 * each layer of each experiment.
 */
export function simulateSchedule(
  workload: Workload,
  costs: Costs,
  { workers, maxOpen, policy }: { readonly workers: number; readonly maxOpen: number; readonly policy: Policy },
): Schedule {
  const writes: Job[] = [];
  const arrived: (Job | Open)[] = [];
  const stepMs = costs.steps.reduce((sum, ms) => sum + ms, 0) / costs.steps.length / workload.layers;
  let opened = 0;
  let finished = 0;
  let drawn = 0;
  let stepsToGive = workload.experiments * workload.steps * workload.layers;

  const openNext = () => {
    if (opened === workload.experiments) return;
    opened++;
    const { steps } = workload;
    arrived.push({ ms: costs.open, done: () => void arrived.push({ layer: 0, left: steps, unanswered: steps }) });
  };
  const closed = () => {
    finished++;
    openNext();
  };
  const answered = (experiment: Open, steps: number) => {
    experiment.unanswered -= steps;
    if (experiment.unanswered > 0) return;
    experiment.layer++;
    if (experiment.layer === workload.layers) {
      writes.push({ ms: costs.write, done: closed });
      return;
    }
    experiment.left = experiment.unanswered = workload.steps;
    arrived.push(experiment);
  };
  const cutBlock = (experiment: Open): Job => {
    const leftOfAll = arrived.reduce((sum, other) => sum + ('left' in other ? other.left : 0), 0);
    const wanted = policy({ leftOfAll, workers, blockMs: costs.block, stepMs });
    const steps = Math.min(experiment.left, Math.max(1, Math.floor(wanted)));
    let ms = costs.block;
    for (let i = 0; i < steps; i++) ms += (costs.steps[drawn++ % costs.steps.length] ?? 0) / workload.layers;
    experiment.left -= steps;
    stepsToGive -= steps;
    if (experiment.left === 0) arrived.shift();
    return { ms, done: () => answered(experiment, steps) };
  };
  const nextJob = (): Job | undefined => {
    const [first] = arrived;
    if (writes.length > 0 || first === undefined) return writes.shift();
    if ('left' in first) return cutBlock(first);
    arrived.shift();
    return first;
  };

  let mainFree = 0;
  let mainBusy = 0;
  let busy = 0;
  let nothingLeft: number | undefined;
  const running: { readonly at: number; readonly job: Job }[] = [];
  let idleWorkers = workers;
  const sendJobs = (now: number) => {
    while (idleWorkers > 0) {
      const job = nextJob();
      if (job === undefined) break;
      idleWorkers--;
      mainFree = Math.max(mainFree, now) + costs.message / 2;
      mainBusy += costs.message / 2;
      busy += job.ms;
      const at = mainFree + job.ms;
      const place = running.findIndex((other) => other.at > at);
      running.splice(place < 0 ? running.length : place, 0, { at, job });
    }
    if (idleWorkers > 0 && stepsToGive === 0) nothingLeft ??= Math.max(now, mainFree);
  };

  for (let i = 0; i < maxOpen; i++) openNext();
  sendJobs(0);
  for (let next = running.shift(); next !== undefined; next = running.shift()) {
    mainFree = Math.max(mainFree, next.at) + costs.message / 2;
    mainBusy += costs.message / 2;
    idleWorkers++;
    next.job.done();
    sendJobs(mainFree);
  }
  if (finished !== workload.experiments) throw new Error(`${finished} of ${workload.experiments} experiments came out`);
  const work = workload.experiments * (costs.open + costs.write + workload.steps * workload.layers * stepMs);
  return {
    makespan: mainFree,
    ideal: work / workers,
    idle: 1 - busy / (workers * mainFree),
    tail: mainFree - (nothingLeft ?? mainFree),
    main: mainBusy / mainFree,
  };
}

/** Blocks of so many steps each. */
export function fixedBlocks(steps: number): Policy {
  return () => steps;
}

/** What the pools do, for steps of so many bytes that may be cut anywhere. */
export function pooledBlocks(stepBytes: number): Policy {
  return ({ leftOfAll, workers, stepMs }) =>
    blockBytes({
      cost: { read: 0, compute: stepMs / stepBytes },
      leastBytes: 0,
      waitingMs: leftOfAll * stepMs,
      threads: workers,
      usualBytes: 2 ** 21,
      maxBytes: 2 ** 25,
    }) / stepBytes;
}
