// Catches: a bill whose total differs from what the hospital showed the patient, or that lands on the wrong day.
import { formatYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import type { BillId, InstitutionId } from '../identity/ids.ts'
import type { BillInput } from './bill-input.ts'
import { compileCatalogue } from './catalogue.ts'
import sample from './catalogues/sample.json' with { type: 'json' }
import { makeBill } from './make-bill.ts'

const line = (lineNo: string, listCode: string, quantity: string, unitPrice: string) => ({
  lineNo,
  listCode,
  hospitalCode: 'H-1',
  name: '测试项目',
  quantity,
  unitPrice,
  occurredAt: '2026-11-21 08:30:00',
  departmentCode: 'D01',
  departmentName: '全科',
  doctorCode: 'DR01',
  doctorName: '测试医师',
})

const input: BillInput = {
  hisBillNo: 'B0001',
  chargeBatchNo: 'C0001',
  visit: { visitNo: 'V0001', medicalType: '11' },
  patient: { patientId: 'p-0001', name: '患者0001', idNumber: 'TEST000000000001' },
  cover: null,
  lines: [line('1', 'SAMPLE-001102000010000-03', '1', '20.00'), line('2', 'SAMPLE-XJ01CAA040E001-35', '2', '12.505')],
  businessDate: null,
  statedTotal: null,
}
const make = (change: Partial<BillInput>) =>
  makeBill({
    billId: 'bl_1' as BillId,
    institutionId: 'H330100000001' as InstitutionId,
    input: { ...input, ...change },
    catalogue: compileCatalogue(sample),
    today: '2026-11-22',
  })

describe('makeBill', () => {
  it('adds up its lines', () => expect(formatYuan(make({}).bill.total)).toBe('45.01'))

  it.each([
    [null, '2026-11-22'],
    ['2026-11-21', '2026-11-21'],
  ])('business date %s lands on %s', (businessDate, day) => expect(make({ businessDate }).bill.businessDate).toBe(day))

  it('accepts the hospital total when it agrees and names the fen when not', () => {
    expect(make({ statedTotal: '45.01' }).findings).toEqual([])
    expect(() => make({ statedTotal: '45.00' })).toThrowError(
      'BILL_TOTAL_DIFFERS: the bill states 45.00 yuan, its lines add up to 45.01 yuan (off by -1 fen) (statedTotal)',
    )
  })
})
