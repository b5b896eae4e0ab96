// Would catch: a published table read under the wrong heading, a condition that changes its meaning on the way through a
// spreadsheet, a workbook whose cells slip into the next column.
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { schemeWith } from '../fixtures/small-scheme.ts'
import { checkScheme } from './check-scheme.ts'
import type { Condition } from './condition.ts'
import { conditionText, parseConditionText } from './condition-text.ts'
import { exportSheets } from './export-sheets.ts'
import { importSheets } from './import-sheets.ts'
import { entryOf } from './mdc-entry.ts'
import { readCsvSheet, writeCsvSheet } from './read-csv.ts'
import { readWorkbook } from './read-xlsx.ts'
import type { SchemeTables } from './scheme-tables.ts'
import type { Sheet } from './sheet.ts'
import { readTablesFolder } from './tables-folder.ts'

const ABOUT = { version: 'v', name: 'v', source: 'a test' }

test.each([
  ['主要诊断', { principalDiagnosisIn: 'diagnoses' }],
  ['主要诊断 且 主要手术', { allOf: [{ principalDiagnosisIn: 'diagnoses' }, { principalProcedureIn: 'procedures' }] }],
  [
    '任一诊断[a]且日龄≤28且出生体重≥1500且出生体重<2000',
    {
      allOf: [
        { anyDiagnosisIn: 'a' },
        { ageDaysAtMost: 28 },
        { birthWeightAtLeastGrams: 1500 },
        { birthWeightBelowGrams: 2000 },
      ],
    },
  ],
  ['主要手术[有效手术]', { principalProcedureIn: 'validProcedures' }],
  [
    '同时手术[a+b] 或 引用[CB4+CB5]',
    { anyOf: [{ simultaneousProceduresIn: ['a', 'b'] }, { referencedAdrgs: ['CB4', 'CB5'] }] },
  ],
  ['非（性别=男 或 离院方式[4+5]）', { not: { anyOf: [{ sexIs: 'male' }, { dischargeWayIn: ['4', '5'] }] } }],
  [
    '住院天数>=3 且 重症小时≥96 且 部位数≥2',
    { allOf: [{ stayAtLeastDays: 3 }, { icuAtLeastHours: 96 }, { bodyRegionsAtLeast: 2 }] },
  ],
  ['恒真', { allOf: [] }],
] as [string, Condition][])('%s', (text, condition) => {
  expect(parseConditionText(text, '')).toEqual(condition)
  expect(parseConditionText(conditionText(condition), '')).toEqual(condition)
})

test.each(['', '主要诊断 且', '(主要诊断', '主要诊断 主要手术', '主治诊断', '日龄≤abc', '离院方式'])(
  'refused: "%s"',
  (text) => {
    expect(() => parseConditionText(text, 'ADRG row 3')).toThrow(
      expect.objectContaining({ code: 'GROUPER_BAD_CONDITION', place: 'ADRG row 3' }),
    )
  },
)

describe('a whole scheme', () => {
  /** what a spreadsheet can carry, in the plainest form */
  const plain = (tables: SchemeTables) => ({
    order: tables.mdcOrder,
    mdcs: Object.fromEntries(
      Object.entries(tables.mdcs).map(([id, mdc]) => [
        id,
        {
          enter: conditionText(entryOf(mdc)),
          principal: new Set(mdc.principal),
          regions: mdc.regions ?? {},
          adrgs: mdc.adrgs,
        },
      ]),
    ),
    adrgs: Object.fromEntries(
      Object.entries(tables.adrgs).map(([id, { when, drgs, lists }]) => [
        id,
        { when: conditionText(when), drgs: [...drgs].sort(), lists },
      ]),
    ),
    ...{
      drgs: tables.drgs,
      cc: tables.cc,
      mcc: tables.mcc,
      exclusions: tables.exclusionByPrincipal,
      valid: tables.validProcedures,
    },
  })

  test.each(['csv', 'xlsx'])('through %s and back', async (kind) => {
    for (const tables of [
      schemeWith({ allOf: [{ principalDiagnosisIn: 'dx' }, { anyProcedureIn: 'px' }, { noProcedureIn: 'px2' }] }),
      await demo(),
    ]) {
      const sheets = exportSheets(tables)
      const read =
        kind === 'xlsx'
          ? await readWorkbook(await workbook(sheets), 'test.xlsx')
          : sheets.map((sheet) => readCsvSheet(sheet.name, Buffer.from(writeCsvSheet(sheet))))
      const { tables: back, leftOut } = importSheets(read, ABOUT)
      expect(leftOut).toEqual([])
      expect(plain(back)).toEqual(plain(tables))
    }
  })
})

