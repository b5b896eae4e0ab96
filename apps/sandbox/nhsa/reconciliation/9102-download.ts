import { PlatformRefusal } from '../refusal.ts'
import type { Transaction } from '../transactions/call.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { encodeText } from './detail-file.ts'
import { ownFile } from './own-file.ts'
import { zipSingle } from './zip.ts'

const FIELDS = fieldTable(['file_qury_no 30 Y', 'filename 200 Y', 'fixmedins_code 30 Y'])

/** An answer that is a file and no envelope. */
export class FileBytes {
  readonly bytes: Buffer
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

/**
 * 9102 文件下载: the file as a ZIP. The facts do not say how it comes back; the switch `downloadAs` has both ways, Base64
 * in a node that mirrors the upload's, or the bare bytes.
 */
export const fileDownload: Transaction = async (platform, call) => {
  const asked = readFields(call.input.fsDownloadIn, FIELDS, 'fsDownloadIn')
  const { institution } = call
  if (asked.fixmedins_code !== institution.fixmedinsCode)
    throw new PlatformRefusal('INSTITUTION_MISMATCH', 'fsDownloadIn.fixmedins_code', '机构编号与应用不符')
  const file = ownFile(platform, call, asked.file_qury_no, 'fsDownloadIn.file_qury_no')
  if (file.filename !== asked.filename)
    throw new PlatformRefusal('FILE_UNKNOWN', 'fsDownloadIn.filename', '文件名与文件查询号不符')
  const zip = await zipSingle(file.filename, encodeText(file.text, institution.statement), platform.world.now())
  if (platform.switches.downloadAs === 'stream') return new FileBytes(zip)
  return {
    fsDownloadOut: {
      in: zip.toString('base64'),
      filename: file.filename,
      file_qury_no: file.fileNo,
      fixmedins_code: file.fixmedinsCode,
    },
  }
}
