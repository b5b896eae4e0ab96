import { addDays, startOfChinaDay } from '../../domain/identity/clock.ts'
import { closeDay } from '../../flow/close-day.ts'
import { count, letLive, type SeedRun } from './seed-run.ts'

const FEE_RATES = { 'wechat-pay': '0.006', alipay: '0.006' }
const MINUTE = 60_000
/** statements of the day before are there from nine o'clock on */
const OFFICE_OPENS_MS = 9.5 * 60 * MINUTE

/** When the office closes the books of a China day, ms. */
export const officeOpens = (date: string): number => startOfChinaDay(addDays(date, 1)).getTime() + OFFICE_OPENS_MS

const MOST_TRIES = 8

/** Closes a day for every clinic; again after a death, and again later when a statement was not there. */
export async function closeBooks(run: SeedRun, date: string): Promise<void> {
  for (const { institution } of run.clinics) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const fate = await letLive(run, () =>
        closeDay(run.closingWorld(), {
          institution,
          date,
          calendar: { holidays: [], workingWeekends: [] },
          feeRates: FEE_RATES,
        }),
      )
      if ('answer' in fate && fate.answer.channels.every((channel) => channel.missing === null)) break
      if ('answer' in fate) count(run, 'statements missing at first')
      if (!('died' in fate)) run.stage.clock.pass(20 * MINUTE)
    }
  }
}
