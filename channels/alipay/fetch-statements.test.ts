// Would catch: a bill that is not ready taken for an empty day, an address from an unsigned answer followed.
import { expect, it } from 'vitest'
import { connect } from './channel.ts'
import { makeCounterpart, type Sent, scriptedIo } from './fixtures/counterpart.ts'

const side = makeCounterpart()
const METHOD = 'alipay.data.dataservice.bill.downloadurl.query'
const offer = (address = 'https://bill.invalid/1.zip') =>
  side.answer(METHOD, { code: '10000', bill_download_url: address })
const no = (subCode: string) => side.answer(METHOD, { code: '40004', sub_code: subCode })

const fetchWith = (answer: (sent: Sent) => Response) => {
  const { io, sent } = scriptedIo(side.now, answer)
  return { files: connect(side.config, io).fetchStatements('2026-11-20'), sent }
}

it('asks for the day and keeps the ZIP byte by byte', async () => {
  const { files, sent } = fetchWith(({ url }) => (url.hostname === 'bill.invalid' ? new Response('PK…') : offer()))
  const [file] = await files
  expect([file!.kind, file!.filename, new TextDecoder().decode(file!.bytes)]).toEqual([
    'trade',
    'alipay-2088000000000001-trade-2026-11-20.zip',
    'PK…',
  ])
  expect(sent[0]!.content).toEqual({ bill_type: 'trade', bill_date: '2026-11-20' })
})

it.each([
  ['not ready', () => no('isp.bill_not_exist'), 'STATEMENT_NOT_READY'],
  ['refused', () => no('isv.insufficient-isv-permissions'), 'STATEMENT_UNAVAILABLE'],
  ['no address', () => offer(''), 'STATEMENT_UNAVAILABLE'],
  ['an address of another kind', () => offer('file:///etc/passwd'), 'STATEMENT_UNAVAILABLE'],
  [
    'unsigned',
    () => new Response(`{"${METHOD.replaceAll('.', '_')}_response":{"code":"10000"}}`),
    'STATEMENT_UNAVAILABLE',
  ],
  [
    'a lost file',
    ({ url }: Sent) => (url.hostname === 'bill.invalid' ? new Response('', { status: 404 }) : offer()),
    'STATEMENT_UNAVAILABLE',
  ],
])('%s', async (_name, answer, code) => {
  await expect(fetchWith(answer).files).rejects.toThrow(code)
})
