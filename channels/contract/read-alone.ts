import type { Manifest } from './channel.ts'
import type { StatementFile, StatementReading } from './statement.ts'

/**
 * Each channel folder's `channel.ts` exports this as `readStatementFile`: reads a statement without a merchant's keys, with
 * the manifest's switches as they are shipped. A file whose `date` is '' may be of any day.
 */
export type ReadStatementFile = (file: StatementFile, form?: FileForm) => StatementReading

/** How a text file is written where that differs from place to place; only the insurer's does. */
export interface FileForm {
  readonly separator?: string
  readonly header?: boolean
  readonly encoding?: 'utf-8' | 'gbk'
}

/** The switches of a manifest with their shipped values. */
export const shippedSwitches = (manifest: Manifest): Record<string, unknown> =>
  Object.fromEntries(Object.entries(manifest.switches ?? {}).map(([name, { default: value }]) => [name, value]))
