/**
 * Reads experiments from a network drive that comes and goes: a file that cannot be had is tried again, later and later, and
 * holds nobody else up; one that stays away is told of in the end.
 *
 *     node retry-network-drive.js [experiment.h5 ...]
 */
import { basename } from 'node:path';
import { type ErrorCode, isOectError, loadConfiguration, threadPool } from 'oect-features';
import { filesToParquet } from 'oect-features/pipelines';
import { catchError, EMPTY, from, mergeMap, type Observable, retry, tap, throwError, timer } from 'rxjs';
import { unpluggedDrive } from './simulated.js';

const TRIES = 5;
const FIRST_PAUSE_MS = 50;

/** What comes of a drive that is away, or of a file that somebody is still copying. A damaged file stays damaged. */
const PASSING: readonly ErrorCode[] = ['file-not-found', 'permission-denied', 'file-truncated', 'file-changed'];

const { files, plugIn } = await unpluggedDrive({ experiments: 3, steps: 5 });
const configuration = await loadConfiguration('v2_quick_analysis');
await using pool = threadPool({ size: 2 });

await from(files)
  .pipe(
    mergeMap((file) =>
      filesToParquet([file], configuration, { directory: 'features', pool }).pipe(
        tap({ error: plugIn }),
        retry({ count: TRIES, delay: pause }),
        catchError((error) => {
          console.log(`given up: ${basename(file)}: ${error.message}`);
          return EMPTY;
        }),
      ),
    ),
  )
  .forEach(({ experiment }) => {
    console.log(`written: ${basename(experiment.file)}`);
  });

function pause(error: unknown, attempt: number): Observable<unknown> {
  if (!isOectError(error) || !PASSING.includes(error.code)) return throwError(() => error);
  const ms = FIRST_PAUSE_MS * 2 ** (attempt - 1);
  console.log(`${error.code}; try ${attempt + 1} in ${ms} ms`);
  return timer(ms);
}
