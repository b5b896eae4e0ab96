import { hearNotification } from '../../flow/hear-notification.ts'
import type { Letter } from '../stage/mailbox.ts'
import { count, letLive, now, type SeedRun } from './seed-run.ts'

interface ReadLetter {
  readonly letter: Letter
  /** '' when it cannot be read */
  readonly attemptId: string
}

/**
 * Takes in what the channels have sent since the last time and decides what becomes of each: lost, late, twice, or
 * out of order. Letters of one moment are put in order by what they speak of, since the network keeps none.
 */
export async function collectLetters(run: SeedRun): Promise<void> {
  const letters = await run.stage.mailbox.take(await expectedLetters(run))
  const read = await Promise.all(letters.map((letter) => readLetter(run, letter)))
  for (const one of read.sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1))) post(run, one)
}

/** One for each payment and one for each refund the channel has finished. */
async function expectedLetters(run: SeedRun): Promise<number> {
  if (run.refundsMayHaveMoved) {
    run.refundsMayHaveMoved = false
    run.refundsFinished = await run.outside.finishedRefunds(run.plan.seed)
  }
  return run.paid.size + run.refundsFinished
}

async function readLetter(run: SeedRun, letter: Letter): Promise<ReadLetter> {
  const wallet = await run.closingWorld().channels.wallet(letter.institutionId, letter.channel)
  try {
    return { letter, attemptId: (await wallet.readNotification(letter.raw)).attemptId }
  } catch {
    return { letter, attemptId: '' }
  }
}

const MINUTE = 60_000

function post(run: SeedRun, { letter, attemptId }: ReadLetter): void {
  if (isUnheard(run, attemptId)) return count(run, 'letters lost')
  const { random } = run
  const isLate = random.happens(0.15)
  // what is older than five minutes is refused as stale, and the janitor must find out by itself
  const delay = isLate ? random.between(MINUTE, 6 * MINUTE) : random.between(100, 5_000)
  schedule(run, letter, now(run) + delay)
  if (random.happens(0.12)) schedule(run, letter, now(run) + delay + random.between(0, 2 * MINUTE))
}

function isUnheard(run: SeedRun, attemptId: string): boolean {
  const lost = run.random.happens(0.08)
  const visit = run.plan.visits.find((one) => one.bill.hisBillNo === run.billOf.get(attemptId))
  return lost || (visit?.unheard ?? false)
}

function schedule(run: SeedRun, letter: Letter, at: number, tries = 1): void {
  run.timeline.add(at, async () => {
    const clinic = run.clinics.findIndex((one) => one.institution.institutionId === letter.institutionId)
    const fate = await letLive(run, () => hearNotification(run.world(clinic), letter))
    if ('died' in fate && tries < 3) return schedule(run, letter, now(run) + 15_000, tries + 1)
    if (!('answer' in fate)) return
    count(run, 'letters heard')
    const { attemptId, outcome } = fate.answer
    if (outcome.status === 'settled') run.told.set(`heard ${attemptId}`, { what: 'heard', attemptId })
  })
}
