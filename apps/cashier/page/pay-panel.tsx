import { useState } from 'react'
import type { CashierSession } from '../session/cashier-session.ts'
import { type Device, offeredChannels, productsFor } from '../session/choose-product.ts'
import type { PageState } from '../session/page-state.ts'
import { payPermission } from '../session/screen.ts'
import type { CashierView, ChannelView } from '../view.ts'
import { yuan } from '../words/amount.ts'
import type { Language } from '../words/language.ts'
import type { Words } from '../words/zh.ts'
import { ChannelChoice } from './channel-choice.tsx'
import { StepUp } from './step-up.tsx'

export interface PanelProps {
  readonly session: CashierSession
  readonly state: PageState
  readonly view: CashierView
  readonly words: Words
  readonly language: Language
  readonly device: Device
}

/** Tap one: the big button. Tap two happens in the wallet. */
export function PayPanel(props: PanelProps) {
  const { session, state, view, words, device } = props
  const selection = useSelection(session, view, device)
  const [isChecked, check] = useState(false)
  const [isReminded, remind] = useState(false)
  const permission = payPermission(state)
  const { channel, product, needsWallet } = selection
  const tap = (): void => {
    if (view.needsStepUp && !isChecked) return remind(true)
    void session.pay({
      channel: channel?.channel ?? null,
      product,
      stepUpConfirmed: view.needsStepUp && isChecked,
      returnUrl: window.location.href,
    })
  }
  if (needsWallet && !channel) return <p className="notice">{words.noWallet}</p>
  return (
    <>
      {channel && <ChannelChoice {...props} {...selection} chosen={channel} isLocked={permission !== 'free'} />}
      {view.needsStepUp && (
        <StepUp view={view} words={words} isChecked={isChecked} check={check} isReminded={isReminded && !isChecked} />
      )}
      <div className="pay-bar">
        <button
          type="button"
          className="button button-main"
          data-testid="pay"
          disabled={permission === 'no'}
          aria-busy={state.act === 'paying'}
          onClick={tap}
        >
          {payLabel(props, channel, permission)}
        </button>
      </div>
    </>
  )
}

function payLabel(props: PanelProps, channel: ChannelView | null, permission: string): string {
  const { state, view, words, language } = props
  if (state.act === 'paying') return state.repeating ? words.payingAgain : words.paying
  if (permission === 'sameOnly') return words.payAgainSame
  return channel ? words.payWith(channel.title[language], yuan(view.cash)) : words.payInsuranceOnly
}

/** The attempt kept from before a reload comes first, then what the patient picked, then the recommended wallet. */
function useSelection(session: CashierSession, view: CashierView, device: Device) {
  const [kept] = useState(() => session.kept(view.orderId)?.body ?? null)
  const [pickedChannel, pickChannel] = useState(kept?.channel ?? null)
  const [pickedProduct, pickProduct] = useState(kept && kept.channel !== null ? kept.product : null)
  const needsWallet = view.cash > 0
  const offered = needsWallet ? offeredChannels(view, device) : []
  const channel = offered.find((offer) => offer.channel === pickedChannel) ?? offered[0] ?? null
  const products = channel ? productsFor(channel, device) : []
  const product = products.find((name) => name === pickedProduct) ?? products[0] ?? null
  return { needsWallet, offered, channel, products, product, pickChannel, pickProduct }
}
