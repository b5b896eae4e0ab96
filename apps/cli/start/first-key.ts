import { randomBytes } from 'node:crypto'
import { issueApiKey } from '../../../store/api-key.ts'
import { readInstitution } from '../../../store/institution.ts'
import type { RunningServer } from '../../server/start-server.ts'
import { DEMO_INSTITUTION } from '../demo/open-demo.ts'

/** A key to try the API with, made on every start for the sample institution; null when it does not exist. */
export async function issueFirstKey(server: RunningServer): Promise<string | null> {
  const database = server.platform.databases.asPlatform()
  if (!(await readInstitution(database, DEMO_INSTITUTION.institutionId))) return null
  const grant = {
    institutionId: DEMO_INSTITUTION.institutionId,
    label: '试用',
    roles: ['his', 'finance', 'viewer'] as const,
  }
  return issueApiKey(database, { ...grant, secret: randomBytes(24), at: new Date() })
}
