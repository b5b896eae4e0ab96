import { fen } from '@medsettle/money'
import { connectDatabases } from '../../store/database.ts'
import type { TransferAnswer } from '../../store/ledger/job.ts'
import { openLedger } from '../../store/ledger/open-ledger.ts'
import { type Asked, type Heard, stamp } from './history.ts'

/** What a caller's question looks like on its way to a writer, and its answer on the way back. */
export interface Question {
  readonly no: number
  readonly group: readonly Asked[]
}

export interface Reply {
  /** 0: the writer is up */
  readonly no: number
  readonly start: number
  readonly end: number
  readonly heard: readonly Heard[] | null
  /** what was thrown instead of an answer */
  readonly trouble?: string
}

/**
 * A process with a ledger of its own on books that others write too. It stamps each call itself, so that a history holds the
 * times at the ledger's door and not those of the wire to the test.
 */
function main(): void {
  const [regionId, institutionId] = process.argv.slice(2)
  const databases = connectDatabases(process.env.MEDSETTLE_TEST_LEDGER!, 3)
  const books = { regionId: regionId!, institutionId: institutionId! }
  const ledger = openLedger(databases.asPlatform(), books, { now: () => new Date() })
  const reply = (one: Reply): void => void process.send!(one)

  process.on('message', async ({ no, group }: Question) => {
    const start = stamp()
    try {
      const answers = await ledger.post(group.map(requestOf))
      reply({ no, start, end: stamp(), heard: answers.map(heardOf) })
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      reply({ no, start, end: stamp(), heard: null, trouble: `${code ?? ''} ${message}` })
    }
  })
  // nobody listens any more
  process.on('disconnect', () => process.exit(0))
  // one question to the database before the first caller comes, so that a spare is warm
  const up = () => reply({ no: 0, start: 0, end: 0, heard: null })
  ledger.expire().then(up, up)
}

const requestOf = ({ amount, ...asked }: Asked) => ({
  ...asked,
  ...(amount === undefined ? {} : { amount: fen(amount) }),
})

const heardOf = (one: TransferAnswer): Heard =>
  one.posted
    ? { posted: true, bookingNo: one.bookingNo, amount: one.amount, replayed: one.replayed }
    : { posted: false, code: one.refusal.code, message: one.refusal.message, replayed: one.replayed }

main()
