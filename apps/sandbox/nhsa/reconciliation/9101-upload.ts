import { chinaDateTime } from '../../core/china-time.ts'
import { nextNumber } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { Transaction } from '../transactions/call.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { decodeText } from './detail-file.ts'
import { unzipSingle } from './zip.ts'

/** `in` has no length of its own in the table. */
const FIELDS = fieldTable(['in 100000000 Y', 'filename 200 Y', 'fixmedins_code 30 Y'])

/** How long a file can be fetched; the facts know the field but not the span. */
export const FILE_LIFE_MS = 72 * 3_600_000

/** 9101 文件上传: a ZIP with one text file, Base64. */
export const fileUpload: Transaction = async (platform, call) => {
  const asked = readFields(call.input.fsUploadIn, FIELDS, 'fsUploadIn')
  const { institution } = call
  if (asked.fixmedins_code !== institution.fixmedinsCode)
    throw new PlatformRefusal('INSTITUTION_MISMATCH', 'fsUploadIn.fixmedins_code', '机构编号与应用不符')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(asked.in))
    throw new PlatformRefusal('FILE_MALFORMED', 'fsUploadIn.in', '不是 Base64')
  const text = decodeText(await unzipSingle(Buffer.from(asked.in, 'base64')), institution.statement)
  const expiresAt = new Date(platform.world.now().getTime() + FILE_LIFE_MS)
  const file = {
    fileNo: nextNumber(platform, institution.area),
    filename: asked.filename,
    fixmedinsCode: institution.fixmedinsCode,
    text,
    expiresAt: expiresAt.toISOString(),
  }
  platform.record({ kind: 'file', file })
  return {
    file_qury_no: file.fileNo,
    filename: file.filename,
    fixmedins_code: file.fixmedinsCode,
    dld_endtime: chinaDateTime(expiresAt),
  }
}
