import { chinaDateTime } from '../../core/china-time.ts'
import { nextNumber } from '../platform.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { Transaction } from './call.ts'

const FIELDS = fieldTable(['opter_no 20 Y', 'mac 20 Y', 'ip 20 Y'])

/** 9001 签到: the number later envelopes may carry as `sign_no`. */
export const signIn: Transaction = (platform, call) => {
  readFields(call.input.signIn, FIELDS, 'signIn')
  const signNo = nextNumber(platform, call.institution.area)
  platform.record({ kind: 'signed-in', signNo, fixmedinsCode: call.institution.fixmedinsCode })
  return { signinoutb: { sign_time: chinaDateTime(platform.world.now()), sign_no: signNo } }
}
