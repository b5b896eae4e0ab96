import { createHash } from 'node:crypto'
import { createFaultBook, type FaultBook } from '../core/faults.ts'
import type { SandboxAnswer, SandboxRequest } from '../core/http.ts'
import { type Journal, openJournal } from '../core/journal.ts'
import type { Room } from '../core/room.ts'
import { DEFAULT_SETTINGS } from '../core/settings.ts'
import { createWorld, type World } from '../core/world.ts'
import { createNhsaRoom } from './room.ts'
import { PATIENT, SAMPLE_CATALOGUE, SAMPLE_POLICY } from './sample-world.ts'
import { DEFAULT_SWITCHES, type NhsaSwitches } from './switches.ts'

/**
 * A hospital for the tests of this room. It signs and writes by the facts alone and shares no code with the platform.
 */
export interface PlatformReply {
  readonly infcode: number
  readonly err_msg: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in the assertions
  readonly output: any
  /** the bare body */
  readonly text: string
  readonly status: number
}

export interface SampleHospital {
  readonly world: World
  readonly faults: FaultBook
  readonly journal: Journal
  readonly room: Room
  readonly config: Record<string, string> & { mobile: Record<string, string> }
  msgid(): string
  admin(path: string, body: unknown): Promise<SandboxAnswer | null>
  /** Sends a transaction; a hang-up rejects. */
  send(infno: string, input: object, msgid?: string): Promise<PlatformReply>
  request(infno: string, input: object, msgid?: string): SandboxRequest
}

export interface HospitalOptions {
  readonly switches?: Partial<NhsaSwitches>
  readonly query?: string
  readonly patients?: readonly object[]
  readonly journal?: Journal
}

export async function openHospital(options: HospitalOptions = {}): Promise<SampleHospital> {
  const start = new Date('2026-03-10T02:00:00Z')
  const world = createWorld({ now: () => start, seed: 7 })
  const faults = createFaultBook()
  const journal = options.journal ?? openJournal(null)
  const deps = { world, faults, journal, settings: DEFAULT_SETTINGS, origin: () => 'http://127.0.0.1:1' }
  const room = createNhsaRoom(deps, { ...DEFAULT_SWITCHES, ...options.switches })
  const config = (await room.credentials(
    'H33010000001',
    new URLSearchParams(options.query),
  )) as SampleHospital['config']
  const hospital = hospitalOf(world, faults, journal, room, config)
  await hospital.admin('/admin/persons', options.patients ?? [PATIENT])
  await hospital.admin('/admin/catalogue', SAMPLE_CATALOGUE)
  await hospital.admin('/admin/policy', SAMPLE_POLICY)
  return hospital
}

function hospitalOf(
  world: World,
  faults: FaultBook,
  journal: Journal,
  room: Room,
  config: SampleHospital['config'],
): SampleHospital {
  let sequence = 0
  const msgid = () => `${config.fixmedinsCode}20260310100000${String(++sequence).padStart(4, '0')}`
  const request = (infno: string, input: object, id = msgid()): SandboxRequest => {
    const body = JSON.stringify(envelopeFor(config, infno, id, input))
    return { method: 'POST', path: `/nhsa/api/${infno}`, query: '', headers: tifHeaders(config, world.now()), body }
  }
  return {
    world,
    faults,
    journal,
    room,
    config,
    msgid,
    request,
    admin: (path, body) => room.admin!({ method: 'POST', path, query: '', headers: {}, body: JSON.stringify(body) }),
    async send(infno, input, id) {
      const handled = await room.handle(request(infno, input, id))
      if (handled === 'hang-up') throw new Error('hang-up')
      const text = Buffer.from(handled.body as string).toString()
      const parsed = handled.headers['content-type']?.startsWith('application/json') ? JSON.parse(text) : {}
      return { ...parsed, text, status: handled.status }
    },
  }
}

export const envelopeFor = (config: Record<string, unknown>, infno: string, msgid: string, input: object) => ({
  infno,
  msgid,
  mdtrtarea_admvs: config.mdtrtAreaAdmvs,
  insuplc_admdvs: '330100',
  recer_sys_code: config.recerSysCode,
  dev_no: '',
  dev_safe_info: '',
  cainfo: '',
  signtype: '',
  infver: config.infver,
  opter_type: config.opterType,
  opter: config.opter,
  opter_name: config.opterName,
  inf_time: '2026-03-10 10:00:00',
  fixmedins_code: config.fixmedinsCode,
  fixmedins_name: config.fixmedinsName,
  sign_no: '',
  input,
})

export function tifHeaders(config: Record<string, unknown>, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const text = `${timestamp}${config.token}n0nce${timestamp}`
  const hex = createHash('sha256').update(text).digest('hex')
  return {
    'x-tif-paasid': String(config.paasId),
    'x-tif-timestamp': timestamp,
    'x-tif-nonce': 'n0nce',
    'x-tif-signature': config.hexCase === 'upper' ? hex.toUpperCase() : hex,
  }
}

