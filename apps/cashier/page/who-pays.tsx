import { fen, sum } from '@medsettle/money'
import { PAYERS } from '../session/read-view.ts'
import type { CashierView } from '../view.ts'
import { yuan } from '../words/amount.ts'
import type { Words } from '../words/zh.ts'

/** One bar and one list of the same parts. Each part has its own hatching: colour is never the only cue. */
export function WhoPays({ view, words, isVoid }: { view: CashierView; words: Words; isVoid: boolean }) {
  const parts = partsOf(view)
  const spoken = parts.map(({ payer, amount }) => `${words.payers[payer]} ${yuan(amount)}`).join('，')
  return (
    <section className="card" aria-labelledby="who-pays">
      <h2 id="who-pays">{isVoid ? words.whoWouldPay : words.whoPays}</h2>
      <div className="payer-bar" role="img" aria-label={words.payerBar(spoken)} data-testid="payer-bar">
        {parts.map(({ payer, amount }) => (
          <span key={payer} className={`part part-${payer}`} style={{ flexGrow: Math.max(0, amount) }} />
        ))}
      </div>
      <ul className="payers">
        {parts.map(({ payer, amount }) => (
          <li key={payer} className="line" data-testid={`payer-${payer}`}>
            <span className={`swatch part-${payer}`} aria-hidden="true" />
            <span className="grow">{words.payers[payer]}</span>
            <span className="amount">{yuan(amount)}</span>
          </li>
        ))}
        <li className="line payers-total">
          <span className="grow">{words.billTotal}</span>
          <span className="amount" data-testid="total">
            {yuan(view.bill.total)}
          </span>
        </li>
      </ul>
      {view.reasons.length > 0 && <Reasons view={view} words={words} />}
    </section>
  )
}

function Reasons({ view, words }: { view: CashierView; words: Words }) {
  return (
    <details>
      <summary data-testid="why">{words.why}</summary>
      <ul className="reasons" lang="zh-CN">
        {view.reasons.map((reason, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two reasons may read alike, and their order is the insurer's
          <li key={index} data-testid="reason">
            <div className="line">
              <span className="grow strong">{reason.title}</span>
              <span className="amount">{yuan(reason.amount)}</span>
            </div>
            <p>{reason.because}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Two tenders of one payer (two wallets, two funds) are one part of the picture. */
function partsOf(view: CashierView) {
  return PAYERS.map((payer) => ({
    payer,
    amount: sum(view.payers.filter((part) => part.payer === payer).map((part) => part.amount)),
  })).filter(({ amount }) => amount !== fen(0))
}
