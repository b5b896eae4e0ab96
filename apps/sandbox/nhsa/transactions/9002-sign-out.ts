import { chinaDateTime } from '../../core/china-time.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { Transaction } from './call.ts'

const FIELDS = fieldTable(['sign_no 30', 'opter_no 20 Y'])

/** 9002 签退. Without a sign_no nothing is ended: the table does not require one. */
export const signOut: Transaction = (platform, call) => {
  const asked = readFields(call.input.signOut, FIELDS, 'signOut')
  if (asked.sign_no !== '') {
    if (platform.books.signIns.get(asked.sign_no) !== call.institution.fixmedinsCode)
      throw new PlatformRefusal('SIGN_IN_UNKNOWN', 'signOut.sign_no', '没有该签到')
    platform.record({ kind: 'signed-out', signNo: asked.sign_no })
  }
  return { signoutoutb: { sign_time: chinaDateTime(platform.world.now()) } }
}