const demo = (): Promise<SchemeTables> => readTablesFolder(new URL('../demo-scheme', import.meta.url).pathname)

test('published tables without conditions and without a severity column, in GBK', () => {
  const gbk = Buffer.from('d5efb6cfb1e0c2eb', 'hex') // 诊断编码
  const sheets = [
    readCsvSheet('MDC', Buffer.from('MDC代码,主要诊断大类名称\nMDCT,测试\n')),
    readCsvSheet('ADRG', Buffer.from('ADRG代码,ADRG名称\nTB1,手术\nTR1,内科\n')),
    readCsvSheet('DRG', Buffer.from('DRG代码,DRG名称\nTR11,重\nTR13,中\nTR15,轻\nTB19,手术\n')),
    readCsvSheet('诊断编码', Buffer.concat([Buffer.from('ADRG,MDC,'), gbk, Buffer.from('\n,T,D1\nTR1,,D1\n')])),
    readCsvSheet('手术编码', Buffer.from('ADRG,手术操作编码\n,P1\nTB1,P1\n')),
    readCsvSheet('CC列表', Buffer.from('诊断编码,排除表号\nC1,1\n')),
    readCsvSheet('MCC列表', Buffer.from('诊断编码,排除表号\nM1,2\n')),
    readCsvSheet('CC排除表', Buffer.from('主诊编码,排除表号\nD1,1\n')),
    readCsvSheet('说明', Buffer.from('x\n')),
  ]
  const { tables, leftOut } = importSheets(sheets, ABOUT)
  expect(leftOut).toEqual(['说明'])
  expect(tables.adrgs.TR1).toEqual({
    name: '内科',
    when: { allOf: [{ principalDiagnosisIn: 'diagnoses' }] },
    drgs: ['TR11', 'TR13', 'TR15'],
    lists: { diagnoses: ['D1'] },
  })
  expect(tables.drgs.TR13!.requires).toBe('mcc-or-cc')
  expect([tables.cc, tables.mcc, tables.exclusionByPrincipal]).toEqual([{ C1: '1' }, { M1: '2' }, { D1: '1' }])
  expect(tables.validProcedures).toEqual(['P1'])
  expect(checkScheme(tables).filter((finding) => finding.severity === 'error')).toEqual([])
})

test('titles above the headings, headings again, and cells merged over many rows, as printed tables have them', async () => {
  const merged = [
    ['表3 诊断编码', '', ''],
    ['ADRG 编码', 'MDC编码', '诊断\n编码'],
    ['TR1', '', 'D1'],
    ['', '', 'D2'],
    ['ADRG编码', 'MDC编码', '诊断编码'],
    ['', 'MDCT', 'D1'],
    ['', '', 'D2'],
  ]
  const sheets = [
    { name: 'MDC', rows: [['MDC编码'], ['T']] },
    { name: 'ADRG', rows: [['ADRG编码'], ['TR1']] },
    { name: 'DRG', rows: [['DRG编码'], ['TR19']] },
    { name: '诊断编码', rows: merged },
  ]
  const { tables } = importSheets(
    await readWorkbook(await workbook(sheets, { 3: ['A1:C1', 'A3:A4', 'B6:B1048576'] }), 'x'),
    ABOUT,
  )
  expect(tables.mdcs.T!.principal).toEqual(['D1', 'D2'])
  expect(tables.adrgs.TR1!.lists).toEqual({ diagnoses: ['D1', 'D2'] })
})

test('DRGs are tried from the strictest on, whatever their suffixes sort as', () => {
  const sheets = [
    { name: 'MDC', rows: [['MDC编码'], ['T']] },
    { name: 'ADRG', rows: [['ADRG编码'], ['TR1']] },
    {
      name: 'DRG',
      rows: [
        ['DRG编码', '严重程度', '附加条件'],
        ['TR15', '无', ''],
        ['TR17', '无', '住院天数≤1'],
        ['TR1A', 'MCC 或 CC', ''],
      ],
    },
  ]
  expect(importSheets(sheets, ABOUT).tables.adrgs.TR1!.drgs).toEqual(['TR1A', 'TR17', 'TR15'])
})

