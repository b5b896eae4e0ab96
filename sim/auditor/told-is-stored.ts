import type { Books } from './books.ts'
import type { Check, Finding, Told } from './question.ts'

/** What anybody was told as done is so for ever after, whatever crashed since: acknowledged means stored. */
export const toldIsStored: Check = ({ books, question }) =>
  question.told.flatMap((told) => {
    const wrong = contradiction(books, told)
    return wrong === null ? [] : [wrong]
  })

const PAID = ['paid', 'partlyRefunded', 'refunded']

function contradiction(books: Books, told: Told): Finding | null {
  if (told.what === 'paid') {
    const order = books.orders.find((one) => one.orderId === told.orderId)
    if (order && PAID.includes(order.status)) return null
    return say(order?.institutionId, `order ${told.orderId} was told as paid and is ${order?.status ?? 'not there'}`)
  }
  if (told.what === 'refunded') {
    const refund = books.refunds.find((one) => one.refundId === told.refundId)
    if (refund?.status === 'done') return null
    return say(
      refund?.institutionId,
      `refund ${told.refundId} was told as done and is ${refund?.status ?? 'not there'}`,
    )
  }
  const attempt = books.attempts.find((one) => one.attemptId === told.attemptId)
  if (attempt?.status === 'settled') return null
  return say(
    attempt?.institutionId,
    `the channel was told that ${told.attemptId} is taken in, and it is ${attempt?.status ?? 'not there'}`,
  )
}

const say = (institutionId: string | undefined, sentence: string): Finding => ({
  invariant: 'told-is-stored',
  institutionId: institutionId ?? '',
  sentence,
})
