import { isOwnPartPaid } from '../session/screen.ts'
import type { PresentationView } from '../view.ts'
import { yuan } from '../words/amount.ts'
import { Fetched } from './fetched.tsx'
import { canOpenWallet, openWallet } from './open-wallet.ts'
import type { PanelProps } from './pay-panel.tsx'

const fetchQr = () => import('./qr-dots.tsx')

/** An attempt is open: go on with it, ask about it, or give it up. None of the three can pay twice. */
export function WalletPanel({ session, state, view, words, language }: PanelProps) {
  const isBusy = state.act !== 'none'
  const isPaid = isOwnPartPaid(view)
  const name = view.channels.find(({ channel }) => channel === view.chosenChannel)?.title[language] ?? ''
  return (
    <section className="card wallet" data-testid="wallet">
      {view.presentation && (
        <Presented presentation={view.presentation} name={name} words={words} cash={yuan(view.cash)} />
      )}
      <button
        type="button"
        className="button"
        data-testid="recheck"
        disabled={isBusy}
        onClick={() => void session.ask()}
      >
        {state.act === 'asking' ? words.asking : isPaid ? words.ask : words.recheck}
      </button>
      {view.chosenChannel !== null && !isPaid && (
        <>
          <button
            type="button"
            className="button button-plain"
            data-testid="switch"
            disabled={isBusy}
            aria-describedby="switch-hint"
            onClick={() => void session.switchChannel()}
          >
            {state.act === 'switching' ? words.switching : words.switchChannel}
          </button>
          <p id="switch-hint" className="small">
            {words.switchHint}
          </p>
        </>
      )}
    </section>
  )
}

interface PresentedProps extends Pick<PanelProps, 'words'> {
  readonly presentation: PresentationView
  readonly name: string
  readonly cash: string
}

function Presented({ presentation, name, words, cash }: PresentedProps) {
  if (presentation.kind === 'qr')
    return (
      <>
        <h2>{words.scanTitle(name)}</h2>
        <Fetched
          load={fetchQr}
          words={words}
          show={({ QrDots }) => <QrDots content={presentation.content} label={words.qrLabel(name, cash)} />}
        />
      </>
    )
  return (
    <>
      <h2>{words.walletTitle(name)}</h2>
      <p>{canOpenWallet(presentation) ? words.walletHint : words.walletElsewhere}</p>
      {canOpenWallet(presentation) && (
        <button
          type="button"
          className="button button-main"
          data-testid="open-wallet"
          onClick={() => openWallet(presentation)}
        >
          {words.openWallet(name)}
        </button>
      )}
    </>
  )
}
