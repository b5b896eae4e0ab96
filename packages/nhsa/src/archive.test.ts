// Would catch: an archive that changes from run to run, a damaged download that crashes the day's reconciliation.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isZip, unzipFiles, zipFiles } from './archive.ts'
import { NhsaError } from './nhsa-error.ts'

const AT = new Date('2026-11-21T00:00:00Z')
const FILES = [{ name: '3202-明细.txt', bytes: Buffer.from('S1\tV1\n') }]

test('what goes in comes out, and the same input gives the same bytes', async () => {
  const zip = await zipFiles(FILES, AT)
  expect(isZip(zip)).toBe(true)
  expect(await unzipFiles(zip)).toEqual(FILES)
  expect(await zipFiles(FILES, AT)).toEqual(zip)
})

test('a name that would leave its folder is refused', async () => {
  await expect(zipFiles([{ name: '../x', bytes: Buffer.of() }], AT)).rejects.toThrow(NhsaError)
})

test('any damage is refused or harmless', async () => {
  const zip = await zipFiles(FILES, AT)
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, byte) => {
      const damaged = Buffer.from(zip)
      damaged[at] = byte
      await unzipFiles(damaged).then(
        (files) => expect(files.length).toBeLessThanOrEqual(1),
        (error: unknown) => expect(error).toBeInstanceOf(NhsaError),
      )
    }),
    { seed: 10, numRuns: 200 },
  )
  await expect(unzipFiles(Buffer.of())).rejects.toThrow(NhsaError)
})
