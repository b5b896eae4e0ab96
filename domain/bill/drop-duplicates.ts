import type { StatedLine } from './bill-input.ts'
import { type BillFinding, billRefusal } from './bill-refusal.ts'
import { PRICE_SCALE, QUANTITY_SCALE, scaled } from './decimal-text.ts'

/** A line and where it stood in the input, so that later refusals still name its place. */
export interface PlacedLine {
  readonly line: StatedLine
  /** index in the input list */
  readonly index: number
}

/**
 * A line sent twice (same number, same content) is charged once, with a finding. The same number with other content is
 * refused: nobody but the hospital knows which one was meant.
 * @throws RefusalError BILL_LINE_NO_REUSED
 */
export function dropDuplicates(lines: readonly StatedLine[]): { kept: PlacedLine[]; findings: BillFinding[] } {
  const seen = new Map<string, string>()
  const kept: PlacedLine[] = []
  const findings: BillFinding[] = []
  lines.forEach((line, index) => {
    const content = contentOf(line)
    const before = seen.get(line.lineNo)
    if (before === undefined) {
      seen.set(line.lineNo, content)
      kept.push({ line, index })
      return
    }
    if (before !== content)
      throw billRefusal(
        'BILL_LINE_NO_REUSED',
        `lines[${index}].lineNo`,
        `line ${line.lineNo} appears with two contents`,
      )
    findings.push({
      code: 'BILL_FOUND_DUPLICATE',
      lineNo: line.lineNo,
      message: `明细 ${line.lineNo} 重复上传，内容相同，只计一次`,
    })
  })
  return { kept, findings }
}

/** `1` and `1.00` are the same quantity: the content compares as numbers where it means numbers. */
function contentOf(line: StatedLine): string {
  return JSON.stringify([
    line.refundsLineNo ?? '',
    line.listCode,
    line.hospitalCode,
    line.name,
    scaled(line.quantity, QUANTITY_SCALE).toString(),
    scaled(line.unitPrice, PRICE_SCALE).toString(),
    line.statedAmount === undefined ? '' : scaled(line.statedAmount, 2).toString(),
    line.prescriptionNo ?? '',
    line.occurredAt,
    line.departmentCode,
    line.departmentName,
    line.doctorCode,
    line.doctorName,
  ])
}
