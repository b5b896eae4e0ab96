import { randomBytes } from 'node:crypto'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { type ApiRole, issueApiKey, listApiKeys, revokeApiKeys } from '../../../store/api-key.ts'
import { table } from '../demo/table.ts'
import { institutionOf, withBooks } from '../ledger/open-books.ts'

/** The key alone goes to standard output, so that it can be piped into a vault. */
export function issueKey(
  institutionId: string,
  { label, roles }: { readonly label: string; readonly roles: readonly ApiRole[] },
): Promise<void> {
  return withBooks(async (database) => {
    await institutionOf(database, institutionId)
    const key = await issueApiKey(database, {
      ...{ institutionId, label, roles },
      secret: randomBytes(24),
      at: new Date(),
    })
    process.stdout.write(`${key}\n`)
    process.stderr.write(
      `${institutionId}, ${label}: ${roles.join(', ')}. This key is shown once and kept only as a hash.\n`,
    )
  })
}

export function listKeys(institutionId: string): Promise<void> {
  return withBooks(async (database) => {
    await institutionOf(database, institutionId)
    const rows = (await listApiKeys(database, institutionId)).map(({ label, roles, createdAt, revokedAt }) => [
      label,
      roles.join(', '),
      createdAt.toISOString(),
      revokedAt?.toISOString() ?? '',
    ])
    const head = ['label', 'roles', 'issued', 'revoked']
    process.stdout.write(table({ title: `API keys of ${institutionId}`, head, align: 'llll', rows }))
  })
}

/** @throws RefusalError API_KEY_UNKNOWN */
export function revokeKeys(institutionId: string, label: string): Promise<void> {
  return withBooks(async (database) => {
    await institutionOf(database, institutionId)
    const revoked = await revokeApiKeys(database, { institutionId, label }, new Date())
    if (revoked === 0)
      throw new RefusalError({
        code: 'API_KEY_UNKNOWN',
        stage: 'request',
        moneyMoved: 'none',
        retrySameKey: false,
        message: `${institutionId} has no living key with this label`,
        place: label,
      })
    process.stdout.write(`${institutionId}, ${label}: ${revoked} revoked\n`)
  })
}
