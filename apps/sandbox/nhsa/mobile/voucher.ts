import { toldByCertificate } from '../books/person.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { MobileTransaction } from './mobile-call.ts'

const QUERY = fieldTable(['orgId 30 Y', 'businessType 10 Y', 'operatorId 30', 'operatorName 50', 'deviceType 30'])
const CHECK = fieldTable(['authNo 200 Y'])

/**
 * ecQuery 解码 (nhsa.md §7): whose voucher is held to the reader. Here a voucher is shown through POST /admin/vouchers.
 */
export const decodeVoucher: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, QUERY, 'ecQuery')
  const shown = platform.books.shown.get(asked.orgId) ?? platform.books.shown.get('')
  if (asked.orgId !== call.institution.fixmedinsCode || !shown)
    throw new PlatformRefusal('CREDENTIAL_UNKNOWN', 'orgId', '没有出示医保电子凭证')
  return {
    ...identityOf(platform, shown.psnNo),
    ecToken: shown.ecToken,
    ecIndexNo: shown.ecToken.slice(0, 16),
    extData: '',
  }
}

/** authCheck: whose online authority a number is. */
export const checkVoucher: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, CHECK, 'authCheck')
  const psnNo = platform.books.tokens.get(asked.authNo)
  if (psnNo === undefined) throw new PlatformRefusal('CREDENTIAL_UNKNOWN', 'authNo', '授权号无效')
  return identityOf(platform, psnNo)
}

function identityOf(platform: Platform, psnNo: string): object {
  const { registration } = platform.books.persons.get(psnNo)!
  const { gend, brdy } = toldByCertificate(registration.certno)
  return {
    idNo: registration.certno,
    idType: '01',
    userName: registration.name,
    insuOrg: registration.insuplcAdmdvs,
    gender: gend,
    birthday: brdy,
    nationality: 'CHN',
  }
}
