import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import pg from 'pg'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { type Books, brokenSeals, openBooks, readBook } from './books.ts'
import type { Book } from './history.ts'
import { startWriter, type Writer } from './writer.ts'

/** Two writers and a PostgreSQL of their own that can be killed and come back: the database at the same address. */
export interface KillStage {
  /** whom this caller asks now */
  writerOf(caller: number): Writer
  /** SIGKILL to the postmaster and to everything it started, in one breath; returns when a new one answers */
  killPostgres(): Promise<void>
  /** SIGKILL; a warm spare takes the place at once; returns when there is a new spare */
  killWriter(): Promise<void>
  readBook(): Promise<Book>
  brokenSeals(): Promise<string[]>
  close(): Promise<void>
}

export async function openKillStage(institutionId: string): Promise<KillStage> {
  const port = await freePort()
  let postgres = await launchPostgres({ cluster: 'ledger-kill', port })
  const ownerUrl = await freshDatabase(postgres.url)
  const books: Books = await openBooks(ownerUrl, institutionId)
  const start = () => startWriter({ ownerUrl, books })
  const writers = [await start(), await start()]
  let spare = await start()
  let turn = 0
  return {
    writerOf: (caller) => writers[caller % writers.length]!,
    killPostgres: async () => {
      const started = await processesOf(postgres.url)
      for (const pid of [postgres.pid!, ...started]) killNow(pid)
      postgres = await launchPostgres({ cluster: 'ledger-kill', port })
    },
    killWriter: async () => {
      const place = turn++ % writers.length
      const old = writers[place]!
      writers[place] = spare
      await old.kill()
      spare = await start()
    },
    readBook: () => readBook(ownerUrl, books),
    brokenSeals: () => brokenSeals(ownerUrl),
    close: async () => {
      for (const writer of [...writers, spare]) await writer.kill()
      await ask(postgres.url, `drop database if exists ${new URL(ownerUrl).pathname.slice(1)} with (force)`)
      await postgres.stop()
    },
  }
}

async function freshDatabase(serverUrl: string): Promise<string> {
  const name = `ledger_${randomBytes(4).toString('hex')}`
  await ask(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

/** A postmaster that dies alone leaves its children to finish what they are at; a machine that loses its power does not. */
async function processesOf(serverUrl: string): Promise<number[]> {
  const rows = await ask<{ pid: number }>(serverUrl, 'select pid from pg_stat_activity')
  return rows.map((row) => row.pid)
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // gone already, with the postmaster
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function ask<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
