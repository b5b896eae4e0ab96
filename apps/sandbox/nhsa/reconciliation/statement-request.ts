import { chinaDate } from '../../core/china-time.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { Call } from '../transactions/call.ts'
import type { Values } from '../wire/fields.ts'
import type { Period } from './statement-rows.ts'

/**
 * The period a 3201 or 3202 asks about. A day can be reconciled once it has ended, unless the switch says otherwise [R].
 * @throws PlatformRefusal CLEARING_MISMATCH, FIELD_MALFORMED, STATEMENT_NOT_READY
 */
export function periodOf(
  platform: Platform,
  call: Call,
  asked: Values<'setl_optins' | 'stmt_begndate' | 'stmt_enddate'>,
): Period {
  if (asked.setl_optins !== call.institution.area)
    throw new PlatformRefusal(
      'CLEARING_MISMATCH',
      'data.setl_optins',
      `本机构的结算经办机构是 ${call.institution.area}`,
    )
  const { stmt_begndate: from, stmt_enddate: to } = asked
  if (to < from) throw new PlatformRefusal('FIELD_MALFORMED', 'data.stmt_enddate', '对账结束日期早于开始日期')
  if (platform.switches.statementAfterDayEnd && to >= chinaDate(platform.world.now()))
    throw new PlatformRefusal('STATEMENT_NOT_READY', 'data.stmt_enddate', `${to} 尚未结束，次日起可对账`)
  return { fixmedinsCode: call.institution.fixmedinsCode, from, to }
}
