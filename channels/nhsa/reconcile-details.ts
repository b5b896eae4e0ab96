import {
  type ArchivedFile,
  isZip,
  NhsaError,
  rowsOf,
  textOf,
  unzipFiles,
  type WireObject,
  wireNumber,
  writeDetailFile,
  zipFiles,
} from '@medsettle/nhsa'
import type { InsuranceLedgerRow } from '../contract/channel.ts'
import type { Institution } from './institution.ts'
import { ask, net, statementFile, unavailable } from './reconciliation-call.ts'

/**
 * The rows as TXT in a ZIP through 9101, the comparison through 3202, its result through 9102.
 * @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE
 */
export async function compareDetails(institution: Institution, date: string, rows: readonly InsuranceLedgerRow[]) {
  const { config } = institution
  const upload = await uploadDetails(institution, date, rows)
  const asked = {
    setl_optins: config.mdtrtAreaAdmvs,
    file_qury_no: upload,
    stmt_begndate: date,
    stmt_enddate: date,
    medfee_sumamt: net(rows, 'total'),
    fund_pay_sumamt: net(rows, 'fundTotal'),
    cash_payamt: net(rows, 'cash'),
    fixmedins_setl_cnt: wireNumber(String(rows.length)),
    clr_type: config.switches.clearingType,
  }
  const { output } = await ask(institution, '3202', { data: asked })
  const [fileinfo = output] = rowsOf(output.fileinfo)
  const [queryNo, filename] = [textOf(fileinfo.file_qury_no), textOf(fileinfo.filename)]
  if (queryNo === '') throw unavailable('3202', 'it was answered without a file_qury_no', false)
  const downloaded = await download(institution, queryNo, filename)
  return statementFile('details', date, downloaded.name, downloaded.bytes)
}

async function uploadDetails(
  institution: Institution,
  date: string,
  rows: readonly InsuranceLedgerRow[],
): Promise<string> {
  const { config, io } = institution
  const text = writeDetailFile(
    rows.map((row) => ({ ...row, visitId: row.insurerVisitId })),
    { ...config.statement, refundFlag: config.switches.refundFlag, refundAmounts: config.switches.refundAmounts },
  )
  const name = `3202-${config.fixmedinsCode}-${date}`
  const zip = await zipFiles([{ name: `${name}.txt`, bytes: text }], io.now())
  const fsUploadIn = { in: zip.toString('base64'), filename: `${name}.zip`, fixmedins_code: config.fixmedinsCode }
  const { output } = await ask(institution, '9101', { fsUploadIn })
  const [result = output] = rowsOf(output.fsUploadOut ?? output.data)
  const queryNo = textOf(result.file_qury_no)
  if (queryNo === '') throw unavailable('9101', 'it was answered without a file_qury_no', false)
  return queryNo
}

/** The facts name no output node for 9102: the archive is looked for wherever the answer holds one in Base64. */
async function download(institution: Institution, queryNo: string, filename: string): Promise<ArchivedFile> {
  const input = { fsDownloadIn: { file_qury_no: queryNo, filename, fixmedins_code: institution.config.fixmedinsCode } }
  const { output } = await ask(institution, '9102', input)
  const archive = findArchive(output)
  if (archive === null) throw unavailable('9102', 'it was answered without an archive', false)
  try {
    const [first] = await unzipFiles(archive)
    if (first === undefined) throw unavailable('9102', 'its archive is empty', false)
    return first
  } catch (error) {
    if (error instanceof NhsaError) throw unavailable('9102', error.message, false)
    throw error
  }
}

function findArchive(node: WireObject): Buffer | null {
  const texts = Object.values(node).flatMap((value) =>
    typeof value === 'string' ? [value] : rowsOf(value).flatMap((row) => Object.values(row).map(textOf)),
  )
  const archives = texts.map((text) => Buffer.from(text, 'base64')).filter(isZip)
  return archives[0] ?? null
}
