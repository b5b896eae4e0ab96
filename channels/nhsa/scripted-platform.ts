import { readFileSync } from 'node:fs'
import { fen } from '@medsettle/money'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { Bill } from '../../domain/bill/bill.ts'
import type { BillId, InstitutionId } from '../../domain/identity/ids.ts'
import type { ChannelIo } from '../contract/channel.ts'

/** For the tests of this folder: a platform that answers from a script, one line per call, and remembers what it heard. */
export interface ScriptedPlatform {
  readonly io: ChannelIo
  readonly heard: { readonly url: string; readonly body: string }[]
}

export type Scripted = string | Response | Error | ((body: string) => string)

export const NOW = new Date('2026-11-21T00:00:00Z')

export function scriptedPlatform(script: readonly Scripted[], now: () => Date = () => NOW): ScriptedPlatform {
  const heard: { url: string; body: string }[] = []
  let count = 0
  const answer = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const body = String(init?.body)
    const next = script[heard.length]
    heard.push({ url: String(url), body })
    if (next === undefined) throw new Error(`nothing scripted for call ${heard.length}`)
    if (next instanceof Error) throw next
    if (next instanceof Response) return next
    return new Response(typeof next === 'string' ? next : next(body))
  }
  const nonce = () => String(count++).padStart(32, 'n')
  return { io: { fetch: answer as typeof fetch, now, nonce, timeoutMs: 1000 }, heard }
}

export const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')

export const CONFIG = {
  baseUrl: 'http://platform.test/nhsa',
  fixmedinsCode: 'H33010000001',
  fixmedinsName: '测试医院',
  hospitalLevel: '3',
  mdtrtAreaAdmvs: '330100',
  recerSysCode: 'YBXT',
  infver: 'V1.0',
  opterType: '1',
  opter: 'T1',
  opterName: '测试经办人',
  paasId: 'paas1',
  token: 'TOKEN',
}

const LINE = {
  lineNo: 'L1',
  listCode: 'XA001',
  hospitalCode: 'H1',
  name: '测试药品',
  quantity: '2',
  unitPrice: '300.50',
  occurredAt: '2026-11-21 07:30:00',
  departmentCode: '0301',
  departmentName: '内科',
  doctorCode: 'D1',
  doctorName: '测试医师',
  amount: fen(60100),
  itemClass: '甲',
  chargeCategory: '09',
  selfPayFirstRatio: '0',
  priceCeiling: null,
} as const

export const BILL: Bill = {
  billId: 'bl_1' as BillId,
  institutionId: 'hospital1' as InstitutionId,
  hisBillNo: 'HIS1',
  chargeBatchNo: 'B1',
  visit: { visitNo: 'V1', medicalType: '11' },
  patient: { patientId: 'pt1', name: '患者甲', idNumber: 'TEST00010001' },
  cover: {
    personNo: 'P0001',
    insuranceType: '310',
    personType: '11',
    insuredArea: '330200',
    certificateType: '02',
    certificateNo: 'TEST00010001',
    usePersonalAccount: true,
    age: 40,
  },
  lines: [LINE],
  total: fen(60100),
  businessDate: '2026-11-21',
}

const none = fen(0)

/** 601.00: 195.65 pooled fund, 400.00 account, 5.35 cash. */
export const EXPECTED: Adjudication = {
  by: 'insurer',
  total: fen(60100),
  ownExpense: none,
  overLimit: none,
  selfPayFirst: none,
  inScope: fen(60100),
  deductible: fen(30000),
  pooledFund: fen(19565),
  pooledFundRatio: '0.6500',
  supplementary: {
    cvlserv_pay: none,
    hifes_pay: none,
    hifmi_pay: none,
    hifob_pay: none,
    hifdm_pay: none,
    maf_pay: none,
    oth_pay: none,
  },
  fundTotal: fen(19565),
  personPart: fen(40535),
  personalAccount: fen(40000),
  familyAccount: none,
  cash: fen(535),
  hospitalPart: none,
  reasons: [],
}
