import { formatYuan } from '@medsettle/money'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { CAUSES } from '../../domain/reconciliation/difference.ts'
import { type ClosedDay, canClose, closeDay } from '../../flow/close-day.ts'
import { readInstitution, readInstitutions } from '../../store/institution.ts'
import { readFeeRates } from '../../store/list-institution-terms.ts'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { leavePostgres } from '../../store/postgres/leave.ts'
import { openPlatform } from '../server/open-world.ts'
import { readCalendar, readDataKey, readPublicUrl } from '../server/read-environment.ts'
import { channelTitle } from './demo/story.ts'
import { table } from './demo/table.ts'
import { createProgress } from './progress.ts'

export interface CloseDayOptions {
  readonly date: string
  readonly institution?: string
  readonly json?: boolean
}

/** `close-day --date`: closes the day of one institution, or of all; closing again repeats and changes nothing. */
export async function runCloseDay(options: CloseDayOptions): Promise<void> {
  const postgres = await launchPostgres({ cluster: 'server' })
  await migrate(postgres.url)
  const publicUrl = readPublicUrl(process.env) ?? 'http://127.0.0.1'
  const platform = await openPlatform({ ownerUrl: postgres.url, publicUrl, dataKey: readDataKey(process.env) })
  try {
    if (!canClose(platform.world, options.date)) throw notOver(options.date)
    const institutions = await chosen(platform.databases.asPlatform(), options.institution)
    if (institutions.length === 0)
      throw refuse(
        'NO_INSTITUTION',
        'there is no institution whose day could be closed; add one with `institution add`',
      )
    for (const institution of institutions) {
      const progress = createProgress(`${institution.name} ${options.date}`, 100)
      const closed = await closeDay(platform.world, {
        institution,
        date: options.date,
        calendar: readCalendar(process.env),
        feeRates: await readFeeRates(platform.databases.asPlatform(), institution.institutionId),
        onProgress: (done, total, doing) => progress.at(Math.round((done * 100) / total), doing),
      })
      progress.done()
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ institution: institution.institutionId, ...closed })}\n`
          : tables(institution.name, closed),
      )
    }
  } finally {
    await platform.close()
    if (postgres.startedHere) await leavePostgres(postgres)
  }
}

async function chosen(database: Parameters<typeof readInstitutions>[0], institutionId: string | undefined) {
  if (institutionId === undefined) return readInstitutions(database)
  const institution = await readInstitution(database, institutionId)
  if (institution) return [institution]
  throw refuse('INSTITUTION_UNKNOWN', `there is no institution ${institutionId}`)
}

const notOver = (date: string): RefusalError =>
  refuse('DAY_NOT_OVER', `${date} is not over in China yet; its statements do not exist`)

const refuse = (code: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'reconciliation', moneyMoved: 'none', retrySameKey: true, message })

function tables(name: string, closed: ClosedDay): string {
  const channels = closed.channels.map((one) => [
    channelTitle(one.channel),
    String(one.lines),
    String(one.matched),
    formatYuan(one.feeFen),
    String(one.differences.length),
    one.missing ? `${one.missing.code} ${one.missing.message}` : '',
  ])
  const differences = closed.differences.map((one) => [CAUSES[one.cause].zh, channelTitle(one.channel), one.message])
  const positions = closed.positions.map((one) => [
    one.payer,
    one.valueDate,
    formatYuan(one.due),
    formatYuan(one.disputed),
  ])
  return [
    table({
      title: `${name} ${closed.date} 对账`,
      head: ['渠道', '账单行', '相符', '手续费', '差异', ''],
      align: 'lrrrrl',
      rows: channels,
    }),
    table({ title: `差异 ${differences.length}`, head: ['原因', '渠道', '说明'], align: 'lll', rows: differences }),
    table({ title: '清算', head: ['付款方', '到账日', '应付', '有争议'], align: 'llrr', rows: positions }),
    `试算平衡 ${formatYuan(closed.trialBalance.difference)}\n`,
  ].join('\n')
}
