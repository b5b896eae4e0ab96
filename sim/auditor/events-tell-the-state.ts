import type { BookedEvent, BookedOrder } from './books.ts'
import { type Check, type Evidence, type Finding, groupBy } from './question.ts'

/** Which status an event announces; null: it says itself in its payload. */
const ANNOUNCES: Readonly<Record<string, readonly string[]>> = {
  'order.quoted': ['quoted'],
  'order.requoted': ['quoted'],
  'order.charging': ['charging'],
  'order.reopened': ['quoted'],
  'order.paid': ['paid'],
  'order.closed': ['closed'],
  'order.reversing': ['reversing'],
  'order.reversed': ['reversed'],
  'refund.done': ['partlyRefunded', 'refunded'],
  // half of it may have gone back
  'refund.stuck': ['paid', 'partlyRefunded'],
}

/** Where each status may come from; the walk of the events must be one of these. */
const COMES_FROM: Readonly<Record<string, readonly string[]>> = {
  quoted: ['', 'charging', 'quoted'],
  charging: ['quoted'],
  paid: ['charging'],
  closed: ['quoted', 'charging'],
  reversing: ['charging'],
  reversed: ['reversing'],
  partlyRefunded: ['paid', 'partlyRefunded'],
  refunded: ['paid', 'partlyRefunded'],
}

/**
 * State and outbox agree: the events of an order walk without a gap to the status it has, every refund's fate was told,
 * and every event was handed to everyone who listens.
 */
export const eventsTellTheState: Check = (evidence) => {
  const byOrder = groupBy(evidence.books.events, (event) => event.orderId)
  return [
    ...evidence.books.orders.flatMap((order) => walk(order, byOrder.get(order.orderId) ?? [])),
    ...evidence.books.orders.flatMap((order) => gaps(order, byOrder.get(order.orderId) ?? [])),
    ...untoldRefunds(evidence),
    ...undelivered(evidence),
  ]
}

const finding = (institutionId: string, sentence: string): Finding => ({
  invariant: 'events-tell-the-state',
  institutionId,
  sentence,
})

function walk(order: BookedOrder, events: readonly BookedEvent[]): Finding[] {
  const findings: Finding[] = []
  let at = ''
  for (const event of events) {
    const announced = ANNOUNCES[event.topic]
    if (!announced) continue
    const status = event.status ?? ''
    if (event.topic === 'refund.stuck' && status === at) continue
    if (!announced.includes(status) || !COMES_FROM[status]?.includes(at))
      findings.push(
        finding(
          order.institutionId,
          `order ${order.orderId}: ${event.topic} (${status}) came after "${at}" in ${event.eventId}`,
        ),
      )
    at = status
  }
  if (at !== order.status)
    findings.push(finding(order.institutionId, `order ${order.orderId} is ${order.status}, the events end at "${at}"`))
  return findings
}

/** `ev_{order}_{version}_{index}`: inside a version the indexes are 0, 1, 2 …, and no version is ahead of the order. */
function gaps(order: BookedOrder, events: readonly BookedEvent[]): Finding[] {
  const byVersion = groupBy(events, (event) => event.eventId.split('_').at(-2) ?? null)
  return [...byVersion].flatMap(([version, told]) => {
    const indexes = told.map((event) => Number(event.eventId.split('_').at(-1))).sort((a, b) => a - b)
    const whole = indexes.every((index, place) => index === place) && Number(version) <= order.version
    return whole
      ? []
      : [finding(order.institutionId, `order ${order.orderId}: version ${version} told events ${indexes.join(', ')}`)]
  })
}

function untoldRefunds({ books }: Evidence): Finding[] {
  return books.refunds.flatMap((refund) => {
    const topics = new Set(books.events.filter((one) => one.refundId === refund.refundId).map((one) => one.topic))
    const wanted = ['refund.granted', ...(refund.status === 'granted' ? [] : [`refund.${refund.status}`])]
    const untold = wanted.filter((topic) => !topics.has(topic))
    return untold.map((topic) =>
      finding(refund.institutionId, `refund ${refund.refundId} is ${refund.status}, but ${topic} was never told`),
    )
  })
}

function undelivered({ books }: Evidence): Finding[] {
  return books.events
    .filter((event) => event.deliveries < (books.listeners.get(event.institutionId) ?? 0))
    .map((event) => finding(event.institutionId, `event ${event.eventId} (${event.topic}) was handed to nobody`))
}
