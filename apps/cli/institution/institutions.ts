import { RefusalError } from '../../../domain/identity/refusal.ts'
import { listChannelNames, readInstitution, readInstitutions, writeInstitution } from '../../../store/institution.ts'
import { table } from '../demo/table.ts'
import { withBooks } from '../ledger/open-books.ts'

export interface InstitutionOptions {
  readonly name: string
  readonly region: string
  readonly level: string
}

/** @throws RefusalError INSTITUTION_OF_ANOTHER_REGION: its books are where they are */
export function addInstitution(institutionId: string, { name, region, level }: InstitutionOptions): Promise<void> {
  return withBooks(async (database) => {
    const known = await readInstitution(database, institutionId)
    if (known && known.regionId !== region) throw ofAnotherRegion(institutionId, known.regionId)
    const hospitalLevel = level as '1' | '2' | '3'
    await writeInstitution(database, { institutionId, regionId: region, name, hospitalLevel })
    process.stdout.write(`${institutionId} ${name}: ${known ? 'name and level are set' : 'added'}\n`)
  })
}

const ofAnotherRegion = (institutionId: string, regionId: string): RefusalError =>
  new RefusalError({
    code: 'INSTITUTION_OF_ANOTHER_REGION',
    stage: 'request',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `${institutionId} is an institution of region ${regionId}; its books cannot move to another`,
    place: 'region',
  })

export function listInstitutions(): Promise<void> {
  return withBooks(async (database) => {
    const channels = await listChannelNames(database)
    const rows = (await readInstitutions(database)).map((one) => [
      one.institutionId,
      one.name,
      one.regionId,
      one.hospitalLevel,
      (channels.get(one.institutionId) ?? []).join(', '),
    ])
    const head = ['id', 'name', 'region', 'level', 'channels']
    process.stdout.write(table({ title: 'institutions', head, align: 'lllll', rows }))
  })
}
