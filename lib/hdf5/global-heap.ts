/** Header of a collection, and of each object in it. */
const HEADER_BYTES = 16;

/**
 * Looks for a global heap (where HDF5 keeps text of variable length) that would keep HDF5 busy for ever: it steps from
 * object to object by their sizes, and one that takes no room, as in a zeroed sector, holds it where it is. All other
 * damage HDF5 reports itself.
 *
 * @param bytes the beginning of an HDF5 file
 * @returns position of the first such object; undefined if there is none
 */
export function endlessHeapObject(bytes: Buffer): number | undefined {
  if (sizeOfLengths(bytes) !== 8) return undefined;
  for (let at = bytes.indexOf('GCOL'); at >= 0; at = bytes.indexOf('GCOL', at + 4)) {
    const found = emptyObject(bytes, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As the superblock says; the layout below is that of 8 bytes, which all current software writes. */
function sizeOfLengths(bytes: Buffer): number | undefined {
  const version = bytes[8];
  return version < 2 ? bytes[14] : bytes[10];
}

/** Walks the objects of a collection the way HDF5 does. */
function emptyObject(bytes: Buffer, collection: number): number | undefined {
  if (collection + HEADER_BYTES > bytes.length) return undefined;
  const end = Math.min(bytes.length, collection + Number(bytes.readBigUInt64LE(collection + 8)));
  let at = collection + HEADER_BYTES;
  while (at + HEADER_BYTES <= end) {
    const isFreeSpace = bytes.readUInt16LE(at) === 0;
    const size = Number(bytes.readBigUInt64LE(at + 8));
    const room = isFreeSpace ? size : HEADER_BYTES + Math.ceil(size / 8) * 8;
    if (room === 0) return at;
    at += room;
  }
  return undefined;
}
