import type { Manifest } from './channel.ts'
import type { StatementFile, StatementReading } from './statement.ts'

/**
 * Each channel folder's `channel.ts` exports this as `readStatementFile`: reads a statement without a merchant's keys, with
 * the manifest's switches as they are shipped. A file whose `date` is '' may be of any day.
 */
export type ReadStatementFile = (file: StatementFile) => StatementReading

/** The switches of a manifest with their shipped values. */
export const shippedSwitches = (manifest: Manifest): Record<string, unknown> =>
  Object.fromEntries(Object.entries(manifest.switches ?? {}).map(([name, { default: value }]) => [name, value]))
