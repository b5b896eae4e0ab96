import type { UploadedFile } from '../books/books.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { Call } from '../transactions/call.ts'

/** The institution's own file under a number. @throws PlatformRefusal FILE_UNKNOWN, FILE_EXPIRED */
export function ownFile(platform: Platform, call: Call, fileNo: string, place: string): UploadedFile {
  const file = platform.books.files.get(fileNo)
  if (!file || file.fixmedinsCode !== call.institution.fixmedinsCode)
    throw new PlatformRefusal('FILE_UNKNOWN', place, '本机构没有该文件')
  if (platform.world.now().toISOString() > file.expiresAt)
    throw new PlatformRefusal('FILE_EXPIRED', place, '文件已过下载截止时间')
  return file
}
