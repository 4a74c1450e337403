/** The longest time that a timer takes, in ms: Node makes 1 ms of a longer one. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
