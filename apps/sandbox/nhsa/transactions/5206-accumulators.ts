import { ZERO } from '@medsettle/money'
import { chinaDate } from '../../core/china-time.ts'
import { yuan } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { personOf, type Transaction } from './call.ts'

const FIELDS = fieldTable(['psn_no 30 Y', 'cum_ym 6'])

/** 5206 人员累计信息查询: the year's deductible and pooled fund so far. The output node's name is not in the facts. */
export const accumulators: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  if (asked.cum_ym !== '' && !/^\d{4}(0[1-9]|1[0-2])$/.test(asked.cum_ym))
    throw new PlatformRefusal('FIELD_MALFORMED', 'data.cum_ym', '应为 yyyyMM')
  const person = personOf(platform, asked.psn_no, 'data.psn_no')
  const month = asked.cum_ym || chinaDate(platform.world.now()).slice(0, 7).replace('-', '')
  const year = month.slice(0, 4)
  const used = person.years.get(year) ?? { deductible: ZERO, pooled: ZERO }
  const codes = platform.switches.accumulatorCodes
  const row = { insutype: person.registration.insutype, year, cum_ym: month }
  return {
    cuminfo: [
      { ...row, cum_type_code: codes.deductible, cum: yuan(platform, used.deductible) },
      { ...row, cum_type_code: codes.pooled, cum: yuan(platform, used.pooled) },
    ],
  }
}
