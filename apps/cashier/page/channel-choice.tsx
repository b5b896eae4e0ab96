import type { ChannelView } from '../view.ts'
import type { Language } from '../words/language.ts'
import type { Words } from '../words/zh.ts'

interface ChannelChoiceProps {
  readonly words: Words
  readonly language: Language
  readonly offered: readonly ChannelView[]
  readonly chosen: ChannelView
  readonly products: readonly string[]
  readonly product: string | null
  readonly isLocked: boolean
  pickChannel(channel: string): void
  pickProduct(product: string): void
}

/** The recommended wallet is chosen already; nobody has to read this to pay. */
export function ChannelChoice(props: ChannelChoiceProps) {
  const { words, language, offered, chosen, products, product, isLocked } = props
  const otherProduct = products.find((name) => name !== product)
  return (
    <section className="card">
      <fieldset className="channels" disabled={isLocked}>
        <legend>{words.howToPay}</legend>
        {offered.map((offer) => (
          <label
            key={offer.channel}
            className={offer.channel === chosen.channel ? 'channel is-chosen' : 'channel'}
            data-testid={`channel-${offer.channel}`}
          >
            <input
              type="radio"
              name="channel"
              value={offer.channel}
              checked={offer.channel === chosen.channel}
              onChange={() => props.pickChannel(offer.channel)}
            />
            <span className="grow">{offer.title[language]}</span>
            {offer.recommended && offer.healthy && <span className="tag">{words.recommended}</span>}
            {!offer.healthy && <span className="tag tag-slow">{words.unhealthy}</span>}
          </label>
        ))}
        {otherProduct && (
          <button
            type="button"
            className="button button-plain"
            data-testid="product-toggle"
            onClick={() => props.pickProduct(otherProduct)}
          >
            {otherProduct === 'native' ? words.useScan : words.useHere}
          </button>
        )}
      </fieldset>
    </section>
  )
}
