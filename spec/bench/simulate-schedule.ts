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
  /** Steps of this experiment and layer that are still to be given out. */
  readonly left: number;
  /** The same of all open experiments together. */
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
 * jobs one after the other; workers that wait for their next job until then; at most `maxOpen` experiments; blocks in the
 * order of the experiments, at most two a worker given out; a barrier after each layer of each experiment.
 */
export function simulateSchedule(
  workload: Workload,
  costs: Costs,
  { workers, maxOpen, policy }: { readonly workers: number; readonly maxOpen: number; readonly policy: Policy },
): Schedule {
  const queue: Job[] = [];
  const open: Open[] = [];
  const stepMs = costs.steps.reduce((sum, ms) => sum + ms, 0) / costs.steps.length / workload.layers;
  let opened = 0;
  let finished = 0;
  let givenOut = 0;
  let drawn = 0;
  let stepsToGive = workload.experiments * workload.steps * workload.layers;

  const openNext = () => {
    if (opened === workload.experiments) return;
    opened++;
    queue.push({
      ms: costs.open,
      done: () => void open.push({ layer: 0, left: workload.steps, unanswered: workload.steps }),
    });
  };
  const write = (experiment: Open) => {
    open.splice(open.indexOf(experiment), 1);
    queue.push({
      ms: costs.write,
      done: () => {
        finished++;
        openNext();
      },
    });
  };
  const answered = (experiment: Open, steps: number) => {
    givenOut--;
    experiment.unanswered -= steps;
    if (experiment.unanswered > 0) return;
    experiment.layer++;
    if (experiment.layer === workload.layers) write(experiment);
    else experiment.left = experiment.unanswered = workload.steps;
  };
  const cutBlocks = () => {
    while (givenOut < 2 * workers) {
      const experiment = open.find(({ left }) => left > 0);
      if (experiment === undefined) return;
      const leftOfAll = open.reduce((sum, { left }) => sum + left, 0);
      const wanted = policy({ left: experiment.left, leftOfAll, workers, blockMs: costs.block, stepMs });
      const steps = Math.min(experiment.left, Math.max(1, Math.floor(wanted)));
      let ms = costs.block;
      for (let i = 0; i < steps; i++) ms += (costs.steps[drawn++ % costs.steps.length] ?? 0) / workload.layers;
      experiment.left -= steps;
      stepsToGive -= steps;
      givenOut++;
      queue.push({ ms, done: () => answered(experiment, steps) });
    }
  };

  let mainFree = 0;
  let mainBusy = 0;
  let busy = 0;
  let nothingLeft: number | undefined;
  const running: { readonly at: number; readonly job: Job }[] = [];
  let idleWorkers = workers;
  const sendJobs = (now: number) => {
    cutBlocks();
    while (idleWorkers > 0) {
      const job = queue.shift();
      if (job === undefined) break;
      idleWorkers--;
      mainFree = Math.max(mainFree, now) + costs.message / 2;
      mainBusy += costs.message / 2;
      busy += job.ms;
      const at = mainFree + job.ms;
      const place = running.findIndex((other) => other.at > at);
      running.splice(place < 0 ? running.length : place, 0, { at, job });
      cutBlocks();
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

/** Blocks of about the same duration, which become shorter when so little is left that a long one would outlast the others. */
export function guidedBlocks(targetMs: number): Policy {
  return ({ leftOfAll, workers, blockMs, stepMs }) =>
    Math.min((targetMs - blockMs) / stepMs, Math.ceil(leftOfAll / (2 * workers)));
}
