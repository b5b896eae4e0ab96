// Would catch: a cut or tampered download read as a short bill, a few kilobytes that unpack to fill the memory.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBuffer } from 'yauzl'
import { ZipFile } from 'yazl'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { type Flaws, zipBill } from './fixtures/zip-bill.ts'
import { MAX_UNPACKED_BYTES, unzip } from './unzip.ts'

const FILES = [
  { name: '2088000000000001_20261121_业务明细.csv', text: '门诊缴费,12.34\n'.repeat(200) },
  { name: '2088000000000001_20261121_业务明细(汇总).csv', text: '合计\n' },
]
const zip = zipBill(FILES)

const namesByYauzl = (bytes: Buffer): Promise<string[]> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { decodeStrings: false, lazyEntries: false }, (error, file) => {
      if (error) return reject(error)
      const names: string[] = []
      file.on('entry', ({ fileName }) => names.push(new TextDecoder('gbk').decode(fileName as unknown as Buffer)))
      file.on('end', () => resolve(names))
      file.on('error', reject)
    })
  })

const packByYazl = async (name: string, bytes: Buffer): Promise<Buffer> => {
  const file = new ZipFile()
  file.addBuffer(bytes, name)
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe('a ZIP', () => {
  it('with GBK names is read, and a library agrees that it is one', async () => {
    const entries = unzip(zip)
    expect(entries.map(({ name }) => name)).toEqual(FILES.map(({ name }) => name))
    expect(entries.map(({ bytes }) => new TextDecoder('gbk').decode(bytes))).toEqual(FILES.map(({ text }) => text))
    expect(await namesByYauzl(zip)).toEqual(FILES.map(({ name }) => name))
  })

  it('written by a library, with UTF-8 names and data descriptors, is read too', async () => {
    const bytes = Buffer.from('门诊缴费\n'.repeat(1000))
    const [entry] = unzip(await packByYazl('业务明细.csv', bytes))
    expect([entry!.name, entry!.bytes.equals(bytes)]).toEqual(['业务明细.csv', true])
  })
})

describe('a ZIP that must not be believed', () => {
  const flawed = (flaws: Flaws) => zipBill(FILES, flaws)
  it.each([
    ['cut in the middle', zip.subarray(0, zip.length / 2), 'STATEMENT_TRUNCATED'],
    ['cut by one byte', zip.subarray(0, -1), 'STATEMENT_TRUNCATED'],
    ['only its first bytes', zip.subarray(0, 4), 'STATEMENT_TRUNCATED'],
    ['another checksum', flawed({ crc: 1 }), 'STATEMENT_ZIP_DAMAGED'],
    ['encrypted', flawed({ flags: 1 }), 'STATEMENT_ZIP_DAMAGED'],
    ['packed by an unknown method', flawed({ method: 99 }), 'STATEMENT_ZIP_DAMAGED'],
    ['claims more than we hold', flawed({ unpacked: MAX_UNPACKED_BYTES + 1 }), 'STATEMENT_ZIP_BOMB'],
    ['holds more than it claims', flawed({ unpacked: 10 }), 'STATEMENT_ZIP_BOMB'],
    ['holds less than it claims', flawed({ unpacked: 100_000 }), 'STATEMENT_ZIP_DAMAGED'],
    [
      'very many files',
      zipBill(Array.from({ length: 65 }, (_, at) => ({ name: `${at}`, text: '' }))),
      'STATEMENT_ZIP_BOMB',
    ],
  ])('%s', (_name, bytes, code) => {
    expect(() => unzip(bytes)).toThrow(code)
  })

  it('cut or changed anywhere, is read or refused by code, never anything else', () => {
    const small = zipBill([{ name: '业务明细.csv', text: '门诊缴费' }])
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.nat(255), fc.nat(small.length), (at, byte, length) => {
        const changed = Buffer.from(small)
        changed[at] = byte
        return isReadOrRefused(changed) && isReadOrRefused(small.subarray(0, length))
      }),
      { numRuns: 500, seed: 20261121 },
    )
  })
})

function isReadOrRefused(bytes: Buffer): boolean {
  try {
    unzip(bytes)
    return true
  } catch (error) {
    return error instanceof RefusalError
  }
}
