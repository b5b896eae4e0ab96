// Would catch: a verb without help, a wrong word on the command line that starts something or ends with another code than 2,
// a day closed before it is over, a stack trace (and a database left running) when `| head` has read enough.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDatabases } from '../../store/database.ts'
import { writeInstitution } from '../../store/institution.ts'
import { testDatabase } from '../database.ts'
import { type Ended, medsettle, medsettleUnread, npmMedsettle, runBatch } from './run-cli.ts'

type Said = readonly [words: string, ...sentences: string[]]

const HELP: readonly Said[] = [
  ['--help', 'Commands:', 'demo', 'start', 'statement', 'nhsa', 'simulate', 'close-day'],
  ['help', 'Commands:'],
  ['demo --help', '--bills <FILE.jsonl>', '--seed <N>', '--count <N>', '--faults <none|default|heavy>'],
  ['help demo', 'Usage: medsettle demo [options]'],
  ['start --help', '--port <N>', '--no-sandbox'],
  ['statement --help', 'parse [options] <FILE>'],
  ['statement parse --help', '--channel <wechat-pay|alipay|nhsa>', '--date <YYYY-MM-DD>'],
  ['nhsa --help', 'check [options] <FILE>'],
  ['nhsa check --help', 'exit 1 when one is', '--family-account <reading>'],
  ['simulate --help', '--seed <N>', '--seeds <N>', '--days <D>'],
  ['close-day --help', '--date <YYYY-MM-DD>', '--institution <ID>', '--json'],
]

const BAD_USAGE: readonly Said[] = [
  ['', 'Usage: medsettle [options] [command]'],
  ['frobnicate', "unknown command 'frobnicate'"],
  ['dem', "unknown command 'dem'", '(Did you mean demo?)'],
  ['demo --speed 3', "unknown option '--speed'"],
  ['demo --faults many', "'many' is invalid. Choose one of none, default, heavy."],
  ['demo --seed 1.5', '"1.5" is not a whole number.'],
  ['demo --seed=-1', '"-1" is not a whole number.'],
  ['demo --count ten', '"ten" is not a whole number.'],
  ['demo --bills', "option '--bills <FILE.jsonl>' argument missing"],
  ['demo bills.jsonl', "too many arguments for 'demo'"],
  ['start --port 65536', 'There is no port above 65535.'],
  ['statement', 'Usage: medsettle statement'],
  ['statement parse bill.csv', "required option '--channel <wechat-pay|alipay|nhsa>' not specified"],
  ['statement parse --channel alipay', "missing required argument 'FILE'"],
  [
    'statement parse --channel unionpay bill.csv',
    'there is no channel unionpay that reads statements; choose wechat-pay',
  ],
  [
    'statement parse --channel alipay --separator , bill.csv',
    '--separator, --header and --encoding are for --channel nhsa',
  ],
  ['statement parse --channel nhsa --encoding big5 bill.csv', 'Allowed choices are utf-8, gbk'],
  ['statement parse --channel ../alipay bill.csv', 'there is no channel ../alipay'],
  ['statement parse --channel template bill.csv', 'there is no channel template'],
  ['statement parse --channel alipay --date 2026-02-30 bill.csv', '"2026-02-30" is not a date like 2026-03-02.'],
  ['nhsa', 'Usage: medsettle nhsa'],
  ['nhsa check', "missing required argument 'FILE'"],
  ['nhsa check a.json b.json', 'too many arguments'],
  ['simulate --days 0', 'At least 1 is needed.'],
  ['simulate --seeds few', '"few" is not a whole number.'],
  ['close-day', "required option '--date <YYYY-MM-DD>' not specified"],
  ['close-day --date yesterday', '"yesterday" is not a date like 2026-03-02.'],
]

