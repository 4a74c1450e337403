import { join } from 'node:path';
import type { CatalogSettings } from './settings.js';

/** Where features of a catalog's experiments go, so that it finds them: its folder of features, or `features` in its first root. */
export function featureFolder({ roots, featureRoots }: CatalogSettings): string {
  return featureRoots[0] ?? join(roots[0] ?? '.', 'features');
}
