import { RefusalError } from '../../../domain/identity/refusal.ts'
import { connectDatabases, type Database } from '../../../store/database.ts'
import { type Institution, readInstitution } from '../../../store/institution.ts'
import { migrate } from '../../../store/migrate.ts'
import { launchPostgres } from '../../../store/postgres/launch.ts'
import { leavePostgres } from '../../../store/postgres/leave.ts'

/** `DATABASE_URL`, or our own cluster, with the rights of the platform; what was started here is stopped again. */
export async function withBooks(work: (database: Database) => Promise<void>): Promise<void> {
  const postgres = await launchPostgres({ cluster: 'server' })
  try {
    await migrate(postgres.url)
    const databases = connectDatabases(postgres.url, 4)
    try {
      await work(databases.asPlatform())
    } finally {
      await databases.close()
    }
  } finally {
    if (postgres.startedHere) await leavePostgres(postgres)
  }
}

/** @throws RefusalError INSTITUTION_UNKNOWN */
export async function institutionOf(database: Database, institutionId: string): Promise<Institution> {
  const institution = await readInstitution(database, institutionId)
  if (institution) return institution
  throw new RefusalError({
    code: 'INSTITUTION_UNKNOWN',
    stage: 'ledger',
    moneyMoved: 'none',
    retrySameKey: true,
    message: `there is no institution ${institutionId}`,
    place: institutionId,
  })
}
