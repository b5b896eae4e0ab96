// Would catch: a difference called equal, a record only one side has passed over, a row used twice, a refund nobody asked
// for left out, a file that does not come back as it was written.
import iconv from 'iconv-lite'
import { beforeEach, expect, test } from 'vitest'
import type { Lie } from '../../core/faults.ts'
import type { SandboxAnswer } from '../../core/http.ts'
import { openHospital, type SampleHospital, settledVisit } from '../sample-hospital.ts'
import { PATIENT } from '../sample-world.ts'
import { unzipSingle, zipSingle } from './zip.ts'

const DAY = '2026-03-10'
const NEXT_MORNING = new Date('2026-03-11T01:00:00Z')
let hospital: SampleHospital
beforeEach(async () => {
  hospital = await openHospital()
})

type Visit = Awaited<ReturnType<typeof settledVisit>>
/** 600.00: fund 195.00, account 405.00. */
const settle = (batch = 'B1'): Promise<Visit> =>
  settledVisit(hospital, [['JIA', '10', '60.00', '600.00']], '600.00', batch)
const row = (visit: { setlId: string; mdtrtId: string }, amounts = '600.00 195.00 405.00', refund = '0') =>
  [visit.setlId, visit.mdtrtId, PATIENT.psnNo, ...amounts.split(' '), refund].join('\t')
const cancel = async (visit: Visit): Promise<string> => {
  const data = { setl_id: visit.setlId, mdtrt_id: visit.mdtrtId, psn_no: PATIENT.psnNo }
  return (await hospital.send('2208', { data })).output.setlinfo.setl_id
}

async function upload(at: SampleHospital, bytes: Buffer, filename = 'detail.txt') {
  const zip = (await zipSingle(filename, bytes, at.world.now())).toString('base64')
  return at.send('9101', { fsUploadIn: { in: zip, filename, fixmedins_code: at.config.fixmedinsCode } })
}

const centsOf = (rows: readonly string[], column: number) =>
  (rows.reduce((total, text) => total + Math.round(Number(text.split('\t')[column]) * 100), 0) / 100).toFixed(2)

async function compare(rows: readonly string[], at = hospital) {
  const uploaded = await upload(at, Buffer.from(rows.map((text) => `${text}\n`).join('')))
  const answer = await at.send('3202', {
    data: {
      setl_optins: '330100',
      file_qury_no: uploaded.output.file_qury_no,
      stmt_begndate: DAY,
      stmt_enddate: DAY,
      medfee_sumamt: centsOf(rows, 3),
      fund_pay_sumamt: centsOf(rows, 4),
      cash_payamt: '0.00',
      fixmedins_setl_cnt: rows.length,
    },
  })
  if (answer.infcode !== 0) return answer.err_msg
  const { file_qury_no, filename } = answer.output.fileinfo
  const loaded = await at.send('9102', {
    fsDownloadIn: { file_qury_no, filename, fixmedins_code: at.config.fixmedinsCode },
  })
  return (await unzipSingle(Buffer.from(loaded.output.fsDownloadOut.in, 'base64')))
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
}

test('equal rows, and a refund under either of its numbers', async () => {
  const [kept, refunded, also] = [await settle('B1'), await settle('B2'), await settle('B3')]
  const [reversal] = [await cancel(refunded), await cancel(also)]
  hospital.world.setClock(NEXT_MORNING)
  const fund = 'P0001'
  // B2 and B3 were settled with the deductible paid and the account down to 95.00 and 0.00.
  const rows = [
    row(kept),
    row(refunded, '600.00 390.00 95.00'),
    row({ ...refunded, setlId: reversal }, '-600.00 -390.00 -95.00', '1'),
    row(also, '600.00 390.00 0.00'),
    row(also, '-600.00 -390.00 0.00', '1'),
  ]
  const result = await compare(rows)
  expect((result as string[]).map((text) => text.split('\t').slice(4, 7).join('|'))).toEqual([
    '0|0|',
    '0|0|',
    '0|1|',
    '0|0|',
    '0|1|',
  ])
  expect((result as string[])[0]!.split('\t')).toEqual([
    fund,
    kept.mdtrtId,
    kept.setlId,
    kept.msgid,
    '0',
    '0',
    '',
    '600.00',
    '195.00',
    '405.00',
  ])
})

