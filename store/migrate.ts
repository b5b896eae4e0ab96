import { createHash, createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const FOLDER = join(import.meta.dirname, 'migrations')
export const ROLES = ['medsettle_api', 'medsettle_worker'] as const
export type Role = (typeof ROLES)[number]

/** Brings the database at `ownerUrl` to the newest schema and makes sure the two application roles can log in. */
export async function migrate(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query('select pg_advisory_lock(7301)')
    for (const role of ROLES) await ensureRole(owner, role, rolePassword(ownerUrl, role))
    await applyPending(owner)
  } finally {
    await owner.end()
  }
}

/** The roles' passwords follow from the owner's, so that any number of servers agree without storing them. */
function rolePassword(ownerUrl: string, role: Role): string {
  return createHmac('sha256', decodeURIComponent(new URL(ownerUrl).password))
    .update(`medsettle:${role}`)
    .digest('hex')
}

/** The URL under which the application connects: never the owner's. */
export function roleUrl(ownerUrl: string, role: Role): string {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = rolePassword(ownerUrl, role)
  return url.href
}

async function ensureRole(owner: pg.Client, role: Role, password: string): Promise<void> {
  await owner.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} login password '${password}' nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
  exception when duplicate_object or unique_violation then null; end $$`)
}

async function applyPending(owner: pg.Client): Promise<void> {
  await owner.query(`create table if not exists public.medsettle_migration
    (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`)
  const done = new Map<string, string>(
    (await owner.query('select name, sha256 from public.medsettle_migration')).rows.map((row) => [
      row.name,
      row.sha256,
    ]),
  )
  for (const name of readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()) {
    const sql = readFileSync(join(FOLDER, name), 'utf8')
    const sha256 = createHash('sha256').update(sql).digest('hex')
    const applied = done.get(name)
    if (applied === sha256) continue
    if (applied) throw new Error(`Migration ${name} was changed after it had been applied; add a new migration instead`)
    await applyOne(owner, name, sql, sha256)
  }
}

async function applyOne(owner: pg.Client, name: string, sql: string, sha256: string): Promise<void> {
  await owner.query('begin')
  try {
    await owner.query(sql)
    await owner.query('insert into public.medsettle_migration (name, sha256) values ($1, $2)', [name, sha256])
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw new Error(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, { cause: error })
  }
}