const TWICE: [string, string, string][] = [
  ['ADRG row 3', 'ADRG', 'ADRG编码,ADRG名称\nTR1,x\nTR1,x\n'],
  ['CC_MCC列表 row 4', 'CC_MCC列表', '诊断编码,类别,排除表\nC1,CC,1\nC1,CC,1\nC1,MCC,1\n'],
  ['排除表 row 3', '排除表', '主要诊断编码,排除表\nD1,1\nD1,2\n'],
]
test.each(TWICE)('a key that stands twice is refused at %s, the later one does not win', (place, name, text) => {
  const files = { MDC: 'MDC编码\nT\n', ADRG: 'ADRG编码\nTR1\n', DRG: 'DRG编码\nTR19\n', [name]: text }
  const sheets = Object.entries(files).map(([sheet, rows]) => readCsvSheet(sheet, Buffer.from(rows)))
  expect(() => importSheets(sheets, ABOUT)).toThrow(expect.objectContaining({ code: 'GROUPER_BAD_SHEET', place }))
})

test.each([
  [
    'ADRG row 1',
    [
      ['MDC', 'MDC编码\nT\n'],
      ['ADRG', '编号\nTR1\n'],
      ['DRG', 'DRG编码\nTR19\n'],
    ],
  ],
  [
    'DRG row 2',
    [
      ['MDC', 'MDC编码\nT\n'],
      ['ADRG', 'ADRG编码\nTR1\n'],
      ['DRG', 'DRG编码\nTR1A\n'],
    ],
  ],
  [
    'MDC row 2',
    [
      ['MDC', 'MDC编码,性别\nT,x\n'],
      ['ADRG', 'ADRG编码\nTR1\n'],
      ['DRG', 'DRG编码\nTR19\n'],
    ],
  ],
  [
    'DRG',
    [
      ['MDC', 'MDC编码\nT\n'],
      ['ADRG', 'ADRG编码\nTR1\n'],
    ],
  ],
] as [string, [string, string][]][])('refused at %s', (place, files) => {
  const sheets = files.map(([name, text]) => readCsvSheet(name, Buffer.from(text)))
  expect(() => importSheets(sheets, ABOUT)).toThrow(expect.objectContaining({ code: 'GROUPER_BAD_SHEET', place }))
})

test('a file that is no workbook is refused, and so is one with a document type', async () => {
  await expect(readWorkbook(Buffer.from('PK nothing'), 'x.xlsx')).rejects.toMatchObject({
    code: 'GROUPER_BAD_SHEET',
    place: 'x.xlsx',
  })
  const evil = await zip({
    'xl/workbook.xml': '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>',
    'xl/_rels/workbook.xml.rels': '<Relationships/>',
  })
  await expect(readWorkbook(evil, 'x.xlsx')).rejects.toMatchObject({ code: 'GROUPER_BAD_SHEET' })
})

function zip(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [name, text] of Object.entries(files)) archive.addBuffer(Buffer.from(text), name)
  archive.end()
  return buffer(archive.outputStream)
}

/** As spreadsheet programs write: shared strings, rich text, empty cells left out, numbers as numbers. */
function workbook(sheets: readonly Sheet[], merged: Readonly<Record<number, readonly string[]>> = {}): Promise<Buffer> {
  const strings: string[] = []
  const escaped = (text: string): string => text.replace(/[<>&]/g, (one) => `&#${one.charCodeAt(0)};`)
  const cell = (text: string, row: number, column: number): string => {
    const at = `r="${String.fromCharCode(65 + column)}${row + 1}"`
    if (text === '') return ''
    if (/^[1-9]\d*$/.test(text)) return `<c ${at}><v>${text}</v></c>`
    if (column % 2 === 1) return `<c ${at} t="inlineStr"><is><t>${escaped(text)}</t></is></c>`
    return `<c ${at} t="s"><v>${strings.push(text) - 1}</v></c>`
  }
  const bodies = sheets.map(
    ({ rows }, index) =>
      `<worksheet><sheetData>${rows.map((row, y) => `<row r="${y + 1}">${row.map((text, x) => cell(text, y, x)).join('')}</row>`).join('')}</sheetData><mergeCells>${(merged[index] ?? []).map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells></worksheet>`,
  )
  const half = (text: string): string =>
    `<si><r><t xml:space="preserve">${escaped(text.slice(0, 1))}</t></r><r><t xml:space="preserve">${escaped(text.slice(1))}</t></r></si>`
  const list = sheets
    .map(({ name }, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index}"/>`)
    .join('')
  const targets = sheets
    .map((_, index) => `<Relationship Id="rId${index}" Target="worksheets/sheet${index}.xml"/>`)
    .join('')
  return zip({
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${targets}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${strings.map(half).join('')}</sst>`,
    ...Object.fromEntries(bodies.map((body, index) => [`xl/worksheets/sheet${index}.xml`, body])),
  })
}