/** A charge line as people write it: catalogue code, quantity, unit price in yuan, amount in yuan. */
export type WrittenLine = readonly [listCode: string, cnt: string, pric: string, amount: string]

/** Opens a visit and returns its mdtrt_id. */
export async function register(
  hospital: SampleHospital,
  iptOtpNo = `OP-${hospital.msgid().slice(-4)}`,
): Promise<string> {
  const answer = await hospital.send('2201', {
    data: {
      psn_no: PATIENT.psnNo,
      insutype: '310',
      begntime: '2026-03-10 09:00:00',
      mdtrt_cert_type: '02',
      mdtrt_cert_no: '',
      ipt_otp_no: iptOtpNo,
      atddr_no: 'D330000000001',
      dr_name: '测试医师',
      dept_code: '0301',
      dept_name: '内科',
      caty: 'A03',
    },
  })
  if (answer.infcode !== 0) throw new Error(answer.err_msg)
  return answer.output.data.mdtrt_id
}

export const lineRows = (mdtrtId: string, batch: string, lines: readonly WrittenLine[], psnNo = PATIENT.psnNo) =>
  lines.map(([listCode, cnt, pric, amount], index) => ({
    feedetl_sn: `${batch}-${index + 1}`,
    mdtrt_id: mdtrtId,
    psn_no: psnNo,
    chrg_bchno: batch,
    rx_circ_flag: '0',
    fee_ocur_time: '2026-03-10 09:30:00',
    med_list_codg: listCode,
    medins_list_codg: `OWN-${listCode}`,
    det_item_fee_sumamt: amount,
    cnt,
    pric,
    bilg_dept_codg: '0301',
    bilg_dept_name: '内科',
    bilg_dr_codg: 'D330000000001',
    bilg_dr_name: '测试医师',
    hosp_appr_flag: '1',
  }))

export interface BatchRequest {
  readonly mdtrtId: string
  readonly batch: string
  readonly total: string
  readonly psnNo?: string
  readonly insutype?: string
  readonly useAccount?: boolean
}

export const batchNode = (batch: BatchRequest) => ({
  psn_no: batch.psnNo ?? PATIENT.psnNo,
  mdtrt_cert_type: '02',
  mdtrt_cert_no: '',
  med_type: '11',
  medfee_sumamt: batch.total,
  psn_setlway: '01',
  mdtrt_id: batch.mdtrtId,
  chrg_bchno: batch.batch,
  acct_used_flag: batch.useAccount === false ? '0' : '1',
  insutype: batch.insutype ?? '310',
})

/** Presettles, then settles with the parts the presettlement told. */
export async function settleBatch(
  hospital: SampleHospital,
  batch: BatchRequest,
  msgid?: string,
): Promise<PlatformReply> {
  const before = await hospital.send('2206', { data: batchNode(batch) })
  if (before.infcode !== 0) return before
  return hospital.send('2207', { data: { ...batchNode(batch), ...partsOf(before.output.setlinfo) } }, msgid)
}

export const partsOf = (setlinfo: Record<string, unknown>) => ({
  fulamt_ownpay_amt: setlinfo.fulamt_ownpay_amt,
  overlmt_selfpay: setlinfo.overlmt_selfpay,
  preselfpay_amt: setlinfo.preselfpay_amt,
  inscp_scp_amt: setlinfo.inscp_scp_amt,
})

/** A visit with one settled batch: what most tests begin with. */
export async function settledVisit(
  hospital: SampleHospital,
  lines: readonly WrittenLine[],
  total: string,
  batch = 'B1',
) {
  const mdtrtId = await register(hospital)
  await hospital.send('2204', { feedetail: lineRows(mdtrtId, batch, lines) })
  const msgid = hospital.msgid()
  const answer = await settleBatch(hospital, { mdtrtId, batch, total }, msgid)
  if (answer.infcode !== 0) throw new Error(answer.err_msg)
  return { mdtrtId, msgid, batch, setlId: String(answer.output.setlinfo.setl_id), answer }
}

/** Balance, deductible and pooled fund of a person as the platform tells them, in yuan text. */
export async function standing(
  hospital: SampleHospital,
  psnNo = PATIENT.psnNo,
  certno = PATIENT.certno,
): Promise<string> {
  const person = await hospital.send('1101', { data: { mdtrt_cert_type: '02', mdtrt_cert_no: certno } })
  const sums = await hospital.send('5206', { data: { psn_no: psnNo } })
  const [deductible, pooled] = sums.output.cuminfo.map((row: { cum: number }) => row.cum.toFixed(2))
  return `账户 ${person.output.insuinfo[0].balc.toFixed(2)} 起付线 ${deductible} 统筹 ${pooled}`
}