test('what differs, what only the hospital has, what only the platform has', async () => {
  const [wrong, missing] = [await settle('B1'), await settle('B2')]
  hospital.world.setClock(NEXT_MORNING)
  const result = await compare([row(wrong, '600.01 195.00 405.01'), row({ ...wrong, setlId: 'NEVER' }), row(wrong)])
  expect((result as string[]).map((text) => text.split('\t').slice(2, 8).join('|'))).toEqual([
    `${wrong.setlId}|${wrong.msgid}|103|0|医疗费总额平台 600.00 机构 600.01；个人账户支出平台 405.00 机构 405.01|600.00`,
    'NEVER||102|0|平台无此记录|600.00',
    `${wrong.setlId}||102|0|平台无此记录|600.00`,
    `${missing.setlId}|${missing.msgid}|101|0|机构未上传此记录|600.00`,
  ])
})

test('a ghost refund stands in the result with its negative amounts', async () => {
  hospital.faults.add({ channel: 'nhsa', operation: '2207', fault: { kind: 'ghost-refund' }, times: 1 })
  const visit = await settle()
  hospital.world.setClock(NEXT_MORNING)
  const result = (await compare([row(visit)])) as string[]
  expect(result.map((text) => text.split('\t').slice(4).join('|'))).toEqual([
    '0|0||600.00|195.00|405.00',
    '101|1|机构未上传此记录|-600.00|-195.00|-405.00',
  ])
})

test.each<[Lie, string[]]>([
  ['missing', ['102|0|平台无此记录|600.00|195.00|405.00']],
  ['amount', ['103|0|医疗费总额平台 607.00 机构 600.00；基金支付总额平台 202.00 机构 195.00|607.00|202.00|405.00']],
  ['fee', ['103|0|基金支付总额平台 188.00 机构 195.00；个人账户支出平台 412.00 机构 405.00|600.00|188.00|412.00']],
  ['status', ['103|1|退费标志平台 1 机构 0|600.00|195.00|405.00']],
  ['extra', ['0|0||600.00|195.00|405.00', '101|0|机构未上传此记录|600.00|195.00|405.00']],
])('a statement that lies: %s, and again the next time it is asked', async (how, expected) => {
  const visit = await settle()
  hospital.world.setClock(NEXT_MORNING)
  hospital.faults.add({
    channel: 'nhsa',
    operation: 'statement',
    match: visit.setlId,
    fault: { kind: 'lie-in-statement', how, byFen: 700 },
    times: 1,
  })
  for (const _time of ['first', 'second']) {
    const result = (await compare([row(visit)])) as string[]
    expect(result.map((text) => text.split('\t').slice(4).join('|'))).toEqual(expected)
  }
})

const totals = (medfee: string, count: number, change: object = {}) =>
  hospital.send('3201', {
    data: {
      insutype: '310',
      clr_type: '11',
      setl_optins: '330100',
      stmt_begndate: DAY,
      stmt_enddate: DAY,
      medfee_sumamt: medfee,
      fund_pay_sumamt: '195.00',
      acct_pay: '405.00',
      fixmedins_setl_cnt: count,
      ...change,
    },
  })

