import { subtract, ZERO } from '@medsettle/money'
import type { BenefitPolicy } from '../benefits/policy.ts'
import type { CatalogueEntry } from '../benefits/price-line.ts'
import { carriedOn } from '../benefits/split-bill.ts'
import type { NhsaSwitches } from '../switches.ts'
import type { Books, ChargeLine, MobileRefund, PayOrderOpening, UploadedFile, VisitOpening, Voucher } from './books.ts'
import type { Institution } from './institution.ts'
import { insuredPerson, type Registration } from './person.ts'
import type { SettlementRecord } from './settlement.ts'

/** What can happen. The journal holds these, and replaying them in order makes the books again. */
export type Entry =
  | { readonly kind: 'institution'; readonly institution: Institution }
  | { readonly kind: 'person'; readonly registration: Registration }
  | { readonly kind: 'voucher'; readonly voucher: Voucher }
  | { readonly kind: 'catalogue'; readonly entries: readonly CatalogueEntry[] }
  | { readonly kind: 'policy'; readonly policy: BenefitPolicy }
  | { readonly kind: 'switches'; readonly switches: NhsaSwitches }
  | { readonly kind: 'visit'; readonly visit: VisitOpening; readonly msgid: string }
  | { readonly kind: 'visit-cancelled'; readonly mdtrtId: string }
  | { readonly kind: 'visit-described'; readonly mdtrtId: string; readonly medType: string }
  | { readonly kind: 'lines'; readonly mdtrtId: string; readonly lines: readonly ChargeLine[] }
  | { readonly kind: 'lines-removed'; readonly mdtrtId: string; readonly feedetlSns: readonly string[] }
  | { readonly kind: 'settlement'; readonly record: SettlementRecord }
  | { readonly kind: 'signed-in'; readonly signNo: string; readonly fixmedinsCode: string }
  | { readonly kind: 'signed-out'; readonly signNo: string }
  | { readonly kind: 'file'; readonly file: UploadedFile }
  | { readonly kind: 'pay-order'; readonly order: PayOrderOpening }
  | { readonly kind: 'pay-order-revoked'; readonly payOrdId: string }
  | { readonly kind: 'pay-order-refunded'; readonly payOrdId: string; readonly refund: MobileRefund }

/** Writes one entry into the books. */
export function apply(books: Books, entry: Entry): void {
  books.sequence += 1
  const write = WRITERS[entry.kind] as (books: Books, entry: Entry) => void
  write(books, entry)
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>

const WRITERS: { readonly [Kind in Entry['kind']]: (books: Books, entry: Of<Kind>) => void } = {
  institution(books, { institution }) {
    books.institutions.set(institution.institution, institution)
    books.byPaasId.set(institution.paasId, institution)
    books.byAppId.set(institution.mobile.appId, institution)
  },
  person: (books, { registration }) => void books.persons.set(registration.psnNo, insuredPerson(registration)),
  voucher(books, { voucher }) {
    const { psnNo, ecToken, payAuthNo, fixmedinsCode } = voucher
    books.tokens.set(ecToken, psnNo)
    books.tokens.set(payAuthNo, psnNo)
    books.shown.set(fixmedinsCode, { psnNo, ecToken })
  },
  catalogue(books, { entries }) {
    for (const entry of entries) books.catalogue.set(entry.listCode, entry)
  },
  policy: (books, { policy }) => void books.policies.set(`${policy.id}@${policy.version}`, policy),
  // The switches are no part of the books; the room itself reads this entry when it replays.
  switches: () => {},
  visit(books, { visit, msgid }) {
    const blank = { cancelled: false, medType: '', lines: new Map(), settledBatches: new Map() }
    books.visits.set(visit.mdtrtId, { ...visit, ...blank })
    books.visitsByMessage.set(`${visit.fixmedinsCode}|${msgid}`, visit.mdtrtId)
  },
  'visit-cancelled': (books, { mdtrtId }) => {
    books.visits.get(mdtrtId)!.cancelled = true
  },
  'visit-described': (books, { mdtrtId, medType }) => {
    books.visits.get(mdtrtId)!.medType = medType
  },
  lines(books, { mdtrtId, lines }) {
    const visit = books.visits.get(mdtrtId)!
    for (const line of lines) visit.lines.set(line.feedetlSn, line)
  },
  'lines-removed': (books, { mdtrtId, feedetlSns }) => {
    const visit = books.visits.get(mdtrtId)!
    for (const sn of feedetlSns) visit.lines.delete(sn)
  },
  settlement: (books, { record }) => book(books, record),
  'signed-in': (books, { signNo, fixmedinsCode }) => void books.signIns.set(signNo, fixmedinsCode),
  'signed-out': (books, { signNo }) => void books.signIns.delete(signNo),
  file: (books, { file }) => void books.files.set(file.fileNo, file),
  'pay-order': (books, { order }) => {
    books.payOrders.set(order.payOrdId, { ...order, revoked: false, setlId: null, refunds: [] })
    books.payOrdersByOurs.set(`${order.fixmedinsCode}|${order.medOrgOrd}`, order.payOrdId)
  },
  'pay-order-revoked': (books, { payOrdId }) => {
    books.payOrders.get(payOrdId)!.revoked = true
  },
  'pay-order-refunded': (books, { payOrdId, refund }) => void books.payOrders.get(payOrdId)!.refunds.push(refund),
}

/** A record moves the account and the year's accumulators by its own signs, so its mirror image restores both exactly. */
function book(books: Books, record: SettlementRecord): void {
  const person = books.persons.get(record.psnNo)!
  person.balance = subtract(person.balance, record.split.account)
  const year = person.years.get(record.benefitYear) ?? { deductible: ZERO, pooled: ZERO }
  person.years.set(record.benefitYear, carriedOn(year, record.split))
  books.records.set(record.setlId, record)
  books.recordsByMessage.set(`${record.fixmedinsCode}|${record.infno}|${record.msgid}`, record.setlId)
  if (record.reverses !== null) {
    books.reversedBy.set(record.reverses, record.setlId)
    return
  }
  books.visits.get(record.mdtrtId)!.settledBatches.set(record.chrgBchno, record.setlId)
  if (record.payOrdId !== null) books.payOrders.get(record.payOrdId)!.setlId = record.setlId
}
