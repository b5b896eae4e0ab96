import { BATCH, type Book, type BookRow, type Call } from './history.ts'
import type { Replay } from './replay.ts'
import { isWhatWasAsked, type Told, type Wish, type Wishes, wishOf } from './wishes.ts'

/** Nothing lost, nothing doubled, nothing nobody asked for; one id, one content, one answer, whoever asks. */
export function judgeAnswers(
  calls: readonly Call[],
  wishes: Wishes,
  { rows, refusals }: Book,
  replay: Replay,
): string[] {
  const { byId } = replay
  const kept = new Map(refusals.map((one) => [one.transferId, one]))
  const wrong = rows.filter((row) => !wishOf(row, wishes) && !isOwnRelease(row, replay)).map(unasked)
  for (const [id, contents] of wishes) {
    const row = byId.get(id)
    if (row && kept.has(id)) wrong.push(`${id} is booked and refused`)
    for (const wish of contents) wrong.push(...judgeWish(wish, row, kept.get(id)))
    const answered = contents.filter((wish) => verdictsOf(wish).size > 0)
    if (answered.length > 1) wrong.push(`${id} was answered with ${answered.length} different contents`)
  }
  for (const { transferId } of refusals)
    if (!wishes.has(transferId)) wrong.push(`the refusal of ${transferId} answers nobody`)
  return [...wrong, ...calls.flatMap((call) => judgeGroup(call, byId))]
}

const unasked = (row: BookRow): string => `${row.transferId} (booking ${row.bookingNo}) was asked for by nobody`

/** A reservation whose time is over is released by the ledger, without anybody asking. */
const isOwnRelease = (row: BookRow, { byId }: Replay): boolean =>
  row.kind === 'void' &&
  row.code === 'expired' &&
  row.transferId === `${row.pendingId}.expired` &&
  byId.get(row.pendingId!)?.expires !== null

/** Every different word said about a wish. That the id belongs to another content is no word about this one. */
function verdictsOf(wish: Wish): Set<string> {
  return new Set(
    wish.told.flatMap((told) => {
      const { heard } = told
      if (!heard || isOfAnotherContent(told)) return []
      return [heard.posted ? `booked ${heard.bookingNo}, ${heard.amount} fen` : `${heard.code} ${heard.message}`]
    }),
  )
}

/** Also a group that failed only because one of its ids belongs to another content: that may be mended and sent again. */
function isOfAnotherContent({ call, heard }: Told): boolean {
  if (!heard || heard.posted) return false
  if (heard.code === 'TRANSFER_ID_TAKEN') return true
  return (
    heard.code === 'GROUP_FAILED' && !!call.heard?.some((other) => !other.posted && other.code === 'TRANSFER_ID_TAKEN')
  )
}

function judgeWish(
  wish: Wish,
  row: BookRow | undefined,
  kept: { readonly code: string; readonly message: string } | undefined,
): string[] {
  const id = wish.asked.transferId
  const wrong: string[] = []
  const verdicts = verdictsOf(wish)
  if (verdicts.size > 1) wrong.push(`${id} was told different things: ${[...verdicts].join(' | ')}`)
  const booked = row && isWhatWasAsked(row, wish.asked) ? row : undefined
  let fresh = 0
  for (const told of wish.told) {
    const { heard } = told
    if (!heard) continue
    if (heard.posted && !heard.replayed) fresh++
    if (heard.posted && !booked) wrong.push(`${id} was told to be booked and is not`)
    if (heard.posted && booked && (heard.bookingNo !== booked.bookingNo || heard.amount !== booked.amount))
      wrong.push(
        `${id} was told booking ${heard.bookingNo}, ${heard.amount} fen; stored is ${booked.bookingNo}, ${booked.amount}`,
      )
    if (!heard.posted && booked) wrong.push(`${id} was told ${heard.code} and is booked`)
    if (!heard.posted && !isOfAnotherContent(told) && (kept?.code !== heard.code || kept.message !== heard.message))
      wrong.push(`${id} was told ${heard.code}, which is not kept`)
  }
  if (fresh > 1) wrong.push(`${id} was told ${fresh} times to be booked anew`)
  return wrong
}

/** A group stands whole, one behind the other in one batch, or not at all. */
function judgeGroup(call: Call, byId: Replay['byId']): string[] {
  const { group, heard } = call
  if (group.length === 1) return []
  const name = `the group of ${group[0]!.transferId}`
  const wrong: string[] = []
  const rows = group.flatMap((asked) => {
    const row = byId.get(asked.transferId)
    return row && isWhatWasAsked(row, asked) ? [row] : []
  })
  if (rows.length !== 0 && rows.length !== group.length) wrong.push(`${name} stands in part`)
  const first = rows[0]?.bookingNo ?? 0
  if (rows.some((row, index) => row.bookingNo !== first + index) || first % BATCH > (first + rows.length) % BATCH)
    wrong.push(`${name} is torn apart`)
  const said = heard?.filter((one) => one.posted).length ?? 0
  if (said !== 0 && said !== group.length) wrong.push(`${name} was told to stand in part`)
  return wrong
}
