import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from '../errno.js';

const host = sha256(hostname()).slice(0, 8);
const PATTERN = /^\.oect-(?:claim|(?<host>[0-9a-f]{8})-(?<pid>\d+))-[0-9a-f]{12}\.tmp$/;
const DAY_MS = 86_400_000;

/** A new name for a file that is not complete yet: `.oect-{host}-{pid}-{random}.tmp`. */
export function temporaryName(): string {
  return `.oect-${host}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/**
 * Name of the claim whose maker alone may give a file of this name: `.oect-claim-{hash}.tmp`, there for a moment. It is a link
 * to the temporary file that is to get the name, which says whose it is; an empty file where there are no links.
 */
export function claimName(name: string): string {
  return `.oect-claim-${sha256(name).slice(0, 12)}.tmp`;
}

/**
 * Removes what writers that were killed have left in a folder.
 *
 * Files of processes that are alive stay. Other machines may write to the same shared folder and their processes cannot
 * be asked: their files go when they are a day old. So do claims that do not say whose they are.
 *
 * @returns the names of the files that were removed; none if the folder does not exist
 */
export async function sweepTemporaryFiles(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  const removed: string[] = [];
  for (const name of names) {
    const match = PATTERN.exec(name);
    if (match === null) continue;
    const path = join(directory, name);
    // Gone meanwhile, or not ours to remove: then it is not in the way of anything either.
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) continue;
    const owner = found.isSymbolicLink() ? await ownerOfClaim(path) : match.groups;
    if (!isAbandoned(owner, found.mtimeMs)) continue;
    await rm(path, { force: true }).then(
      () => removed.push(name),
      () => {},
    );
  }
  return removed;
}

async function ownerOfClaim(path: string): Promise<Owner> {
  return PATTERN.exec(await readlink(path).catch(() => ''))?.groups;
}

type Owner = Readonly<Record<string, string>> | undefined;

function isAbandoned(owner: Owner, modifiedMs: number): boolean {
  const pid = Number(owner?.pid);
  if (owner?.host !== host) return Date.now() - modifiedMs > DAY_MS;
  // In a container a program often gets the process id of the run before.
  if (pid === process.pid) return modifiedMs < Date.now() - process.uptime() * 1000;
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return errnoOf(error) === 'EPERM';
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
