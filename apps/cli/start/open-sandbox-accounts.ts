import { readBill } from '../../../domain/bill/read-bill.ts'
import { chinaDate } from '../../../domain/identity/clock.ts'
import { payToken, quoteBill } from '../../../flow/quote-bill.ts'
import { readInstitution } from '../../../store/institution.ts'
import type { RunningServer } from '../../server/start-server.ts'
import { openAccounts, registerPersons } from '../demo/open-demo.ts'
import { sandboxClient } from '../demo/sandbox-client.ts'
import { STORY_PERSON, storyBill } from '../demo/story.ts'

/** The sample institution with merchant accounts at the sandbox, and one bill to try the cashier with. */
export async function openSandboxAccounts(
  server: RunningServer,
  sandboxUrl: string,
): Promise<{ link: string; billNo: string }> {
  const { platform, url } = server
  const sandbox = sandboxClient(sandboxUrl)
  const today = chinaDate(new Date())
  const catalogue = await openAccounts(platform, sandbox, today)
  await registerPersons(platform, sandbox, [STORY_PERSON])
  const institution = (await readInstitution(platform.databases.asPlatform(), 'DEMO0001'))!
  const billNo = `TRY${Date.now().toString(36).toUpperCase()}`
  const story = storyBill(catalogue, today)
  // a prescription is paid once, so each try gets its own
  const lines = story.lines?.map((line) => (line.prescriptionNo ? { ...line, prescriptionNo: `RX${billNo}` } : line))
  const bill = { ...story, ...(lines ? { lines } : {}), hisBillNo: billNo, chargeBatchNo: billNo }
  const order = await quoteBill(platform.world, institution, readBill(bill))
  return { link: `${url}/pay/${payToken(platform.world, order.order.orderId)}`, billNo }
}
