import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { loadInsuranceKnowledge } from '../../apps/server/insurance-knowledge.ts'
import { loadRules } from '../../apps/server/rule-book.ts'
import { loadChannels } from '../../channels/contract/load-channels.ts'
import { openNetwork } from '../../channels/contract/network.ts'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import { connectDatabases, type Databases } from '../../store/database.ts'
import { migrate } from '../../store/migrate.ts'
import { createSealer, type Sealer } from '../../store/seal.ts'
import type { Coverage } from '../crash/doom.ts'
import { SEEDS_PER_SANDBOX } from '../plan/plan-seed.ts'
import { type Mailbox, openMailbox } from './mailbox.ts'
import { type OutsideWorld, openOutsideWorld } from './outside-world.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'
import type { WorldParts } from './wire-world.ts'

const ROOT = join(import.meta.dirname, '../..')

/** What many seeds stand on: one database, one clock, one mailbox, and a sandbox that is renewed now and then. */
export interface Stage {
  readonly clock: VirtualClock
  readonly databases: Databases
  readonly sealer: Sealer
  readonly mailbox: Mailbox
  readonly catalogue: readonly CatalogueItem[]
  readonly parts: WorldParts
  /** a connection of the auditor's own, as the owner of the tables */
  readonly auditor: pg.Client
  readonly coverage: Coverage
  /** the sandbox this seed plays in */
  outsideFor(seed: number): Promise<OutsideWorld>
  close(): Promise<void>
}

/**
 * @param serverUrl superuser URL of a PostgreSQL; a database is created on it and dropped at the end
 * @param coverage where the crash points of all its seeds are counted
 */
export async function openStage(serverUrl: string, coverage: Coverage = new Map()): Promise<Stage> {
  const ownerUrl = await freshDatabase(serverUrl)
  const clock = createVirtualClock()
  const databases = connectDatabases(ownerUrl, 4)
  const mailbox = await openMailbox()
  const network = openNetwork()
  const catalogue = ((await readJson('domain/bill/catalogues/sample.json')) as { items: CatalogueItem[] }).items
  const policy = await readJson('domain/adjudication/policies/sample-330100.json')
  const auditor = new pg.Client({ connectionString: ownerUrl })
  await auditor.connect()
  const outside = renewedOutside(() => openOutsideWorld({ clock, items: catalogue, policy }))
  return {
    clock,
    databases,
    sealer: createSealer(randomBytes(32)),
    mailbox,
    catalogue,
    auditor,
    coverage,
    parts: {
      known: await loadChannels(join(ROOT, 'channels')),
      rules: await loadRules(),
      insurance: await loadInsuranceKnowledge(),
      publicUrl: mailbox.url,
      fetch: network.fetch,
    },
    outsideFor: outside.of,
    close: async () => {
      await network.close()
      await outside.close()
      await mailbox.close()
      await databases.close()
      await auditor.end()
      await asOwner(serverUrl, `drop database if exists ${new URL(ownerUrl).pathname.slice(1)} with (force)`)
    },
  }
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(ROOT, path), 'utf8'))

/** A sandbox keeps all it ever saw, and every audit reads all of it: a new one for every group of seeds. */
function renewedOutside(open: () => Promise<OutsideWorld>) {
  let group = -1
  let world: OutsideWorld | null = null
  return {
    of: async (seed: number): Promise<OutsideWorld> => {
      const wanted = Math.floor(seed / SEEDS_PER_SANDBOX)
      if (world && wanted === group) return world
      await world?.close()
      group = wanted
      world = await open()
      return world
    },
    close: async () => world?.close(),
  }
}

async function freshDatabase(serverUrl: string): Promise<string> {
  const name = `sim_${randomBytes(5).toString('hex')}`
  await asOwner(serverUrl, `create database ${name}`)
  // a process dies here, never the machine: nothing needs to reach the disk before it is acknowledged
  await asOwner(serverUrl, `alter database ${name} set synchronous_commit = off`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