const BAD_INPUT: readonly Said[] = [
  ['statement parse --channel alipay /absent/bill.zip', 'FILE_NOT_FOUND at /absent/bill.zip: there is no such file'],
  ['demo --bills tests', 'FILE_IS_A_FOLDER at tests: a folder was given'],
  ['statement parse --channel nhsa tests', 'FILE_IS_A_FOLDER at tests: a folder was given'],
  ['nhsa check tests', 'FILE_IS_A_FOLDER at tests: a folder was given'],
  ['nhsa check /absent/reply.json', 'FILE_NOT_FOUND at /absent/reply.json: there is no such file'],
  ['close-day --date 2999-12-31', 'DAY_NOT_OVER: 2999-12-31 is not over in China yet'],
  ['close-day --date 2024-03-01 --institution NOBODY', 'INSTITUTION_UNKNOWN: there is no institution NOBODY'],
]

const CLOSED = ['close-day --date 2024-03-01', 'close-day --date 2024-03-01 --institution HOSP0001 --json'] as const

const wordsOf = (line: string): string[] => line.split(' ').filter((word) => word !== '')
let ended: ReadonlyMap<string, Ended>
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await testDatabase()
  drop = database.drop
  const databases = connectDatabases(database.ownerUrl, 2)
  const hospital = { institutionId: 'HOSP0001', regionId: '330100', name: '测试医院', hospitalLevel: '3' } as const
  await writeInstitution(databases.asPlatform(), hospital)
  await databases.close()
  const environment = { DATABASE_URL: database.ownerUrl, MEDSETTLE_DATA_KEY: Buffer.alloc(32, 7).toString('base64') }
  const lines = [...HELP, ...BAD_USAGE, ...BAD_INPUT].map(([line]) => line)
  ended = await runBatch(
    new Map([...lines, ...CLOSED].map((line) => [line, () => medsettle(wordsOf(line), environment)])),
    3,
  )
}, 240_000)

afterAll(() => drop())

describe('every verb explains itself: exit 0, nothing on stderr', () => {
  test.each(HELP)('%s', (line, ...sentences) => {
    const { code, stdout, stderr } = ended.get(line)!
    expect([code, stderr]).toEqual([0, ''])
    for (const sentence of sentences) expect(stdout).toContain(sentence)
  })
})

describe('bad usage: exit 2, a sentence on stderr, nothing begun', () => {
  test.each(BAD_USAGE)('%s', (line, ...sentences) => {
    const { code, stdout, stderr } = ended.get(line)!
    expect([code, stdout]).toEqual([2, ''])
    for (const sentence of sentences) expect(stderr).toContain(sentence)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('bad input: exit 1, a code and where', () => {
  test.each(BAD_INPUT)('%s', (line, ...sentences) => {
    const { code, stdout, stderr } = ended.get(line)!
    expect([code, stdout]).toEqual([1, ''])
    for (const sentence of sentences) expect(stderr).toContain(sentence)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('a day that is over is closed, as often as one likes', () => {
  test('as tables', () => {
    const { code, stdout } = ended.get(CLOSED[0])!
    expect(code).toBe(0)
    expect(stdout).toContain('测试医院 2024-03-01 对账')
    expect(stdout).toContain('试算平衡 0.00')
  })

  test('as one JSON object', () => {
    const { code, stdout } = ended.get(CLOSED[1])!
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([0, 1])
    expect(JSON.parse(stdout)).toMatchObject({ institution: 'HOSP0001', date: '2024-03-01', differences: [] })
  })
})

describe('a reader who left is no failure: exit as if all had been read, no word about it', () => {
  test.each([
    ['help', 0],
    ['statement parse --channel wechat-pay channels/wechat-pay/fixtures/trade-bill.csv', 0],
    ['nhsa check channels/nhsa/fixtures/2207-answer.txt', 0],
  ])('%s', async (line, code) => {
    expect(await medsettleUnread(wordsOf(line))).toEqual({ code, stderr: '' })
  })
})

test('through npm, as documented, the codes and the sentences stay', async () => {
  const [help, bad] = await Promise.all([npmMedsettle(['--help']), npmMedsettle(['demo', '--faults', 'many'])])
  expect([help.code, help.stdout]).toEqual([0, ended.get('--help')!.stdout])
  expect([bad.code, bad.stdout]).toEqual([2, ''])
  expect(bad.stderr).toContain('Choose one of none, default, heavy.')
})