test('3201 compares the totals', async () => {
  await settle()
  expect((await totals('600.00', 1)).err_msg).toBe(
    '[STATEMENT_NOT_READY] data.stmt_enddate: 2026-03-10 尚未结束，次日起可对账',
  )
  hospital.world.setClock(NEXT_MORNING)
  expect((await totals('600.00', 1)).output.stmtinfo).toEqual({
    setl_optins: '330100',
    stmt_rslt: '0',
    stmt_rslt_dscr: '',
  })
  expect((await totals('600.01', 2)).output.stmtinfo).toMatchObject({
    stmt_rslt: '1',
    stmt_rslt_dscr: '医疗费总额平台 600.00 机构 600.01；笔数平台 1 机构 2',
  })
  expect((await totals('600.00', 1, { clr_type: '21' })).err_msg).toContain('[CLEARING_MISMATCH]')
})

test('late: the statement is not there yet, once', async () => {
  hospital.world.setClock(NEXT_MORNING)
  hospital.faults.add({ channel: 'nhsa', operation: 'statement', fault: { kind: 'late' }, times: 1 })
  expect(await compare([])).toContain('[STATEMENT_NOT_READY]')
  expect(await compare([])).toEqual([])
})

test('files that are none, are not whole or are not theirs', async () => {
  const code = hospital.config.fixmedinsCode
  const node = { in: Buffer.from('no zip').toString('base64'), filename: 'x', fixmedins_code: code }
  expect((await hospital.send('9101', { fsUploadIn: node })).err_msg).toContain('不是有效的 ZIP 文件')
  hospital.world.setClock(NEXT_MORNING)
  expect(await compare(['S\tM\tP\t600.00\t195.00\t405.00'])).toBe('[FILE_MALFORMED] 第1行: 应有 7 列，实有 6 列')
  expect(await compare(['S\tM\tP\t600.00\t195.00\t40x\t0'])).toBe(
    '[FILE_MALFORMED] 第1行 acct_pay: 应为至多两位小数的金额',
  )
  const uploaded = await upload(hospital, Buffer.from(''))
  const ask = (file_qury_no: string, filename: string) =>
    hospital.send('9102', { fsDownloadIn: { file_qury_no, filename, fixmedins_code: code } })
  expect((await ask('1', 'detail.txt')).err_msg).toContain('[FILE_UNKNOWN]')
  expect((await ask(uploaded.output.file_qury_no, 'other.txt')).err_msg).toContain('[FILE_UNKNOWN]')
  hospital.world.setClock(new Date('2026-03-14T01:00:01Z'))
  expect((await ask(uploaded.output.file_qury_no, 'detail.txt')).err_msg).toContain('[FILE_EXPIRED]')
})

test('GBK, a header and another separator are the institution’s choice; a download can be bare bytes', async () => {
  const at = await openHospital({ query: 'encoding=gbk&header=true&separator=|', switches: { downloadAs: 'stream' } })
  hospital = at
  const visit = await settle()
  at.world.setClock(NEXT_MORNING)
  const text = `setl_id|…\n${row(visit, '600.01 195.00 405.00').replaceAll('\t', '|')}\n`
  const uploaded = await upload(at, iconv.encode(text, 'gbk'))
  const period = { setl_optins: '330100', stmt_begndate: DAY, stmt_enddate: DAY }
  const sums = { medfee_sumamt: '600.01', fund_pay_sumamt: '195.00', cash_payamt: '0.00', fixmedins_setl_cnt: 1 }
  const answer = await at.send('3202', { data: { file_qury_no: uploaded.output.file_qury_no, ...period, ...sums } })
  const { file_qury_no, filename } = answer.output.fileinfo
  const request = at.request('9102', {
    fsDownloadIn: { file_qury_no, filename, fixmedins_code: at.config.fixmedinsCode },
  })
  const loaded = (await at.room.handle(request)) as SandboxAnswer
  const lines = iconv.decode(await unzipSingle(loaded.body as Buffer), 'gbk').split('\n')
  expect(lines[0]).toBe(
    'psn_no|mdtrt_id|setl_id|msgid|stmt_rslt|refd_setl_flag|memo|medfee_sumamt|fund_pay_sumamt|acct_pay',
  )
  expect(lines[1]).toContain('|103|0|医疗费总额平台 600.00 机构 600.01|')
})
